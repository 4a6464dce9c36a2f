"""What is divided, how large the pieces are to be, and both laid into a plane."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import STRtree

from layers.errors import Invalid
from layers.grids.divide_faces import rings_of
from layers.grids.plane import Floats, Ints, LocalPlane, Shapes

__all__ = ["TOUCH", "Land", "Options", "Town"]

ROADS = {
    "motorway": 12.0, "trunk": 10.0, "primary": 8.0, "secondary": 6.0, "tertiary": 4.0,
    "residential": 2.5, "service": 1.5, "path": 1.2,
}  # fmt: skip
"""How strongly a line keeps two faces apart, by class of road; 1 is a line that no one sees on the ground."""
SHORE = 8.0
COMPOUND = 1.5
TOUCH = 0.01
"""Metres: what reaches less far into a building only touches it."""


def _none() -> Shapes:
    return np.empty(0, dtype=object)


@dataclass(frozen=True)
class Town:
    """What is divided; all geometries valid, in degrees of CGCS2000."""

    codes: Sequence[str]
    """Of the communities."""
    communities: Shapes
    """Polygons or MultiPolygons; one that is None or empty gets no grids."""
    roads: Shapes = field(default_factory=_none)
    """LineStrings or MultiLineStrings."""
    road_classes: Sequence[str] = ()
    """Of the roads: names of `layers.schema.basemap.ROAD_CLASSES`."""
    water: Shapes = field(default_factory=_none)
    """Polygons, whose shores are borders of grids."""
    compounds: Shapes = field(default_factory=_none)
    """Polygons that stay whole: estates, parks, schools."""
    buildings: Shapes = field(default_factory=_none)
    """Polygons that no border of a grid runs through."""


@dataclass(frozen=True)
class Options:
    """Sizes, in square metres and metres."""

    target: float = 10_000.0
    """Area of a unit grid (万米单元网格)."""
    least: float = 2_000.0
    """A grid is not smaller, unless its whole community is."""
    width: float = 20.0
    """A grid is not narrower, if it can be joined with another: twice its area by its outline."""
    whole: float = 500_000.0
    """A compound above this size is divided like any other land."""


@dataclass(frozen=True)
class Land:
    """A town in the plane, in metres, without what lies outside the communities."""

    plane: LocalPlane
    number: Ints
    """Position of each community in the town."""
    communities: Shapes
    barriers: Shapes
    """Lines that grids follow."""
    strength: Floats
    """Of each of the barriers."""
    compounds: Shapes
    buildings: Shapes
    """Outlines of buildings; those that overlap are one."""

    @classmethod
    def of(cls, town: Town, options: Options) -> Self:
        """Lay a town into the plane; Invalid when no community has an outline."""
        number = np.flatnonzero(~shapely.is_missing(town.communities) & ~shapely.is_empty(town.communities))
        if not len(number):
            raise Invalid("no community has an outline", hint="import outlines of the communities first")
        plane = LocalPlane.around(town.communities[number])
        communities = plane.to_metres(town.communities[number])
        near = STRtree(communities)
        road, water, compound, building = (
            _touching(near, plane.to_metres(shapes))
            for shapes in (town.roads, town.water, town.compounds, town.buildings)
        )
        rank = np.array([ROADS[town.road_classes[n]] for n in road[1]])
        compounds = compound[0][shapely.area(compound[0]) <= options.whole]
        shores, edges = rings_of(water[0]), rings_of(compounds)
        barriers = np.concatenate((road[0], shores, edges))
        strength = np.concatenate((rank, np.full(len(shores), SHORE), np.full(len(edges), COMPOUND)))
        return cls(plane, number, communities, barriers, strength, compounds, _footprints(building[0]))


def _touching(near: STRtree, shapes: Shapes) -> tuple[Shapes, Ints]:
    """Those that meet a community, and their positions."""
    kept = np.unique(near.query(shapes, predicate="intersects")[0])
    return shapes[kept], kept


def _footprints(buildings: Shapes) -> Shapes:
    """Buildings with those that overlap made into one."""
    shrunk = shapely.buffer(buildings, -TOUCH, join_style="mitre")
    one, other = STRtree(buildings).query(shrunk, predicate="intersects")
    links = coo_array((np.ones(len(one)), (one, other)), shape=(len(buildings), len(buildings)))
    count, group = connected_components(links, directed=False)
    if count == len(buildings):
        return buildings
    order = np.argsort(group, kind="stable")
    parts = np.split(buildings[order], np.flatnonzero(np.diff(group[order])) + 1)
    return np.array([part[0] if len(part) == 1 else shapely.union_all(part) for part in parts], dtype=object)
