"""What each cell of a cover says."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from layers.locate.frame import CELLS, Frame
from layers.locate.touching import Patches, Whole

__all__ = ["NOTHING", "Blocks", "compose"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOTHING: Final = -1
"""The cell lies in no polygon. A cell with list n has -2 - n."""


class Blocks(NamedTuple):
    """The cells of a cover: one polygon, nothing, or a list of polygons."""

    tile: NDArray[np.int32]
    """The block of each tile; tiles that say one thing throughout share one."""
    cell: NDArray[np.int32]
    """Block after block, 256 cells each, row by row from the south-west."""
    list_start: NDArray[np.int32]
    """List n is `listed[list_start[n]:list_start[n + 1]]`."""
    listed: NDArray[np.int32]
    """Numbers of polygons, ascending; ~n (negative) where the outline of n touches the cell."""


class _Lists(NamedTuple):
    """Polygons of places that have several, place by place."""

    place: Ints
    polygon: Ints
    touched: Bools


def compose(found: Patches, whole: Whole, frame: Frame) -> Blocks:
    """Put together what the tiles say.

    Args:
        found: polygons in the tiles that their outlines touch.
        whole: polygons in which whole tiles lie.
        frame: of the tiles.
    """
    mixed = np.unique(found.tile)
    under = np.isin(whole.tile, mixed)
    found = _with(found, Whole(whole.polygon[under], whole.tile[under]))
    cell, lists = _mixed(found, np.searchsorted(mixed, found.tile), len(mixed))
    first = np.flatnonzero(np.diff(lists.place, prepend=-1))
    cell[lists.place[first]] = -2 - np.arange(len(first))
    plain, says, more = _plain(Whole(whole.polygon[~under], whole.tile[~under]), len(first))
    values, which = np.unique(says, return_inverse=True)
    tile = np.full(frame.columns * frame.rows, len(mixed) + len(values), np.int32)
    tile[mixed] = np.arange(len(mixed))
    tile[plain] = len(mixed) + which
    same = np.repeat(np.append(values, NOTHING), CELLS).astype(np.int32)
    starts = np.append(first, len(lists.place) + np.flatnonzero(np.diff(more.place, prepend=-1)))
    polygon = np.concatenate((lists.polygon, more.polygon))
    listed = np.where(np.concatenate((lists.touched, more.touched)), ~polygon, polygon)
    ends = np.append(starts, len(polygon)).astype(np.int32)
    return Blocks(tile, np.concatenate((cell, same)), ends, listed.astype(np.int32))


def _with(found: Patches, under: Whole) -> Patches:
    """The same with polygons that hold a whole tile in which others have outlines."""
    if not len(under.tile):
        return found
    full = np.ones((len(under.tile), CELLS), np.bool_)
    return Patches(
        np.concatenate((found.polygon, under.polygon)),
        np.concatenate((found.tile, under.tile)),
        np.concatenate((found.inside, full)),
        np.concatenate((found.touched, ~full)),
    )


def _mixed(found: Patches, block: Ints, blocks: int) -> tuple[NDArray[np.int32], _Lists]:
    """Cells of the tiles that outlines touch; those with lists say nothing yet."""
    cell = np.full((blocks, CELLS), NOTHING, np.int32)
    several = np.zeros((blocks, CELLS), np.bool_)
    for some in _rounds(block):
        at, inside, touched = block[some], found.inside[some], found.touched[some]
        taken = cell[at] != NOTHING
        several[at] |= touched | (inside & taken)
        cell[at] = np.where(inside & ~touched & ~taken, found.polygon[some, None], cell[at])
    pair, place = np.nonzero((found.inside | found.touched) & several[block])
    order = np.lexsort((found.polygon[pair], block[pair] * CELLS + place))
    pair, place = pair[order], place[order]
    return cell.ravel(), _Lists(block[pair] * CELLS + place, found.polygon[pair], found.touched[pair, place])


def _rounds(owner: Ints) -> list[Ints]:
    """Positions of the first of each owner, then of the second of each, and so on."""
    by_owner = np.argsort(owner, kind="stable")
    first = np.flatnonzero(np.diff(owner[by_owner], prepend=-1))
    number = np.arange(len(owner)) - np.repeat(first, np.diff(np.append(first, len(owner))))
    order = np.argsort(number, kind="stable")
    return np.split(by_owner[order], np.flatnonzero(np.diff(number[order])) + 1) if len(owner) else []


def _plain(whole: Whole, lists: int) -> tuple[Ints, Ints, _Lists]:
    """Tiles that no outline touches, what each says when there are so many lists already, and new lists."""
    order = np.lexsort((whole.polygon, whole.tile))
    polygon, tile = whole.polygon[order], whole.tile[order]
    first = np.flatnonzero(np.diff(tile, prepend=-1))
    count = np.diff(np.append(first, len(tile)))
    says = polygon[first]
    many = count > 1
    says[many] = -2 - lists - np.arange(int(many.sum()))
    listed = np.repeat(many, count)
    number = np.repeat(np.cumsum(many) - 1, count)[listed]
    return tile[first], says, _Lists(number, polygon[listed], np.zeros(len(number), np.bool_))
