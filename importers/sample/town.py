"""The built town: door plates in order along roads, houses, and the compounds behind gates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers.sample.arrays import Ints, Shapes, Texts, either, texts
from importers.sample.complexes import Complexes, complexes
from importers.sample.frontage import Front, gates, houses
from importers.sample.landuse import Use
from importers.sample.words import estate_names, village_names, words
from importers.sample.world import World

__all__ = ["Plates", "Town", "make_town"]

SPACING = 9.0
"""Metres of road that one house number stands for at least."""
ENDINGS = {
    Use.COMMERCE: ("广场", "商业中心", "大厦", "购物中心", "农贸市场"),
    Use.OFFICE: ("办公楼", "政务中心", "综合楼"),
    Use.SCHOOL: ("小学", "中学", "幼儿园", "职业学校"),
    Use.HOSPITAL: ("医院", "卫生服务中心"),
    Use.INDUSTRY: ("工业园", "机械厂", "食品厂", "建材厂", "物流园", "纺织厂"),
}


@dataclass(frozen=True)
class Plates:
    """Door plates (门牌)."""

    text: Texts
    """Local text such as 红旗路12号."""
    name: Texts
    """Its last element, 12号."""
    number: Ints
    parent: Texts
    """The road, the lane or the village that it is counted along."""
    kind: Texts
    """Level of the parent: road, lane or estate."""
    road: Ints
    """Number of the road, or of the road that the lane is named after; -1 in a village."""
    side: Ints
    """1 left of the road or lane, -1 right of it."""
    segment: Ints
    """Segment of `roads`, or of `lanes` where the parent is not a road."""
    xy: NDArray[np.float64]
    cell: Ints


@dataclass(frozen=True)
class Town:
    """All that is built; arrays are indexed by plate, house, complex building or block."""

    plates: Plates
    house: Shapes
    house_plate: Ints
    """Plate of each house."""
    complexes: Complexes
    gate_plate: Ints
    """Plate of each block's gate; -1 for a block without one."""
    compound: Texts
    """Name of the compound of each block, or an empty text."""


def make_town(world: World) -> Town:
    """Build the houses, the gates and what is behind them, and number the plates."""
    rng = world.setting.stream("town")
    gate, block = gates(rng, world)
    row = _not_at(houses(rng, world, world.roads, np.array([], dtype=object), lane=False), gate)
    back = houses(rng, world, world.lanes, row.shape, lane=True)
    built = np.append(row.shape, back.shape)
    behind = complexes(rng, world, built)
    plates = _plates(world, row, gate, back)
    gate_plate = np.full(len(world.use), -1)
    gate_plate[block] = len(row.xy) + np.arange(len(block))
    first_back = len(row.xy) + len(gate.xy)
    house_plate = np.append(np.arange(len(row.xy)), first_back + np.arange(len(back.xy)))
    keep = gate_plate[behind.block] >= 0
    return Town(plates, built, house_plate, behind.only(keep), gate_plate, _compounds(world, gate_plate))


def _not_at(row: Front, gate: Front) -> Front:
    """The houses that leave room for the gates."""
    place = np.full((int(row.segment.max(initial=0)) + 1 + int(gate.segment.max(initial=0)), 2), np.nan)
    place[gate.segment, (gate.side > 0).astype(int)] = gate.along
    far = np.abs(place[row.segment, (row.side > 0).astype(int)] - row.along)
    keep = ~(far < 11)
    return Front(
        *(column[keep] for column in (row.segment, row.along, row.side, row.xy, row.cell, row.shape))
    )


def _plates(world: World, row: Front, gate: Front, back: Front) -> Plates:
    """Number the plates along roads, along lanes, and through villages."""
    roads, lanes = world.roads, world.lanes
    segment, side = np.append(row.segment, gate.segment), np.append(row.side, gate.side)
    along = np.append(row.along, gate.along)
    road = roads.road[segment]
    number = _alternate(road, roads.start[segment] + along, side)
    lane = lanes.road[back.segment]
    lane_number = _alternate(lane, lanes.start[back.segment] + back.along, back.side)
    block = world.ground.block[back.cell]
    rural = world.use[block] == Use.VILLAGE
    lane_number[rural] = _consecutive(
        block[rural], lane[rural], (lanes.start[back.segment] + back.along)[rural]
    )
    village = _villages(world)
    parent = np.append(world.road_name[road], either(rural, village[block], world.lane_name[lane]))
    numbers = np.append(number, lane_number)
    names = texts(f"{n}号" for n in numbers.tolist())
    kind = np.append(np.full(len(road), "road", dtype=object), either(rural, "estate", "lane"))
    return Plates(
        parent + names, names, numbers, parent, kind,
        np.append(road, np.where(rural, -1, world.lane_road[lane])), np.append(side, back.side),
        np.append(segment, back.segment), np.vstack((row.xy, gate.xy, back.xy)),
        np.concatenate((row.cell, gate.cell, back.cell)),
    )  # fmt: skip


def _alternate(owner: Ints, distance: NDArray[np.float64], side: Ints) -> Ints:
    """House numbers along each owner: odd on the left, even on the right, rising with the distance."""
    order = np.lexsort((distance, side, owner))
    group = owner[order] * 2 + (side[order] > 0)
    rank = np.arange(len(order))
    first = np.searchsorted(group, group)
    step = np.floor(distance[order] / SPACING).astype(np.int64) - (rank - first)
    far = int(step.max(initial=0) - step.min(initial=0)) + 1
    ceiling = np.maximum.accumulate(step + group * far) - group * far
    number = np.empty(len(order), dtype=np.int64)
    number[order] = 2 * (ceiling + rank - first) + np.where(side[order] > 0, 1, 2)
    return number


def _consecutive(owner: Ints, lane: Ints, distance: NDArray[np.float64]) -> Ints:
    """House numbers 1, 2, 3 ... through each village, lane after lane."""
    order = np.lexsort((distance, lane, owner))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order)) - np.searchsorted(owner[order], owner[order]) + 1
    return number


def _villages(world: World) -> Texts:
    """A name for each block that is a village, none twice in a street (街道)."""
    found = np.full(len(world.use), "", dtype=object)
    streets = street_of_block(world)
    pools: dict[int, Iterator[str]] = {}
    for block in np.flatnonzero(world.use == Use.VILLAGE).tolist():
        street = int(streets[block])
        pool = pools.setdefault(street, village_names(world.setting.stream("villages", street)))
        found[block] = next(pool)
    return found


def street_of_block(world: World) -> Ints:
    """The street (街道) of each block; of the river's pieces, that of one of their cells."""
    found = np.zeros(len(world.use), dtype=np.int64)
    found[world.ground.block] = world.ground.street_of_community[world.ground.community]
    return found


def _compounds(world: World, gate_plate: Ints) -> Texts:
    """Names of compounds; estates of a street (街道) differ, those of two may be alike."""
    rng = world.setting.stream("compounds")
    found = np.full(len(world.use), "", dtype=object)
    streets = street_of_block(world)
    pools: dict[int, Iterator[str]] = defaultdict(lambda: estate_names(rng))
    heads = words("company_words")
    for block in np.flatnonzero(gate_plate >= 0).tolist():
        use = world.use[block]
        if use in ENDINGS:
            found[block] = str(rng.choice(heads)) + str(rng.choice(ENDINGS[use]))
        else:
            found[block] = next(pools[int(streets[block])])
    return found
