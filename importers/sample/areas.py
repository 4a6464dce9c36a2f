"""Rows of areas and grids."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import shapely

from importers.sample.arrays import Ints, Shapes, Texts, serials, texts
from importers.sample.ground import dissolve
from importers.sample.setting import DISTRICT
from importers.sample.tables import Columns, hex_wkb, multi, table
from importers.sample.world import World

__all__ = ["Grids", "areas", "grids", "levels", "other_codes"]

ANCESTORS = (("42", "province", "湖北省"), ("4201", "city", "武汉市"), (DISTRICT, "district", "新洲区"))
COMPOSITE_DUTIES = 2
"""Duty grids of a composite grid, about."""
DIGITS = (("province", 2), ("city", 4), ("district", 6), ("street", 9), ("community", 12))


def levels() -> pa.Table:
    """The digits of the national scheme."""
    names, digits = zip(*DIGITS, strict=True)
    return pa.table({"scheme": ["cn"] * len(DIGITS), "level": names, "digits": digits})


def areas(world: World) -> Iterator[pa.Table]:
    """Areas level by level, parents first."""
    ground = world.ground
    community = dissolve(ground.cells_4490, ground.community, len(world.community_code))
    street = dissolve(community, ground.street_of_community, len(world.streets))
    district = dissolve(street, np.zeros(len(street), dtype=int), 1)[0]
    full = ""
    for code, level, name in ANCESTORS:
        full += name
        parent = code[:-2] or None
        shape = district if code == DISTRICT else None
        yield _areas(world, level, [code], [name], [parent], [full], np.array([shape], dtype=object))
    names = [s.name for s in world.streets]
    codes = [s.code for s in world.streets]
    yield _areas(world, "street", codes, names, [DISTRICT] * len(codes), [full + n for n in names], street)
    within = [full + names[n] for n in ground.street_of_community]
    parents = [codes[n] for n in ground.street_of_community]
    texts = [a + b for a, b in zip(within, world.community_name, strict=True)]
    yield _areas(
        world, "community", list(world.community_code), list(world.community_name), parents, texts, community
    )


def other_codes(world: World) -> pa.Table:
    """The twelve digits that statistics give the streets (统计用区划代码)."""
    codes = [street.code for street in world.streets]
    return pa.table(
        {"area_code": codes, "system": ["stats"] * len(codes), "code": [f"{c}000" for c in codes]}
    )


def _areas(
    world: World, level: str, codes: list[str], names: list[str], parents: Sequence[str | None],
    full: list[str], shapes: Shapes,
) -> pa.Table:  # fmt: skip
    columns: Columns = {
        "scheme": "cn", "level": level, "code": codes, "name": names, "full_name": full,
        "parent_code": pa.array(parents, pa.string()),
        "geom": pa.array(hex_wkb(multi(shapes)).tolist(), pa.string()),
    }  # fmt: skip
    return table(world.setting.source, columns)


class Grids:
    """Codes of the grids, by the numbers of the ground, and the tables of all three kinds."""

    def __init__(self, world: World) -> None:
        """Number duty grids inside their communities, and put a few at a time into a composite grid."""
        ground = world.ground
        self.community_of_duty: Ints = np.zeros(int(ground.duty.max()) + 1, dtype=np.int64)
        self.community_of_duty[ground.duty] = ground.community
        self.duty_code, self.duty_name = _numbered(world, self.community_of_duty, "Z", "责任网格")
        each = np.bincount(self.community_of_duty)
        wanted = np.maximum(1, np.round(each / COMPOSITE_DUTIES).astype(np.int64))
        own = serials(self.community_of_duty) * wanted[self.community_of_duty] // each[self.community_of_duty]
        self.community_of_composite: Ints = np.repeat(np.arange(len(each)), wanted)
        self.composite_of_duty: Ints = (np.cumsum(wanted) - wanted)[self.community_of_duty] + own
        self.composite_code, self.composite_name = _numbered(
            world, self.community_of_composite, "D", "综合网格"
        )


def _numbered(world: World, community: Ints, letter: str, kind: str) -> tuple[Texts, Texts]:
    """Codes and names of grids, counted inside their communities, in whose order they stand."""
    codes, names = world.community_code[community], world.community_name[community]
    number = serials(community) + 1
    return (
        texts(f"{code}{letter}{n:02d}" for code, n in zip(codes, number, strict=True)),
        texts(f"{name}第{n}{kind}" for name, n in zip(names, number, strict=True)),
    )


def grids(world: World, found: Grids, bodies: Texts) -> Iterator[tuple[str, pa.Table]]:
    """Tables of the three kinds; `bodies` is the code of each street's responsible department."""
    yield "composite_grid", _composite_grids(world, found, bodies)
    yield "duty_grid", _duty_grids(world, found, bodies)
    yield "unit_grid", _unit_grids(world, found)


def _composite_grids(world: World, found: Grids, bodies: Texts) -> pa.Table:
    ground, own = world.ground, found.community_of_composite
    shapes = dissolve(ground.cells_4490, found.composite_of_duty[ground.duty], len(own))
    columns: Columns = {
        "code": found.composite_code, "name": found.composite_name,
        "community_code": world.community_code[own], "body_code": bodies[ground.street_of_community[own]],
        "geom": hex_wkb(multi(shapes)),
    }  # fmt: skip
    return table(world.setting.source, columns)


def _duty_grids(world: World, found: Grids, bodies: Texts) -> pa.Table:
    ground, own = world.ground, found.community_of_duty
    street = ground.street_of_community[own]
    columns: Columns = {
        "code": found.duty_code, "name": found.duty_name,
        "street_code": texts(world.streets[n].code for n in street),
        "community_code": world.community_code[own], "body_code": bodies[street],
        "geom": hex_wkb(multi(dissolve(ground.cells_4490, ground.duty, len(own)))),
    }  # fmt: skip
    return table(world.setting.source, columns)


def _unit_grids(world: World, found: Grids) -> pa.Table:
    ground = world.ground
    columns: Columns = {
        "code": world.cell_code,
        "name": texts(
            f"{world.community_name[c]}{code[-3:]}号"
            for c, code in zip(ground.community, world.cell_code, strict=True)
        ),
        "community_code": world.community_code[ground.community],
        "duty_grid_code": found.duty_code[ground.duty],
        "composite_grid_code": found.composite_code[found.composite_of_duty[ground.duty]],
        "land_use": texts(str(use) for use in world.use[ground.block]),
        "area_m2": np.round(shapely.area(ground.cells), 1),
        "initial_date": [world.setting.day] * len(ground.cells),
        "geom": hex_wkb(multi(ground.cells_4490)),
    }
    return table(world.setting.source, columns)
