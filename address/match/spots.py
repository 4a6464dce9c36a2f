"""The nearest places of addresses of one level, for any number of points at once."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from address.index.near import Level, earth
from address.index.segment import Segment
from address.match.sides import ACROSS, UNKNOWN, sides

__all__ = ["PENALTY", "Found", "rank", "search"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]

PENALTY: Final = 25.0
"""Metres by which an address across its road counts as farther than it is.

Along a street the next house of the same side is some 5 to 25 m away, so the nearest two of this side go
before the one opposite; where this side has none for longer, the opposite one is found.
"""
_FIRST: Final = 5
"""Spots that are looked at for one answer, before more are, if need be."""


class Found(NamedTuple):
    """Spots for each point, best first, shape (points, spots): `tree.n` where there are no more."""

    spot: Ints
    distance: Floats
    side: NDArray[np.int8]


def rank(metres: Any, side: Any) -> Any:
    """Distances as they are compared: with the penalty, in whole centimetres."""
    return np.round(100 * (metres + PENALTY * (side == ACROSS)))


def search(
    segment: Segment, level: Level, gone: frozenset[int], here: Floats, limit: int, radius: float
) -> Found:
    """The best spots of each point by `rank`, equal ones by their lowest code.

    The nearest spots are fetched, and more of them for the points where one that wasn't fetched could be
    better than the last that is wanted.

    Args:
        segment: the index.
        level: its spots.
        gone: positions that don't count.
        here: points, degrees, shape (n, 2), longitude first.
        limit: how many are wanted at least.
        radius: how far away at most, metres.
    """
    count = min(limit + _FIRST, max(level.tree.n, 1))
    rows, found = np.arange(len(here)), None
    while True:
        some, sure = _fetch(segment, level, gone, here[rows], count, limit, radius)
        found = some if found is None else _joined(found, some, rows, level.tree.n)
        rows = rows[~sure]
        if not len(rows) or count >= level.tree.n:
            return found
        count = min(count * 4, level.tree.n)


def _fetch(
    segment: Segment, level: Level, gone: frozenset[int], here: Floats, count: int, limit: int, radius: float
) -> tuple[Found, NDArray[np.bool_]]:
    """The nearest spots by rank, and for which points no other can be among the best."""
    asked = level.tree.query(earth(*here.T), list(range(1, count + 1)), distance_upper_bound=radius)
    metres, spot = (np.asarray(each) for each in asked)
    there = np.minimum(spot, max(level.tree.n - 1, 0))
    real = spot < level.tree.n
    side = np.full(spot.shape, UNKNOWN, np.int8)
    if level.tree.n:
        place = np.stack((level.lon[there], level.lat[there]), axis=-1)
        point = np.broadcast_to(here[:, None], place.shape)
        side[real] = sides(segment.near.lines, point[real], place[real], level.segment[spot[real]])
    living = real & ~_dead(level, spot, real, gone)
    ranks = np.where(living, rank(np.where(real, metres, 0.0), side), np.inf)
    order = np.lexsort((spot, ranks))
    farthest = metres[:, -1]
    spot, metres, side, ranks = (np.take_along_axis(each, order, 1) for each in (spot, metres, side, ranks))
    worst = ranks[:, min(limit, count) - 1] if count >= limit else np.full(len(here), np.inf)
    sure = ~np.isfinite(farthest) | (worst <= 100 * farthest)
    return Found(np.where(np.isfinite(ranks), spot, level.tree.n), metres, side), sure


def _dead(level: Level, spot: Ints, real: NDArray[np.bool_], gone: frozenset[int]) -> NDArray[np.bool_]:
    """Spots at which no address is left."""
    dead: NDArray[np.bool_] = np.zeros(spot.shape, bool)
    if gone:
        dead[real] = np.isin(level.nodes[level.start[spot[real]]], np.fromiter(gone, np.int64, len(gone)))
        for row, column in np.argwhere(dead).tolist():
            one = spot[row, column]
            first, last = level.start[one], level.start[one + 1]
            dead[row, column] = gone.issuperset(level.nodes[first:last].tolist())
    return dead


def _joined(found: Found, more: Found, rows: Ints, none: int) -> Found:
    """Put better rows into their places."""
    wide = more.spot.shape[1] - found.spot.shape[1]
    made = Found(*(np.pad(each, ((0, 0), (0, wide))) for each in found))
    made.spot[:, found.spot.shape[1] :] = none
    for name in Found._fields:
        getattr(made, name)[rows] = getattr(more, name)
    return made
