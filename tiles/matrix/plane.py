"""Boxes between EPSG:4490 and the plane of another CRS.

A parallel is a curve in a Gauss-Krueger plane (高斯-克吕格投影). A box is therefore taken by points along its
edges, so close together that the edge between two of them stays within a centimetre of the straight line.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.crs import CGCS2000, WEB_MERCATOR, Crs, transform
from tiles.matrix.span import Box

__all__ = ["METRES_PER_DEGREE", "from_degrees", "to_degrees"]

METRES_PER_DEGREE: Final = 111_319.490_793_273_58
"""Of the equator."""
CLOSE: Final = 500.0
"""Metres between two points of an edge."""
MOST: Final = 20_000
"""Points of an edge; with them a whole CRS's area of use is taken to within a centimetre, too."""


@lru_cache(maxsize=4096)
def from_degrees(box: Box, crs: Crs) -> Box:
    """The box, in units of a CRS, around all points of a box in EPSG:4490.

    Raises:
        Invalid: no relation between the systems is known.
    """
    steps = 1 if crs.geographic or crs == WEB_MERCATOR else _steps(box, METRES_PER_DEGREE)
    return _around(transform(_edges(box, steps), CGCS2000, crs))


def to_degrees(box: Box, crs: Crs) -> Box:
    """The box, EPSG:4490 degrees, around all points of a box in units of a projected CRS."""
    return _around(transform(_edges(box, _steps(box, 1.0)), crs, CGCS2000))


def _steps(box: Box, metres: float) -> int:
    longest = max(box.east - box.west, box.north - box.south) * metres
    return min(max(math.ceil(longest / CLOSE), 4), MOST)


def _edges(box: Box, steps: int) -> NDArray[np.float64]:
    """Points of the four edges, shape (4 * (steps + 1), 2)."""
    x, y = np.linspace(box.west, box.east, steps + 1), np.linspace(box.south, box.north, steps + 1)
    west, south, east, north = (np.full(steps + 1, edge) for edge in box)
    return np.concatenate([np.column_stack(pair) for pair in ((x, south), (x, north), (west, y), (east, y))])


def _around(points: NDArray[np.float64]) -> Box:
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(west, south, east, north)
