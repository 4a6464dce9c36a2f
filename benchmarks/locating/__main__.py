"""Measure the locator and print a table: `python -m benchmarks.locating`.

Without `--dsn` the service is measured on a database of its own with the sample district at `--scale`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.locating.measures import Figure, Plan, batch, growth, over_http
from benchmarks.machine import describe
from gis_api.cluster import throwaway
from importers.sample import load
from layers.schema.migrate import upgrade

PARTS: dict[str, Callable[[Plan], Iterator[Figure]]] = {
    "batch": batch, "growth": growth, "http": over_http
}  # fmt: skip
_PYTHON = Path(__file__).parents[2] / ".peers" / "bin" / "python"


def main() -> None:
    """Measure what was asked for."""
    asked = _options()
    versions = ("numpy", "shapely", "geopandas", "pyarrow", "fastapi", "uvicorn")
    with _server(asked.dsn) as dsn, tempfile.TemporaryDirectory() as home:
        plan = Plan(dsn, Path(home), asked.peers, asked.points, asked.polygons, asked.seed, asked.repeats)
        if asked.dsn is None and "http" in asked.parts:
            _fill(dsn, Path(home), asked.scale)
        sys.stdout.write(f"{describe(versions)}\n\n| what | wanted | measured |\n|---|---|---|\n")
        for name in asked.parts:
            for figure in PARTS[name](plan):
                sys.stdout.write("| {} | {} | {} |\n".format(*figure))
                sys.stdout.flush()


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.locating", description=__doc__)
    options.add_argument("--dsn", help="a migrated database with grids; none: one of our own")
    options.add_argument("--scale", type=float, default=1.0, help="of the sample district, without --dsn")
    options.add_argument("--points", type=int, default=1_000_000)
    options.add_argument("--polygons", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--repeats", type=int, default=5, help="runs of which the median is given")
    options.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    options.add_argument("--peers", type=Path, default=_PYTHON, help="Python that has SedonaDB")
    return options.parse_args()


@contextmanager
def _server(dsn: str | None) -> Iterator[str]:
    if dsn:
        yield dsn
        return
    with throwaway() as server:
        with psycopg.connect(server, autocommit=True) as conn:
            conn.execute("CREATE DATABASE bench")
        own = make_conninfo(server, dbname="bench")
        upgrade(own)
        yield own


def _fill(dsn: str, home: Path, scale: float) -> None:
    with psycopg.connect(dsn) as conn:
        load(conn, home=home, scale=scale)
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE")


main()
