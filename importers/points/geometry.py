"""Geometries as columns of Arrow: which column is one, in which coordinate system, and the points of it."""

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from importers.points.batch import Batch
from layers.crs import CGCS2000, WGS84, Crs, parse, transform
from layers.errors import Invalid
from layers.locate.arrow import Floats

__all__ = [
    "GEO",
    "MARK",
    "NAME",
    "Geometry",
    "as_wkb",
    "as_wkt",
    "coordinates",
    "geometry_of",
    "with_geometry",
    "with_points",
]

GEO: Final = b"geo"
"""Key of the metadata of GeoParquet."""

NAME: Final = "geometry"
"""Of a column that is made here."""

_KIND: Final = b"ARROW:extension:name"
_MORE: Final = b"ARROW:extension:metadata"
_ENCODINGS: Final = {
    b"geoarrow.wkb": "WKB",
    b"ogc.wkb": "WKB",
    b"geoarrow.point": "point",
}
_HINT: Final = "take points of them first, such as their centroids, or name columns: lon and lat"
MARK: Final = {_KIND: b"geoarrow.wkb"}
"""Metadata by which Arrow knows a column of geometries."""

_POINT: Final = shapely.GeometryType.POINT.value


@dataclass(frozen=True)
class Geometry:
    """A column of geometries."""

    column: int
    """Place in the schema."""
    encoding: str
    """`WKB`, or `point`: a structure of x and y."""
    crs: Crs | None
    """What the file says; None where it says that it doesn't know."""


def geometry_of(schema: pa.Schema) -> Geometry | None:
    """The column of geometries that GeoParquet names as its first, or the first that Arrow marks as one.

    Raises:
        Invalid: what is said of it can't be understood, or its coordinate system is in no register.
    """
    if GEO in (schema.metadata or {}):
        return _of_geoparquet(schema, _json(schema.metadata[GEO]))
    for n, field in enumerate(schema):
        marks: dict[bytes, bytes] = field.metadata or {}
        if encoding := _ENCODINGS.get(marks.get(_KIND, b"")):
            return Geometry(n, encoding, _crs(_json(marks.get(_MORE) or b"{}").get("crs")))
    return None


def _of_geoparquet(schema: pa.Schema, said: dict[str, Any]) -> Geometry:
    try:
        name = said["primary_column"]
        column = said["columns"][name]
        encoding, system = column["encoding"], column.get("crs", "OGC:CRS84")
    except (KeyError, TypeError, AttributeError):
        raise Invalid("what the file says of its geometry (GeoParquet) is not sound") from None
    place = schema.get_field_index(name)
    if place < 0:
        raise Invalid("the file lacks the column of geometries that it names")
    if encoding not in _ENCODINGS.values():
        raise Invalid(f"the geometries are {str(encoding)[:40]}, wanted points", hint=_HINT)
    return Geometry(place, encoding, _crs(system))


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("what the file says of its geometry is no JSON")
    return found


def _crs(said: object) -> Crs | None:
    if said is None:
        return None
    try:
        found = CRS.from_user_input(said)
    except CRSError:
        raise Invalid("the coordinate system of the file can't be understood") from None
    authority = found.to_authority()
    if authority == ("OGC", "CRS84"):
        return WGS84
    if not authority or authority[0] != "EPSG":
        hint = "write it in a system that has an EPSG code"
        raise Invalid(f"the coordinate system of the file, {found.name[:60]!r}, has no EPSG code", hint=hint)
    return parse(f"EPSG:{authority[1]}")


def coordinates(column: pa.Array, geometry: Geometry) -> tuple[Floats, Floats]:
    """The coordinates of points, x before y; NaN where there is none, or it is empty or damaged.

    Raises:
        Invalid: a geometry is no point.
    """
    if geometry.encoding == "point":
        x, y = (_part(column, name) for name in ("x", "y"))
        return x, y
    shapes = _shapes(column)
    kinds = shapely.get_type_id(shapes)
    other = np.flatnonzero((kinds != _POINT) & (kinds >= 0))
    if other.size:
        kind = shapely.GeometryType(kinds[other[0]]).name
        raise Invalid(f"there are geometries of the type {kind}, wanted points", hint=_HINT)
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _part(column: pa.Array, name: str) -> Floats:
    if not pa.types.is_struct(column.type) or column.type.get_field_index(name) < 0:
        raise Invalid("the points are no structures of x and y")
    part = pc.struct_field(column, name).cast(pa.float64())
    found: Floats = part.fill_null(np.nan).to_numpy(zero_copy_only=False)
    return found


def _shapes(column: pa.Array) -> NDArray[np.object_]:
    try:
        bytes_ = np.asarray(column.cast(pa.binary()), dtype=object)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise Invalid("the geometries are not in WKB") from None
    shapes: NDArray[np.object_] = shapely.from_wkb(bytes_, on_invalid="ignore")
    return shapes


def as_wkb(column: pa.Array, geometry: Geometry) -> pa.Array:
    """The geometries in WKB, null where there is none."""
    if geometry.encoding == "WKB":
        return column.cast(pa.binary())
    return _points(*coordinates(column, geometry))


def as_wkt(column: pa.Array, geometry: Geometry) -> pa.Array:
    """The geometries in WKT, null where there is none."""
    shapes = shapely.from_wkb(np.asarray(as_wkb(column, geometry), dtype=object), on_invalid="ignore")
    return pa.array(shapely.to_wkt(shapes, rounding_precision=-1), pa.string())


def _points(x: Floats, y: Floats) -> pa.Array:
    there = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(x), None, dtype=object)
    shapes[there] = shapely.points(x[there], y[there])
    return pa.array(shapely.to_wkb(shapes), pa.binary())


def with_geometry(schema: pa.Schema) -> pa.Schema:
    """The schema with a column for `with_points` at the end."""
    said = {**MARK, _MORE: json.dumps({"crs": f"EPSG:{CGCS2000.epsg}"}).encode()}
    name = NAME
    while name in schema.names:
        name += "_"
    return schema.append(pa.field(name, pa.binary(), metadata=said))


def with_points(batch: Batch, crs: Crs, schema: pa.Schema) -> pa.RecordBatch:
    """The rows with their points as WKB in CGCS2000 in a last column; null where there is none."""
    moved = transform(np.column_stack((batch.x, batch.y)), crs, CGCS2000)
    return pa.RecordBatch.from_arrays([*batch.rows.columns, _points(*moved.T)], schema=schema)
