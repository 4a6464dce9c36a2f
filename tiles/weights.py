"""How heavy tiles are, zoom by zoom, measured on what a database has."""

import time
from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import median
from typing import Final, NamedTuple

import psycopg

from tiles.blocks import blocks, count
from tiles.grid import TileAddress
from tiles.occupied import occupied
from tiles.order import Order
from tiles.vector import VectorTiles

__all__ = ["FULLEST", "Weight", "sizes", "weigh"]

ALL: Final = 256
"""Tiles of a zoom that are all measured; of more only those in the heaviest of the zoom before."""
FULLEST: Final = 64
"""How many those are; besides how many tiles of a zoom are told."""
AT_ONCE: Final = 16


class Weight(NamedTuple):
    """Tiles of one zoom."""

    z: int
    measured: int
    there: int
    """Tiles in which something may be."""
    largest: int
    """Bytes of the heaviest one, as it is before it is compressed."""
    middle: int
    """Median of bytes."""
    milliseconds: float
    """Mean time of a tile, several being made by one query."""
    cut: int
    """Tiles of which something was left out."""
    heaviest: tuple[TileAddress, ...]
    """Heaviest first, at most `FULLEST`."""


def weigh(conn: psycopg.Connection, tiles: VectorTiles, wanted: Order) -> Iterator[Weight]:
    """Make tiles of each zoom that is wanted, and say what they weigh.

    Args:
        conn: an open connection.
        tiles: what makes tiles.
        wanted: which; in WebMercatorQuad, whose tiles have four children each.
    """
    boxes = occupied(conn, wanted.tables)
    parents: tuple[TileAddress, ...] = ()
    for z in sorted(wanted.drawn):
        spans = wanted.spans(boxes, z)
        there = count(spans, z)
        few = _children(parents) if there > ALL else []
        chosen = few or list(chain.from_iterable(blocks(spans, z, AT_ONCE)))
        if chosen:
            found = _weight(conn, tiles, wanted, chosen, there)
            parents = found.heaviest
            yield found


def sizes(
    conn: psycopg.Connection, tiles: VectorTiles, wanted: Order, addresses: Sequence[TileAddress]
) -> list[tuple[int, bool]]:
    """Of each tile its bytes and whether it was cut; all are of one zoom."""
    parts = [addresses[start : start + AT_ONCE] for start in range(0, len(addresses), AT_ONCE)]
    made = chain.from_iterable(tiles.tiles(conn, wanted.subject, part) for part in parts)
    return [(len(tile.data), bool(tile.cut)) for tile in made]


def _weight(
    conn: psycopg.Connection, tiles: VectorTiles, wanted: Order, chosen: list[TileAddress], there: int
) -> Weight:
    tiles.tiles(conn, wanted.subject, chosen[:1])  # so that the statement is planned
    began = time.perf_counter()
    found = sizes(conn, tiles, wanted, chosen)
    milliseconds = (time.perf_counter() - began) * 1000 / len(chosen)
    ordered = sorted(zip(found, chosen, strict=True), reverse=True)
    weights = [size for (size, _), _ in ordered]
    return Weight(
        chosen[0].z,
        len(chosen),
        there,
        weights[0],
        round(median(weights)),
        milliseconds,
        sum(cut for _, cut in found),
        tuple(at for _, at in ordered[:FULLEST]),
    )


def _children(parents: Sequence[TileAddress]) -> list[TileAddress]:
    return [
        TileAddress(at.z + 1, 2 * at.x + right, 2 * at.y + down)
        for at in parents
        for right in (0, 1)
        for down in (0, 1)
    ]
