"""The exact test whether a point lies in a polygon, as PostGIS makes it.

`ST_Covers` of a polygon and a point counts the edges on one side of the point, in the order and with the
rounding of plain floating-point arithmetic (`point_in_ring` of liblwgeom, PostGIS 3.3). What is done here
in the same arithmetic gives the same answer to the last bit. Only edges that reach the point's latitude
count, so those of each polygon are kept by bands of latitude.
"""

from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from layers.locate.rings import Edges

__all__ = ["Bands", "Single"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PER_BAND: Final = 1
"""Edges of a polygon for each of its bands, if none reached into two."""
MARGIN: Final = 1e-6
"""Of a band: an edge so near to a band belongs to it, whatever rounding does."""


class Bands(NamedTuple):
    """Edges by polygon and band."""

    south: Floats
    """Where the lowest band of each polygon begins, degrees."""
    by_y: Floats
    """Bands a degree."""
    first: NDArray[np.int32]
    """Number of the lowest band of each polygon, and one more."""
    start: NDArray[np.int32]
    """Band n has `edge[start[n]:start[n + 1]]`."""
    edge: NDArray[np.int32]
    x1: Floats
    """Where each edge begins and ends, degrees."""
    y1: Floats
    x2: Floats
    y2: Floats

    @classmethod
    def of(cls, edges: Edges, polygons: int) -> Self:
        """Bands of so many polygons; some may have no edges."""
        low, high = np.minimum(edges.y1, edges.y2), np.maximum(edges.y1, edges.y2)
        count = np.bincount(edges.polygon, minlength=polygons)
        south, north = np.zeros(polygons), np.zeros(polygons)
        there = np.flatnonzero(count)
        at = (np.cumsum(count) - count)[there]
        if len(there):
            south[there] = np.minimum.reduceat(low, at)
            north[there] = np.maximum.reduceat(high, at)
        bands = np.maximum(count // PER_BAND, 1)
        by_y = np.divide(bands, north - south, out=np.zeros(polygons), where=north > south)
        first = np.concatenate(([0], np.cumsum(bands)))
        own = edges.polygon
        top = bands[own] - 1
        lowest = np.clip(np.floor((low - south[own]) * by_y[own] - MARGIN).astype(np.int64), 0, top)
        highest = np.clip(np.floor((high - south[own]) * by_y[own] + MARGIN).astype(np.int64), 0, top)
        many = highest - lowest + 1
        edge = np.repeat(np.arange(len(own)), many)
        band = np.arange(len(edge)) - np.repeat(np.cumsum(many) - many - lowest, many) + first[own][edge]
        order = np.argsort(band, kind="stable")
        start = np.searchsorted(band[order], np.arange(first[-1] + 1))
        return cls(
            south,
            by_y,
            first.astype(np.int32),
            start.astype(np.int32),
            edge[order].astype(np.int32),
            *edges[1:],
        )

    def cover(self, polygon: Ints, x: Floats, y: Floats) -> Bools:
        """Whether each polygon covers the point beside it, its outline included."""
        band = self.at(polygon, y)
        start = self.start.take(band)
        count = self.start.take(band + 1) - start
        test = np.repeat(np.arange(len(polygon)), count)
        where = np.arange(len(test)) + np.repeat(start - (np.cumsum(count) - count), count)
        edge = self.edge.take(where)
        there = y.take(test)
        y1, y2 = self.y1.take(edge), self.y2.take(edge)
        level = np.flatnonzero((np.minimum(y1, y2) <= there) & (there <= np.maximum(y1, y2)))
        edge, test = edge.take(level), test.take(level)
        ends = self.x1.take(edge), y1.take(level), self.x2.take(edge), y2.take(level)
        turn, on = _seen(ends, x.take(test), there.take(level))
        found: Bools = np.bincount(test, turn, len(polygon)) != 0
        found[test[on]] = True
        return found

    def at(self, polygon: Ints, y: Floats) -> Ints:
        """The band of each polygon that a latitude lies in, or the nearest to it."""
        first = self.first.take(polygon)
        above = (y - self.south.take(polygon)) * self.by_y.take(polygon)
        return first + np.clip(above.astype(np.int64), 0, self.first.take(polygon + 1) - first - 1)


class Single:
    """The same test of one point, on memoryviews: single values are read from them ten times faster."""

    __slots__ = ("_by_y", "_edge", "_first", "_south", "_start", "_x1", "_x2", "_y1", "_y2")

    def __init__(self, bands: Bands) -> None:
        """View the same edges."""
        views = (np.ascontiguousarray(array).data for array in bands)
        self._south, self._by_y, self._first, self._start, self._edge, *ends = views
        self._x1, self._y1, self._x2, self._y2 = ends

    def covers(self, polygon: int, x: float, y: float) -> bool:
        """Whether a polygon covers a point, its outline included."""
        first, top = self._first[polygon], self._first[polygon + 1] - 1
        band = first + int((y - self._south[polygon]) * self._by_y[polygon])
        band = min(max(band, first), top)
        winding = 0
        for edge in self._edge[self._start[band] : self._start[band + 1]]:
            y1, y2 = self._y1[edge], self._y2[edge]
            if not (y1 <= y <= y2 or y2 <= y <= y1):
                continue
            x1, x2 = self._x1[edge], self._x2[edge]
            side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if side == 0 and min(x1, x2) <= x <= max(x1, x2):
                return True
            winding += (y1 <= y < y2 and side > 0) - (y2 <= y < y1 and side < 0)
        return winding != 0


def _seen(
    ends: tuple[Floats, Floats, Floats, Floats], x: Floats, y: Floats
) -> tuple[NDArray[np.int8], Bools]:
    """What each edge adds to the winding number of the point, and whether the point lies on it.

    The edges reach the latitudes of their points.
    """
    x1, y1, x2, y2 = ends
    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    up = (y1 <= y) & (y < y2) & (side > 0)
    down = (y2 <= y) & (y < y1) & (side < 0)
    on = side == 0
    if on.any():
        on &= (np.minimum(x1, x2) <= x) & (x <= np.maximum(x1, x2))
    return up.astype(np.int8) - down.astype(np.int8), on
