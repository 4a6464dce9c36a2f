"""A plane in metres for a city, in which what is straight in degrees stays straight."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import Invalid

__all__ = ["GRID", "Anchors", "Floats", "Ints", "LocalPlane", "Shapes"]

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRID = 0.001
"""Metres: whatever is computed in the plane is snapped to a grid of this size."""
MAJOR = 6_378_137.0
SQUARED_ECCENTRICITY = 0.006_694_380_022_90
"""Of GRS 80, the ellipsoid of CGCS2000."""


@dataclass(frozen=True)
class LocalPlane:
    """Degrees times metres per degree in the middle of an area, west to east and south to north.

    A map projection bends lines: a point halfway along a border of a kilometre would lie a centimetre beside
    it in degrees. This plane is affine, so that a border stays exactly where it is. Its lengths are right
    to 0.3 % some 20 km north or south of the middle, and `areas` corrects areas for that.
    """

    lon: float
    lat: float
    east: float
    """Metres in a degree of longitude."""
    north: float
    """Metres in a degree of latitude."""

    @classmethod
    def around(cls, shapes: Shapes) -> Self:
        """The plane of the middle of geometries in degrees; Invalid when there is none."""
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        if not west <= east:
            raise Invalid("there is nothing to lay a plane through")
        lon, lat = (west + east) / 2, (south + north) / 2
        return cls(lon, lat, *_metres_per_degree(lat))

    def to_metres(self, shapes: Shapes) -> Shapes:
        """Geometries in degrees as geometries in metres, not snapped; None and empty stay what they are."""
        scale = (self.east, self.north)
        return _transformed(shapes, lambda xy: (xy - (self.lon, self.lat)) * scale)

    def to_degrees(self, shapes: Shapes, anchors: "Anchors") -> Shapes:
        """The way back; a vertex that is an anchor gets the very coordinates that it came from."""

        def back(xy: Floats) -> Floats:
            return anchors.restore(xy, xy / (self.east, self.north) + (self.lon, self.lat))

        return _transformed(shapes, back)

    def areas(self, shapes: Shapes) -> Floats:
        """Areas on the ellipsoid of geometries in metres of this plane, in square metres."""
        lat = np.radians(self.lat + shapely.get_y(shapely.centroid(shapes)) / self.north)
        here = 1 - SQUARED_ECCENTRICITY * np.sin(lat) ** 2
        middle = 1 - SQUARED_ECCENTRICITY * sin(radians(self.lat)) ** 2
        scale = np.cos(lat) / cos(radians(self.lat)) * (middle / here) ** 2
        return np.asarray(shapely.area(shapes) * np.nan_to_num(scale))


@dataclass(frozen=True)
class Anchors:
    """Vertices that must come back unchanged, found again by where they snap to."""

    keys: Ints
    lonlat: Floats

    @classmethod
    def of(cls, plane: LocalPlane, shapes: Shapes) -> Self:
        """All vertices of geometries in degrees."""
        lonlat = shapely.get_coordinates(shapes)
        metres = (lonlat - (plane.lon, plane.lat)) * (plane.east, plane.north)
        keys, first = np.unique(_keys(metres), return_index=True)
        return cls(keys, lonlat[first])

    def restore(self, metres: Floats, lonlat: Floats) -> Floats:
        """`lonlat` with the anchors among `metres` put back; both of shape (n, 2)."""
        if not len(self.keys):
            return lonlat
        keys = _keys(metres)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where((self.keys[at] == keys)[:, None], self.lonlat[at], lonlat)


def _keys(metres: Floats) -> Ints:
    """One number for each point of the snapping grid, for planes up to 2,000 km wide."""
    whole = np.rint(metres / GRID).astype(np.int64)
    return np.asarray((whole[:, 0] << 32) + whole[:, 1])


def _transformed(shapes: Shapes, change: Callable[[Floats], Floats]) -> Shapes:
    return np.asarray(shapely.transform(shapes, change), dtype=object)


def _metres_per_degree(lat: float) -> tuple[float, float]:
    """Along the parallel and along the meridian."""
    bulge = 1 - SQUARED_ECCENTRICITY * sin(radians(lat)) ** 2
    prime = MAJOR / sqrt(bulge)
    meridian = prime * (1 - SQUARED_ECCENTRICITY) / bulge
    return radians(1) * prime * cos(radians(lat)), radians(1) * meridian
