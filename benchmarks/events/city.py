"""A city to report events in: a cluster as operators have it, the sample district, and its past."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from benchmarks.events.fill import fill
from gis_api.cluster import Cluster
from importers.sample import load
from layers.schema.migrate import upgrade

__all__ = ["city", "fill_up"]


@contextmanager
def city(scale: float, seed: int) -> Iterator[str]:
    """The sample district in a cluster of its own, gone after the block; what is committed is on the disk."""
    with tempfile.TemporaryDirectory() as home:
        cluster = Cluster.make(Path(home))
        try:
            cluster.start()
            cluster.prepare()
            upgrade(cluster.dsn())
            with psycopg.connect(cluster.dsn()) as conn:
                load(conn, home=Path(home), seed=seed, scale=scale)
            yield cluster.dsn()
        finally:
            cluster.stop()
            shutil.rmtree(cluster.base)  # which may lie outside of the home folder


def fill_up(dsn: str, count: int, seed: int) -> int:
    """Have that many events in a database, in place of those that are there; gives how many are open."""
    with psycopg.connect(dsn) as conn:
        still_open = fill(conn, count, seed, datetime.now(UTC))
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE")
    return still_open
