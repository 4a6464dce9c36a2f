"""Which cells the outlines of polygons touch, and which lie inside."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layers.locate.frame import CELLS, SIDE, Frame
from layers.locate.ranges import ranges
from layers.locate.rings import Edges

__all__ = ["Patches", "Whole", "patches"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MARGIN = 1e-6
"""Of a cell: an outline so near to a cell touches it, whatever rounding does to either."""


class Patches(NamedTuple):
    """One polygon in one tile that its outline touches, many times over; by polygon, row and column."""

    polygon: Ints
    tile: Ints
    inside: NDArray[np.bool_]
    """Shape (n, 256): the middle of the cell is inside."""
    touched: NDArray[np.bool_]
    """Shape (n, 256): the outline touches the cell."""


class Whole(NamedTuple):
    """Tiles that lie inside a polygon and that its outline doesn't touch."""

    polygon: Ints
    tile: Ints


class _Bits(NamedTuple):
    """Edges, each cut at the borders of the rows of cells; in cells of the frame."""

    polygon: Ints
    row: Ints
    low: Floats
    """Westernmost column coordinate within the row."""
    high: Floats


def patches(edges: Edges, frame: Frame) -> tuple[Patches, Whole]:
    """See the classes.

    Args:
        edges: of valid polygons.
        frame: that they lie in.
    """
    u1, u2 = ((x - frame.west) * frame.by_x for x in (edges.x1, edges.x2))
    v1, v2 = ((y - frame.south) * frame.by_y for y in (edges.y1, edges.y2))
    polygon, cell = _touched(_bits(edges.polygon, u1, v1, u2, v2), frame)
    key = polygon * (frame.columns * frame.rows) + cell // CELLS
    pairs, pair = np.unique(key, return_inverse=True)
    touched = np.zeros((len(pairs), CELLS), np.bool_)
    touched[pair, cell % CELLS] = True
    owner, tile = np.divmod(pairs, frame.columns * frame.rows)
    flips, after = _flips(edges.polygon, (u1, v1, u2, v2), frame, pairs)
    inside, whole = _filled(owner, tile, flips, after, frame)
    return Patches(owner, tile, inside, touched), whole


def _bits(polygon: Ints, u1: Floats, v1: Floats, u2: Floats, v2: Floats) -> _Bits:
    first = np.floor(np.minimum(v1, v2) - MARGIN).astype(np.int64)
    count = np.floor(np.maximum(v1, v2) + MARGIN).astype(np.int64) - first + 1
    edge = np.repeat(np.arange(len(polygon)), count)
    row = ranges(first, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (u2 - u1) / (v2 - v1)
    slope[~np.isfinite(slope)] = 0.0
    many = count > 1
    ends = []
    for border in (row - MARGIN, row + 1 + MARGIN):
        at = u1[edge] + (border - v1[edge]) * slope[edge]
        ends.append(np.clip(at, np.minimum(u1, u2)[edge], np.maximum(u1, u2)[edge]))
    flat = ~many[edge] | (slope[edge] == 0.0)
    low = np.where(flat, np.minimum(u1, u2)[edge], np.minimum(*ends))
    high = np.where(flat, np.maximum(u1, u2)[edge], np.maximum(*ends))
    return _Bits(polygon[edge], row, low, high)


def _touched(bits: _Bits, frame: Frame) -> tuple[Ints, Ints]:
    """Polygon and cell, where an outline touches one; numbers of cells go tile by tile."""
    first = np.floor(bits.low - MARGIN).astype(np.int64)
    count = np.floor(bits.high + MARGIN).astype(np.int64) - first + 1
    column, row = ranges(first, count), np.repeat(bits.row, count)
    tile = (row // SIDE) * frame.columns + column // SIDE
    cell = tile * CELLS + (row % SIDE) * SIDE + column % SIDE
    polygon = np.repeat(bits.polygon, count)
    new = np.ones(len(cell), np.bool_)
    new[1:] = (cell[1:] != cell[:-1]) | (polygon[1:] != polygon[:-1])
    return polygon[new], cell[new]


def _flips(
    polygon: Ints, ends: tuple[Floats, Floats, Floats, Floats], frame: Frame, pairs: Ints
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Where outlines cross the middle lines of rows of cells.

    Returns:
        For each pair of polygon and tile, shape (n, 16, 16): how often one does so before the middle of the
        cell and after that of the cell before; and, shape (n, 16), how often in the tile.
    """
    u1, v1, u2, v2 = ends
    low, high = np.minimum(v1, v2), np.maximum(v1, v2)
    first = np.ceil(low - 0.5).astype(np.int64)
    count = np.maximum(np.ceil(high - 0.5).astype(np.int64) - first, 0)
    edge = np.repeat(np.arange(len(polygon)), count)
    row = ranges(first, count)
    at = u1[edge] + (row + 0.5 - v1[edge]) * ((u2 - u1)[edge] / (v2 - v1)[edge])
    column = np.floor(at).astype(np.int64)
    tile = (row // SIDE) * frame.columns + column // SIDE
    pair = np.searchsorted(pairs, polygon[edge] * (frame.columns * frame.rows) + tile)
    cell = np.ceil(at - (column // SIDE) * SIDE - 0.5).astype(np.int64)
    line = pair * SIDE + row % SIDE
    here = cell < SIDE
    flips = np.bincount((line * SIDE + cell)[here], minlength=len(pairs) * CELLS).astype(np.uint8)
    after = np.bincount(line, minlength=len(pairs) * SIDE).astype(np.uint8)
    return flips.reshape(-1, SIDE, SIDE), after.reshape(-1, SIDE)


def _filled(
    owner: Ints, tile: Ints, flips: NDArray[np.uint8], after: NDArray[np.uint8], frame: Frame
) -> tuple[NDArray[np.bool_], Whole]:
    """Inside is what an odd number of crossings lies west of, counted from tile to tile along each row."""
    row = owner * frame.rows + tile // frame.columns
    total = np.cumsum(after, axis=0, dtype=np.int64)
    begins = np.diff(row, prepend=-1) != 0
    before = total - after
    before -= before[np.maximum.accumulate(np.where(begins, np.arange(len(row)), 0))]
    crossed = np.cumsum(flips, axis=2, dtype=np.uint8) + (before & 1).astype(np.uint8)[:, :, None]
    inside = (crossed & 1).astype(np.bool_).reshape(-1, CELLS)
    if not len(row):
        return inside, Whole(owner, tile)
    odd = ((before + after)[:-1, 0] & 1).astype(np.bool_)
    gap = np.where(odd & ~begins[1:], np.diff(tile) - 1, 0)
    return inside, Whole(np.repeat(owner[:-1], gap), ranges(tile[:-1] + 1, gap))
