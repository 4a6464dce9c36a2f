"""Buildings that stand together behind one gate: estates, schools, factories and the like."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, pi, sin

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Bools, Ints, Shapes, shape_array
from importers.sample.frontage import clear_of_roads, first_of_overlapping, rectangles
from importers.sample.landuse import Use
from importers.sample.world import World

__all__ = ["Complexes", "complexes"]

# Footprints inside a unit square.
FORMS: tuple[list[tuple[float, float]], ...] = (
    [(0, 0), (1, 0), (1, 1), (0, 1)],
    [(0, 0), (1, 0), (1, 1), (0, 1)],
    [(0, 0), (1, 0), (1, 0.45), (0.42, 0.45), (0.42, 1), (0, 1)],
    [(0, 0), (1, 0), (1, 1), (0.7, 1), (0.7, 0.42), (0.3, 0.42), (0.3, 1), (0, 1)],
)


@dataclass(frozen=True)
class Complexes:
    """Buildings behind gates, block by block, in each block from north to south and west to east."""

    shape: Shapes
    block: Ints
    storeys: Ints
    units: Ints
    """Entrances with their own stairs; 0 where there are no flats."""
    flats: Ints
    """Flats of a unit on one floor, or rooms of a floor where there are no units."""

    def only(self, kept: Bools | Ints) -> "Complexes":
        """Some of the buildings, by mask or in the order of their numbers."""
        return Complexes(
            self.shape[kept], self.block[kept], self.storeys[kept], self.units[kept], self.flats[kept]
        )


def complexes(rng: Generator, world: World, houses: Shapes) -> Complexes:
    """Fill the gated blocks; nothing touches a road, the houses along the road, or each other."""
    parts = []
    for estate, plots in _plots(world, houses).items():
        parts.append(_estate(rng, world, estate, plots, tower=world.use[estate] == Use.TOWER))
    halls = np.isin(world.use, (Use.COMMERCE, Use.OFFICE, Use.SCHOOL, Use.HOSPITAL, Use.INDUSTRY))
    parts.append(_halls(rng, world, np.flatnonzero(halls[world.ground.block])))
    shape, block, storeys, units, flats = (np.concatenate(column) for column in zip(*parts, strict=True))
    kept = shapely.contains_properly(world.blocks[block], shape)
    kept[kept] = clear_of_roads(shape[kept], world.roads, 5.0) & clear_of_roads(shape[kept], world.lanes, 2.0)
    if len(houses):
        blocked, _ = shapely.STRtree(houses).query(shape, predicate="dwithin", distance=5.0)
        kept[blocked] = False
    kept[kept] = first_of_overlapping(shape[kept], 4.0)
    found = np.flatnonzero(kept)
    centre = shapely.get_coordinates(shapely.centroid(shape[found]))
    order = found[np.lexsort((centre[:, 0], np.round(-centre[:, 1] / 25), block[found]))]
    return Complexes(shape, block, storeys, units, flats).only(order)


Parts = tuple[Shapes, Ints, Ints, Ints, Ints]


def _facing(shape: shapely.Polygon) -> tuple[float, float, float, NDArray[np.float64]]:
    """Direction of that side of a shape's envelope which lies nearer to east-west, extents, centre."""
    ring = shapely.get_coordinates(shapely.oriented_envelope(shape))
    sides = np.diff(ring[:3], axis=0)
    turns = [(atan2(dy, dx) + pi / 2) % pi - pi / 2 for dx, dy in sides]
    length = np.hypot(sides[:, 0], sides[:, 1])
    pick = int(abs(turns[1]) < abs(turns[0]))
    return turns[pick], float(length[pick]), float(length[1 - pick]), ring[:4].mean(axis=0)


def _plots(world: World, houses: Shapes) -> dict[int, Shapes]:
    """What roads, drives and the houses along them leave free of each cell of the estates, by block."""
    lines = np.append(world.roads.lines, world.lanes.lines)
    wide = np.append(world.roads.width / 2 + 5.5, world.lanes.width / 2 + 2.5)
    taken = np.append(shapely.buffer(lines, wide, quad_segs=1), shapely.buffer(houses, 5.5, quad_segs=1))
    cells = np.flatnonzero(np.isin(world.use[world.ground.block], (Use.ESTATE, Use.TOWER)))
    shapes = world.ground.cells[cells]
    owner, other = shapely.STRtree(taken).query(shapes, predicate="intersects")
    first = np.searchsorted(owner, np.arange(len(cells) + 1))
    near = [shapely.union_all(taken[other[a:b]]) for a, b in pairwise(first.tolist())]
    free = shapely.difference(shapes, shape_array(near))
    part, whole = shapely.get_parts(free, return_index=True)
    found: dict[int, list[shapely.Polygon]] = {}
    for shape, cell in zip(part, cells[whole].tolist(), strict=True):
        found.setdefault(int(world.ground.block[cell]), []).append(shape)
    return {block: np.array(found[block], dtype=object) for block in sorted(found)}


def _estate(rng: Generator, world: World, block: int, plots: Shapes, *, tower: bool) -> Parts:
    """Rows of slabs or towers, cell by cell, that face south as far as the block lets them."""
    turn, _, _, centre = _facing(world.blocks[block])
    storeys = int(rng.choice((15, 18, 18, 24, 28) if tower else (5, 6, 6, 6, 7, 11)))
    depth = float(rng.uniform(15, 18) if tower else rng.uniform(11.5, 13.5))
    pitch = depth + min(40.0, 3.3 * storeys)
    back = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    places, units = [], []
    for plot in shapely.transform(plots, lambda xy: (xy - centre) @ back.T):
        for low, high, y in _free_rows(plot, depth, pitch):
            for x, unit in _fill(rng, low, high, tower=tower):
                places.append((x, y))
                units.append(unit)
    spots = np.array(places).reshape(-1, 2) @ back + centre
    count = len(spots)
    lengths = np.array(units) * (24.0 if tower else 15.5)
    shapes = rectangles(spots, np.tile(back[0], (count, 1)), lengths, np.full(count, depth))
    few = np.maximum(2, storeys - (rng.random(count) < 0.2) * rng.integers(1, 3, count))
    flats = np.full(count, 4 if tower else 2)
    return shapes, np.full(count, block), few, np.array(units, dtype=np.int64), flats


def _free_rows(shape: shapely.Polygon, depth: float, pitch: float) -> list[tuple[float, float, float]]:
    """Strips of a shape that are `depth` high and lie `pitch` apart: from x, to x, middle y."""
    if shape.is_empty:
        return []
    west, south, east, north = shapely.bounds(shape)
    found = []
    for y in np.arange(north - depth / 2 - 2, south + depth / 2, -pitch):
        lines = [[(west, y + d), (east, y + d)] for d in (-depth / 2, 0, depth / 2)]
        bounds = shapely.bounds(shapely.intersection(shape, shapely.linestrings(lines)))
        if not np.isnan(bounds).any():
            found.append((float(bounds[:, 0].max()), float(bounds[:, 2].min()), float(y)))
    return found


def _fill(rng: Generator, low: float, high: float, *, tower: bool) -> list[tuple[float, int]]:
    """Middle and number of units of the buildings of one row."""
    unit, found, x = (24.0 if tower else 15.5), [], low
    while (most := int((high - x) // unit)) >= 1:
        units = min(most, int(rng.integers(1, 3) if tower else rng.integers(2, 5)))
        found.append((x + units * unit / 2, units))
        x += units * unit + (rng.uniform(16, 24) if tower else rng.uniform(8, 12))
    return found


def _halls(rng: Generator, world: World, cells: Ints) -> Parts:
    """Larger buildings in each cell, of some form and size; where one does not fit, a smaller one may."""
    shapes, owner, rooms = [], [], []
    for cell in cells.tolist():
        block = int(world.ground.block[cell])
        use = world.use[block]
        turn, width, height, centre = _facing(world.ground.cells[cell])
        back = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
        for form, size, middle in _forms(rng, use, width, height):
            flat = (np.array(form) - 0.5) * size * rng.choice((-1, 1), 2) + (0, middle)
            shapes.append(shapely.polygons(flat @ back + centre))
            owner.append(block)
            rooms.append(0 if use == Use.INDUSTRY else int(np.clip(size[0] / 7, 3, 12)))
    count = len(shapes)
    storeys = np.array([_storeys(rng, world.use[block]) for block in owner], dtype=np.int64)
    owners = np.array(owner, dtype=np.int64)
    return (
        shape_array(shapes),
        owners,
        storeys,
        np.zeros(count, dtype=np.int64),
        np.array(rooms, dtype=np.int64),
    )


def _forms(
    rng: Generator, use: Use, width: float, height: float
) -> Iterator[tuple[list[tuple[float, float]], tuple[float, float], float]]:
    """Form, extents and distance from the middle of the cell of what to try: two houses or one hall."""
    wide = use in (Use.COMMERCE, Use.INDUSTRY)
    for share in (rng.uniform(0.6, 0.78), rng.uniform(0.35, 0.5)):
        for middle in (0.0,) if wide else (0.24 * height, -0.22 * height):
            form = FORMS[0] if use == Use.INDUSTRY else FORMS[int(rng.integers(len(FORMS)))]
            deep = share * height * (0.8 if wide else 0.45)
            most = 60.0 if wide else 17.0 if len(form) == 4 else 36.0
            yield form, (min(share * width, 95.0 if wide else 72.0), min(deep, most)), middle


def _storeys(rng: Generator, use: Use) -> int:
    low, high = {Use.COMMERCE: (4, 16), Use.OFFICE: (4, 9), Use.SCHOOL: (3, 6), Use.HOSPITAL: (5, 13)}.get(
        use, (1, 3)
    )
    return int(rng.integers(low, high))
