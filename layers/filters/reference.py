"""The systems in which the geometries of a filter may be given (`filter-crs`)."""

import re
from functools import lru_cache
from math import nan
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from layers.crs import CGCS2000, WGS84, Crs, parse, transform, transform_geometry
from layers.errors import Invalid

__all__ = ["CRS84", "Reference", "reference"]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude, latitude of WGS 84: what a filter is in when nothing is said."""

LONGITUDE_FIRST = {CRS84, "urn:ogc:def:crs:OGC:1.3:CRS84", "[OGC:CRS84]", "OGC:CRS84"}
SAME = {CGCS2000, WGS84}
"""Systems that are taken as one: see `layers.crs`."""
NUMBERED = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/EPSG/[0-9.]{1,8}/|urn:ogc:def:crs:EPSG:[0-9.]{0,8}:|\[?EPSG:)"
    r"([0-9]{4,6})\]?"
)


class Reference(NamedTuple):
    """A coordinate reference system and the order in which it lists its axes."""

    crs: Crs
    north_first: bool
    """Whether latitude or northing comes first, as in EPSG:4490, 4326 and 4547."""

    def place(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in EPSG:4490, longitude first.

        Raises:
            Invalid: a vertex can't be expressed there.
        """
        turned = shapely.transform(geometry, _swap) if self.north_first else geometry
        return turned if self.crs in SAME else transform_geometry(turned, self.crs, CGCS2000)


@lru_cache(maxsize=256)
def reference(name: str) -> Reference:
    """The system of this name: CRS84, or an EPSG code as URI, URN, `EPSG:4547` or `[EPSG:4547]`.

    Raises:
        Invalid: it is unknown, or no relation to EPSG:4490 is known.
    """
    if name in LONGITUDE_FIRST:
        return Reference(CGCS2000, north_first=False)
    found = NUMBERED.fullmatch(name)
    if not found:
        hint = f"{CRS84}, or http://www.opengis.net/def/crs/EPSG/0/4490 and other EPSG codes"
        raise Invalid("filter-crs is not a coordinate system that is known here", hint=hint)
    crs = parse(f"EPSG:{found[1]}")
    first = CRS.from_epsg(int(found[1])).axis_info[0].direction
    known = Reference(crs, north_first=first == "north")
    transform([[nan, nan]], crs, CGCS2000)  # finds out whether there is a relation
    return known


def _swap(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return xy[:, ::-1]
