"""Rows into a layer table, with history, change log and both indexes kept."""

import psycopg
import pyarrow as pa
import pytest
import shapely
from pytest_benchmark.fixture import BenchmarkFixture

from layers.rows import merge

ROWS = 20_000


@pytest.fixture
def points() -> pa.Table:
    """Points of interest on a fine grid."""
    xy = [(114.7 + (n % 200) * 1e-4, 30.8 + (n // 200) * 1e-4) for n in range(ROWS)]
    return pa.table(
        {
            "code": [f"bench:{n}" for n in range(ROWS)],
            "name": [f"第{n}处" for n in range(ROWS)],
            "kind": ["shop"] * ROWS,
            "source": ["benchmark"] * ROWS,
            "geom": shapely.to_wkb(shapely.points(xy), hex=True),
        }
    )


def test_merge_of_new_rows(benchmark: BenchmarkFixture, conn: psycopg.Connection, points: pa.Table) -> None:
    def again() -> None:
        conn.rollback()

    merged = benchmark.pedantic(merge, (conn, "poi", points), setup=again, rounds=5)

    assert (merged.inserted, merged.updated, merged.unchanged) == (ROWS, 0, 0)


def test_merge_of_known_rows(benchmark: BenchmarkFixture, conn: psycopg.Connection, points: pa.Table) -> None:
    merge(conn, "poi", points)

    merged = benchmark.pedantic(merge, (conn, "poi", points), rounds=5)

    assert merged.unchanged == ROWS
