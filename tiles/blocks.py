"""The tiles of places in groups that one query makes, along Hilbert's curve: neighbours stay together."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import tileid_to_zxy

from tiles.grid import TileAddress
from tiles.matrix.span import Span

__all__ = ["blocks", "count", "first_id"]

Spans = NDArray[np.int64]
"""Shape (n, 4): left, top, right, bottom, all counted."""


def blocks(spans: Iterable[Span], z: int, most: int) -> Iterator[list[TileAddress]]:
    """The tiles of a zoom that lie in any of some spans, each once.

    Args:
        spans: they may overlap.
        z: of a tile matrix set; in Web Mercator the order is that of PMTiles.
        most: tiles of a group; all but the last have as many.
    """
    order, runs = _runs(spans, z)
    positions = chain.from_iterable(runs)
    while some := list(islice(positions, most)):
        yield [TileAddress(z, *tileid_to_zxy(first_id(order) + one)[1:]) for one in some]


def count(spans: Iterable[Span], z: int) -> int:
    """How many tiles `blocks` gives."""
    return sum(map(len, _runs(spans, z)[1]))


def first_id(z: int) -> int:
    """The number that PMTiles gives to the first tile of a zoom: how many all zooms above have."""
    return int((4**z - 1) // 3)


def _runs(spans: Iterable[Span], z: int) -> tuple[int, Iterator[range]]:
    """The order of the curve, and the pieces of it that lie in the spans."""
    wanted = np.array(sorted(set(spans)), np.int64).reshape(-1, 4)
    order = max(z, int(wanted[:, 2:].max(initial=0)).bit_length())
    return order, _within(wanted, order, 0, 0)


def _within(spans: Spans, order: int, level: int, position: int) -> Iterator[range]:
    """What lies in spans of the square at a position of a coarser curve."""
    _, x, y = tileid_to_zxy(first_id(level) + position)
    side = 2 ** (order - level)
    left, top, right, bottom = x * side, y * side, (x + 1) * side - 1, (y + 1) * side - 1
    spans = spans[(spans[:, :2] <= (right, bottom)).all(axis=1) & (spans[:, 2:] >= (left, top)).all(axis=1)]
    if ((spans[:, :2] <= (left, top)).all(axis=1) & (spans[:, 2:] >= (right, bottom)).all(axis=1)).any():
        yield range(position * side**2, (position + 1) * side**2)
    elif len(spans):
        for part in range(4 * position, 4 * position + 4):
            yield from _within(spans, order, level + 1, part)
