"""What a filter may name in a layer, and of which type it is."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY

from layers.catalogue import Kind, Layer
from layers.columns import column_type
from layers.schema import LAYER_TABLES

__all__ = ["PLACE", "Type", "element", "geometry_type", "named", "queryables", "type_of"]

PLACE = "geom"
"""The name of a layer's geometry: that of its column."""


class Type(Enum):
    """What a column or an expression holds, in words for people."""

    TEXT = "text"
    INTEGER = "a whole number"
    DECIMAL = "a decimal number"
    FLOAT = "a number"
    TRUTH = "true or false"
    DATE = "a date"
    MOMENT = "a time"
    OBJECT = "an object"
    ARRAY = "an array"
    GEOMETRY = "a geometry"


NUMBERS = frozenset({Type.INTEGER, Type.DECIMAL, Type.FLOAT})

TYPES: dict[type, Type] = {
    str: Type.TEXT,
    int: Type.INTEGER,
    Decimal: Type.DECIMAL,
    float: Type.FLOAT,
    bool: Type.TRUTH,
    date: Type.DATE,
    datetime: Type.MOMENT,
    list: Type.ARRAY,
}
"""Anything else is an object."""

SCHEMAS: dict[Type, dict[str, object]] = {
    Type.TEXT: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
    Type.FLOAT: {"type": "number"},
    Type.TRUTH: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.MOMENT: {"type": "string", "format": "date-time"},
    Type.OBJECT: {"type": "object"},
}
FORMATS: dict[str, str] = {
    "POINT": "geometry-point",
    "LINESTRING": "geometry-linestring",
    "POLYGON": "geometry-polygon",
    "MULTIPOINT": "geometry-multipoint",
    "MULTILINESTRING": "geometry-multilinestring",
    "MULTIPOLYGON": "geometry-multipolygon",
}
"""Types of a geometry column by their names in OGC API Features, Part 5."""


def named(layer: Layer, *, internal: bool) -> list[str]:
    """The names that a caller may use: the fields that it may read, and `PLACE` where there is one."""
    names = [one.name for one in layer.visible(internal=internal)]
    return names if layer.geometry is Kind.NONE else [*names, PLACE]


def type_of(layer: Layer, name: str) -> Type:
    """The type of a column that `named` lists."""
    return Type.GEOMETRY if name == PLACE else TYPES.get(column_type(layer, name), Type.OBJECT)


def element(layer: Layer, name: str) -> Type:
    """The type of the members of an array column."""
    kind = LAYER_TABLES[layer.table].columns[name].type
    return TYPES[kind.item_type.python_type] if isinstance(kind, ARRAY) else Type.OBJECT


def geometry_type(layer: Layer) -> str:
    """The type that the layer's geometry column is declared with, GEOMETRY being any."""
    kind = LAYER_TABLES[layer.table].columns[PLACE].type
    return str(kind.geometry_type) if isinstance(kind, Geometry) else "GEOMETRY"


def queryables(layer: Layer, *, internal: bool = False) -> dict[str, object]:
    """What a caller may filter by, as the JSON Schema that OGC API Features, Part 3 has for it.

    The caller adds `$id`, which is the address of the document.
    """
    fields = layer.visible(internal=internal)
    properties = {one.name: _schema(layer, one.name, one.meaning, one.unit) for one in fields}
    if layer.geometry is not Kind.NONE:
        shape = FORMATS.get(geometry_type(layer), "geometry-any")
        properties[PLACE] = {"title": "place", "format": shape, "x-ogc-role": "primary-geometry"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": layer.title,
        "properties": properties,
        "additionalProperties": False,
    }


def _schema(layer: Layer, name: str, meaning: str, unit: str | None) -> dict[str, object]:
    kind = type_of(layer, name)
    shape = _array(layer, name) if kind is Type.ARRAY else SCHEMAS[kind]
    about: dict[str, object] = {"title": meaning}
    if unit and kind in NUMBERS:
        about["x-ogc-unit"] = unit
    if name == layer.key:
        about["x-ogc-role"] = "id"
    return about | shape


def _array(layer: Layer, name: str) -> dict[str, object]:
    return {"type": "array", "items": SCHEMAS[element(layer, name)]}
