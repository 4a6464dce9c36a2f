"""The sample's ground with its names and codes: what all layers are made from."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.sample.arrays import Ints, Shapes, Texts
from importers.sample.ground import Ground, dissolve, make_ground
from importers.sample.landuse import Use, uses
from importers.sample.roads import Roads, make_lanes, make_roads
from importers.sample.setting import CENTRE, DATA, Setting
from importers.sample.words import numeral, road_names, village_names, words

__all__ = ["Street", "World", "make_world"]

NAMED = (Use.OLD_TOWN,)


@dataclass(frozen=True)
class Street:
    """A street (街道) by its real code and name; where it lies is made up."""

    code: str
    name: str


@dataclass(frozen=True)
class World:
    """Everything that is drawn on the ground, named and coded; arrays are indexed by the ground's numbers."""

    setting: Setting
    ground: Ground
    use: NDArray[np.object_]
    """Use of each block."""
    roads: Roads
    lanes: Roads
    streets: list[Street]
    community_code: Texts
    community_name: Texts
    cell_code: Texts
    road_name: Texts
    lane_name: Texts
    """Name of each lane such as 红旗路3巷, empty in villages and estates."""
    lane_road: Ints
    """The road that each lane is named after."""
    blocks: Shapes
    """Polygons of the blocks, metres."""

    def locate(self, xy: NDArray[np.float64]) -> Ints:
        """The cell that covers each point, shape (n, 2) in metres; -1 outside."""
        cells = self.ground.cells
        found = np.full(len(xy), -1)
        point, cell = shapely.STRtree(cells).query(shapely.points(xy), predicate="within")
        found[point] = cell
        return found


def make_world(setting: Setting) -> World:
    """Make the ground, its roads, and all names and codes."""
    ground = make_ground(setting)
    use = uses(setting, ground)
    roads, lanes = make_roads(setting, ground, use), make_lanes(ground, use)
    streets = _streets(ground)
    code, name = _communities(setting, ground, streets)
    road_name = _name_roads(setting, ground, roads)
    lane_name, lane_road = _name_lanes(ground, use, roads, road_name, lanes)
    blocks = dissolve(ground.cells, ground.block, len(use))
    return World(
        setting, ground, use, roads, lanes, streets, code, name, _cell_codes(ground, code), road_name,
        lane_name, lane_road, blocks,
    )  # fmt: skip


def _streets(ground: Ground) -> list[Street]:
    """Hand the fifteen names to the fifteen regions, about where the real ones lie."""
    with (DATA / "streets.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = np.array([[float(row["east"]), float(row["north"])] for row in rows])
    centre = shapely.get_coordinates(shapely.centroid(ground.cells))
    street = ground.street_of_community[ground.community]
    place = np.array([centre[street == n].mean(axis=0) for n in range(len(rows))]) - CENTRE
    place /= np.abs(place).max(axis=0)
    found: dict[int, Street] = {}
    left = set(range(len(rows)))
    for n in np.argsort(-np.hypot(*wanted.T), kind="stable"):
        region = min(left, key=lambda region: float(np.hypot(*(place[region] - wanted[n]))))
        left.remove(region)
        found[region] = Street(rows[n]["code"], rows[n]["name"])
    return [found[region] for region in range(len(rows))]


def _communities(setting: Setting, ground: Ground, streets: list[Street]) -> tuple[Texts, Texts]:
    """Codes and names: residents' committees from 001 in towns, villages from 201."""
    rng = setting.stream("communities")
    total = len(ground.street_of_community)
    heat = np.bincount(ground.community, ground.urbanity[ground.block]) / np.bincount(ground.community)
    town = heat >= np.quantile(heat, 0.35)
    stems, villages = list(rng.permutation(words("roads"))), village_names(rng)
    count: dict[tuple[int, bool], int] = defaultdict(int)
    codes, names = [], []
    for n in range(total):
        street = int(ground.street_of_community[n])
        count[street, bool(town[n])] += 1
        codes.append(f"{streets[street].code}{count[street, bool(town[n])] + (0 if town[n] else 200):03d}")
        if not town[n]:
            names.append(f"{next(villages)}村")
            continue
        stems = stems or [f"{stem}{numeral(len(codes) % 9 + 1)}" for stem in rng.permutation(words("roads"))]
        names.append(f"{stems.pop()}社区")
    return np.array(codes, dtype=object), np.array(names, dtype=object)


def _cell_codes(ground: Ground, community_code: Texts) -> Texts:
    """Fifteen digits: numbered inside each community in rows from north to south, each from west to east."""
    centre = shapely.get_coordinates(shapely.centroid(ground.cells))
    row = np.floor(-centre[:, 1] / 100)
    order = np.lexsort((centre[:, 0], row, ground.community))
    community = ground.community[order]
    first = np.searchsorted(community, community)
    codes = np.empty(len(order), dtype=object)
    number = np.arange(len(order)) - first + 1
    codes[order] = [f"{community_code[c]}{n:03d}" for c, n in zip(community, number, strict=True)]
    return codes


def streets_of_roads(ground: Ground, roads: Roads) -> list[set[int]]:
    """The streets (街道) that each road touches."""
    touched: list[set[int]] = [set() for _ in range(int(roads.road.max(initial=-1)) + 1)]
    street = np.append(ground.street_of_community[ground.community], -1)
    for road, edges in zip(roads.road.tolist(), roads.edge, strict=True):
        touched[road].update(
            street[ground.edges.left[edges]].tolist(), street[ground.edges.right[edges]].tolist()
        )
    return [found - {-1} for found in touched]


def _name_roads(setting: Setting, ground: Ground, roads: Roads) -> Texts:
    """A name for each road; the same one may return in another street, never in the same."""
    rng = setting.stream("road names")
    rank = dict(zip(roads.road.tolist(), roads.rank.tolist(), strict=True))
    used: dict[int, set[str]] = defaultdict(set)
    found = []
    pools: dict[tuple[int, bool], Iterator[str]] = {}
    for road, touched in enumerate(streets_of_roads(ground, roads)):
        pool = pools.setdefault((min(touched), rank[road] == 0), road_names(rng, rank[road] == 0))
        name = next(name for name in pool if not any(name in used[street] for street in touched))
        for street in touched:
            used[street].add(name)
        found.append(name)
    return np.array(found, dtype=object)


def _name_lanes(
    ground: Ground, use: NDArray[np.object_], roads: Roads, road_name: Texts, lanes: Roads
) -> tuple[Texts, Ints]:
    """Number the lanes of old towns off the road nearest to their beginning; and those roads."""
    tree = shapely.STRtree(roads.lines)
    total = int(lanes.road.max(initial=-1)) + 1
    first = np.searchsorted(lanes.road, np.arange(total))
    begins = shapely.get_point(lanes.lines[first], 0) if total else np.array([], dtype=object)
    nearest = roads.road[tree.nearest(begins)] if total else np.array([], dtype=np.int64)
    edge = np.array([lanes.edge[segment][0] for segment in first], dtype=np.int64)
    cell = ground.edges.left[edge]
    named = np.isin(use[ground.block[cell]], NAMED)
    streets = ground.street_of_community[ground.community[cell]]
    count: dict[tuple[int, str], int] = defaultdict(int)
    found = []
    for road, has_name, street in zip(road_name[nearest], named.tolist(), streets.tolist(), strict=True):
        count[street, road] += has_name
        found.append(f"{road}{count[street, road]}巷" if has_name else "")
    return np.array(found, dtype=object), nearest
