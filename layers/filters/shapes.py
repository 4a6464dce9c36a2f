"""Geometries of a filter: read, measured, brought to EPSG:4490 and checked."""

import re
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from layers.errors import Invalid
from layers.filters.caps import MOST_CROSSING, Place, wrong
from layers.filters.literals import SMALLEST
from layers.filters.reference import Reference
from layers.filters.tree import Builder, Shape

__all__ = ["TYPES", "Shapes"]

TYPES: dict[str, int] = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""Types of GeoJSON with how deep the positions lie in their coordinates."""
COLLECTION = "GeometryCollection"

WORD = re.compile(r"[^\W\d_]+")
WORDS = {name.upper() for name in (*TYPES, COLLECTION)} | {"Z", "E"}
MOST_SIDE = 16
"""Into how many pieces a side of a box is cut before it is projected."""

Coordinates = float | list["Coordinates"]


class Shapes:
    """Reads the geometries of one filter."""

    def __init__(self, builder: Builder, reference: Reference) -> None:
        """Remember what counts the vertices and what system they are in."""
        self._builder = builder
        self._reference = reference

    def wkt(self, text: str, at: Place) -> Shape:
        """A geometry from Well-Known Text."""
        if not {word.upper() for word in WORD.findall(text)} <= WORDS:
            raise wrong("this is no geometry; it is written POINT(114.8 30.8)", at)
        try:
            with np.errstate(all="ignore"):  # a number that is too large is infinite, and refused below
                found = shapely.from_wkt(text)
        except GEOSException as error:
            raise wrong(_reason(error), at) from None
        return self._admit(found, at)

    def geojson(self, value: dict[str, object], at: Place) -> Shape:
        """A geometry from a GeoJSON object."""
        return self._admit(self._made(value, at), at)

    def box(self, corners: Sequence[object], at: Place) -> Shape:
        """A box from four numbers, or six of which the heights are not used.

        Its first longitude may be the greater one: then it crosses the antimeridian.
        """
        numbers = [_number(one, at) for one in corners]
        if len(numbers) not in {4, 6}:
            raise wrong("a box has four numbers, or six", at)
        x1, y1, x2, y2 = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
        return self._admit(self._box(x1, y1, x2, y2, at), at)

    def _box(self, x1: float, y1: float, x2: float, y2: float, at: Place) -> BaseGeometry:
        longitudes, latitudes = ((y1, y2), (x1, x2)) if self._reference.north_first else ((x1, x2), (y1, y2))
        if latitudes[0] > latitudes[1]:
            raise wrong("the lower left corner of a box comes first", at)
        if longitudes[0] <= longitudes[1]:
            return self._sides(_envelope(x1, y1, x2, y2))
        if not self._reference.crs.geographic:
            raise wrong("the lower left corner of a box comes first", at)
        west, east = (longitudes[0], 180.0), (-180.0, longitudes[1])
        parts = [self._ordered(*across, *latitudes) for across in (west, east)]
        return shapely.union_all(parts)

    def _ordered(self, west: float, east: float, south: float, north: float) -> BaseGeometry:
        corners = (south, west, north, east) if self._reference.north_first else (west, south, east, north)
        return _envelope(*corners)

    def _sides(self, box: BaseGeometry) -> BaseGeometry:
        """Sides that stay what they were on the ground when they are projected."""
        if self._reference.crs.geographic or box.length == 0:
            return box
        return shapely.segmentize(box, box.length / MOST_SIDE)

    def _made(self, value: dict[str, object], at: Place) -> BaseGeometry:
        kind, extra = value.get("type"), value.keys() - {"type", "coordinates", "geometries", "bbox"}
        if extra:
            raise wrong("a geometry has a type and coordinates", at)
        if kind == COLLECTION:
            parts = value.get("geometries")
            if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
                raise wrong("a collection has a list of geometries", at)
            return shapely.GeometryCollection([self._made(part, at) for part in parts])
        if not isinstance(kind, str) or kind not in TYPES:
            raise wrong("a geometry is of one of these types", at, allowed=[*TYPES, COLLECTION])
        return _built(kind, _positions(value.get("coordinates"), TYPES[kind], at), at)

    def _admit(self, geometry: BaseGeometry, at: Place) -> Shape:
        self._builder.count(at)
        self._builder.count_vertices(int(shapely.get_num_coordinates(geometry)), at)
        flat = shapely.force_2d(geometry)
        if not np.isfinite(shapely.get_coordinates(flat)).all():
            raise wrong("a coordinate is not a finite number", at)
        if _has_empty(flat):
            raise wrong("a geometry is empty", at)
        try:
            placed = self._reference.place(flat)
        except Invalid as error:
            raise wrong(error.message, at) from None
        return Shape(_checked(placed, at), at)


def _has_empty(geometry: BaseGeometry) -> bool:
    """Whether it or a part of it is empty."""
    parts = getattr(geometry, "geoms", ())
    return geometry.is_empty or any(map(_has_empty, parts))


def _checked(geometry: BaseGeometry, at: Place) -> BaseGeometry:
    """A geometry that lies on the earth and is valid; a collection of one kind is brought to that kind."""
    geometry = _without_dust(geometry)
    west, south, east, north = geometry.bounds
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise wrong("a geometry lies beyond the earth", at, hint="are the axes in the order of filter-crs?")
    if not shapely.is_valid(geometry):
        raise wrong(f"a geometry is not valid: {shapely.is_valid_reason(geometry)}", at)
    if _crosses_often(geometry):
        raise wrong(f"what may cross itself has at most {MOST_CROSSING} vertices", at)
    return shapely.unary_union(geometry) if geometry.geom_type == COLLECTION else geometry


def _without_dust(geometry: BaseGeometry) -> BaseGeometry:
    """Coordinates that are 0, or nearer to it than numbers of a filter are, as one and the same 0."""
    xy = shapely.get_coordinates(geometry)
    dust = np.abs(xy) < float(SMALLEST)
    return shapely.transform(geometry, lambda _: np.where(dust, 0.0, xy)) if dust.any() else geometry


def _crosses_often(geometry: BaseGeometry) -> bool:
    if shapely.get_num_coordinates(geometry) <= MOST_CROSSING:
        return False
    lines = geometry.geom_type in {"LineString", "MultiLineString"}
    return geometry.geom_type == COLLECTION or (lines and not shapely.is_simple(geometry))


def _envelope(x1: float, y1: float, x2: float, y2: float) -> BaseGeometry:
    """The box, or the line or point that it is when it has no width."""
    if (x1, y1) == (x2, y2):
        return shapely.Point(x1, y1)
    if x1 == x2 or y1 == y2:
        return shapely.LineString([(x1, y1), (x2, y2)])
    return shapely.box(x1, y1, x2, y2)


def _positions(value: object, depth: int, at: Place) -> Coordinates:
    if not isinstance(value, list) or not value:
        raise wrong("coordinates are lists of numbers as deep as the type has them", at)
    if depth:
        return [_positions(one, depth - 1, at) for one in value]
    if len(value) not in {2, 3}:
        raise wrong("a position has two numbers, or three", at)
    return [_number(one, at) for one in value[:2]]


def _number(value: object, at: Place) -> float:
    if not isinstance(value, Decimal) or not np.isfinite(found := float(value)):
        raise wrong("a coordinate is a finite number", at)
    return found


def _built(kind: str, coordinates: Coordinates, at: Place) -> BaseGeometry:
    try:
        return shapely.geometry.shape({"type": kind, "coordinates": coordinates})
    except (GEOSException, ValueError) as error:
        raise wrong(_reason(error), at) from None


def _reason(error: Exception) -> str:
    """What GEOS says, without the name of its class and without the text that it read."""
    if isinstance(error, GEOSException) and str(error).startswith("IllegalArgumentException"):
        return f"this is no geometry: {str(error).partition(': ')[2].strip().lower()}"
    return "this is no geometry"
