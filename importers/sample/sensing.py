"""Cameras and sensors, and a week of hourly observations."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Ints
from importers.sample.frontage import beside
from importers.sample.landuse import BUILT, Use
from importers.sample.setting import DATA, DISTRICT
from importers.sample.tables import Columns, points_4490, table
from importers.sample.world import World

__all__ = ["cameras", "sensor_tables"]

HOURS = 7 * 24
Numbers = NDArray[np.float64]


def cameras(world: World) -> pa.Table:
    """Cameras beside the main roads, looking along them."""
    rng = world.setting.stream("cameras")
    roads = world.roads
    chosen = np.flatnonzero((roads.rank <= 2) & (rng.random(len(roads.lines)) < 0.28))
    side = rng.choice((1, -1), len(chosen))
    xy, step = beside(roads, chosen, np.full(len(chosen), 12.0), side, roads.width[chosen] / 2 + 1.5)
    cell = world.locate(xy)
    kept = cell >= 0
    xy, step, cell, chosen = xy[kept], step[kept], cell[kept], chosen[kept]
    count = len(xy)
    names = world.road_name[roads.road[chosen]]
    columns: Columns = {
        "code": [f"{DISTRICT}S{n + 1:05d}" for n in range(count)],
        "name": [
            f"{name}{place + 1}段监控"
            for name, place in zip(names, roads.place[chosen].tolist(), strict=True)
        ],
        "kind": rng.choice(np.array(["fixed", "ptz", "panorama"], dtype=object), count, p=(0.6, 0.3, 0.1)),
        "heading": np.round(np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360, 1) % 360,
        "state": rng.choice(np.array(["online", "offline"], dtype=object), count, p=(0.95, 0.05)),
        "community_code": world.community_code[world.ground.community[cell]],
        "geom": points_4490(xy),
    }
    return table(world.setting.source, columns)


def sensor_tables(world: World) -> Iterator[tuple[str, pa.Table]]:
    """For each kind of sensor the sensors, then what they observed."""
    with (DATA / "sensors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rain = _rain(world.setting.stream("rain"))
    for n, row in enumerate(rows):
        rng = world.setting.stream("sensors", row["kind"])
        wanted = max(3, round(len(world.use) / float(row["per_blocks"])))
        xy, cell = (_by_water if row["place"] == "water" else _by_road)(rng, world, wanted)
        codes = [f"{DISTRICT}T{n + 1}{k + 1:04d}" for k in range(len(xy))]
        place = world.community_name[world.ground.community[cell]]
        columns: Columns = {
            "code": codes,
            "name": [f"{where}{row['name']}" for where in place],
            "kind": row["kind"], "unit": row["unit"],
            "state": rng.choice(np.array(["online", "offline"], dtype=object), len(xy), p=(0.96, 0.04)),
            "community_code": world.community_code[world.ground.community[cell]],
            "geom": points_4490(xy),
        }  # fmt: skip
        yield "sensor", table(world.setting.source, columns)
        yield "observation", _observations(rng, row["kind"], codes, rain, world.setting.as_of)


def _by_road(rng: Generator, world: World, wanted: int) -> tuple[Numbers, Ints]:
    roads = world.roads
    chosen = np.sort(rng.choice(len(roads.lines), min(4 * wanted, len(roads.lines)), replace=False))
    along = shapely.length(roads.lines[chosen]) * rng.uniform(0.3, 0.7, len(chosen))
    xy, _ = beside(roads, chosen, along, rng.choice((1, -1), len(chosen)), roads.width[chosen] / 2 + 2)
    cell = world.locate(xy)
    busy = np.isin(world.use[world.ground.block[cell]], tuple(BUILT)) & (cell >= 0)
    kept = np.flatnonzero(busy)[:wanted]
    return xy[kept], cell[kept]


def _by_water(rng: Generator, world: World, wanted: int) -> tuple[Numbers, Ints]:
    wet = np.flatnonzero(np.isin(world.use[world.ground.block], (Use.RIVER, Use.LAKE)))
    chosen = np.sort(rng.choice(wet, min(wanted, len(wet)), replace=False))
    return shapely.get_coordinates(shapely.point_on_surface(world.ground.cells[chosen])), chosen


def _observations(rng: Generator, kind: str, codes: list[str], rain: Numbers, until: datetime) -> pa.Table:
    """Hour by hour up to the day of the sample."""
    values = PATTERNS[kind](Week(rng, len(codes), rain))
    start = np.datetime64(until.replace(tzinfo=None) - timedelta(hours=HOURS), "s")
    at = start + np.arange(HOURS).astype("timedelta64[h]")
    return pa.table(
        {
            "sensor_code": np.repeat(np.array(codes, dtype=object), HOURS),
            "at": pa.array(np.tile(at, len(codes))).cast(pa.timestamp("s", "UTC")),
            "value": np.round(values.ravel(), 2),
        }
    )


@dataclass(frozen=True)
class Week:
    """What the sensors of one kind see; every answer has a row for each sensor and a column for each hour."""

    rng: Generator
    count: int
    rain: Numbers

    def daily(self, peak: float) -> Numbers:
        """1 at the hour of the peak (Chinese time), -1 twelve hours later."""
        return np.asarray(np.cos((np.arange(HOURS) - peak) * 2 * np.pi / 24))

    def offset(self, spread: float) -> Numbers:
        """What each sensor differs from the others by."""
        return self.rng.normal(0, spread, (self.count, 1))

    def between(self, low: float, high: float) -> Numbers:
        """A factor for each sensor."""
        return self.rng.uniform(low, high, (self.count, 1))

    def noise(self, spread: float) -> Numbers:
        """What each value differs by."""
        return self.rng.normal(0, spread, (self.count, HOURS))

    def walk(self, step: float) -> Numbers:
        """Slow drift."""
        return np.asarray(np.cumsum(self.noise(step), axis=1))


def _rain(rng: Generator) -> Numbers:
    """Millimetres in each hour; the same showers for the whole district."""
    wet = np.zeros(HOURS)
    for start in rng.choice(HOURS - 12, 4, replace=False):
        wet[start : start + int(rng.integers(2, 9))] += rng.gamma(2, 1.8)
    return wet


def _pm25(week: Week) -> Numbers:
    return np.clip(38 + week.offset(5) + 9 * week.daily(8) + week.walk(1.2), 3, 260)


def _noise(week: Week) -> Numbers:
    return 56 + week.offset(4) + 8 * week.daily(15) + week.noise(2)


def _rainfall(week: Week) -> Numbers:
    return week.rain * week.between(0.6, 1.4)


def _temperature(week: Week) -> Numbers:
    return 23.5 + week.offset(0.6) + 4.5 * week.daily(15) + week.walk(0.12)


def _manhole(week: Week) -> Numbers:
    filled = np.convolve(week.rain, np.exp(-np.arange(12) / 4.0))[:HOURS]
    return np.clip(12 + week.offset(3) + filled * week.between(0.5, 3), 0, 240)


def _bins(week: Week) -> Numbers:
    since = (np.arange(HOURS) + np.floor(week.between(0, 24))) % 24
    return np.asarray(since / 24 * week.between(60, 110).clip(0, 100))


def _water(week: Week) -> Numbers:
    return 19.2 + week.offset(0.3) + np.cumsum(week.rain) * 0.004 + week.walk(0.01)


PATTERNS: dict[str, Callable[[Week], Numbers]] = {
    "pm25": _pm25, "noise": _noise, "rainfall": _rainfall, "temperature": _temperature,
    "manhole_water": _manhole, "bin_fill": _bins, "water_level": _water,
}  # fmt: skip
