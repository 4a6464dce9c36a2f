"""Dividing communities (社区) into unit grids (单元网格).

1. Borders of communities, roads, shores and the outlines of compounds are cut at each other: what they
   enclose are faces, each in one community.
2. A face that is too large is cut between its buildings (`divide_cut`), unless it is in a compound.
3. Where a line runs through a building, the building's outline becomes a line too, and its pieces stay
   together: so borders go around buildings. The pieces of a compound stay together in the same way.
4. Faces that are too small are joined with neighbours of the same community (`divide_merge`).
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, STRtree

from layers.grids.divide_cut import cuts, pieces_of
from layers.grids.divide_faces import Borders, borders, faces_between, holder, lengthened, rings_of
from layers.grids.divide_merge import Merging
from layers.grids.divide_town import TOUCH, Land, Options, Town
from layers.grids.plane import Anchors, Floats, Ints, LocalPlane, Shapes

__all__ = ["Division", "Options", "Town", "divide"]


@dataclass(frozen=True)
class Division:
    """Unit grids as yet without codes; arrays have one entry a grid."""

    shapes: Shapes
    """Polygons, or MultiPolygons where an islet belongs to a grid, in degrees of CGCS2000."""
    flat: Shapes
    """The same in metres of `plane`."""
    plane: LocalPlane
    community: Ints
    """Position of the grid's community in the town."""
    area: Floats
    """Square metres on the ellipsoid."""
    borders: Borders
    """Between grids, of the same community or not."""
    strength: Floats
    """Of each of the borders: 1 for nothing in particular, more for a road or a river."""


def divide(town: Town, options: Options) -> Division:
    """Divide a town.

    Returns:
        Grids that cover the communities without gap or overlap, neighbours sharing all vertices, none in two
        communities, none with a border through a building except where a community's border cuts it. The
        communities' own vertices come back unchanged. Where communities overlap, the first has the land.

    Raises:
        Invalid: no community has an outline.
    """
    land = Land.of(town, options)
    lines = np.concatenate((rings_of(land.communities), lengthened(land.barriers)))
    lines = np.concatenate((lines, lengthened(_cuts(land, _faces(land, lines)[0], options))))
    crossed = _crossed(land.buildings, lines)
    faces, community = _faces(land, np.concatenate((lines, rings_of(crossed))))
    group = _grouped(land, faces, community, crossed, options)
    flat, first = _dissolve(faces, group)
    shapes = land.plane.to_degrees(flat, Anchors.of(land.plane, town.communities[land.number]))
    found = borders(flat)
    return Division(
        shapes, flat, land.plane, land.number[community[first]], land.plane.areas(flat),
        found, _strength(land, found),
    )  # fmt: skip


def _faces(land: Land, lines: Shapes) -> tuple[Shapes, Ints]:
    """Faces between lines that are in a community, and in which."""
    faces = faces_between(lines)
    community = holder(land.communities, faces)
    return faces[community >= 0], community[community >= 0]


def _cuts(land: Land, faces: Shapes, options: Options) -> Shapes:
    """Lines that cut the faces that are too large and in no compound."""
    large = np.array([pieces_of(face, options.target, options.width) > 1 for face in faces], dtype=bool)
    faces = faces[large & (holder(land.compounds, faces) < 0)]
    face, building = STRtree(land.buildings).query(faces, predicate="intersects")
    stops = np.searchsorted(face, np.arange(len(faces) + 1))
    found: list[LineString] = []
    for one, first, last in zip(faces, stops[:-1], stops[1:], strict=True):
        found += cuts(one, options.target, options.width, land.buildings[building[first:last]])
    return np.array(found, dtype=object)


def _crossed(buildings: Shapes, lines: Shapes) -> Shapes:
    """The buildings that a line runs through."""
    shrunk = shapely.buffer(buildings, -TOUCH, join_style="mitre")
    reached = STRtree(lines).query(shrunk, predicate="intersects")[0]
    return np.asarray(buildings[np.unique(reached)])


def _grouped(land: Land, faces: Shapes, community: Ints, crossed: Shapes, options: Options) -> Ints:
    """The grid of each face, as a number that is the same for all faces of a grid."""
    found = borders(faces)
    found = found.only(community[found.left] == community[found.right])
    merging = Merging.of(shapely.area(faces), shapely.length(faces), found, _strength(land, found))
    compound, building = holder(land.compounds, faces), holder(crossed, faces)
    merging.kept.update(np.flatnonzero(compound >= 0).tolist())
    merging.loose.update(np.flatnonzero((building >= 0) & (compound < 0)).tolist())
    for whole in (compound, building):
        same = (whole[found.left] == whole[found.right]) & (whole[found.left] >= 0)
        for one, other in zip(found.left[same].tolist(), found.right[same].tolist(), strict=True):
            merging.join(one, other)
    merging.grow(options.target, options.least, options.width)
    for islet in merging.islets(options.least):
        own = np.flatnonzero(community == community[islet])
        away = shapely.distance(faces[own], faces[islet])
        away[[merging.root(face) == islet for face in own.tolist()]] = np.inf
        if np.isfinite(away).any():
            merging.join(islet, int(own[away.argmin()]))
    return merging.groups()


def _strength(land: Land, found: Borders) -> Floats:
    """That of the strongest barrier which each border is part of, else 1."""
    strength = np.ones(len(found.left))
    border, barrier = STRtree(land.barriers).query(
        shapely.points(found.middle), predicate="dwithin", distance=TOUCH
    )
    np.maximum.at(strength, border, land.strength[barrier])
    return strength


def _dissolve(faces: Shapes, group: Ints) -> tuple[Shapes, Ints]:
    """One geometry of each group of faces, all vertices kept, and the position of one of its faces."""
    order = np.argsort(group, kind="stable")
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    parts = np.split(faces[order], first[1:])
    shapes = [part[0] if len(part) == 1 else shapely.coverage_union_all(part) for part in parts]
    return np.array([_plain(shape) for shape in shapes], dtype=object), order[first]


def _plain(shape: shapely.Geometry) -> shapely.Geometry:
    """A collection of one as that one."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
