"""Which parts of a road, one in each area, are one road: those that come near each other."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from address.index.places import NONE, SCALE
from layers.indexing.parts import Parts

__all__ = ["REACH", "together"]

REACH: Final = 0.005 * SCALE
"""Parts whose boxes are nearer than this in longitude and latitude are one; some 500 m."""


def together(parts: Parts, nodes: NDArray[Any]) -> NDArray[Any]:
    """Number nodes of one name so that those which come near each other, by way of others or not, agree.

    Args:
        parts: with `end`, `lon`, `lat`, `position_level`.
        nodes: positions; what is below one makes its box. Those without a place are one.
    """
    boxes = np.array([_box(parts, int(at)) for at in nodes], np.float64)
    low, high = boxes[:, :2], boxes[:, 2:]
    apart = np.maximum(low[:, None] - high[None], low[None] - high[:, None]).max(axis=2)
    near = (apart <= REACH) | (np.isnan(boxes[:, None, 0]) & np.isnan(boxes[None, :, 0]))
    return connected_components(near, directed=False)[1].astype(np.int64)


def _box(parts: Parts, at: int) -> tuple[float, float, float, float]:
    span = slice(at, int(parts.arrays["end"][at]))
    known = parts.arrays["position_level"][span] != NONE
    if not known.any():
        return (np.nan,) * 4
    lon, lat = parts.arrays["lon"][span][known], parts.arrays["lat"][span][known]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
