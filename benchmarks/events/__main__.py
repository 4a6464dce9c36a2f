"""Measure the event desk and print a table: `python -m benchmarks.events`.

Without `--dsn` it makes a cluster of its own as operators have it, with the sample district at `--scale`. The
events of the database are replaced by `--events` made-up ones of the last two years.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import tuple_row

from benchmarks.events.check import check_list, check_nearest, check_reports, get
from benchmarks.events.city import city, fill_up
from benchmarks.events.load import Load, ask, send
from benchmarks.machine import describe
from benchmarks.service import Service, service
from gis_api.home import admin_key_file, make_admin_key

SPOTS: Final = """
SELECT ST_X(geom), ST_Y(geom), class_code FROM onemap.event
WHERE unit_grid_code IS NOT NULL ORDER BY md5(code) LIMIT 50000
"""
HIGHEST: Final = "SELECT max(id), count(*), count(*) FILTER (WHERE closed_at IS NULL) FROM onemap.event"
CODES: Final = """
SELECT array_agg(DISTINCT department_code), array_agg(DISTINCT street_code),
       array_agg(DISTINCT community_code), array_agg(DISTINCT state), min(district_code)
FROM onemap.event WHERE closed_at IS NULL
"""
DESK: Final = "/api/events?open=true&order=deadline"
IN_A_ROW: Final = 20
VERSIONS: Final = ("psycopg", "pydantic", "fastapi", "uvicorn")


class Figure(NamedTuple):
    """A row of the table."""

    what: str
    wanted: str
    measured: str


class Desk(NamedTuple):
    """The service that is measured."""

    dsn: str
    at: Service
    key: str
    rng: random.Random


def main() -> None:
    """Measure what was asked for."""
    asked = _options()
    with nullcontext(asked.dsn) if asked.dsn else city(asked.scale, asked.seed) as dsn:
        if asked.events:
            fill_up(dsn, asked.events, asked.seed)
        with tempfile.TemporaryDirectory() as home:
            make_admin_key(Path(home))
            key = admin_key_file(Path(home)).read_text().strip()
            sys.stdout.write(f"{describe(VERSIONS)}\n\n| what | wanted | measured |\n|---|---|---|\n")
            with service(dsn, Path(home)) as at:
                _await_grids(at.port, key)
                desk = Desk(dsn, at, key, random.Random(asked.seed))
                for figure in _figures(desk, asked):
                    sys.stdout.write("| {} | {} | {} |\n".format(*figure))
                    sys.stdout.flush()


def _await_grids(port: int, key: str) -> None:
    """Wait until every worker has its index of the grids; which of them answers is chance."""
    ready = 0
    while ready < IN_A_ROW:
        ready = ready + 1 if get(port, key, "/health/ready")["grids"]["state"] == "ready" else 0
        time.sleep(0.2)


def _figures(desk: Desk, asked: argparse.Namespace) -> Iterator[Figure]:
    reports = _reports(desk)
    send(desk.at.port, desk.key, reports[::-1], connections=4, seconds=5)
    with psycopg.connect(desk.dsn, row_factory=tuple_row) as conn:
        ((highest, count, still_open),) = conn.execute(HIGHEST).fetchall()
    yield Figure("events in the table, open", "1 M", f"{count:,}, {still_open:,}")
    part = len(reports) // asked.repeats
    loads = [
        send(
            desk.at.port, desk.key, reports[n * part :], connections=asked.connections, seconds=asked.seconds
        )
        for n in range(asked.repeats)
    ]
    sent = sum(one.requests - one.refused for one in loads)
    check_reports(desk.dsn, highest, sent, asked.repeats * asked.connections)
    what = f"reports over HTTP, 2 workers, {asked.connections} connections"
    yield Figure(what, "300/s, p99 100 ms", _said(loads))
    found = check_nearest(desk.dsn, desk.at.port, desk.key, highest)
    yield Figure("of 100 of them about components: have the nearest", "", str(found))
    listed = check_list(desk.dsn, desk.at.port, desk.key)
    yield Figure("all pages of open events by deadline: right", "", f"{listed:,} events")
    for name, paths in _lists(desk).items():
        loads = [
            ask(desk.at.port, desk.key, paths, connections=asked.readers, seconds=asked.seconds)
            for _ in range(asked.repeats)
        ]
        yield Figure(f"list {name}, {asked.readers} connections", "p99 50 ms", _said(loads))


def _reports(desk: Desk) -> list[dict[str, Any]]:
    """Reports where events happened before, some metres off."""
    with psycopg.connect(desk.dsn, row_factory=tuple_row) as conn:
        spots = conn.execute(SPOTS).fetchall()
    return [
        {
            "class_code": code, "source": "collector", "description": "巡查发现的问题",
            "lon": round(lon + desk.rng.gauss(0, 3e-5), 7), "lat": round(lat + desk.rng.gauss(0, 3e-5), 7),
        }
        for lon, lat, code in spots
    ]  # fmt: skip


def _lists(desk: Desk) -> dict[str, list[str]]:
    """What desks ask for, by what they choose."""
    with psycopg.connect(desk.dsn, row_factory=tuple_row) as conn:
        ((departments, streets, communities, states, district),) = conn.execute(CODES).fetchall()
    lists = {
        "by deadline": [DESK],
        "of a department": [f"{DESK}&department={code}" for code in departments if code],
        "of an area": [f"{DESK}&area={code}" for code in (district, *streets, *communities) if code],
        "in a state": [f"/api/events?order=deadline&state={code}" for code in states],
        "overdue": [f"{DESK}&overdue=true"],
        "overdue of a department": [f"{DESK}&overdue=true&department={code}" for code in departments if code],
    }
    for paths in lists.values():
        desk.rng.shuffle(paths)
    return lists | {
        "of all these kinds": desk.rng.sample([path for one in lists.values() for path in one], 40)
    }


def _said(loads: list[Load]) -> str:
    """The median run."""
    refused = sum(one.refused for one in loads)
    speed, p50, p99 = (median(getattr(one, name) for one in loads) for name in ("per_second", "p50", "p99"))
    said = f"{speed:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    return said + (f", {refused} refused" if refused else "")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.events", description=__doc__)
    options.add_argument("--dsn", help="a migrated database with a city, of a superuser; none: our own")
    options.add_argument("--scale", type=float, default=1.0, help="of the sample district, without --dsn")
    options.add_argument("--events", type=int, default=1_000_000, help="0: leave those that are there")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--repeats", type=int, default=3, help="runs of which the median is given")
    options.add_argument("--seconds", type=int, default=10, help="of each run")
    options.add_argument("--connections", type=int, default=16, help="that report")
    options.add_argument("--readers", type=int, default=4, help="connections that ask for lists")
    return options.parse_args()


if __name__ == "__main__":
    main()
