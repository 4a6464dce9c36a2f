"""Tiles over HTTP: kept as long as they are true, made once however many ask for them at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gis_api.metrics import Counts
from gis_api.metrics.watching import watch_pool
from gis_api.settings import Settings
from gis_api.tiling.keeper import Keeper
from gis_api.tiling.maker import Maker
from gis_api.tiling.server import Tiling
from layers.catalogue import Catalogue
from tiles.cache.disk import Disk
from tiles.cache.remote import Remote
from tiles.cache.shared import Shared
from tiles.vector import VectorTiles

__all__ = ["Tiling", "open_store", "serving"]

MEGABYTE = 1_000_000


@asynccontextmanager
async def serving(
    catalogue: Catalogue, tiles: VectorTiles, settings: Settings, counts: Counts, *, follow: bool
) -> AsyncIterator[Tiling]:
    """What answers requests for tiles, as long as the block lasts.

    Args:
        catalogue: the layers.
        tiles: what is known of tiles of them.
        settings: how much is kept; it may be that nothing is.
        counts: where tiles are counted.
        follow: keep tiles, and follow the database so that they stay true.
    """
    maker = Maker(settings, tiles)
    maker.open()
    watch_pool(counts, "tiles", maker.pool, maker.gate)
    alone = Tiling(catalogue, tiles, maker.make, counts=counts)
    keeper = _keeper(alone, settings) if follow and settings.tile_memory_mb else None
    if keeper:
        _watch(counts, keeper)
        await keeper.start()
    try:
        yield Tiling(catalogue, tiles, maker.make, keeper, counts) if keeper else alone
    finally:
        if keeper:
            await keeper.stop()
        maker.close()


def _watch(counts: Counts, keeper: Keeper) -> None:
    counts.watch("memory_tiles", lambda: len(keeper.memory))
    counts.watch("memory_bytes", lambda: keeper.memory.size)
    counts.watch("store_waiting", lambda: keeper.waiting)
    counts.watch("change_sequence", lambda: keeper.sequence)


def _keeper(tiling: Tiling, settings: Settings) -> Keeper:
    memory, grids = settings.tile_memory_mb * MEGABYTE, tiling.tiles.matrix_sets
    return Keeper(settings.database, grids, tiling.tables, memory, lambda: open_store(tiling.tiles, settings))


def open_store(tiles: VectorTiles, settings: Settings) -> Shared:
    """The store that the workers share, by the settings."""
    if settings.redis:
        return Remote(settings.redis, tiles.matrix_sets)
    return Disk(settings.home / "tiles", settings.tile_store_mb * MEGABYTE, tiles.matrix_sets)
