"""Small made-up towns: given in metres, divided in degrees."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, STRtree, box
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from layers.grids.divide import Division, Town
from layers.grids.plane import LocalPlane
from tests.coverage import coverage

__all__ = ["cut_buildings", "degrees", "grids_with", "random_town", "town"]

PLANE = LocalPlane.around(np.array([box(114.7, 30.8, 114.9, 30.9)], dtype=object))
CLASSES = ("primary", "residential", "service", "path")
Some = Sequence[BaseGeometry | None]


def degrees(shapes: Some) -> NDArray[np.object_]:
    """Geometries in metres, from a point in Xinzhou, as geometries in degrees."""
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return np.asarray(
        shapely.transform(found, lambda xy: xy / (PLANE.east, PLANE.north) + (PLANE.lon, PLANE.lat))
    )


def town(
    *communities: BaseGeometry | None,
    roads: Some = (),
    water: Some = (),
    compounds: Some = (),
    buildings: Some = (),
) -> Town:
    """A town whose communities are numbered from 420117001001 on and whose roads are residential."""
    codes = [f"420117001{n:03d}" for n in range(1, len(communities) + 1)]
    parts = (degrees(shapes) for shapes in (water, compounds, buildings))
    return Town(codes, degrees(communities), degrees(roads), ["residential"] * len(roads), *parts)


def random_town(seed: int) -> Town:
    """A few communities of irregular shape with roads, a river, a park and a hundred buildings anywhere."""
    rng = np.random.default_rng(seed)
    _, communities = coverage(int(rng.integers(1, 5)), (0.0, 0.0, 700.0, 500.0), seed, vertices=3)
    spots = rng.uniform((0, 0), (700, 500), (130, 2))
    roads = [LineString(rng.uniform((-50, -50), (750, 550), (3, 2))) for _ in range(6)]
    river = LineString([(-50, rng.uniform(0, 500)), (350, 250), (750, rng.uniform(0, 500))]).buffer(25)
    houses = [
        rotate(box(x, y, x + rng.uniform(6, 60), y + rng.uniform(6, 20)), rng.uniform(0, 180))
        for x, y in spots
    ]
    kept: list[BaseGeometry] = []
    for house in houses:
        if not any(house.intersects(other) for other in kept):
            kept.append(house)
    parts = (degrees(shapes) for shapes in ([river], [box(*spots[0], *(spots[0] + 150))], kept))
    codes = [f"420117001{n + 1:03d}" for n in range(len(communities))]
    return Town(codes, degrees(list(communities)), degrees(roads), rng.choice(CLASSES, 6).tolist(), *parts)


def cut_buildings(asked: Town, found: Division) -> list[int]:
    """Positions of buildings that a border of a grid runs through, 1 cm deep or more, inside a community."""
    flat = [found.plane.to_metres(shapes) for shapes in (asked.buildings, asked.communities)]
    shrunk = shapely.buffer(flat[0], -0.02, join_style="mitre")
    outlines = shapely.boundary(flat[1][~shapely.is_missing(flat[1])])
    borders = shapely.difference(
        shapely.boundary(found.flat), shapely.buffer(shapely.union_all(outlines), 0.01)
    )
    return np.unique(STRtree(borders).query(shrunk, predicate="intersects")[0]).tolist()


def grids_with(found: Division, shape: BaseGeometry) -> list[int]:
    """Positions of the grids that have more than a square metre of a geometry in metres."""
    (there,) = found.plane.to_metres(degrees([shape]))
    return np.flatnonzero(shapely.area(shapely.intersection(found.flat, there)) > 1).tolist()
