"""Measure the geocoder and print a table: `python -m benchmarks.geocoding --dsn DSN`.

Without `--dsn` it makes a database of its own with the sample district at `--scale`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.geocoding.evaluate import opened
from benchmarks.geocoding.measures import Figure, Plan, accuracy, against_peers, index, one_core, over_http
from benchmarks.machine import describe
from gis_api.cluster import throwaway
from importers.sample import load
from layers.schema.migrate import upgrade

PARTS = ("accuracy", "one-core", "http", "peers")
_PYTHON = Path(__file__).parents[2] / ".peers" / "bin" / "python"


def main() -> None:
    """Measure what was asked for."""
    asked = _options()
    with _database(asked.dsn, asked.scale, asked.seed) as dsn, tempfile.TemporaryDirectory() as home:
        plan = Plan.of(dsn, Path(home), asked.queries, asked.seed, asked.repeats, asked.seconds, asked.rows)
        sys.stdout.write(f"{describe()}\n\n| what | wanted | measured |\n|---|---|---|\n")
        for figure in _figures(plan, asked):
            sys.stdout.write("| {} | {} | {} |\n".format(*figure))
            sys.stdout.flush()


def _figures(plan: Plan, asked: argparse.Namespace) -> Iterator[Figure]:
    yield from index(plan)
    geocoder = opened(plan.home / "index" / "addresses")
    parts: dict[str, Callable[[], Iterator[Figure]]] = {
        "accuracy": lambda: accuracy(plan, geocoder),
        "one-core": lambda: one_core(plan, geocoder),
        "http": lambda: over_http(plan),
        "peers": lambda: against_peers(plan, geocoder, asked.peers, asked.peer_queries),
    }
    for name in asked.parts:
        yield from parts[name]()


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.geocoding", description=__doc__)
    options.add_argument("--dsn", help="a migrated database with addresses; none: one of our own")
    options.add_argument("--scale", type=float, default=1.0, help="of the sample district, without --dsn")
    options.add_argument("--queries", type=int, default=5000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--repeats", type=int, default=3, help="runs of which the median is given")
    options.add_argument("--seconds", type=int, default=10, help="of each run over HTTP")
    options.add_argument("--rows", type=int, default=50_000, help="of each table in a batch")
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--peers", type=Path, default=_PYTHON, help="Python of the peers' environment")
    options.add_argument("--peer-queries", type=int, default=300)
    return options.parse_args()


@contextmanager
def _database(dsn: str | None, scale: float, seed: int) -> Iterator[str]:
    """The database asked for, or the sample district in a throw-away cluster."""
    if dsn:
        yield dsn
        return
    with throwaway() as server, tempfile.TemporaryDirectory() as home:
        with psycopg.connect(server, autocommit=True) as conn:
            conn.execute("CREATE DATABASE city")
        city = make_conninfo(server, dbname="city")
        upgrade(city)
        with psycopg.connect(city) as conn:
            load(conn, home=Path(home), seed=seed, scale=scale)
        with psycopg.connect(city, autocommit=True) as conn:
            conn.execute("VACUUM ANALYZE")
        yield city


if __name__ == "__main__":
    main()
