"""Making tiles before anybody asks for them, beside workers that go on."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import psycopg

from gis_api.tiling.entries import entries, source_of
from layers.catalogue import Catalogue
from layers.indexing.log import Foreign, Mark, read_mark
from tiles.blocks import blocks, count
from tiles.cache import Recent, Spot
from tiles.cache.changes import changes
from tiles.cache.shared import Kept, Shared
from tiles.grid import TileAddress
from tiles.occupied import occupied
from tiles.order import Order
from tiles.vector import MOST_TILES, VectorTiles

__all__ = ["Seeded", "Seeder"]

TRIES: Final = 3
"""Times that tiles are made which changes touch meanwhile; then it is left to who asks for them."""

Progress = Callable[[int, int], None]
"""Called with the tiles that are done, and how many there are."""


class Seeded(NamedTuple):
    """How it went."""

    tiles: int
    """Where something may be."""
    made: int
    """How many of them were not there."""


class Seeder:
    """Fills a store as a worker does: it follows the change log, so that what it puts there stays true."""

    def __init__(
        self, conn: psycopg.Connection, tiles: VectorTiles, catalogue: Catalogue, store: Shared
    ) -> None:
        """Bring the store up to the present state of the database.

        Args:
            conn: an open connection in no transaction.
            tiles: what makes tiles.
            catalogue: all layers.
            store: what the workers share.
        """
        self._conn, self._tiles, self._catalogue, self._store = conn, tiles, catalogue, store
        self._tables = {layer.table for layer in catalogue if layer.tiled}
        self._recent = Recent(tiles.matrix_sets)
        self._mark = self._begin()
        self._recent.begin(self._mark.seq)

    def seed(
        self, wanted: Order, codings: Sequence[str], progress: Progress = lambda _done, _all: None
    ) -> Seeded:
        """Make the tiles that are not there, from low zooms to high ones.

        Args:
            wanted: which tiles.
            codings: in which each is wanted; small ones are kept as they are.
            progress: hears how it goes.
        """
        boxes = occupied(self._conn, wanted.tables)
        spans = {z: wanted.spans(boxes, z) for z in wanted.drawn}
        done, made, there = 0, 0, sum(count(some, z) for z, some in spans.items())
        for z, some in spans.items():
            for addresses in blocks(some, z, MOST_TILES):
                made += self._fill(wanted, addresses, codings)
                done += len(addresses)
                progress(done, there)
        return Seeded(there, made)

    def _fill(self, wanted: Order, addresses: Sequence[TileAddress], codings: Sequence[str]) -> int:
        """Make those that are missing; how many they were."""
        source = source_of(wanted.subject, self._catalogue)

        def is_there(at: TileAddress, coding: str) -> bool:
            found = self._store.get(source, Spot(source.subject, *at), coding)
            return found is not None and (found.is_small or coding in found.bodies)

        def missing(some: Sequence[TileAddress]) -> list[TileAddress]:
            return [at for at in some if not all(is_there(at, coding) for coding in codings)]

        left = at_first = missing(addresses)
        for _ in range(TRIES):
            if left:
                tiles = self._tiles.tiles(self._conn, wanted.subject, left)
                self._follow()
                made = entries(source, left, tiles, codings)
                self._store.put([Kept(one, coding) for one in made for coding in one.bodies], self._recent)
                left = missing(left)
        return len(at_first)

    def _begin(self) -> Mark:
        """Have the store forget what changed since it was written, or all if it is of another database."""
        try:
            before = self._store.applied()
            if before is None:
                raise Foreign
            touches, mark = changes(self._conn, before, self._tables)
            self._store.drop(touches, mark)
        except Foreign:
            mark = read_mark(self._conn)
            self._store.clear(mark)
        return mark

    def _follow(self) -> None:
        """Learn of all changes that are committed by now, which any tile that was made before may lack."""
        touches, mark = changes(self._conn, self._mark, self._tables)
        if mark != self._mark:
            self._recent.add(touches, mark.seq)
            self._store.drop(touches, mark)
            self._mark = mark
