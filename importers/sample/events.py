"""A quarter of events (事件): what, where, when and how far along by the day of the sample."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.areas import Grids
from importers.sample.arrays import Ints, Texts
from importers.sample.bodies import Bodies
from importers.sample.event_life import Lives, live
from importers.sample.landuse import Use
from importers.sample.setting import AS_OF, DATA, DISTRICT
from importers.sample.tables import Columns, points_4490, table
from importers.sample.town import Town
from importers.sample.world import World

__all__ = ["Events", "event_table", "make_events"]

PER_SCALE = 5600
DAYS = 92
EDITION = "2026"

# How likely each hour of the day (Chinese time) is, by the habit of a class.
HABITS = {
    "day": (1, 1, 1, 1, 2, 6, 18, 42, 70, 80, 76, 52, 34, 44, 68, 72, 60, 40, 22, 14, 9, 6, 3, 2),
    "market": (1, 1, 1, 1, 3, 14, 48, 76, 66, 48, 40, 46, 40, 26, 28, 36, 54, 78, 82, 66, 42, 20, 8, 3),
    "night": (14, 8, 4, 2, 1, 2, 5, 8, 9, 8, 8, 12, 14, 8, 8, 9, 14, 24, 42, 62, 78, 80, 60, 32),
}
WHERE = {
    "any": (), "shop": (Use.COMMERCE, Use.OLD_TOWN, Use.ESTATE, Use.TOWER),
    "home": (Use.ESTATE, Use.TOWER, Use.OLD_TOWN, Use.VILLAGE),
}  # fmt: skip
SAYING = {
    "collector": "巡查发现{place}附近存在{what}", "hotline": "市民来电反映{place}{what}，请尽快处理",
    "public": "群众上报：{place}{what}", "leader": "领导批示：{place}{what}问题限期整改",
    "department": "部门批转：{place}{what}", "camera": "视频识别：{place}{what}",
    "drone": "无人机巡查：{place}{what}", "sensor": "感知设备告警：{place}{what}",
}  # fmt: skip
CHANNELS = (0.52, 0.2, 0.13, 0.01, 0.03, 0.08, 0.02, 0.01)
"""Share of each way of SAYING."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Events:
    """All events in the order of their reports."""

    code: Texts
    kind: Ints
    """Row of `data/sample/events.csv`."""
    plate: Ints
    """The door plate that each is near."""
    xy: Numbers
    reported_at: NDArray[np.datetime64]
    """UTC, seconds."""
    channel: Texts
    lives: Lives


def catalogue() -> list[dict[str, str]]:
    """The classes that occur, with how often, when, where and how long they may take (hours)."""
    with (DATA / "events.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def make_events(world: World, town: Town) -> Events:
    """Draw the events near door plates; a few plates see far more than the others."""
    rng = world.setting.stream("events")
    count = max(150, round(PER_SCALE * world.setting.scale))
    rows = catalogue()
    weight = np.array([float(row["weight"]) for row in rows])
    kind = np.sort(rng.choice(len(rows), count, p=weight / weight.sum()))
    plate = _plates(rng, world, town, kind, rows)
    at = _times(rng, kind, rows)
    order = np.argsort(at, kind="stable")
    kind, plate, at = kind[order], plate[order], at[order]
    xy = town.plates.xy[plate] + rng.normal(0, 2.5, (count, 2))
    limit = np.array([float(row["limit"]) for row in rows])[kind]
    channel = rng.choice(np.array(list(SAYING), dtype=object), count, p=CHANNELS)
    return Events(_numbers(at), kind, plate, xy, at, channel, live(rng, at, limit))


def _plates(rng: Generator, world: World, town: Town, kind: Ints, rows: Sequence[Mapping[str, str]]) -> Ints:
    """A plate for each event, where such a thing happens; by cell, very unevenly."""
    cell = town.plates.cell
    heat = rng.lognormal(0, 1.3, len(world.ground.cells))[cell] * rng.lognormal(0, 0.7, len(cell))
    use = world.use[world.ground.block[cell]]
    found = np.zeros(len(kind), dtype=np.int64)
    for where, uses in WHERE.items():
        here = np.flatnonzero([rows[k]["where"] == where for k in kind.tolist()])
        weight = heat * (np.isin(use, uses) if uses else 1.0)
        weight = weight if weight.sum() > 0 else heat
        found[here] = rng.choice(len(cell), len(here), p=weight / weight.sum())
    return found


def _times(rng: Generator, kind: Ints, rows: Sequence[Mapping[str, str]]) -> NDArray[np.datetime64]:
    """Moments of the quarter: fewer at weekends, by the hours of the class."""
    start = (AS_OF - timedelta(days=DAYS)).replace(tzinfo=None)
    week = np.array([(start + timedelta(days=n, hours=8)).weekday() for n in range(DAYS)])
    busy = np.where(week >= 5, 0.62, 1.0) * (1 + 0.15 * np.sin(np.arange(DAYS) / 9))
    day = rng.choice(DAYS, len(kind), p=busy / busy.sum())
    hour = np.zeros(len(kind), dtype=np.int64)
    for habit, shares in HABITS.items():
        here = np.flatnonzero([rows[k]["hours"] == habit for k in kind.tolist()])
        hour[here] = rng.choice(24, len(here), p=np.array(shares) / sum(shares))
    seconds = day * 86_400 + hour * 3600 + rng.integers(0, 3600, len(kind))
    return np.datetime64(start, "s") + seconds.astype("timedelta64[s]")


def _numbers(at: NDArray[np.datetime64]) -> Texts:
    """Event numbers: district, Chinese date, sequence of the day."""
    day = (at + np.timedelta64(8, "h")).astype("datetime64[D]")
    sequence = np.arange(len(at)) - np.searchsorted(day, day) + 1
    dates = [text.replace("-", "") for text in np.datetime_as_string(day).tolist()]
    return np.array(
        [f"{DISTRICT}{d}{n:05d}" for d, n in zip(dates, sequence.tolist(), strict=True)], dtype=object
    )


def event_table(
    world: World,
    town: Town,
    grids: Grids,
    bodies: Bodies,
    events: Events,
    address: Mapping[tuple[str, str], str],
) -> pa.Table:
    """Rows of the events; `address` is the code of each plate by area code and local text."""
    rows = catalogue()
    rng = world.setting.stream("event rows")
    xy, cell = _inside(world, town, events)
    community = world.ground.community[cell]
    street = world.ground.street_of_community[community]
    area = world.community_code[world.ground.community[town.plates.cell[events.plate]]]
    text = town.plates.text[events.plate]
    lives = events.lives
    sayings = zip(events.channel.tolist(), text.tolist(), events.kind.tolist(), strict=True)
    keys = zip(area.tolist(), text.tolist(), strict=True)
    columns: Columns = {
        "code": events.code, "edition": EDITION,
        "class_code": [rows[k]["code"] for k in events.kind.tolist()],
        "description": [SAYING[c].format(place=t, what=rows[k]["name"]) for c, t, k in sayings],
        "reported_by": events.channel, "reported_at": _utc(events.reported_at), "state": lives.state,
        "urgent": rng.random(len(cell)) < 0.03, "supervised": rng.random(len(cell)) < 0.015,
        "address_text": text, "address_code": [address[key] for key in keys],
        "district_code": DISTRICT,
        "street_code": np.array([s.code for s in world.streets], dtype=object)[street],
        "community_code": world.community_code[community], "unit_grid_code": world.cell_code[cell],
        "duty_grid_code": grids.duty_code[world.ground.duty[cell]],
        "department_code": _departments(bodies, rows, events, street),
        "deadline": _utc(lives.deadline), "closed_at": _utc(lives.closed_at), "geom": points_4490(xy),
    }  # fmt: skip
    return table(world.setting.source, columns)


def _inside(world: World, town: Town, events: Events) -> tuple[Numbers, Ints]:
    """Places and cells; an event that strayed over the border is put at its plate."""
    cell = world.locate(events.xy)
    xy = np.where((cell < 0)[:, None], town.plates.xy[events.plate], events.xy)
    return xy, np.where(cell < 0, town.plates.cell[events.plate], cell)


def _departments(
    bodies: Bodies, rows: Sequence[Mapping[str, str]], events: Events, street: Ints
) -> list[str]:
    """Who must act: the street's own centre or office, or a department of the district."""
    local = {"city_management": bodies.enforcement, "street": bodies.office}
    names = [rows[k]["department"] for k in events.kind.tolist()]
    pairs = zip(names, street.tolist(), strict=True)
    return [str(local[name][n]) if name in local else bodies.district[name][0] for name, n in pairs]


def _utc(times: NDArray[np.datetime64]) -> pa.Array:
    return pa.array(times.astype("datetime64[s]")).cast(pa.timestamp("s", "UTC"))
