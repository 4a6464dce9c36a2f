"""Lengths and areas on the ellipsoid, and what is too thin to be more than noise of coordinates.

Shapes are in degrees of CGCS2000 throughout, so that a corner which isn't touched keeps its exact numbers.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

__all__ = [
    "METRE",
    "NOISE",
    "SPECK",
    "Shape",
    "Shapes",
    "cleaned",
    "in_metres",
    "joined",
    "parts",
    "same",
    "shared_border",
    "square_metres",
    "thick",
    "width",
]

Shape = BaseGeometry
Shapes = NDArray[np.object_]

METRE: Final = 1 / 111_195
"""Degrees of latitude; some more than a metre from east to west, which is enough for a tolerance."""

NOISE: Final = 0.05
"""Metres: what is thinner is noise of coordinates, no gap and no overlap."""

SPECK: Final = (NOISE * METRE) ** 2
"""Square degrees: what has less area need not be looked at."""

GEOD: Final = Geod(ellps="GRS80")  # the ellipsoid of CGCS2000, but for a tenth of a millimetre


def square_metres(shape: Shape) -> float:
    """Area on the ellipsoid, m²; 0 of what is empty or has none."""
    area, _ = GEOD.geometry_area_perimeter(shapely.orient_polygons(parts(shape)))
    return abs(float(area))


def parts(shape: Shape) -> Shape:
    """Its polygons as one MultiPolygon; points and lines fall away."""
    pieces = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([one for one in pieces if isinstance(one, Polygon) and not one.is_empty])


def thick(shape: Shape, least: float = NOISE) -> Shape:
    """The parts of a shape that are at least so many metres wide, cut off from those that are not.

    Returns:
        A MultiPolygon; empty when all of it is thinner.
    """
    half = least / 2 * METRE
    core = shape.buffer(-half, join_style="mitre")
    if core.is_empty:
        return shapely.MultiPolygon()
    return parts(shape.intersection(core.buffer(2 * half, join_style="mitre")))


def same(one: Shape, other: Shape) -> bool:
    """Whether two shapes are equal but for noise."""
    return thick(one.symmetric_difference(other)).is_empty


def in_metres(shapes: Shapes | Sequence[Shape]) -> Shapes:
    """The same shapes in metres of a plane that touches the ellipsoid in their middle, for widths."""
    array = np.asarray(shapes, dtype=np.object_)
    if not array.size:
        return array
    _, south, _, north = shapely.total_bounds(array)
    scale = np.array([np.cos(np.radians((south + north) / 2)), 1]) / METRE
    return np.asarray(shapely.transform(array, lambda xy: xy * scale), dtype=np.object_)


def width(shape: Shape) -> float:
    """Metres across at the widest place: the diameter of the largest circle inside; 0 of what is empty."""
    if shape.is_empty:
        return 0.0
    radius = shapely.maximum_inscribed_circle(in_metres([shape])[0])
    return 2 * float(radius.length)


def shared_border(shape: Shape, other: Shape) -> float:
    """Metres of the border of one shape that run along the other."""
    along = shape.boundary.intersection(other.buffer(NOISE * METRE))
    return float(in_metres([along])[0].length)


def joined(shapes: Sequence[Shape]) -> Shape:
    """One shape of several neighbours, without the hairlines that noise leaves along their common borders.

    Returns:
        A MultiPolygon; of one part where all are connected by edges.
    """
    known = np.array(list(shapes), dtype=np.object_)
    if not shapely.coverage_is_valid(known, gap_width=NOISE * METRE):
        known = cleaned(known)
    return parts(shapely.coverage_union_all(known))


def cleaned(shapes: Shapes, gap: float = NOISE) -> Shapes:
    """The same neighbours without overlaps and without gaps narrower than some metres, edges matched.

    What two have in common, and a gap, goes to the one that has the longest border with it.
    """
    settled = shapely.coverage_clean(  # type: ignore[attr-defined]  # newer than the types of shapely
        shapes, gap_width=gap * METRE, snapping_distance=NOISE / 2 * METRE
    )
    return np.asarray(settled, dtype=np.object_)
