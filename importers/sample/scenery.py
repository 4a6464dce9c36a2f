"""Rows of the base map: roads, water, green."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from importers.sample.arrays import Ints, Texts, shape_array, texts_or_none
from importers.sample.landuse import Use, neighbours
from importers.sample.roads import CLASSES, Roads
from importers.sample.setting import DISTRICT
from importers.sample.tables import Columns, hex_wkb, multi, table, to_4490
from importers.sample.words import words
from importers.sample.world import World

__all__ = ["clusters", "greens", "park_names", "road_rows", "waters"]

RIVER_NAME = "合成河"
SHORE = {Use.RIVER: 16.0, Use.LAKE: 38.0}
"""How far the water stays inside its blocks, metres; between them are bank and path."""


def road_rows(world: World) -> Iterator[pa.Table]:
    """Streets and avenues, then lanes and drives; one row a segment."""
    yield _segments(world, world.roads, world.road_name, "R")
    yield _segments(world, world.lanes, world.lane_name, "L")


def _segments(world: World, roads: Roads, name: Texts, letter: str) -> pa.Table:
    names = texts_or_none(name)[roads.road]
    codes = [f"{DISTRICT}{letter}{road + 1:05d}" for road in roads.road.tolist()]
    columns: Columns = {
        "code": [f"{code}-{place + 1:03d}" for code, place in zip(codes, roads.place.tolist(), strict=True)],
        "name": pa.array(names, pa.string()),
        "road_code": codes,
        "class": [CLASSES[rank][0] for rank in roads.rank.tolist()],
        "width_m": roads.width,
        "geom": hex_wkb(multi(to_4490(roads.lines))),
    }
    return table(world.setting.source, columns)


def clusters(world: World, use: Use) -> list[Ints]:
    """Blocks of one use that lie side by side, cluster by cluster."""
    near = neighbours(world.ground)
    left = dict.fromkeys(np.flatnonzero(world.use == use).tolist())
    found = []
    while left:
        grown = [next(iter(left))]
        del left[grown[0]]
        for block in grown:
            fresh = [other for other in near[block] if other in left]
            for other in fresh:
                del left[other]
            grown += fresh
        found.append(np.array(sorted(grown)))
    return found


def _smooth(shape: BaseGeometry, inward: float, rounding: float) -> BaseGeometry:
    """Draw an outline back and round its corners."""
    small = shapely.buffer(shape, -inward - rounding, quad_segs=6)
    return shapely.simplify(shapely.buffer(small, rounding, quad_segs=6), 0.4)


def water_shapes(world: World) -> tuple[list[str], list[str], list[BaseGeometry]]:
    """Names, kinds and outlines in metres of the river and the lakes."""
    names, kinds, shapes = [], [], []
    stems = world.setting.stream("lakes").permutation(words("villages"))
    for use in (Use.RIVER, Use.LAKE):
        for n, blocks in enumerate(clusters(world, use)):
            whole = shapely.coverage_union_all(world.blocks[blocks])
            shape = _smooth(whole, SHORE[use], 8.0 if use == Use.RIVER else 30.0)
            if not shape.is_empty:
                shapes.append(shape)
                kinds.append("river" if use == Use.RIVER else "lake")
                names.append(RIVER_NAME if use == Use.RIVER else f"{stems[n % len(stems)]}家湖")
    return names, kinds, shapes


def waters(world: World) -> pa.Table:
    """The river, whole below its bridges, and the lakes."""
    names, kinds, shapes = water_shapes(world)
    return _polygons(world, "W", names, kinds, shapes)


def park_names(world: World) -> list[str]:
    """Names of the clusters of park blocks, in their order."""
    stems = world.setting.stream("parks").permutation(words("roads"))
    return [f"{stems[n % len(stems)]}公园" for n in range(len(clusters(world, Use.PARK)))]


def greens(world: World) -> pa.Table:
    """Parks, woods and fields, and the banks of all water."""
    names: list[str | None] = []
    kinds, shapes = [], []
    parks = park_names(world)
    for use, kind in ((Use.PARK, "park"), (Use.WOOD, "wood"), (Use.FIELD, "farmland")):
        for n, blocks in enumerate(clusters(world, use)):
            shape = _smooth(_land(world, blocks), 3.0, 6.0)
            if not shape.is_empty:
                shapes.append(shape)
                kinds.append(kind)
                names.append(parks[n] if use == Use.PARK else None)
    for name, _, shape in zip(*water_shapes(world), strict=True):
        bank = shapely.difference(shapely.buffer(shape, 11.0, quad_segs=4), shape)
        free = shapely.difference(bank, _near_roads(world, bank))
        shapes.append(shapely.multipolygons([p for p in shapely.get_parts(free) if p.area > 150]))
        kinds.append("bank")
        names.append(f"{name}滨水绿带")
    return _polygons(world, "G", names, kinds, shapes)


def _land(world: World, blocks: Ints) -> BaseGeometry:
    """Some blocks without the roads that run along and between them."""
    whole = shapely.coverage_union_all(world.blocks[blocks])
    return shapely.difference(whole, _near_roads(world, whole))


def _near_roads(world: World, shape: BaseGeometry) -> BaseGeometry:
    hits = np.sort(shapely.STRtree(world.roads.lines).query(shape, predicate="dwithin", distance=20.0))
    return shapely.union_all(
        shapely.buffer(world.roads.lines[hits], world.roads.width[hits] / 2 + 1.0, quad_segs=2)
    )


def _polygons(
    world: World,
    letter: str,
    names: Sequence[str | None],
    kinds: list[str],
    shapes: list[BaseGeometry],
) -> pa.Table:
    geometry = hex_wkb(multi(to_4490(shape_array(shapes))))
    columns: Columns = {
        "code": [f"{DISTRICT}{letter}{n + 1:05d}" for n in range(len(shapes))],
        "name": pa.array(names, pa.string()), "kind": kinds, "geom": geometry,
    }  # fmt: skip
    return table(world.setting.source, columns)
