"""The nearest of many lines."""

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, Final, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.locate.metres import metres_a_degree, segment_distance

__all__ = ["Lines"]

Bools = NDArray[np.bool_]

BUCKET: Final = 0.001
"""Degrees along a side of a bucket, 100 m; larger where there would be too many."""
MOST_BUCKETS: Final = 1 << 22
LONGEST: Final = 0.0005
"""Degrees; longer segments are cut, so that none passes a bucket by without being in it."""
FIRST: Final = 50.0
"""Metres that are looked through first; then twice as many, until something is there."""
MARGIN: Final = 1.001
"""By how much a degree may differ between a point and a segment near it."""


class Lines:
    """Lines by number, their segments kept in buckets. Immutable."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """View arrays as `arrays` gives them, in memory or mapped from a file."""
        self.arrays = dict(arrays)
        west, south, size, columns, rows = arrays["frame"].tolist()
        self._west, self._south, self._size = west, south, size
        self._columns, self._rows = int(columns), int(rows)
        # A dozen segments are looked at for a point; one by one they are sooner through than as arrays.
        names = ("start", "line", "x1", "y1", "x2", "y2")
        self._start, *self._segments = (np.ascontiguousarray(arrays[name]).data for name in names)

    @classmethod
    def build(cls, shapes: NDArray[Any]) -> Self:
        """Lines of shapely, in degrees; None is a line of nothing."""
        segments, line = _segments(shapes)
        frame = _frame(segments)
        west, south, size, columns, _ = frame
        middle = (segments[:, :2] + segments[:, 2:]) / 2
        at = np.floor((middle - [west, south]) / size).astype(np.int64)
        bucket = at[:, 1] * int(columns) + at[:, 0]
        order = np.lexsort((line, bucket))
        start = np.searchsorted(bucket[order], np.arange(int(columns * frame[4]) + 1))
        arrays = dict(zip(("x1", "y1", "x2", "y2"), segments[order].T.copy(), strict=True))
        arrays |= {"line": line[order].astype(np.int32), "start": start.astype(np.int32)}
        return cls({**arrays, "frame": np.array(frame)})

    def nearest(
        self, x: float, y: float, reach: float, gone: Bools | None = None
    ) -> tuple[int, float] | None:
        """The nearest line within reach and how far it is, metres; of equally near ones the lowest number.

        Args:
            x: longitude, degrees.
            y: latitude.
            reach: metres.
            gone: of each line, whether it doesn't count any more.
        """
        within = min(reach, FIRST)
        while not (found := self._nearest(x, y, within, gone)) and within < reach:
            within = min(2 * within, reach)
        return found

    def _nearest(self, x: float, y: float, reach: float, gone: Bools | None) -> tuple[int, float] | None:
        """The same, looking at every segment within reach."""
        east, north = metres_a_degree(y)
        wide, high = reach / east, reach / north
        far_x, far_y = wide * MARGIN, high * MARGIN
        number, least = -1, inf
        for line, x1, y1, x2, y2 in self._around(x, y, wide, high):
            if min(x1, x2) - x > far_x or x - max(x1, x2) > far_x:
                continue
            if min(y1, y2) - y > far_y or y - max(y1, y2) > far_y or (gone is not None and gone[line]):
                continue
            metres = segment_distance(x, y, x1, y1, x2, y2)
            if metres < least or (metres == least and line < number):
                number, least = line, metres
        return (number, least) if least <= reach else None

    def _around(
        self, x: float, y: float, wide: float, high: float
    ) -> Iterator[tuple[int, float, float, float, float]]:
        """Line and ends of the segments whose middle lies so near, in degrees, that they may come within."""
        left, right = self._between(x - wide - LONGEST / 2, x + wide + LONGEST / 2, self._west, self._columns)
        low, top = self._between(y - high - LONGEST / 2, y + high + LONGEST / 2, self._south, self._rows)
        for row in range(low, top if right > left else low):
            run = slice(self._start[row * self._columns + left], self._start[row * self._columns + right])
            yield from zip(*(each[run] for each in self._segments), strict=True)

    def _between(self, low: float, high: float, origin: float, count: int) -> tuple[int, int]:
        first, last = ((at - origin) / self._size for at in (low, high))
        return int(min(max(first, 0), count)), int(min(max(last + 1, 0), count))


def _segments(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Ends of all segments, shape (n, 4), none longer than LONGEST, and the line that each is of."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    places, part = shapely.get_coordinates(shapely.segmentize(parts, LONGEST), return_index=True)
    along = part[1:] == part[:-1]
    ends = np.column_stack((places[:-1], places[1:]))[along] if len(places) else np.empty((0, 4))
    return ends, of[part[:-1][along]] if len(places) else np.empty(0, np.int64)


def _frame(segments: NDArray[np.float64]) -> tuple[float, float, float, int, int]:
    """West and south of the buckets, the side of one in degrees, columns and rows."""
    if not len(segments):
        return 0.0, 0.0, 1.0, 1, 1
    west, south = segments[:, ::2].min(), segments[:, 1::2].min()
    wide, high = segments[:, ::2].max() - west, segments[:, 1::2].max() - south
    size = max(BUCKET, float(np.sqrt(wide * high / MOST_BUCKETS)))
    return float(west), float(south), size, int(wide / size) + 1, int(high / size) + 1
