"""Places along roads: small houses and shops in a row, and the gates of compounds."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Bools, Ints, Shapes, either
from importers.sample.landuse import Use
from importers.sample.roads import CLASSES, Roads
from importers.sample.world import World

__all__ = ["Front", "beside", "clear_of_roads", "first_of_overlapping", "gates", "houses", "rectangles"]

# How much of a road's side is built up with houses, by the use of the block there.
ROAD_SHARE = {
    Use.OLD_TOWN: 0.93, Use.COMMERCE: 0.5, Use.VILLAGE: 0.5, Use.ESTATE: 0.35, Use.TOWER: 0.3,
    Use.OFFICE: 0.1, Use.HOSPITAL: 0.15, Use.SCHOOL: 0.1, Use.INDUSTRY: 0.06,
}  # fmt: skip
LANE_SHARE = {Use.OLD_TOWN: 0.9, Use.VILLAGE: 0.55}
GATED = (Use.ESTATE, Use.TOWER, Use.COMMERCE, Use.OFFICE, Use.SCHOOL, Use.HOSPITAL, Use.INDUSTRY)


@dataclass(frozen=True)
class Front:
    """Places that face a road, in no order."""

    segment: Ints
    along: NDArray[np.float64]
    """Metres from the beginning of the segment."""
    side: Ints
    """1 left of the road, -1 right of it."""
    xy: NDArray[np.float64]
    """Where the door plate hangs."""
    cell: Ints
    shape: Shapes
    """The house, or None for a gate."""


def beside(
    roads: Roads, segment: Ints, along: NDArray[np.float64], side: Ints, away: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points beside segments, `away` metres from their middle, and the unit vectors along the road there."""
    lines = roads.lines[segment]
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, along))
    back = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(along - 2, 0)))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, along + 2))
    step = ahead - back
    step /= np.hypot(step[:, 0], step[:, 1])[:, None]
    normal = np.column_stack((-step[:, 1], step[:, 0]))
    return here + normal * (side * away)[:, None], step


def rectangles(
    centre: NDArray[np.float64],
    step: NDArray[np.float64],
    length: NDArray[np.float64],
    depth: NDArray[np.float64],
) -> Shapes:
    """Rectangles around centres, `length` along `step` and `depth` across it."""
    across = np.column_stack((-step[:, 1], step[:, 0])) * (depth / 2)[:, None]
    along = step * (length / 2)[:, None]
    ring = np.stack(
        (centre - along - across, centre + along - across, centre + along + across, centre - along + across),
        1,
    )
    return np.asarray(shapely.polygons(ring), dtype=object)


def houses(rng: Generator, world: World, roads: Roads, taken: Shapes, *, lane: bool) -> Front:
    """Rows of small houses along roads or along lanes, none on a road, another house or what is `taken`."""
    segment, along, side, pitch = _slots(rng, roads, lane=lane)
    depth = rng.uniform(8, 13, len(along)) * (0.85 if lane else 1.0)
    edge = roads.width[segment] / 2 + (1.2 if lane else 3.5)
    centre, step = beside(roads, segment, along, side, edge + 1 + depth / 2)
    plate, _ = beside(roads, segment, along, side, edge)
    shape = rectangles(centre, step, pitch - rng.uniform(0.3, 1.5, len(along)), depth)
    cell = world.locate(plate)
    kept = _wanted(rng, world, segment, side, cell, LANE_SHARE if lane else ROAD_SHARE)
    kept[kept] = shapely.contains_properly(world.blocks[world.ground.block[cell[kept]]], shape[kept])
    kept[kept] = clear_of_roads(shape[kept], world.roads, 2.0) & clear_of_roads(shape[kept], world.lanes, 0.5)
    kept[kept] = ~_touches(shape[kept], taken)
    kept[kept] = first_of_overlapping(shape[kept])
    return Front(segment[kept], along[kept], side[kept], plate[kept], cell[kept], shape[kept])


def _slots(
    rng: Generator, roads: Roads, *, lane: bool
) -> tuple[Ints, NDArray[np.float64], Ints, NDArray[np.float64]]:
    """Evenly spread places along both sides of segments: segment, metres along it, side, metres each has."""
    margin = 8.0 if lane else 22.0
    segment = np.repeat(np.arange(len(roads.lines)), 2)
    room = shapely.length(roads.lines[segment]) - 2 * margin
    pitch = rng.uniform(9.5, 13.5, len(segment)) + (0 if lane else 2)
    count = np.maximum(0, np.floor(room / pitch)).astype(np.int64)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    many = np.repeat(np.arange(len(segment)), count)
    along = margin + (place + 0.5) * pitch[many]
    return segment[many], along, np.where(many % 2 == 0, 1, -1), pitch[many]


def _wanted(
    rng: Generator, world: World, segment: Ints, side: Ints, cell: Ints, share: dict[Use, float]
) -> Bools:
    """Draw where houses stand; a side of a street is mostly built up or mostly not."""
    use = either(cell >= 0, world.use[world.ground.block[cell]], None)
    chance = np.zeros(len(use))
    for kind, value in share.items():
        chance[use == kind] = value
    luck = rng.random(2 * (int(segment.max(initial=0)) + 1))[2 * segment + (side > 0)]
    return (0.7 * luck + 0.3 * rng.random(len(use))) < chance


def clear_of_roads(shapes: Shapes, roads: Roads, margin: float) -> Bools:
    """Whether each shape is at least `margin` metres off the kerb of every road."""
    clear = np.ones(len(shapes), dtype=bool)
    for rank, (_, _, width) in enumerate(CLASSES):
        lines = roads.lines[roads.rank == rank]
        if len(lines):
            touched, _ = shapely.STRtree(lines).query(
                shapes, predicate="dwithin", distance=width / 2 + margin
            )
            clear[touched] = False
    return clear


def _touches(shapes: Shapes, taken: Shapes) -> Bools:
    """Whether each shape comes nearer than 0.4 m to something that is there already."""
    found = np.zeros(len(shapes), dtype=bool)
    if len(taken):
        found[shapely.STRtree(taken).query(shapes, predicate="dwithin", distance=0.4)[0]] = True
    return found


def first_of_overlapping(shapes: Shapes, apart: float = 0.4) -> Bools:
    """Whether a shape may stay when each gives way to those before it that are nearer than `apart`."""
    kept = np.ones(len(shapes), dtype=bool)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=apart)
    later = one > other
    order = np.lexsort((other[later], one[later]))
    for a, b in zip(one[later][order].tolist(), other[later][order].tolist(), strict=True):
        if kept[b]:
            kept[a] = False
    return kept


def gates(rng: Generator, world: World) -> tuple[Front, Ints]:
    """The gate of each block that is one compound, on its longest side along a road, and those blocks."""
    roads = world.roads
    segment = np.repeat(np.arange(len(roads.lines)), 2)
    side = np.tile([1, -1], len(roads.lines))
    length = shapely.length(roads.lines[segment])
    along = length * rng.uniform(0.35, 0.65, len(segment))
    xy, _ = beside(roads, segment, along, side, roads.width[segment] / 2 + 3.5)
    cell = world.locate(xy)
    block = np.where(cell >= 0, world.ground.block[cell], -1)
    fits = np.flatnonzero((block >= 0) & np.isin(world.use[block], GATED))
    order = fits[np.lexsort((-length[fits], block[fits]))]
    found, first = np.unique(block[order], return_index=True)
    best = order[first]
    nothing = np.full(len(best), None, dtype=object)
    return Front(segment[best], along[best], side[best], xy[best], cell[best], nothing), found
