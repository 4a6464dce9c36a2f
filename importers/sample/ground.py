"""The ground of the sample: nodes, cells, edges and whom they belong to, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.sample.arrays import Ints, Shapes
from importers.sample.layout import Plan, lay_out
from importers.sample.plane import Plane, area_of, centre_of
from importers.sample.regions import Grouping, group
from importers.sample.setting import Setting
from importers.sample.warp import bend
from layers.crs import CGCS2000, parse, transform

__all__ = ["Edges", "Ground", "dissolve", "make_ground", "to_lonlat"]

PROJECTED = "EPSG:4547"


@dataclass(frozen=True)
class Edges:
    """Every border between two cells, once."""

    nodes: Ints
    """Shape (n, 3): start, middle, end."""
    kind: Ints
    """OUTLINE, BLOCK or CELL of `plane`."""
    left: Ints
    """Cell on the left, or -1 outside."""
    right: Ints


@dataclass(frozen=True)
class Ground:
    """Cells (unit grids) and what they add up to; cells of the river have the block numbers at the end."""

    xy: NDArray[np.float64]
    """Nodes in EPSG:4547, metres."""
    lonlat: NDArray[np.float64]
    """The same in EPSG:4490, rounded to 1e-9 degrees (0.1 mm) so that text and binary forms agree."""
    cells: Shapes
    """Polygons in metres."""
    cells_4490: Shapes
    block: Ints
    community: Ints
    duty: Ints
    street_of_community: Ints
    edges: Edges
    urbanity: NDArray[np.float64]
    """Of each block, 0 to 1."""
    river_from: int
    """First block that is a piece of the river."""


def make_ground(setting: Setting) -> Ground:
    """Lay out, bend, and number everything."""
    plan = lay_out(setting)
    groups = group(setting, plan)
    edges, flat = _edges(plan.plane, groups)
    rings = _rings(plan.plane, groups, edges)
    community, duty = _assign_river(groups, edges, flat)
    xy = bend(setting.stream("warp"), flat)
    lonlat = to_lonlat(xy)
    return Ground(
        xy, lonlat, _polygons(xy, rings), _polygons(lonlat, rings), np.array(groups.block), community, duty,
        np.array(groups.street_of_community), edges, _urbanity(plan, groups), groups.blocks - len(plan.river),
    )  # fmt: skip


def to_lonlat(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """EPSG:4547 metres, shape (n, 2), to EPSG:4490 degrees rounded to 1e-9."""
    return np.round(transform(xy, parse(PROJECTED), CGCS2000), 9)


def dissolve(shapes: Shapes, member: Ints | Sequence[int], groups: int) -> Shapes:
    """Union the polygons of an exact coverage by group number (-1 for none), all nodes kept."""
    member = np.asarray(member)
    order = np.argsort(member, kind="stable")
    starts = np.searchsorted(member[order], np.arange(groups + 1))
    parts = [shapes[order[a:b]] for a, b in pairwise(starts.tolist())]
    return np.array([shapely.coverage_union_all(part) for part in parts], dtype=object)


def _edges(plane: Plane, groups: Grouping) -> tuple[Edges, NDArray[np.float64]]:
    """The borders, and all nodes with one more in the middle of each border."""
    cell_of = np.full(len(plane.faces) + 1, -1)
    cell_of[groups.faces] = np.arange(len(groups.faces))
    pairs = np.array(list(plane.kind), dtype=np.int64)
    points = np.array(plane.points)
    middles = np.arange(len(pairs)) + len(points)
    left = cell_of[[plane.left.get((a, b), -1) for a, b in pairs.tolist()]]
    right = cell_of[[plane.left.get((b, a), -1) for a, b in pairs.tolist()]]
    nodes = np.column_stack((pairs[:, 0], middles, pairs[:, 1]))
    flat = np.vstack((points, points[pairs].mean(axis=1)))
    return Edges(nodes, np.array(list(plane.kind.values())), left, right), flat


def _rings(plane: Plane, groups: Grouping, edges: Edges) -> list[list[int]]:
    middle = {(a, b): m for a, m, b in edges.nodes.tolist()}
    rings = []
    for face in groups.faces:
        ring = plane.faces[face]
        pairs = zip(ring, ring[1:] + ring[:1], strict=True)
        rings.append([node for a, b in pairs for node in (a, middle[min(a, b), max(a, b)])])
    return rings


def _polygons(points: NDArray[np.float64], rings: list[list[int]]) -> Shapes:
    sizes = [len(ring) for ring in rings]
    nodes = np.concatenate([np.asarray(ring) for ring in rings])
    lines = shapely.linearrings(points[nodes], indices=np.repeat(np.arange(len(rings)), sizes))
    return np.asarray(shapely.polygons(lines), dtype=object)


def _assign_river(groups: Grouping, edges: Edges, flat: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Give each cell of the river to the community and duty grid that it shares its longest border with."""
    community, duty = np.array(groups.community), np.array(groups.duty)
    steps = flat[edges.nodes[:, 2]] - flat[edges.nodes[:, 0]]
    length = np.hypot(steps[:, 0], steps[:, 1])
    near, far = np.append(edges.left, edges.right), np.append(edges.right, edges.left)
    inside = (near >= 0) & (far >= 0)
    near, far, length = near[inside], far[inside], np.append(length, length)[inside]
    while (community < 0).any():
        wet = np.flatnonzero((community[near] < 0) & (community[far] >= 0))
        order = wet[np.argsort(length[wet], kind="stable")]
        owner, grid = community[far[order]], duty[far[order]]
        community[near[order]] = owner  # the longest is written last
        duty[near[order]] = grid
    return community, duty


def _urbanity(plan: Plan, groups: Grouping) -> NDArray[np.float64]:
    heat = np.zeros(groups.blocks)
    weight = np.zeros(groups.blocks)
    for face, block in zip(groups.faces, groups.block, strict=True):
        ring = plan.plane.ring(face)
        size = area_of(ring)
        heat[block] += size * plan.urbanity(*centre_of(ring))
        weight[block] += size
    return heat / weight
