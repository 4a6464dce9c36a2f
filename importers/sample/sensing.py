"""Cameras and sensors, and a week of hourly observations."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pyarrow as pa
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.frontage import beside
from importers.sample.ground import Ints
from importers.sample.landuse import BUILT, Use
from importers.sample.setting import AS_OF, DATA, DISTRICT
from importers.sample.tables import points_4490, table
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
    columns = {
        "code": [f"{DISTRICT}S{n + 1:05d}" for n in range(count)],
        "name": [f"{name}{place + 1}段监控" for name, place in zip(names, roads.place[chosen].tolist(), strict=True)],
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
    rain = _rain(world.setting.stream("rain"), HOURS)
    for n, row in enumerate(rows):
        rng = world.setting.stream("sensors", row["kind"])
        wanted = max(3, round(len(world.use) / float(row["per_blocks"])))
        xy, cell = (_by_water if row["place"] == "water" else _by_road)(rng, world, wanted)
        codes = [f"{DISTRICT}T{n + 1}{k + 1:04d}" for k in range(len(xy))]
        place = world.community_name[world.ground.community[cell]]
        columns = {
            "code": codes,
            "name": [f"{where}{row['name']}" for where in place],
            "kind": row["kind"], "unit": row["unit"],
            "state": rng.choice(np.array(["online", "offline"], dtype=object), len(xy), p=(0.96, 0.04)),
            "community_code": world.community_code[world.ground.community[cell]],
            "geom": points_4490(xy),
        }  # fmt: skip
        yield "sensor", table(world.setting.source, columns)
        yield "observation", _observations(rng, row["kind"], codes, rain)


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


def _observations(rng: Generator, kind: str, codes: list[str], rain: Numbers) -> pa.Table:
    """Hour by hour up to the day of the sample."""
    hour = np.arange(HOURS)
    values = PATTERNS[kind](rng, len(codes), hour, rain)
    start = np.datetime64(AS_OF.replace(tzinfo=None) - timedelta(hours=HOURS), "s")
    at = start + hour.astype("timedelta64[h]")
    return pa.table(
        {
            "sensor_code": np.repeat(np.array(codes, dtype=object), HOURS),
            "at": pa.array(np.tile(at, len(codes))).cast(pa.timestamp("s", "UTC")),
            "value": np.round(values.ravel(), 2),
        }
    )


def _daily(hour: Ints, peak: float) -> Numbers:
    """1 at the hour of the peak (Chinese time), -1 twelve hours later."""
    return np.asarray(np.cos((hour - peak) * 2 * np.pi / 24))


def _walk(rng: Generator, count: int, step: float) -> Numbers:
    return np.asarray(np.cumsum(rng.normal(0, step, (count, HOURS)), axis=1))


def _rain(rng: Generator, hours: int) -> Numbers:
    """Millimetres in each hour; the same showers for the whole district."""
    wet = np.zeros(hours)
    for start in rng.choice(hours - 12, 4, replace=False):
        wet[start : start + int(rng.integers(2, 9))] += rng.gamma(2, 1.8)
    return wet


def _pm25(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    return np.clip(38 + rng.normal(0, 5, (count, 1)) + 9 * _daily(hour, 8) + _walk(rng, count, 1.2), 3, 260)


def _noise(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    return 56 + rng.normal(0, 4, (count, 1)) + 8 * _daily(hour, 15) + rng.normal(0, 2, (count, len(hour)))


def _rainfall(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    return rain * rng.uniform(0.6, 1.4, (count, 1))


def _temperature(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    return 23.5 + rng.normal(0, 0.6, (count, 1)) + 4.5 * _daily(hour, 15) + _walk(rng, count, 0.12)


def _manhole(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    filled = np.convolve(rain, np.exp(-np.arange(12) / 4.0))[: len(hour)]
    return np.clip(12 + rng.normal(0, 3, (count, 1)) + filled * rng.uniform(0.5, 3, (count, 1)), 0, 240)


def _bins(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    return ((hour + rng.integers(0, 24, (count, 1))) % 24) / 24 * rng.uniform(60, 110, (count, 1)).clip(0, 100)


def _water(rng: Generator, count: int, hour: Ints, rain: Numbers) -> Numbers:
    return 19.2 + rng.normal(0, 0.3, (count, 1)) + np.cumsum(rain) * 0.004 + _walk(rng, count, 0.01)


PATTERNS: dict[str, Callable[[Generator, int, Ints, Numbers], Numbers]] = {
    "pm25": _pm25, "noise": _noise, "rainfall": _rainfall, "temperature": _temperature, "manhole_water": _manhole,
    "bin_fill": _bins, "water_level": _water,
}  # fmt: skip
