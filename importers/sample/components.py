"""Components (部件) along roads; what, how often and how far off is in data/sample/components.csv."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Ints
from importers.sample.bodies import Bodies
from importers.sample.frontage import beside
from importers.sample.landuse import BUILT, Use
from importers.sample.setting import DATA, DAY, DISTRICT
from importers.sample.tables import Columns, points_4490, table
from importers.sample.world import World

__all__ = ["Standing", "component_tables", "stand"]

EDITION = "2026"
LAMPS = "01037"
TREES = "04002"
BATCH = 50_000
STATES = ("intact", "damaged", "lost", "abandoned", "removed")
ODDS = (0.935, 0.04, 0.01, 0.01, 0.005)
SPECIES = ("香樟", "法国梧桐", "栾树", "银杏", "广玉兰", "桂花", "女贞", "水杉")
CROSSING = 9.0
"""Metres kept free at both ends of a segment."""


@dataclass(frozen=True)
class Kind:
    """One class: how it is spread and who looks after it."""

    code: str
    name: str
    spacing: float
    """Metres along each side of a road."""
    away: float
    """Metres outside the kerb; below 0 it lies in the carriageway."""
    rank: int
    """The least important class of road that has it."""
    share: float
    """How many of the places have one."""
    department: str
    maintainer: str


def kinds() -> list[Kind]:
    """The classes of the file."""
    with (DATA / "components.csv").open(encoding="utf-8") as file:
        return [
            Kind(row["code"], row["name"], float(row["spacing"]), float(row["away"]), int(row["rank"]),
                 float(row["share"]), row["department"], row["maintainer"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where the components of one class stand."""

    kind: Kind
    rng: Generator
    """For what else is made up about them."""
    xy: NDArray[np.float64]
    cell: Ints

    def code(self, number: int) -> str:
        """The code of one of them."""
        return f"{DISTRICT}{self.kind.code}{number + 1:06d}"


def stand(world: World) -> list[Standing]:
    """All components, class by class along the roads."""
    found = []
    for kind in kinds():
        rng = world.setting.stream("components", kind.code)
        found.append(Standing(kind, rng, *_spread(rng, world, kind)))
    return found


def component_tables(world: World, bodies: Bodies, standing: Iterable[Standing]) -> Iterator[pa.Table]:
    """Rows of all components, in tables of bounded size."""
    for here in standing:
        for first in range(0, len(here.xy), BATCH):
            yield _rows(world, bodies, here, range(first, min(first + BATCH, len(here.xy))))


def _spread(rng: Generator, world: World, kind: Kind) -> tuple[NDArray[np.float64], Ints]:
    """Places on both sides of the roads, and the cells they lie in."""
    roads = world.roads
    used = np.flatnonzero(roads.rank <= kind.rank)
    segment = np.repeat(used, 2)
    side = np.tile([1, -1], len(used))
    room = np.array([line.length for line in roads.lines[segment]]) - 2 * CROSSING
    count = np.floor(np.maximum(room, 0) / kind.spacing + rng.random(len(segment))).astype(np.int64)
    many = np.repeat(np.arange(len(segment)), count)
    place = np.arange(len(many)) - np.repeat(np.cumsum(count) - count, count)
    along = CROSSING + room[many] * (place + 0.5 + rng.uniform(-0.08, 0.08, len(many))) / count[many]
    away = roads.width[segment[many]] / 2 + kind.away + rng.normal(0, 0.1, len(many))
    xy, _ = beside(roads, segment[many], along, side[many], away)
    cell = world.locate(xy)
    use = world.use[world.ground.block[cell]]
    busy = np.isin(use, tuple(BUILT | {Use.PARK}))
    chance = np.where(busy, kind.share, 0.35 if kind.code == LAMPS else 0.0)
    kept = (cell >= 0) & (rng.random(len(cell)) < chance)
    return xy[kept], cell[kept]


def _rows(world: World, bodies: Bodies, here: Standing, part: range) -> pa.Table:
    rng, kind, count = here.rng, here.kind, len(part)
    xy, cell = here.xy[part.start : part.stop], here.cell[part.start : part.stop]
    community = world.ground.community[cell]
    street = world.ground.street_of_community[community]
    state = rng.choice(np.array(STATES, dtype=object), count, p=ODDS)
    age = rng.integers(30, 4200, count).astype("timedelta64[D]")
    begun = np.datetime64(DAY) - age
    changed = np.where(
        (state != "intact") | (rng.random(count) < 0.15), begun + age // 2, np.datetime64("NaT")
    )
    columns: Columns = {
        "code": [here.code(number) for number in part],
        "edition": EDITION,
        "class_code": kind.code,
        "name": kind.name,
        "department_code": bodies.district[kind.department][0],
        "owner_code": bodies.district[kind.department][0],
        "maintainer_code": bodies.district[kind.maintainer][0],
        "unit_grid_code": world.cell_code[cell],
        "state": state,
        "initial_date": begun,
        "change_date": changed,
        "data_source": rng.choice(
            np.array(["实测", "地形图", "基础地理数据"], dtype=object), count, p=(0.8, 0.15, 0.05)
        ),
        "district_code": DISTRICT,
        "street_code": np.array([s.code for s in world.streets], dtype=object)[street],
        "community_code": world.community_code[community],
        "accuracy": rng.choice(np.array(["A", "B", "C"], dtype=object), count, p=(0.7, 0.25, 0.05)),
        "attributes": pa.array(_attributes(rng, kind, count), pa.string()),
        "geom": points_4490(xy),
    }
    return table(world.setting.source, columns)


def _attributes(rng: Generator, kind: Kind, count: int) -> list[str] | list[None]:
    """What only this class has, as JSON: a tree's species and size, a lamp's power."""
    if kind.code == TREES:
        species = rng.choice(SPECIES, count).tolist()
        girths = rng.integers(12, 58, count).tolist()
        return [
            _json(species=s, trunk_diameter_cm=g, height_m=round(3 + g / 5, 1))
            for s, g in zip(species, girths, strict=True)
        ]
    if kind.code == LAMPS:
        return [
            _json(power_w=power, light="LED") for power in rng.choice((90, 120, 150, 180), count).tolist()
        ]
    return [None] * count


def _json(**facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False)
