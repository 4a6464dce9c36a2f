"""Names of coordinate reference systems, and the 3-degree zones of CGCS2000.

Use them through `layers.crs`, which converts between the systems.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.errors import Invalid


@dataclass(frozen=True)
class Crs:
    """A coordinate reference system; made by `parse`, or one of the four constants below."""

    name: str
    """'cgcs2000', 'wgs84', 'gcj02', 'bd09' or 'EPSG:4547': what `parse` reads again."""

    epsg: int | None
    """EPSG code; None for GCJ-02 and BD-09, which have none."""

    geographic: bool = True
    """Degrees of longitude and latitude; False: a projected system with easting and northing."""


CGCS2000: Final = Crs("cgcs2000", 4490)
WGS84: Final = Crs("wgs84", 4326)
GCJ02: Final = Crs("gcj02", None)
BD09: Final = Crs("bd09", None)
WEB_MERCATOR: Final = Crs("EPSG:3857", 3857, geographic=False)

_NAMED: Final = {crs.name: crs for crs in (CGCS2000, WGS84, GCJ02, BD09)}
_NUMBERED: Final = {crs.epsg: crs for crs in (CGCS2000, WGS84)}

_ZONE_WIDTH: Final = 3.0
_FIRST_ZONE: Final = 4534  # central meridian 75 E
_LAST_ZONE: Final = 4554  # central meridian 135 E


def parse(name: str) -> Crs:
    """Read the `crs` parameter of the API: cgcs2000, wgs84, gcj02, bd09, 'EPSG:4547' or '4547'.

    Upper and lower case and surrounding space don't matter; EPSG:4490 and EPSG:4326 give the named
    constants.

    Raises:
        Invalid: the name is unknown, or the EPSG code is not a two-dimensional geographic or
            projected system.
    """
    text = name.strip().lower()
    if text in _NAMED:
        return _NAMED[text]
    if number := re.fullmatch(r"(?:epsg:)?([0-9]{4,6})", text):
        return _epsg(int(number[1]))
    raise Invalid(
        f"unknown coordinate system {name[:40]!r}",
        hint="use cgcs2000, wgs84, gcj02, bd09 or an EPSG code such as EPSG:4547",
    )


@lru_cache(maxsize=256)
def _epsg(code: int) -> Crs:
    if code in _NUMBERED:
        return _NUMBERED[code]
    try:
        found = CRS.from_epsg(code)
    except CRSError:
        raise Invalid(f"there is no coordinate system EPSG:{code}") from None
    if len(found.axis_info) != 2 or not (found.is_geographic or found.is_projected):
        raise Invalid(
            f"EPSG:{code} ({found.name}) is not a map coordinate system",
            hint="use a two-dimensional geographic or projected one",
        )
    return Crs(f"EPSG:{code}", code, geographic=found.is_geographic)


def zone_of(lon: float) -> int:
    """EPSG code (4534-4554) of the 3-degree Gauss-Krueger zone of CGCS2000 that a longitude is in.

    Zone EPSG:4547 covers 112.5 <= lon < 115.5, around the meridian 114 E. Meant as a check of
    files that name their zone: a city of 120 E delivered in EPSG:4547 is a mistake.

    Raises:
        Invalid: the longitude is NaN or outside 73.5 <= lon < 136.5, where no zone is defined.
    """
    first_edge = 75.0 - _ZONE_WIDTH / 2
    zones = _LAST_ZONE - _FIRST_ZONE + 1
    if not first_edge <= lon < first_edge + _ZONE_WIDTH * zones:
        raise Invalid(f"no 3-degree zone covers longitude {lon}", west=73.5, east=136.5)
    return _FIRST_ZONE + int((lon - first_edge) // _ZONE_WIDTH)
