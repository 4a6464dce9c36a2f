"""Tiles of the present as one file: all of them, or those anew in which something changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from pmtiles.tile import tileid_to_zxy, zxy_to_tileid

from layers.errors import Conflict
from layers.extents import extents, union
from layers.indexing.log import START, Foreign, read_mark, snapshot
from tiles.archive.about import check_same, mark_of, metadata
from tiles.archive.reader import Archive, opened
from tiles.archive.writer import writing, zipped
from tiles.blocks import blocks, count
from tiles.cache.changes import all_changes
from tiles.matrix import Box, Span
from tiles.occupied import occupied
from tiles.order import Order
from tiles.vector import VectorTiles

__all__ = ["Exported", "export"]

AT_ONCE: Final = 64
"""Tiles of a query."""

Numbered = tuple[int, bytes]
"""The number that PMTiles gives to a tile, and what it is."""
Progress = Callable[[int, int], None]
"""Called with the tiles that are done, and how many are to be made."""


class Exported(NamedTuple):
    """How it went."""

    made: int
    """Tiles that were asked of the database, empty ones too."""
    tiles: int
    """Tiles in the archive."""
    size: int
    """Bytes of it."""
    seq: int
    """Of the change log, as far as it knows."""


class _Plan(NamedTuple):
    """What is to be made."""

    spans: Mapping[int, list[Span]]
    """By zoom."""
    whole: frozenset[int]
    """Zooms of which all tiles are made, so that none is copied."""


def export(
    conn: psycopg.Connection,
    tiles: VectorTiles,
    wanted: Order,
    target: Path,
    *,
    refresh: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> Exported:
    """Write an archive of tiles as the database has them at one moment; what is empty is left out.

    Args:
        conn: an open connection in no transaction.
        tiles: what makes tiles.
        wanted: which; in Web Mercator, and open to everybody.
        target: the file, replaced as a whole when the new one is there.
        refresh: copy from what is there all tiles that nothing changed in since; it is the same as to make
            all of them anew.
        progress: hears how it goes.

    Raises:
        Conflict: the file that is to be refreshed is of something else, or of another database.
        Invalid: it is no archive.
    """
    with ExitStack() as held:
        old = held.enter_context(opened(target)) if refresh else None
        if old:
            check_same(target.name, old.metadata, tiles, wanted)
        held.enter_context(snapshot(conn))
        plan = _changed(conn, wanted, old, target.name) if old else _everything(conn, wanted)
        out = held.enter_context(writing(target))
        made = _made(conn, tiles, wanted, plan, progress)
        for one in _together(made, _kept(old, plan)):
            out.add(*one)
        mark = read_mark(conn)
        size = out.finish(_bounds(conn, wanted), wanted.ends, metadata(conn, tiles, wanted, mark))
        return Exported(_size(plan), out.tiles, size, mark.seq)


def _everything(conn: psycopg.Connection, wanted: Order) -> _Plan:
    boxes = occupied(conn, wanted.tables)
    return _Plan({z: wanted.spans(boxes, z) for z in wanted.drawn}, frozenset(wanted.drawn))


def _changed(conn: psycopg.Connection, wanted: Order, old: Archive, name: str) -> _Plan:
    """What changes touched since; where too many rows changed to tell, all tiles of their table."""
    try:
        touches, _ = all_changes(conn, mark_of(old.metadata) or START, wanted.tables)
    except Foreign:
        message = f"{name} is not of this database, or of a later state of it"
        raise Conflict(message, hint="export it anew, without --refresh") from None
    anywhere = {touch.table for touch in touches if touch.boxes is None}
    boxes: defaultdict[str, set[Box]] = defaultdict(set)
    for touch in touches:
        boxes[touch.table].update(touch.boxes or ())
    whole = {z for z, layers in wanted.drawn.items() if any(layer.table in anywhere for layer in layers)}
    everything = _everything(conn, wanted).spans if whole else {}
    spans = {z: everything[z] if z in whole else wanted.spans(boxes, z) for z in wanted.drawn}
    return _Plan(spans, frozenset(whole))


def _size(plan: _Plan) -> int:
    return sum(count(spans, z) for z, spans in plan.spans.items())


def _made(
    conn: psycopg.Connection, tiles: VectorTiles, wanted: Order, plan: _Plan, progress: Progress
) -> Iterator[Numbered]:
    """All that is to be made, in the order of the archive; empty where nothing is."""
    done, all_of_them = 0, _size(plan)
    for z, spans in plan.spans.items():
        for addresses in blocks(spans, z, AT_ONCE):
            for at, tile in zip(
                addresses, tiles.tiles(conn, wanted.subject, addresses, ordered=True), strict=True
            ):
                yield zxy_to_tileid(*at), zipped(tile.data) if tile.data else b""
            done += len(addresses)
            progress(done, all_of_them)


def _kept(old: Archive | None, plan: _Plan) -> Iterator[Numbered]:
    """The tiles of an archive, but those of zooms that are made as a whole."""
    found = old.tiles() if old else iter(())
    return (one for one in found if tileid_to_zxy(one[0])[0] not in plan.whole)


def _together(made: Iterable[Numbered], kept: Iterable[Numbered]) -> Iterator[Numbered]:
    """All tiles in their order; what was made stands for what was kept of the same place."""
    number = itemgetter(0)
    for _, versions in groupby(merge(made, kept, key=number), number):
        tile_id, data = next(versions)
        if data:
            yield tile_id, data


def _bounds(conn: psycopg.Connection, wanted: Order) -> Box:
    """Around all that there is of it; the whole world where there is nothing."""
    there = union(list(extents(conn, wanted.tables).values()))
    around = Box(*there) if there else wanted.matrix.area
    return (around.meeting(wanted.box) or wanted.box) if wanted.box else around
