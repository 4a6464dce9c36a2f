"""Whether a road lies between a point and an address of that road."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from address.index.centrelines import Lines
from address.index.places import SCALE

__all__ = ["ACROSS", "ON_ROAD", "SAME_SIDE", "UNKNOWN", "sides"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]
_Vectors = tuple[NDArray[Any], NDArray[Any]]
"""East and north, metres."""

UNKNOWN: Final = -1
SAME_SIDE: Final = 0
ACROSS: Final = 1
ON_ROAD: Final = 3.0
"""Metres from the centre line within which a point is on neither side."""
_AROUND: Final = np.arange(-3, 4)
"""Neighbours of the segment along which an address lies; where the road bends, they may lie between."""
_METRES: Final = 111_319.5


def sides(lines: Lines, here: Floats, there: Floats, segment: Ints) -> NDArray[np.int8]:
    """On which side of its road each address is, seen from a point.

    The straight way from the point to the address crosses the centre line an odd number of times or not.

    Args:
        lines: centre lines.
        here: points, degrees, shape (n, 2), longitude first.
        there: addresses, likewise.
        segment: of the address's road, nearest to it; -1 where none is known.

    Returns:
        `SAME_SIDE`, `ACROSS`, or `UNKNOWN`: no line is known, or the point is on the road itself.
    """
    found = np.full(len(here), UNKNOWN, np.int8)
    known = np.flatnonzero(segment >= 0)
    if not len(known):
        return found
    number = segment[known, None] + _AROUND
    inside = np.clip(number, 0, len(lines.road) - 1)
    counted = (number == inside) & (lines.road[inside] == lines.road[segment[known]][:, None])
    first, last, way = _from(here[known], lines.ends[inside], there[known])
    along = last[0] - first[0], last[1] - first[1]
    crossed = (_left(way, first) != _left(way, last)) & (
        _left(along, (-first[0], -first[1])) != _left(along, (way[0] - first[0], way[1] - first[1]))
    )
    odd = (crossed & counted).sum(axis=1) % 2 == 1
    on_road = ((_squared_distance(first, along) < ON_ROAD**2) & counted).any(axis=1)
    found[known] = np.where(on_road, UNKNOWN, np.where(odd, ACROSS, SAME_SIDE))
    return found


def _from(here: Floats, ends: Ints, there: Floats) -> tuple[_Vectors, _Vectors, _Vectors]:
    """Metres from each point to the ends of segments, and to the addresses."""
    origin = np.round(here * SCALE).astype(np.int32)
    metre = np.float32(_METRES / SCALE)
    east = np.cos(np.radians(here[:, 1:])).astype(np.float32) * metre
    first, last = (
        ((ends[..., n] - origin[:, :1]) * east, (ends[..., n + 1] - origin[:, 1:]) * metre) for n in (0, 2)
    )
    way = np.round(there * SCALE).astype(np.int32) - origin
    return first, last, (way[:, :1] * east, way[:, 1:] * metre)


def _left(way: _Vectors, point: _Vectors) -> NDArray[np.bool_]:
    """Whether a point lies to the left of a way from the origin."""
    left: NDArray[np.bool_] = way[0] * point[1] > way[1] * point[0]
    return left


def _squared_distance(first: _Vectors, along: _Vectors) -> NDArray[Any]:
    """From the origin to each segment."""
    length = along[0] ** 2 + along[1] ** 2
    share = -(first[0] * along[0] + first[1] * along[1]) / np.maximum(length, 1e-6)
    share = np.clip(share, 0, 1)
    squared: NDArray[Any] = (first[0] + along[0] * share) ** 2 + (first[1] + along[1] * share) ** 2
    return squared
