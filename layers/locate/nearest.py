"""The polygons of a cover that are nearest to points that none covers."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from layers.locate.bands import Bands
from layers.locate.blocks import NOTHING, Blocks
from layers.locate.frame import CELLS, SIDE, Frame
from layers.locate.metres import metres_each_degree, segment_distances
from layers.locate.ranges import ranges

__all__ = ["Nearest", "nearest"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Points = tuple[Floats, Floats]

FIRST: Final = 10.0
"""Metres looked around at first; four times as many where nothing was found, until it is the whole reach."""
AT_ONCE: Final = 1 << 19
"""Cells, or edges, that are looked at together, so that memory stays small."""


class Nearest(NamedTuple):
    """The nearest polygon of each point."""

    number: NDArray[np.int32]
    """The lowest of equally near ones; -1 where none is within reach."""
    metres: Floats
    """To its outline; infinite where there is none."""


class _Windows(NamedTuple):
    """The cells around each point: columns and rows from the first on, so many of them."""

    column: Ints
    columns: Ints
    row: Ints
    rows: Ints

    def of(self, some: Ints | slice) -> "_Windows":
        return _Windows(*(each[some] for each in self))


class _Pairs(NamedTuple):
    """Points with a number beside each, ascending by both, none twice."""

    point: Ints
    number: Ints

    @classmethod
    def of(cls, point: Ints, number: Ints, lowest: int) -> "_Pairs":
        """Sorted; `lowest` is below all numbers."""
        many = int(number.max(initial=lowest)) - lowest + 1
        point, number = np.divmod(np.unique(point * many + (number - lowest)), many)
        return cls(point, number + lowest)


class Plan(NamedTuple):
    """What a cover is made of."""

    frame: Frame
    blocks: Blocks
    bands: Bands


def nearest(plan: Plan, x: Floats, y: Floats, reach: float, gone: Bools | None = None) -> Nearest:
    """The polygon whose outline is nearest to each point.

    Args:
        plan: the cover's.
        x: longitudes of points that no polygon covers, degrees.
        y: latitudes.
        reach: metres.
        gone: of each polygon, whether it doesn't count any more.
    """
    found = Nearest(np.full(len(x), -1, np.int32), np.full(len(x), np.inf))
    within, asked = min(reach, FIRST), np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    while True:
        for some, windows in _passes(plan.frame, asked, (x, y), within):
            found.number[some], found.metres[some] = _nearest(plan, x[some], y[some], windows, within, gone)
        if within >= reach:
            return found
        within, asked = min(4 * within, reach), asked[found.number[asked] < 0]


def _passes(frame: Frame, asked: Ints, points: Points, reach: float) -> Iterator[tuple[Ints, _Windows]]:
    """The points that have cells around them, by portions that may be looked at together."""
    x, y = points
    windows = _windows(frame, (x[asked], y[asked]), reach)
    cells = windows.columns * windows.rows
    there = np.flatnonzero(cells)
    portion = np.cumsum(cells[there]) // AT_ONCE
    for some in np.split(there, np.flatnonzero(np.diff(portion)) + 1):
        yield asked[some], windows.of(some)


def _windows(frame: Frame, points: Points, reach: float) -> _Windows:
    x, y = points
    east, north = metres_each_degree(y)
    column = _window((x - frame.west) * frame.by_x, reach / east * frame.by_x, frame.columns * SIDE)
    row = _window((y - frame.south) * frame.by_y, reach / north * frame.by_y, frame.rows * SIDE)
    return _Windows(*column, *row)


def _window(middle: Floats, half: Floats, count: int) -> tuple[Ints, Ints]:
    """The first of the cells from `middle - half` to `middle + half` that there are, and how many."""
    first, last = np.maximum(middle - half, 0.0), np.minimum(middle + half, count - 1.0)
    there = first <= last
    begin = np.where(there, first, 0.0).astype(np.int64)
    return begin, np.where(there, np.where(there, last, 0.0).astype(np.int64) - begin + 1, 0)


def _nearest(
    plan: Plan, x: Floats, y: Floats, windows: _Windows, reach: float, gone: Bools | None
) -> Nearest:
    """The same, looking at all that is in the windows."""
    found = Nearest(np.full(len(x), -1, np.int32), np.full(len(x), np.inf))
    near = _polygons(plan, windows)
    if gone is not None:
        kept = ~gone.take(near.number)
        near = _Pairs(near.point[kept], near.number[kept])
    if not len(near.point):
        return found
    away = _away(plan.bands, near, (x, y), reach)
    begin = np.flatnonzero(np.diff(near.point, prepend=-1))
    least = np.minimum.reduceat(away, begin)
    same = np.flatnonzero(away == np.repeat(least, np.diff(begin, append=len(away))))
    point, first = np.unique(near.point[same], return_index=True)
    there = least <= reach
    found.number[point[there]] = near.number[same[first[there]]]
    found.metres[point[there]] = least[there]
    return found


def _polygons(plan: Plan, windows: _Windows) -> _Pairs:
    """The polygons of the cells around each point."""
    blocks = plan.blocks
    point, says = _said(plan, windows)
    listed = np.flatnonzero(says < NOTHING)
    place = -2 - says[listed]
    start = blocks.list_start.take(place).astype(np.int64)
    count = blocks.list_start.take(place + 1) - start
    entry = blocks.listed.take(ranges(start, count)).astype(np.int64)
    plain = np.flatnonzero(says > NOTHING)
    point = np.concatenate((point[plain], np.repeat(point[listed], count)))
    return _Pairs.of(point, np.concatenate((says[plain], np.maximum(entry, ~entry))), 0)


def _said(plan: Plan, windows: _Windows) -> _Pairs:
    """What the cells around each point say, but nothing."""
    frame, blocks = plan.frame, plan.blocks
    line = np.repeat(np.arange(len(windows.rows)), windows.rows)
    row = ranges(windows.row, windows.rows)
    columns = windows.columns[line]
    column = ranges(windows.column[line], columns)
    point, row = np.repeat(line, columns), np.repeat(row, columns)
    block = blocks.tile.take((row >> 4) * frame.columns + (column >> 4)).astype(np.int64)
    says = blocks.cell.take(block * CELLS + (((row & 15) << 4) + (column & 15))).astype(np.int64)
    new = says != NOTHING
    new[1:] &= (says[1:] != says[:-1]) | (point[1:] != point[:-1])
    lowest = -1 - len(blocks.list_start)
    return _Pairs.of(point[new], says[new], lowest)


def _away(bands: Bands, near: _Pairs, points: Points, reach: float) -> Floats:
    """How far each polygon's outline is from the point beside it; what is beyond reach may be infinite."""
    x, y = points
    north = metres_each_degree(y)[1]
    first, last = (bands.at(near.number, (y + sign * reach / north)[near.point]) for sign in (-1, 1))
    start = bands.start.take(first).astype(np.int64)
    count = bands.start.take(last + 1) - start
    away = np.full(len(count), np.inf)
    there = np.flatnonzero(count)
    portion = np.cumsum(count[there]) // AT_ONCE
    for some in np.split(there, np.flatnonzero(np.diff(portion)) + 1):
        if len(some):
            edge = bands.edge.take(ranges(start[some], count[some]))
            point = np.repeat(near.point[some], count[some])
            ends = (side.take(edge) for side in (bands.x1, bands.y1, bands.x2, bands.y2))
            metres = segment_distances(x[point], y[point], *ends)
            away[some] = np.minimum.reduceat(metres, np.cumsum(count[some]) - count[some])
    return away
