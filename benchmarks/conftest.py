"""A city to measure on: the sample district in a throw-away PostGIS.

`ONEMAP_BENCH_SCALE` makes it larger; every figure is printed with the machine it was measured on.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from gis_api.cluster import throwaway
from importers.sample import load
from layers.schema.migrate import upgrade

SCALE = float(os.environ.get("ONEMAP_BENCH_SCALE", "0.3"))
SEED = 7


def pytest_report_header() -> str:
    """Say what is measured on which sample."""
    return f"sample district: seed {SEED}, scale {SCALE}; {os.cpu_count()} cores"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A cluster of our own; gone after the last benchmark."""
    with throwaway() as dsn:
        yield dsn


@pytest.fixture(scope="session")
def city(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the sample district in it."""
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute("CREATE DATABASE city")
    dsn = make_conninfo(server, dbname="city")
    upgrade(dsn)
    home: Path = tmp_path_factory.mktemp("home")
    with psycopg.connect(dsn) as conn:
        load(conn, home=home, seed=SEED, scale=SCALE)
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE")
    return dsn


@pytest.fixture
def conn(city: str) -> Iterator[psycopg.Connection]:
    """A connection to the city; what a benchmark writes is rolled back."""
    with psycopg.connect(city) as conn:
        yield conn
        conn.rollback()


@pytest.fixture
def dice() -> random.Random:
    """The same numbers on every run."""
    return random.Random(SEED)
