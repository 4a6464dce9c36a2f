"""Points to their grids and streets."""

from random import Random

import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from layers.locate import locate, locate_columns

LOWEST = """
SELECT count(*) FROM unnest(%s::float8[], %s::float8[], %s::text[]) AS p (lon, lat, code)
WHERE code IS DISTINCT FROM (
  SELECT min(code COLLATE "C") FROM onemap.unit_grid
  WHERE ST_Covers(geom, ST_SetSRID(ST_MakePoint(lon, lat), 4490))
)
"""


EXTENT = """
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (SELECT ST_Extent(geom) AS box FROM onemap.area WHERE level = 'street') AS district
"""
INSIDE = """
SELECT count(*) FROM unnest(%s::float8[], %s::float8[]) AS p (lon, lat)
WHERE EXISTS (SELECT FROM onemap.area WHERE ST_Covers(geom, ST_SetSRID(ST_MakePoint(lon, lat), 4490)))
"""

Points = tuple[list[float], list[float]]


def places(conn: psycopg.Connection, dice: Random, count: int) -> Points:
    """Longitudes and latitudes all over the district and a little beyond its edge."""
    west, south, east, north = conn.execute(EXTENT).fetchone() or (0, 0, 0, 0)
    lons = [dice.uniform(west, east) for _ in range(count)]
    return lons, [dice.uniform(south, north) for _ in range(count)]


@pytest.mark.parametrize("count", [1, 100])
def test_locate_with_road_and_address(
    benchmark: BenchmarkFixture, conn: psycopg.Connection, dice: Random, count: int
) -> None:
    lons, lats = places(conn, dice, count)

    found = benchmark(locate, conn, lons, lats)

    assert (sum(one.inside for one in found),) == conn.execute(INSIDE, (lons, lats)).fetchone()


@pytest.mark.parametrize("count", [1000, 10_000])
def test_locate_by_columns(
    benchmark: BenchmarkFixture, conn: psycopg.Connection, dice: Random, count: int
) -> None:
    lons, lats = places(conn, dice, count)

    found = benchmark(locate_columns, conn, lons, lats)

    assert conn.execute(LOWEST, (lons, lats, found.unit_grid)).fetchone() == (0,)
