"""What a caller sends to be stored: each property and the place, checked against the table."""

import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import shapely
from geoalchemy2 import Geometry
from psycopg.types.json import Jsonb
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.catalogue import Layer
from layers.columns import column_type, moment
from layers.crs import CGCS2000, transform_geometry
from layers.errors import Invalid
from layers.items.crs import ItemCrs
from layers.schema import LAYER_TABLES

__all__ = ["MOST_VERTICES", "editable", "place", "properties"]

MOST_VERTICES: Final = 100_000
"""Of one place."""

OWN: Final = frozenset({"id", "source", "valid_from", "import_id"})
"""Columns that the service fills in; what is sent for them is not looked at."""

NORTHERNMOST: Final = 85.06
"""Degrees; beyond it nothing could be drawn in Web Mercator."""


def editable(layer: Layer, *, internal: bool = True) -> list[str]:
    """The fields that may be sent."""
    table = LAYER_TABLES[layer.table]
    return [
        field.name
        for field in layer.visible(internal=internal)
        if field.name not in OWN and table.columns[field.name].computed is None
    ]


def properties(layer: Layer, given: Mapping[str, Any]) -> dict[str, object]:
    """The columns that the properties of a feature are stored in.

    Raises:
        Invalid: one is not known, or can't have that value.
    """
    names = editable(layer)
    known = {field.name for field in layer.visible(internal=True)}
    if strange := sorted(set(given) - known):
        raise Invalid(f"{layer.name} has no property {strange[0][:50]!r}", allowed=names)
    return {name: _value(layer, name, given[name]) for name in names if name in given}


def _value(layer: Layer, name: str, value: object) -> object:
    if value is None:
        return None
    kind = column_type(layer, name)
    reader = READERS.get(kind, _json)
    try:
        return reader(value)
    except (TypeError, ValueError, ArithmeticError):
        raise Invalid(f"property {name!r} is no {NAMES.get(kind, 'JSON')}", field=name) from None


def place(layer: Layer, given: object, crs: ItemCrs) -> str:
    """The place of a feature as WKB in hexadecimal, EPSG:4490, of the table's own type.

    Args:
        layer: which says what kind of place it has.
        given: a GeoJSON geometry.
        crs: what its coordinates are in, and which axis stands first.

    Raises:
        Invalid: it is no geometry, none of this kind, not valid, too large or off the map.
    """
    if not isinstance(given, dict):
        raise Invalid("geometry is no GeoJSON geometry", field="geometry")
    shape = _shape(given)
    if crs.flipped:
        shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
    shape = transform_geometry(shape, crs.crs, CGCS2000)
    column = LAYER_TABLES[layer.table].columns["geom"].type
    wanted = str(column.geometry_type) if isinstance(column, Geometry) else "GEOMETRY"
    shape = _as(shape, wanted)
    _check(shape)
    return str(shapely.to_wkb(shape, hex=True, include_srid=False))


def _shape(given: dict[str, Any]) -> BaseGeometry:
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(given, allow_nan=False)))
    except (ShapelyError, TypeError, ValueError):
        raise Invalid("geometry is no GeoJSON geometry", field="geometry") from None
    if shape.is_empty:
        raise Invalid("geometry is empty", field="geometry")
    if (count := int(shapely.get_num_coordinates(shape))) > MOST_VERTICES:
        raise Invalid("geometry has too many vertices", field="geometry", given=count, maximum=MOST_VERTICES)
    return shape


def _as(shape: BaseGeometry, wanted: str) -> BaseGeometry:
    """The same place as the type of the column; a single one becomes a collection of one."""
    kind = shape.geom_type.upper()
    if wanted == kind or (wanted == "GEOMETRY" and kind in PLAIN):
        return shape
    if wanted == f"MULTI{kind}":
        return COLLECTIONS[kind]([shape])
    allowed = sorted({wanted, wanted.removeprefix("MULTI")} if wanted != "GEOMETRY" else PLAIN)
    raise Invalid(f"geometry is a {shape.geom_type}", field="geometry", allowed=allowed)


def _check(shape: BaseGeometry) -> None:
    west, south, east, north = shape.bounds
    if max(-west, east) > 180 or max(-south, north) > NORTHERNMOST:
        raise Invalid("geometry is off the map", field="geometry", hint="is the order of the axes right?")
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise Invalid("geometry is not valid", field="geometry", reason=reason)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError
    return int(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _json(value: object) -> Jsonb:
    return Jsonb(value)


READERS: dict[type, Callable[[object], object]] = {
    str: _text,
    int: _integer,
    float: _number,
    Decimal: lambda value: Decimal(str(_number(value))),
    bool: _truth,
    date: lambda value: date.fromisoformat(_text(value)),
    datetime: lambda value: moment(_text(value)),
}
"""By the type of a column; any other holds JSON."""

NAMES: dict[type, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    Decimal: "number",
    bool: "true or false",
    date: "date such as 2026-07-01",
    datetime: "time such as 2026-07-01T08:00:00Z",
}

PLAIN: Final = frozenset({"POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"})
"""What a column of any type takes."""

COLLECTIONS: dict[str, Callable[[list[Any]], BaseGeometry]] = {
    "POINT": shapely.MultiPoint,
    "LINESTRING": shapely.MultiLineString,
    "POLYGON": shapely.MultiPolygon,
}
