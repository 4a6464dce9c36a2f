"""Roads: the borders of blocks, in segments from crossing to crossing, chained into long ones; and lanes."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.sample.arrays import Ints, Shapes, either
from importers.sample.chains import Step, crossing_to_crossing, string_together
from importers.sample.ground import Ground
from importers.sample.landuse import Use
from importers.sample.plane import CELL, OUTLINE
from importers.sample.setting import Setting

__all__ = ["CLASSES", "Roads", "make_lanes", "make_roads"]

CLASSES = (
    ("primary", 2600.0, 36.0),
    ("secondary", 1300.0, 26.0),
    ("tertiary", 600.0, 18.0),
    ("residential", 0.0, 11.0),
    ("service", 0.0, 5.0),
)
"""Class of a road, from what length on, and width, metres."""
QUIET = (Use.FIELD, Use.WOOD)
LANED = (Use.OLD_TOWN, Use.VILLAGE, Use.ESTATE, Use.TOWER)


@dataclass(frozen=True)
class Roads:
    """Segments from crossing to crossing, in the order and direction of their roads, longest road first."""

    lines: Shapes
    """LineStrings in metres."""
    edge: list[list[int]]
    """Edges of `ground.edges` of each segment."""
    road: Ints
    """Road number of each segment."""
    place: Ints
    """Place of the segment in its road, from 0."""
    start: NDArray[np.float64]
    """Metres from the road's beginning to the segment's."""
    rank: Ints
    """Index into CLASSES."""

    @property
    def width(self) -> NDArray[np.float64]:
        """Of each segment, metres."""
        return np.array([metres for _, _, metres in CLASSES])[self.rank]


def make_roads(setting: Setting, ground: Ground, use: NDArray[np.object_]) -> Roads:
    """Choose the borders that are roads, cut them at the crossings, and chain the pieces."""
    kept = _choose(setting, ground, use)
    return _assemble(ground, kept, frozenset(), lane=False)


def make_lanes(ground: Ground, use: NDArray[np.object_]) -> Roads:
    """The ways inside blocks: lanes of old towns and villages, drives of estates; none leaves its block."""
    edges = ground.edges
    inside = (edges.kind == CELL) & np.isin(use[ground.block[edges.left]], LANED)
    rim = frozenset(edges.nodes[edges.kind != CELL].ravel().tolist())
    return _assemble(ground, np.flatnonzero(inside), rim, lane=True)


def _assemble(ground: Ground, kept: Ints, stops: AbstractSet[int], *, lane: bool) -> Roads:
    chains = crossing_to_crossing(ground.xy, ground.edges.nodes[kept], stops)
    pieces = [chain for chain, _ in chains]
    length = np.array([_length(ground, chain) for chain in pieces])
    roads = string_together(ground.xy, pieces, stops)
    roads.sort(key=lambda road: (-sum(length[piece] for piece, _ in road), road[0][0]))
    steps: list[Step] = [step for road in roads for step in road]
    sizes = np.array([len(road) for road in roads], dtype=np.int64)
    number = np.repeat(np.arange(len(roads)), sizes)
    along = length[[piece for piece, _ in steps]]
    first = np.cumsum(sizes) - sizes
    before = np.cumsum(along) - along
    total = np.add.reduceat(along, first) if len(roads) else along
    least = [-metres for _, metres, _ in CLASSES[:-1]]
    rank = np.full(len(roads), len(CLASSES) - 1) if lane else np.searchsorted(least, -total)
    lines = [ground.xy[pieces[p] if forward else pieces[p][::-1]] for p, forward in steps]
    return Roads(
        np.array([shapely.linestrings(line) for line in lines], dtype=object),
        [kept[chains[piece][1]].tolist() for piece, _ in steps],
        number, np.arange(len(steps)) - first[number], before - before[first][number], rank[number],
    )  # fmt: skip


def _length(ground: Ground, chain: list[int]) -> float:
    steps = np.diff(ground.xy[chain], axis=0)
    return float(np.hypot(steps[:, 0], steps[:, 1]).sum())


def _choose(setting: Setting, ground: Ground, use: NDArray[np.object_]) -> Ints:
    """Numbers of the edges that are roads: none inside lakes and parks, few between fields; all connected."""
    edges = ground.edges
    rng = setting.stream("roads")
    left = either(edges.left >= 0, use[ground.block[edges.left]], None)
    right = either(edges.right >= 0, use[ground.block[edges.right]], None)
    barred = (edges.kind == CELL) | ((left == right) & np.isin(left, (Use.LAKE, Use.PARK)))
    barred |= edges.kind == OUTLINE
    pair = np.sort(ground.block[np.column_stack((edges.left, edges.right))], axis=1)
    luck = rng.random(len(use))[pair[:, 0]]  # the same for the whole border of two blocks
    dropped = np.isin(left, QUIET) & np.isin(right, QUIET) & (luck < 0.45)
    candidates = np.flatnonzero(~barred)
    sure = candidates[~dropped[candidates]]
    return np.sort(np.append(sure, _bridging(edges.nodes, sure, candidates[dropped[candidates]])))


def _bridging(nodes: Ints, sure: Ints, spare: Ints) -> Ints:
    """Those spare edges that join what the sure ones leave apart (Kruskal's forest)."""
    above: dict[int, int] = {}

    def root(node: int) -> int:
        while (up := above.get(node, node)) != node:
            above[node] = node = above.get(up, up)
        return node

    for a, _, b in nodes[sure].tolist():
        above[root(a)] = root(b)
    needed = []
    for edge, (a, _, b) in zip(spare.tolist(), nodes[spare].tolist(), strict=True):
        if root(a) != root(b):
            above[root(a)] = root(b)
            needed.append(edge)
    return np.array(needed, dtype=np.int64)
