"""Which polygons cover a point: a raster whose inner cells know, and an exact test for the others."""

from collections.abc import Mapping
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from layers.locate.bands import Bands, Single
from layers.locate.blocks import NOTHING, Blocks, compose
from layers.locate.frame import CELLS, SIDE, Frame
from layers.locate.nearest import Nearest, Plan, nearest
from layers.locate.rings import edges_of
from layers.locate.touching import patches

__all__ = ["Cover"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Numbers = NDArray[np.int32]

AT_ONCE: Final = 1 << 17
"""Points of one pass, so that what it works on stays in the processor's cache."""


class Cover:
    """Polygons by number. Immutable, so threads and processes share it.

    The answer is that of `ST_Covers` on the same coordinates: outlines belong to their polygons.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """View arrays as `arrays` gives them, in memory or mapped from a file."""
        self.arrays = dict(arrays)
        west, south, by_x, by_y, columns, rows = arrays["frame"].tolist()
        self.frame = Frame(west, south, by_x, by_y, int(columns), int(rows))
        self.bands = Bands(*(arrays[f"band_{name}"] for name in Bands._fields))
        self.blocks = Blocks(*(arrays[f"block_{name}"] for name in Blocks._fields))
        self.size = len(self.bands.south)
        self._single = Single(self.bands)
        views = (np.ascontiguousarray(array).data for array in self.blocks)
        self._tile, self._cell, self._list_start, self._listed = views

    @classmethod
    def build(cls, shapes: NDArray[Any]) -> Self:
        """A cover of valid polygons and multipolygons of shapely, in degrees; None covers nothing."""
        edges = edges_of(shapes)
        frame = Frame.around(edges)
        bands = Bands.of(edges, len(shapes))
        blocks = compose(*patches(edges, frame), frame)
        arrays = {f"band_{name}": array for name, array in bands._asdict().items()}
        arrays |= {f"block_{name}": array for name, array in blocks._asdict().items()}
        return cls(arrays | {"frame": np.array(frame, np.float64)})

    def first(self, x: Floats, y: Floats, gone: Bools | None = None) -> Numbers:
        """The lowest number of a polygon that covers each point; -1 where none does.

        Args:
            x: longitudes, degrees; NaN is nowhere.
            y: latitudes.
            gone: of each polygon, whether it doesn't count any more.
        """
        found = np.empty(len(x), np.int32)
        for start in range(0, len(x), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            found[some] = self._first(x[some], y[some], gone)
        return found

    def _first(self, x: Floats, y: Floats, gone: Bools | None) -> Numbers:
        found = self._says(x, y)
        asked = np.flatnonzero(found < NOTHING)
        number = -2 - found.take(asked)
        if gone is not None:
            sure = np.flatnonzero(found >= 0)
            found[sure[gone.take(found.take(sure))]] = NOTHING
        found[asked] = NOTHING
        place, end = self.blocks.list_start.take(number), self.blocks.list_start.take(number + 1)
        while len(asked):  # the first of each list, then the second of those that it doesn't cover ...
            entry = self.blocks.listed.take(place)
            polygon = np.maximum(entry, ~entry)
            good = self._settled(entry, polygon, x.take(asked), y.take(asked), gone)
            found[asked[good]] = polygon[good]
            place += 1
            left = ~good & (place < end)
            asked, place, end = asked[left], place[left], end[left]
        return found

    def count(self, x: Floats, y: Floats, gone: Bools | None = None) -> NDArray[np.int32]:
        """How many polygons cover each point; see `first`."""
        found = np.empty(len(x), np.int32)
        for start in range(0, len(x), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            found[some] = self._count(x[some], y[some], gone)
        return found

    def _count(self, x: Floats, y: Floats, gone: Bools | None) -> NDArray[np.int32]:
        says = self._says(x, y)
        sure = says >= 0
        if gone is not None:
            sure &= ~gone.take(np.maximum(says, 0))
        found = sure.astype(np.int32)
        asked = np.flatnonzero(says < NOTHING)
        number = -2 - says.take(asked)
        place, end = self.blocks.list_start.take(number), self.blocks.list_start.take(number + 1)
        while len(asked):
            entry = self.blocks.listed.take(place)
            polygon = np.maximum(entry, ~entry)
            found[asked] += self._settled(entry, polygon, x.take(asked), y.take(asked), gone)
            place += 1
            left = place < end
            asked, place, end = asked[left], place[left], end[left]
        return found

    def _settled(self, entry: Numbers, polygon: Numbers, x: Floats, y: Floats, gone: Bools | None) -> Bools:
        """Whether the polygon of a list's entry covers the point beside it."""
        good: Bools = entry >= 0
        test = np.flatnonzero(~good)
        good[test] = self.bands.cover(polygon.take(test), x.take(test), y.take(test))
        if gone is not None:
            good &= ~gone.take(polygon)
        return good

    def _says(self, x: Floats, y: Floats) -> Numbers:
        """What the cells of points say."""
        frame = self.frame
        u, v = (x - frame.west) * frame.by_x, (y - frame.south) * frame.by_y
        there = (u >= 0) & (v >= 0) & (u < frame.columns * SIDE) & (v < frame.rows * SIDE)
        if not (everywhere := bool(there.all())):
            u, v = np.where(there, u, 0.0), np.where(there, v, 0.0)
        column, row = u.astype(np.int64), v.astype(np.int64)
        block = self.blocks.tile.take((row >> 4) * frame.columns + (column >> 4)).astype(np.int64)
        says = self.blocks.cell.take(block * CELLS + (((row & 15) << 4) + (column & 15)))
        return says if everywhere else np.where(there, says, np.int32(NOTHING))

    def all(self, x: float, y: float) -> list[int]:
        """Every polygon that covers one point, ascending."""
        frame = self.frame
        u, v = (x - frame.west) * frame.by_x, (y - frame.south) * frame.by_y
        if not (0 <= u < frame.columns * SIDE and 0 <= v < frame.rows * SIDE):
            return []
        column, row = int(u), int(v)
        block = self._tile[(row >> 4) * frame.columns + (column >> 4)]
        says = self._cell[block * CELLS + ((row & 15) << 4) + (column & 15)]
        if says >= NOTHING:
            return [says] if says >= 0 else []
        start, end = self._list_start[-2 - says], self._list_start[-1 - says]
        entries = self._listed[start:end].tolist()
        return [one if one >= 0 else ~one for one in entries if one >= 0 or self._single.covers(~one, x, y)]

    def nearest(self, x: Floats, y: Floats, reach: float, gone: Bools | None = None) -> Nearest:
        """Of points that no polygon covers the nearest one, by its outline.

        Args:
            x: longitudes, degrees; NaN is nowhere.
            y: latitudes.
            reach: metres.
            gone: of each polygon, whether it doesn't count any more.
        """
        return nearest(Plan(self.frame, self.blocks, self.bands), x, y, reach, gone)
