"""The edges of polygons, as numbers."""

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Edges", "edges_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORTEST = 1e-24
"""Square of the length, in degrees, below which PostGIS takes an edge for a point and leaves it out."""


class Edges(NamedTuple):
    """The edges of all rings of many polygons, polygon by polygon; degrees."""

    polygon: Ints
    """The number of the polygon that each belongs to; ascending."""
    x1: Floats
    y1: Floats
    x2: Floats
    y2: Floats


def edges_of(shapes: NDArray[Any]) -> Edges:
    """The edges of polygons and multipolygons, shells and holes alike.

    Args:
        shapes: geometries of shapely; a missing or empty one has no edges.
    """
    parts, polygon = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    along = ring[1:] == ring[:-1]
    x, y = places.T
    x1, y1, x2, y2 = (each[along] for each in (x[:-1], y[:-1], x[1:], y[1:]))
    long = np.square(x2 - x1) + np.square(y2 - y1) >= SHORTEST
    owner = polygon[part][ring[:-1][along]] if len(ring) else np.empty(0, np.int64)
    return Edges(owner[long].astype(np.int64), x1[long], y1[long], x2[long], y2[long])
