"""What a feature of a layer has, as a JSON Schema (OGC API Features, Part 5)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from geoalchemy2 import Geometry

from gis_api.ogc.links import ROOT, Json
from layers.catalogue import Field, Kind, Layer
from layers.columns import column_type
from layers.items.values import editable
from layers.schema import LAYER_TABLES

__all__ = ["TYPES", "schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
TYPES: Final[dict[type, Json]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
"""By the type of a column; any other holds any JSON."""


def schema(base: str, layer: Layer, *, internal: bool) -> Json:
    """The schema of a layer's features: properties in the order of the layer file, the place last.

    Args:
        base: what stands before `/ogc/...`.
        layer: whose features they are.
        internal: whether fields for internal use are listed.
    """
    fields = layer.visible(internal=internal)
    writable = set(editable(layer)) if layer.writable else set()
    properties = {one.name: _property(layer, one, place, writable) for place, one in enumerate(fields)}
    if layer.geometry is not Kind.NONE:
        properties["geometry"] = {
            "title": "place",
            "x-ogc-role": "primary-geometry",
            "format": f"geometry-{_geometry(layer)}",
        }
    return {
        "$schema": DIALECT,
        "$id": f"{base}{ROOT}/collections/{layer.name}/schema",
        "type": "object",
        "title": layer.title,
        "description": layer.title_en,
        "properties": properties,
        "required": [name for name in properties if _needed(layer, name, writable)],
        "additionalProperties": False,
    }


def _property(layer: Layer, field: Field, place: int, writable: set[str]) -> Json:
    made: Json = {
        "title": field.meaning,
        **TYPES.get(column_type(layer, field.name), {}),
        "x-ogc-propertySeq": place,
    }
    if field.unit:
        made["x-ogc-unit"] = field.unit
    if field.name == layer.key:
        made["x-ogc-role"] = "id"
    return made | ({} if field.name in writable else {"readOnly": True})


def _needed(layer: Layer, name: str, writable: set[str]) -> bool:
    """Whether a new feature must have it; a key is made up where none is sent."""
    if name == "geometry":
        name = "geom"
    elif name not in writable or name == layer.key:
        return False
    column = LAYER_TABLES[layer.table].columns[name]
    return not column.nullable and column.server_default is None


def _geometry(layer: Layer) -> str:
    kind = LAYER_TABLES[layer.table].columns["geom"].type
    name = str(kind.geometry_type).lower() if isinstance(kind, Geometry) else "geometry"
    return "any" if name == "geometry" else name
