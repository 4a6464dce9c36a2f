"""Vector tiles straight from the database, nothing cached."""

from pathlib import Path

import mapbox_vector_tile
import morecantile
import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from layers.catalogue import load
from tiles.grid import TileAddress
from tiles.vector import Tile, VectorTiles

LAYERS = "water,green,road,building,community,component"


@pytest.fixture(scope="module")
def vector() -> VectorTiles:
    """The tiles of the project's own layers."""
    return VectorTiles(load(Path(__file__).parents[1] / "data" / "layers"))


@pytest.mark.parametrize("zoom", [14, 15, 16, 17])
def test_map_tile(
    benchmark: BenchmarkFixture, conn: psycopg.Connection, vector: VectorTiles, zoom: int
) -> None:
    """One tile of six layers in the middle of the district."""
    x, y, _ = morecantile.tms.get("WebMercatorQuad").tile(114.80, 30.84, zoom)
    layers = vector.select(LAYERS)

    tile: Tile = benchmark(vector.tile, conn, layers, TileAddress(z=zoom, x=x, y=y))

    assert mapbox_vector_tile.decode(tile.data)["road"]["features"]
