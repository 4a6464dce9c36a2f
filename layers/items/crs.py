"""The systems that features are given and taken in, each with its own order of the axes.

Inside the project x is first everywhere. Here, at the edge, an EPSG system has the order that EPSG says:
4490, 4326 have latitude first, the Gauss-Krueger zones of CGCS2000 northing first, 3857 easting first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyproj import CRS

from layers.crs import Crs, parse
from layers.errors import Invalid

__all__ = ["CRS84", "STORAGE", "ItemCrs", "by_uri", "served"]

EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/"
CODES: Final = (4490, 4526, 4547, 3857, 4326)
"""CGCS2000, its 3-degree zones around 114 E with and without the zone's number, Web Mercator, WGS 84."""

NORTHWARD: Final = "north"


@dataclass(frozen=True)
class ItemCrs:
    """A system that coordinates of features come in."""

    uri: str
    """Its name in OGC API."""
    title: str
    epsg: int
    """Its number; of CRS84 that of our own system, which has the same coordinates."""
    flipped: bool
    """Whether y (latitude, northing) stands first."""
    geographic: bool
    """Degrees; else metres."""

    @property
    def digits(self) -> int:
        """Decimals that are worth writing: centimetres in degrees, millimetres in metres."""
        return 7 if self.geographic else 3

    @property
    def crs(self) -> Crs:
        """The same system as the rest of the project knows it."""
        return parse(str(self.epsg))


CRS84: Final = ItemCrs(
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS84", 4490, flipped=False, geographic=True
)
STORAGE: Final = f"{EPSG}4490"
"""What the tables hold."""


@cache
def served() -> Mapping[str, ItemCrs]:
    """All of them by URI, the default one first."""
    return {one.uri: one for one in (CRS84, *map(_of, CODES))}


def by_uri(uri: str) -> ItemCrs:
    """The system of that name.

    Raises:
        Invalid: features are not served in it.
    """
    found = served().get(uri)
    if found is None:
        raise Invalid(f"features are not served in the system {uri[:100]!r}", known=list(served()))
    return found


def _of(code: int) -> ItemCrs:
    known = CRS.from_epsg(code)
    flipped = known.axis_info[0].direction == NORTHWARD
    return ItemCrs(f"{EPSG}{code}", known.name, code, flipped=flipped, geographic=known.is_geographic)
