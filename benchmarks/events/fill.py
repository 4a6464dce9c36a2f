"""A table of events as two years of a city's reports leave it: the same for one seed and one city."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import psycopg
import pyarrow as pa
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from psycopg import sql
from psycopg.rows import tuple_row

from layers.copying import copy_in
from layers.identifiers import event_number
from layers.locate import locate_columns

__all__ = ["Kinds", "Spots", "fill", "rules", "spots"]

DAYS: Final = 730
OPEN: Final = 0.03
"""Share of the events that have not come to their end."""
CATALOGUE: Final = Path(__file__).parents[2] / "data" / "sample" / "events.csv"
CHANNELS: Final = ("collector", "hotline", "public", "leader", "department", "camera", "drone", "sensor")
HOURS: Final = (8.0, 72.0, 4.0, 96.0, 24.0)
"""From dispatch to the deadline, of one class after the other."""
SHARES: Final = (0.52, 0.2, 0.13, 0.01, 0.03, 0.08, 0.02, 0.01)
STATES: Final = {
    "reported": 0.08, "verifying": 0.03, "filed": 0.06, "dispatched": 0.38, "handling": 0.25,
    "suspended": 0.03, "handled": 0.12, "checked": 0.05,
}  # fmt: skip
"""Those of open events, with their shares."""
COLUMNS: Final = ("district", "street", "community", "unit_grid", "duty_grid", "composite_grid")
Texts = NDArray[np.object_]
Numbers = NDArray[np.float64]

PLATES = """
SELECT ST_X(geom), ST_Y(geom) FROM onemap.address
WHERE level = 'plate' AND state = 'active' AND geom IS NOT NULL ORDER BY code
"""
DEPARTMENTS = "SELECT code FROM onemap.department WHERE kind <> 'street_office' ORDER BY code"
# Nothing is logged and no key is checked while a city's past is put there; only its owner may do that.
QUIET = "SET LOCAL session_replication_role = replica"
CLEAR = ("event_file", "event_step", "event", "event_counter")
RULES = """
INSERT INTO onemap.responsibility (code, edition, class_code, department_code, source)
SELECT 'benchmark-' || class, '2026', class, department, 'benchmark'
FROM unnest(%s::text[], %s::text[]) AS given (class, department) ON CONFLICT DO NOTHING
"""
LIMITS = """
INSERT INTO onemap.time_limit (code, edition, class_code, amount, unit, source)
SELECT 'benchmark-' || class, '2026', class, hours, 'work_hour', 'benchmark'
FROM unnest(%s::text[], %s::float8[]) AS given (class, hours) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Kinds:
    """The classes that occur."""

    code: Texts
    weight: Numbers
    hours: Numbers
    """From dispatch to the deadline."""

    @classmethod
    def read(cls) -> "Kinds":
        """As the sample has them."""
        with CATALOGUE.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        weight = np.array([float(row["weight"]) for row in rows])
        hours = np.resize(HOURS, len(rows))
        return cls(np.array([row["code"] for row in rows], dtype=object), weight / weight.sum(), hours)


@dataclass(frozen=True)
class Spots:
    """Places where things happen, with the areas and grids that cover them."""

    lon: Numbers
    lat: Numbers
    codes: dict[str, Texts]
    weight: Numbers
    """How much happens there: at a few far more than at the others."""


def spots(conn: psycopg.Connection, rng: Generator, count: int = 60_000) -> Spots:
    """Places some metres from door plates, all in a district."""
    with conn.cursor(row_factory=tuple_row) as cur:
        plates = np.array(cur.execute(PLATES).fetchall(), dtype=np.float64)
    chosen = rng.integers(0, len(plates), count)
    near = plates[chosen] + rng.normal(0, 5e-5, (count, 2))
    parts = [locate_columns(conn, *part.T.tolist()) for part in np.array_split(near, count // 5000)]
    codes = {name: np.array([v for p in parts for v in getattr(p, name)], dtype=object) for name in COLUMNS}
    there = np.array([code is not None for code in codes["district"]])
    heat = rng.lognormal(0, 1.3, len(plates))[chosen][there]
    lon, lat = near[there].T
    return Spots(lon, lat, {name: column[there] for name, column in codes.items()}, heat / heat.sum())


def rules(conn: psycopg.Connection, kinds: Kinds) -> Texts:
    """Somebody responsible and a time limit for each class; gives the departments, one a class."""
    with conn.cursor(row_factory=tuple_row) as cur:
        known = np.array([code for (code,) in cur.execute(DEPARTMENTS)], dtype=object)
    department = known[np.arange(len(kinds.code)) % len(known)]
    conn.execute(RULES, (kinds.code.tolist(), department.tolist()))
    conn.execute(LIMITS, (kinds.code.tolist(), kinds.hours.tolist()))
    return department


def fill(conn: psycopg.Connection, count: int, seed: int, now: datetime) -> int:
    """Have that many events of the two years before now, each with its first step, and no others.

    Args:
        conn: of a superuser, to a database with a city; the caller commits.
        count: how many.
        seed: of the dice.
        now: the end of the two years.

    Returns:
        How many are open.
    """
    rng = np.random.default_rng(seed)
    kinds, where = Kinds.read(), spots(conn, rng)
    department = rules(conn, kinds)
    conn.execute(QUIET)
    for table in CLEAR:
        conn.execute(sql.SQL("DELETE FROM onemap.{}").format(sql.Identifier(table)))
    rows = _rows(rng, count, kinds, where, department, now)
    steps = pa.table(
        {
            "event_code": rows["code"], "step": ["report"] * count, "state": ["reported"] * count,
            "actor": ["benchmark"] * count, "at": rows["reported_at"], "version": [1] * count,
        }
    )  # fmt: skip
    with conn.cursor() as cur:
        cur.execute("SET LOCAL search_path = onemap, public")
        copy_in(cur, "event", rows)
        copy_in(cur, "event_step", steps)
    return int(rows["closed_at"].null_count)


def _rows(
    rng: Generator, count: int, kinds: Kinds, where: Spots, department: Texts, now: datetime
) -> pa.Table:
    kind = rng.choice(len(kinds.code), count, p=kinds.weight)
    spot = rng.choice(len(where.lon), count, p=where.weight)
    at = np.sort(_moments(rng, count, now))
    is_open = _open(rng, at, now)
    state = np.where(rng.random(count) < 0.04, "rejected", "closed").astype(object)
    state[is_open] = rng.choice(list(STATES), is_open.sum(), p=list(STATES.values()))
    dispatched = at + _seconds(rng.uniform(0.3, 2.4, count))
    deadline = dispatched + _seconds(kinds.hours[kind])
    handled = dispatched + _seconds(kinds.hours[kind] * rng.uniform(0.1, 1.3, count))
    closed = handled + _seconds(rng.uniform(0.8, 9, count))
    began = ~np.isin(state, ("reported", "verifying", "filed", "rejected"))
    done = np.isin(state, ("handled", "checked", "closed"))
    places = {f"{name}_code": pa.array(column[spot], pa.string()) for name, column in where.codes.items()}
    return pa.table(
        {
            "code": _numbers(at, where.codes["district"][spot]), "edition": ["2026"] * count,
            "class_code": pa.array(kinds.code[kind]), "reported_by": rng.choice(CHANNELS, count, p=SHARES),
            "reported_at": _utc(at), "state": pa.array(state), "urgent": rng.random(count) < 0.03,
            "description": ["巡查发现的问题，请尽快处理"] * count,
            "department_code": pa.array(department[kind]), "assigned_by": ["rule"] * count,
            "placed_from": ["point"] * count,
            "limit_amount": kinds.hours[kind], "limit_unit": ["work_hour"] * count,
            "dispatched_at": _utc(dispatched, began), "deadline": _utc(deadline, began),
            "suspended_at": _utc(dispatched, state == "suspended"), "handled_at": _utc(handled, done),
            "closed_at": _utc(closed, ~is_open), "geom": pa.array(_wkb(where.lon[spot], where.lat[spot])),
            "source": ["benchmark"] * count, **places,
        }
    )  # fmt: skip


def _moments(rng: Generator, count: int, now: datetime) -> NDArray[np.datetime64]:
    """Somewhere in the two years, more by day, fewer at weekends."""
    start = np.datetime64(now.astimezone(UTC).replace(tzinfo=None) - timedelta(days=DAYS), "s")
    day = rng.choice(DAYS, count, p=_busy(start))
    hour = rng.normal(12, 4.5, count) % 24
    return start + _seconds(day * 24 + hour)


def _busy(start: np.datetime64) -> Numbers:
    week = (start.astype("datetime64[D]").astype(int) + 3 + np.arange(DAYS)) % 7
    busy = np.where(week >= 5, 0.62, 1.0)
    return np.asarray(busy / busy.sum())


def _open(rng: Generator, at: NDArray[np.datetime64], now: datetime) -> NDArray[np.bool_]:
    """Most of those of the last days, and a few of those before."""
    age = (np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "s") - at).astype(float) / 86_400
    chance = np.exp(-age / 4) + 0.3 * np.exp(-age / 60)
    drawn = chance / rng.random(len(at))
    return np.asarray(drawn >= np.sort(drawn)[-round(OPEN * len(at))])


def _numbers(at: NDArray[np.datetime64], district: Texts) -> list[str]:
    """Event numbers: district, Chinese day, sequence of the day."""
    day = (at + np.timedelta64(8, "h")).astype("datetime64[D]")
    sequence = np.arange(len(at)) - np.searchsorted(day, day) + 1
    days = day.astype(object)
    return [
        event_number(*row) for row in zip(district.tolist(), days.tolist(), sequence.tolist(), strict=True)
    ]


def _seconds(hours: Numbers) -> NDArray[np.timedelta64]:
    return (hours * 3600).astype("timedelta64[s]")


def _utc(times: NDArray[np.datetime64], there: NDArray[np.bool_] | None = None) -> pa.Array:
    missing = None if there is None else ~there
    return pa.array(times, mask=missing).cast(pa.timestamp("s", "UTC"))


def _wkb(lon: Numbers, lat: Numbers) -> Texts:
    points = shapely.set_srid(shapely.points(np.column_stack((lon, lat))), 4490)
    return np.asarray(shapely.to_wkb(points, hex=True, include_srid=True))
