"""The parameters of the service, as its descriptions list them.

They are read by `gis_api/ogc/query.py`, which refuses what is not known; the framework only documents them.
"""

from typing import Annotated, Any, Final

from fastapi import Path

from gis_api.ogc.links import Json
from gis_api.ogc.media import Formats
from layers.items.crs import served
from layers.items.query import MOST

__all__ = [
    "IF_MATCH",
    "ITEM",
    "ITEMS",
    "REASON",
    "Collection",
    "FeatureId",
    "answers",
    "content",
    "f",
    "named",
]

Collection = Annotated[str, Path(description="Name of a layer.", examples=["road"])]
FeatureId = Annotated[str, Path(description="Key of the feature: its code.", examples=["420117K000001"])]


def named(name: str, kind: Json, description: str, example: object) -> Json:
    """One parameter of the query string."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": kind,
        "style": "form",
        "explode": False,
        "description": description,
        "example": example,
    }


def f(formats: Formats) -> Json:
    """The parameter that says the format."""
    text = "Format of the answer; without it the Accept header decides."
    return named("f", {"type": "string", "enum": list(formats)}, text, next(iter(formats)))


def answers(description: str, formats: Formats) -> dict[int | str, dict[str, Any]]:
    """What a route answers when all is well."""
    return {200: {"description": description, "content": content(formats)}}


def content(formats: Formats) -> dict[str, Any]:
    """The media types of an answer."""
    kinds = {one.media_type for one in formats.values()}
    return {kind: {"schema": _schema(kind)} for kind in sorted(kinds)}


def _schema(kind: str) -> Json:
    if kind.partition(";")[0].endswith("json"):
        return {"type": "object"}
    return {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}


def _crs(name: str, description: str) -> Json:
    kind = {"type": "string", "format": "uri", "enum": list(served())}
    return named(name, kind, description, next(iter(served())))


DATETIME: Final = named(
    "datetime",
    {"type": "string"},
    "A moment or an interval (`start/end`, `..` for open): the features as they were then.",
    "2026-07-01T08:00:00Z",
)
CRS: Final = _crs(
    "crs", "What the coordinates of the answer are in, its axes in the order of its definition."
)
ITEM: Final = [DATETIME, CRS]
FILTERS: Final = [
    named(
        "filter",
        {"type": "string"},
        "A condition in CQL2 on the fields that `queryables` lists.",
        "name LIKE '%路'",
    ),
    named(
        "filter-lang",
        {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
        "What `filter` is written in.",
        "cql2-text",
    ),
    _crs("filter-crs", "What the places in `filter` are in."),
]
ITEMS: Final = [
    named(
        "bbox",
        {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        "The lower and the upper corner; in CRS84 west, south, east, north, and west greater than east "
        "crosses the antimeridian.",
        [114.79, 30.83, 114.81, 30.85],
    ),
    _crs("bbox-crs", "What `bbox` is in."),
    CRS,
    DATETIME,
    named(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": 10},
        "Most features of a page. A file (CSV, GeoParquet ...) has all unless it is said.",
        100,
    ),
    named("cursor", {"type": "string"}, "From the links `next` and `prev` of a page.", "MTA"),
    *FILTERS,
]
TILE: Final = [
    *FILTERS,
    DATETIME,
    named(
        "properties",
        {"type": "array", "items": {"type": "string"}},
        "Fields that features carry.",
        ["name", "kind"],
    ),
]
REASON: Final = named(
    "reason", {"type": "string", "maxLength": 200}, "Why; the change log keeps it.", "resurveyed"
)
IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of the feature as it was read; `*` for any.",
    "example": "*",
}
COLLECTIONS: Final = named(
    "collections",
    {"type": "array", "items": {"type": "string"}},
    "Collections that are in it; without it all that have tiles.",
    ["road", "building"],
)
