"""The whole of Taipei, from files to rows: a million door plates, 167,000 trees, 2,817 cases."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pytest_benchmark.fixture import BenchmarkFixture

from importers import manifest
from importers.city import bring_in
from importers.report import Report
from layers.schema.migrate import upgrade

DATA = Path(os.environ.get("ONEMAP_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
LEVELS = {"road": 2_017, "lane": 9_704, "plate": 218_981, "floor": 563_947, "room": 222_994}


@pytest.fixture
def empty(benchmark: BenchmarkFixture, server: str) -> Iterator[psycopg.Connection]:
    """A migrated database of its own; none where only the answers at a small scale are asked for."""
    if benchmark.disabled:
        pytest.skip("takes minutes: make test-taipei")
    if not DATA.is_dir():
        pytest.skip(f"no real data in {DATA}")
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute("DROP DATABASE IF EXISTS taipei")
        conn.execute("CREATE DATABASE taipei")
    dsn = make_conninfo(server, dbname="taipei")
    upgrade(dsn)
    with psycopg.connect(dsn) as conn:
        yield conn


def test_import_of_taipei(benchmark: BenchmarkFixture, empty: psycopg.Connection, tmp_path: Path) -> None:
    def run() -> Report:
        return bring_in(empty, manifest.load(manifest.find("taipei")), DATA, refused=tmp_path)

    report = benchmark.pedantic(run, rounds=1)

    plates = next(part for part in report.parts if part.table == "address")
    levels = dict(empty.execute("SELECT level, count(*) FROM onemap.address GROUP BY level").fetchall())
    assert (plates.read, plates.repeated, plates.refused.total()) == (998_965, 873, 11)
    assert all(part.accounted for part in report.parts)
    assert levels == LEVELS
