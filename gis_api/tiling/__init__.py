"""Tiles over HTTP: kept as long as they are true, made once however many ask for them at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gis_api.settings import Settings
from gis_api.tiling.keeper import Keeper
from gis_api.tiling.server import Tiling
from tiles.cache.disk import Disk
from tiles.cache.remote import Remote
from tiles.cache.shared import Shared

__all__ = ["Tiling", "kept", "open_store"]

MEGABYTE = 1_000_000


@asynccontextmanager
async def kept(tiling: Tiling, settings: Settings) -> AsyncIterator[Tiling]:
    """The same with tiles that are kept, as far as the settings want it, as long as the block lasts."""
    if not settings.tile_memory_mb:
        yield tiling
        return
    keeper = Keeper(
        settings.database,
        tiling.tiles.matrix_sets,
        tiling.tables,
        settings.tile_memory_mb * MEGABYTE,
        lambda: open_store(tiling, settings),
    )
    await keeper.start()
    try:
        yield Tiling(tiling.catalogue, tiling.tiles, keeper)
    finally:
        await keeper.stop()


def open_store(tiling: Tiling, settings: Settings) -> Shared:
    """The store that the workers share, by the settings."""
    if settings.redis:
        return Remote(settings.redis, tiling.tiles.matrix_sets)
    most = settings.tile_store_mb * MEGABYTE
    return Disk(settings.home / "tiles", most, tiling.tiles.matrix_sets)
