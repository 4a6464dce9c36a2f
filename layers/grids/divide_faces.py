"""Faces between lines, and which of them are neighbours."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from layers.grids.plane import GRID, Floats, Ints, Shapes

__all__ = ["Borders", "borders", "centres", "faces_between", "holder", "lengthened", "rings_of"]


REACH = 0.05
"""Metres by which lines are made longer."""


@dataclass(frozen=True)
class Borders:
    """Pairs of faces with a border in common, each pair once, the lower number first."""

    left: Ints
    right: Ints
    length: Floats
    """Of the whole border, metres."""
    middle: Floats
    """Middle of its longest straight piece, shape (pairs, 2)."""

    def only(self, wanted: NDArray[np.bool_]) -> Self:
        """Some of the borders."""
        return type(self)(self.left[wanted], self.right[wanted], self.length[wanted], self.middle[wanted])


def faces_between(lines: Shapes) -> Shapes:
    """The Polygons that lines enclose, an exact coverage: crossings are vertices of all faces around them.

    Lines are in metres; they are snapped to a grid of a millimetre and cut at each other. A line that ends
    at another should be `lengthened`. What encloses nothing is left out.
    """
    noded = shapely.union_all(lines, grid_size=GRID)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))), dtype=object)


def holder(areas: Shapes, faces: Shapes) -> Ints:
    """Number of the first area that holds each face, -1 for none; no face may lie in an area in part."""
    face, area = STRtree(areas).query(shapely.point_on_surface(faces), predicate="intersects")
    found = np.full(len(faces), len(areas), dtype=np.int64)
    np.minimum.at(found, face, area)
    return np.where(found == len(areas), -1, found)


def borders(faces: Shapes) -> Borders:
    """The borders of an exact coverage."""
    one, other, start, stop = _common_sides(faces)
    length = np.hypot(*(stop - start).T)
    order = np.lexsort((-length, other, one))
    pairs = np.column_stack((one, other))[order]
    first = np.flatnonzero(np.any(np.diff(pairs, axis=0, prepend=-1), axis=1))
    if not len(first):
        return Borders(one, other, length, start)
    longest = order[first]
    total = np.add.reduceat(length[order], first)
    return Borders(one[longest], other[longest], total, (start[longest] + stop[longest]) / 2)


def _common_sides(faces: Shapes) -> tuple[Ints, Ints, Floats, Floats]:
    """Straight pieces between two faces: both faces, the lower first, and the two ends."""
    parts, whole = shapely.get_parts(faces, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    owner = whole[part]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    start, stop, face = xy[:-1][same], xy[1:][same], owner[ring[:-1][same]]
    turned = (start[:, 0] > stop[:, 0]) | ((start[:, 0] == stop[:, 0]) & (start[:, 1] > stop[:, 1]))
    ends = np.where(turned[:, None], np.hstack((stop, start)), np.hstack((start, stop)))
    order = np.lexsort((face, *ends.T))
    ends, face = ends[order], face[order]
    twice = np.flatnonzero((ends[1:] == ends[:-1]).all(axis=1) & (face[1:] != face[:-1]))
    return face[twice], face[twice + 1], ends[twice, :2], ends[twice, 2:]


def lengthened(lines: Shapes) -> Shapes:
    """Lines a little longer at both ends, so that they reach what they end at after snapping too."""
    parts = shapely.get_parts(lines)
    ends = shapely.get_point(parts[:, None], [0, 1, -2, -1])
    xy = shapely.get_coordinates(ends).reshape(-1, 2, 2, 2)
    inner, outer = xy[:, [0, 1], [1, 0]], xy[:, [0, 1], [0, 1]]
    step = outer - inner
    length = np.hypot(step[..., 0], step[..., 1])[..., None]
    beyond = outer + step / np.where(length == 0, 1, length) * REACH
    tips = shapely.linestrings(np.stack((outer, beyond), axis=2).reshape(-1, 2, 2))
    return np.append(parts, shapely.get_parts(tips))


def rings_of(shapes: Shapes) -> Shapes:
    """All outlines of Polygons and MultiPolygons as lines."""
    return np.asarray(shapely.get_rings(shapely.get_parts(shapes)), dtype=object)


def centres(shapes: Shapes) -> Floats:
    """Centres of gravity, shape (n, 2)."""
    return np.asarray(shapely.get_coordinates(shapely.centroid(shapes)), dtype=np.float64)
