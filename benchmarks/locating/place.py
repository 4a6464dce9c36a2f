"""Points and polygons to measure with: the same for everybody, the same on every run."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.coverage import Box, coverage

__all__ = ["Town", "points", "town"]


class Town(NamedTuple):
    """A seamless coverage of irregular polygons, about 100 m across."""

    box: Box
    codes: NDArray[np.str_]
    shapes: NDArray[Any]


def town(polygons: int, seed: int) -> Town:
    """Polygons of about 30 vertices and 10,000 m² each."""
    side = 0.001 * polygons**0.5
    box = (114.0, 30.0, 114.0 + 1.05 * side, 30.0 + 0.9 * side)
    return Town(box, *coverage(polygons, box, seed))


def points(count: int, box: Box, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes anywhere in a box, in no order."""
    rng = np.random.default_rng(seed)
    west, south, east, north = box
    return rng.uniform(west, east, count), rng.uniform(south, north, count)
