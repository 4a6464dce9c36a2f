"""An installation that keeps no tiles."""

import asyncio

from gis_api.metrics import Counts
from gis_api.settings import Settings
from gis_api.tiling import serving
from layers.catalogue import Catalogue
from tiles.vector import VectorTiles


def test_without_memory_for_tiles_none_are_kept_in_it_or_on_disk(tmp_path):
    nothing = Catalogue({})
    settings = Settings(home=tmp_path, tile_memory_mb=0)

    async def keeper():
        async with serving(nothing, VectorTiles(nothing), settings, Counts(), follow=True) as found:
            return found.keeper

    assert asyncio.run(keeper()) is None
    assert not list(tmp_path.iterdir())
