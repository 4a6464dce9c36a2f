"""Coordinate reference systems: names, conversion of arrays and geometries, zones.

Everywhere x comes before y: longitude before latitude, easting before northing, whatever the order
in which EPSG lists the axes (4490 and 4326 list latitude first, 4547 northing first).

CGCS2000 and WGS 84 are taken as one: they agree within a metre, which is map accuracy, and no
parameters between them are published. GCJ-02 and BD-09 are in `layers.crs_shift`. Everything else
comes from PROJ, but only where it knows how the datums relate: it would pass Xi'an 1980 through as
if it were WGS 84, and Beijing 1954 with the parameters of an oil field, both wrong by tens of metres.
Those are refused.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from layers import crs_shift
from layers.crs_names import BD09, CGCS2000, GCJ02, WEB_MERCATOR, WGS84, Crs, parse, zone_of
from layers.crs_shift import Shift
from layers.errors import Invalid

__all__ = [
    "BD09",
    "CGCS2000",
    "GCJ02",
    "WEB_MERCATOR",
    "WGS84",
    "Crs",
    "parse",
    "transform",
    "transform_geometries",
    "transform_geometry",
    "zone_of",
]

_LONLAT: Final = frozenset({CGCS2000, WGS84})
_ACCURACY: Final = 2.0  # metres; what the relation between two datums must be good to
_SLACK: Final = 0.1  # degrees; areas of use are drawn to about that


def transform(xy: ArrayLike, source: Crs, target: Crs) -> NDArray[np.float64]:
    """Convert points from one system to another.

    Args:
        xy: shape (n, 2), x before y, in the units of `source`; n may be 0.
        source: what `xy` is in.
        target: what is wanted.

    Returns:
        A new array of shape (n, 2). A point with a coordinate that is not finite, or that `target`
        can't express, is NaN in both.

    Raises:
        Invalid: `xy` has another shape or no numbers, or no relation between the systems is known.

    Speed:
        On one core some 4 million points a second to or from a Gauss-Krueger zone, 3 million
        to GCJ-02, 0.7 million back.
    """
    points = _points(xy)
    if not points.size:
        return points
    x, y = points[:, 0], points[:, 1]
    for step in _steps(source, target):
        x, y = step(x, y)
    moved = np.column_stack((x, y))
    moved[~np.isfinite(moved).all(axis=1)] = np.nan
    return moved


def transform_geometry(geometry: BaseGeometry, source: Crs, target: Crs) -> BaseGeometry:
    """Convert one geometry; see `transform_geometries`."""
    moved: BaseGeometry = transform_geometries([geometry], source, target)[0]
    return moved


def transform_geometries(
    geometries: Sequence[BaseGeometry | None] | NDArray[np.object_], source: Crs, target: Crs
) -> NDArray[np.object_]:
    """Convert an array (or list) of shapely geometries, vertex by vertex and in one pass.

    Heights stay as they are; None and empty geometries stay None and empty. Straight edges stay
    straight: over long distances they no longer are the same line on the ground.

    Raises:
        Invalid: a vertex can't be expressed in `target`, or as for `transform`.
    """

    def vertices(xyz: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = transform(xyz[:, :2], source, target)
        if lost := int((np.isnan(moved[:, 0]) & np.isfinite(xyz[:, :2]).all(axis=1)).sum()):
            raise Invalid(f"{lost} vertices can't be expressed in {target.name}", lost=lost)
        return np.column_stack((moved, xyz[:, 2:]))

    array = np.asarray(geometries, dtype=np.object_)
    return np.asarray(shapely.transform(array, vertices, include_z=True), dtype=np.object_)


def _points(xy: ArrayLike) -> NDArray[np.float64]:
    """Copy the input into float64 (n, 2), points that aren't finite as NaN."""
    try:
        points = np.array(xy, dtype=np.float64)
    except (TypeError, ValueError):
        raise Invalid("coordinates are not an array of numbers") from None
    if points.shape == (0,):
        return points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        raise Invalid(f"coordinates have shape {points.shape}, wanted (n, 2)", shape=points.shape)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return points


def _steps(source: Crs, target: Crs) -> list[Shift]:
    """List the functions that lead from `source` over WGS 84 to `target`, without detours."""
    if source == target or {source, target} <= _LONLAT:
        return []
    if (source, target) in _SHIFTS:
        return _SHIFTS[source, target]
    return _to_lonlat(source) + _from_lonlat(target)


def _to_lonlat(source: Crs) -> list[Shift]:
    if source in _LONLAT:
        return []
    if source.epsg is None:
        return _SHIFTS[source, WGS84]
    return [_projection(source.epsg, inverse=True)]


def _from_lonlat(target: Crs) -> list[Shift]:
    if target in _LONLAT:
        return []
    if target.epsg is None:
        return _SHIFTS[WGS84, target]
    return [_projection(target.epsg, inverse=False)]


_SHIFTS: Final[dict[tuple[Crs, Crs], list[Shift]]] = {
    (WGS84, GCJ02): [crs_shift.wgs_to_gcj],
    (WGS84, BD09): [crs_shift.wgs_to_gcj, crs_shift.gcj_to_bd],
    (GCJ02, WGS84): [crs_shift.gcj_to_wgs],
    (GCJ02, BD09): [crs_shift.gcj_to_bd],
    (BD09, WGS84): [crs_shift.bd_to_gcj, crs_shift.gcj_to_wgs],
    (BD09, GCJ02): [crs_shift.bd_to_gcj],
}


@lru_cache(maxsize=256)
def _projection(code: int, *, inverse: bool) -> Shift:
    """PROJ's way between an EPSG system and longitude, latitude of CGCS2000 or else of WGS 84."""
    for hub in (CGCS2000.epsg, WGS84.epsg):
        start, end = (code, hub) if inverse else (hub, code)
        try:
            known = Transformer.from_crs(start, end, always_xy=True, allow_ballpark=False)
        except ProjError:
            continue
        if _is_good(known, code):
            return known.transform
    raise Invalid(
        f"no parameters between EPSG:{code} and CGCS2000 are published that hold in all its area",
        hint="have the survey office convert the data, then bring it in as EPSG:4490",
    )


def _is_good(known: Transformer, code: int) -> bool:
    """Whether it is one operation, not a choice of local ones, good to 2 m in all the CRS's area."""
    area, whole = known.area_of_use, CRS.from_epsg(code).area_of_use
    if not 0.0 <= known.accuracy <= _ACCURACY or area is None or whole is None:
        return False
    (west, south, east, north), (w, s, e, n) = area.bounds, whole.bounds
    return west <= w + _SLACK and south <= s + _SLACK and east >= e - _SLACK and north >= n - _SLACK
