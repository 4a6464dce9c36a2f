"""Geometries of files into geometries of layers: EPSG:4490, the table's type, valid, within the city."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import crs as reference
from layers.crs import CGCS2000, Crs
from layers.errors import Invalid

__all__ = ["Places", "from_points", "placed"]

Bounds = tuple[float, float, float, float]

_PARTS = {"MULTIPOLYGON": "Polygon", "MULTILINESTRING": "LineString", "POINT": "Point"}


@dataclass
class Places:
    """Geometries ready for a table, and what had to be done to them."""

    geometry: NDArray[np.object_]
    """None where there is none, or none that can be used."""
    repaired: dict[int, str] = field(default_factory=dict)
    wrong: dict[int, str] = field(default_factory=dict)
    """Row -> why it has no geometry."""

    def refuse(self, rows: NDArray[np.bool_], reason: str) -> None:
        """Take the geometry of some rows away."""
        for row in np.flatnonzero(rows):
            self.geometry[row] = None
            self.repaired.pop(int(row), None)
            self.wrong.setdefault(int(row), reason)


def from_points(x: Sequence[str | float | None], y: Sequence[str | float | None]) -> NDArray[np.object_]:
    """Points of two columns of numbers or text; None where either is missing or no number."""
    xy = np.column_stack((_numbers(x), _numbers(y)))
    points = np.full(len(xy), None, dtype=object)
    sound = np.isfinite(xy).all(axis=1)
    points[sound] = shapely.points(xy[sound])
    return points


def _numbers(values: Sequence[str | float | None]) -> NDArray[np.float64]:
    def number(value: str | float | None) -> float:
        try:
            return float("nan") if value is None else float(value)
        except ValueError:
            return float("nan")

    return np.fromiter(map(number, values), np.float64, len(values))


def placed(given: NDArray[np.object_], crs: Crs, kind: str, bounds: Bounds) -> Places:
    """Bring geometries into CGCS2000 and into the shape that a table takes.

    Args:
        given: shapely geometries or None; heights are dropped.
        crs: what they are in.
        kind: PostGIS type of the table's column; GEOMETRY takes every type.
        bounds: of the city in degrees; a geometry that is all outside is refused, and so is a point.

    Returns:
        The geometries in the same order. An outline that crosses itself is repaired and said; a single
        geometry becomes one of many without a word; another type than the table's is refused.
    """
    found = Places(shapely.force_2d(np.asarray(given, dtype=object)))
    missing = shapely.is_missing(found.geometry) | shapely.is_empty(found.geometry)
    found.refuse(missing, "no position")
    _transform(found, crs)
    _repair(found)
    if kind != "GEOMETRY":
        _coerce(found, kind)
    west, south, east, north = bounds
    there = ~shapely.is_missing(found.geometry)
    outside = there & ~shapely.intersects(found.geometry, shapely.box(west, south, east, north))
    found.refuse(outside, f"position outside {west:g},{south:g},{east:g},{north:g}")
    return found


def _transform(found: Places, crs: Crs) -> None:
    finite = np.isfinite(shapely.bounds(found.geometry)).all(axis=1)
    found.refuse(~finite & ~shapely.is_missing(found.geometry), "coordinates are no numbers")
    if crs in (CGCS2000, reference.WGS84):
        return
    try:
        found.geometry = reference.transform_geometries(found.geometry, crs, CGCS2000)
    except Invalid:
        _transform_singly(found, crs)


def _transform_singly(found: Places, crs: Crs) -> None:
    """When some vertex is beyond the CRS, find out whose it is."""
    for row, one in enumerate(found.geometry):
        try:
            found.geometry[row] = None if one is None else reference.transform_geometry(one, crs, CGCS2000)
        except Invalid:
            found.geometry[row] = None
            found.wrong[row] = f"position is not in {crs.name}"


def _repair(found: Places) -> None:
    bad = ~shapely.is_missing(found.geometry) & ~shapely.is_valid(found.geometry)
    for row in np.flatnonzero(bad):
        reason = str(shapely.is_valid_reason(found.geometry[row])).split("[")[0].strip().lower()
        found.geometry[row] = shapely.make_valid(found.geometry[row])
        found.repaired[int(row)] = f"outline made valid ({reason})"


def _coerce(found: Places, kind: str) -> None:
    """One of many for one; the parts of the right type of a collection; nothing else."""
    part = _PARTS[kind]
    types = shapely.get_type_id(found.geometry)
    wanted = types == shapely.GeometryType[kind].value
    for row in np.flatnonzero(~wanted & (types >= 0)):
        one: BaseGeometry = found.geometry[row]
        parts = [p for p in _leaves(one) if p.geom_type == part]
        if not parts or (row not in found.repaired and len(parts) < len(_leaves(one))):
            found.refuse(np.arange(len(types)) == row, f"is a {one.geom_type}, wanted {kind}")
        elif kind == "POINT":
            found.geometry[row] = parts[0]
            if len(parts) > 1:
                found.repaired[int(row)] = "first of several points taken"
        else:
            found.geometry[row] = (
                shapely.multipolygons(parts) if part == "Polygon" else shapely.multilinestrings(parts)
            )


def _leaves(one: BaseGeometry) -> list[BaseGeometry]:
    """The single geometries of a collection, however deep."""
    if not hasattr(one, "geoms"):
        return [one]
    return [leaf for part in one.geoms for leaf in _leaves(part)]
