"""A quarter of events (事件): what, where, when, and reported by whom."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Bools, Ints, Texts
from importers.sample.landuse import Use
from importers.sample.setting import DATA, DISTRICT
from importers.sample.town import Town
from importers.sample.world import World

__all__ = ["Events", "make_events"]

PER_SCALE = 5600
DAYS = 92

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
REPEATED = 0.025
"""Share of the events that one of the AGO before them was already."""
AGO = 4
CHANNELS = (0.52, 0.2, 0.13, 0.01, 0.03, 0.08, 0.02, 0.01)
"""Share of each way of SAYING."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Events:
    """All events in the order of their reports."""

    code: Texts
    class_code: Texts
    class_name: Texts
    plate: Ints
    """The door plate that each is near."""
    xy: Numbers
    reported_at: NDArray[np.datetime64]
    """UTC, seconds."""
    channel: Texts
    urgent: Bools
    supervised: Bools

    def saying(self, number: int, place: str) -> str:
        """What was said of one of them."""
        return SAYING[self.channel[number]].format(place=place, what=self.class_name[number])


def catalogue() -> list[dict[str, str]]:
    """The classes that occur, with how often, when and where."""
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
    at = _times(rng, kind, rows, world.setting.as_of)
    order = np.argsort(at, kind="stable")
    kind, plate, at = kind[order], plate[order], at[order]
    _repeat(world, kind, plate)
    xy = town.plates.xy[plate] + rng.normal(0, 2.5, (count, 2))
    channel = rng.choice(np.array(list(SAYING), dtype=object), count, p=CHANNELS)
    codes, names = (np.array([row[part] for row in rows], dtype=object)[kind] for part in ("code", "name"))
    flags = world.setting.stream("event rows")
    urgent, supervised = flags.random(count) < 0.03, flags.random(count) < 0.015
    return Events(_numbers(at), codes, names, plate, xy, at, channel, urgent, supervised)


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


def _repeat(world: World, kind: Ints, plate: Ints) -> None:
    """Let some events be what one of the last few was: reported again by somebody else."""
    rng = world.setting.stream("repeated events")
    again = AGO + np.flatnonzero(rng.random(len(kind) - AGO) < REPEATED)
    before = again - rng.integers(1, AGO + 1, len(again))
    kind[again], plate[again] = kind[before], plate[before]


def _times(
    rng: Generator, kind: Ints, rows: Sequence[Mapping[str, str]], end: datetime
) -> NDArray[np.datetime64]:
    """Moments of the quarter: fewer at weekends, by the hours of the class."""
    start = (end - timedelta(days=DAYS)).replace(tzinfo=None)
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
