"""The formats of answers: which there are, and which one a request wants, by `f` or by its Accept header."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from starlette.requests import Request

from layers.errors import Invalid

__all__ = [
    "DOCUMENTS",
    "FILES",
    "GEOJSON",
    "HTML",
    "ITEM",
    "ITEMS",
    "JSON",
    "JSONFG",
    "OPENAPI",
    "SCHEMA",
    "STYLE",
    "Format",
    "wanted",
]

JSON: Final = "application/json"
HTML: Final = "text/html"
GEOJSON: Final = "application/geo+json"
JSONFG: Final = "application/vnd.ogc.fg+json"
SCHEMA: Final = "application/schema+json"
STYLE: Final = "application/vnd.mapbox.style+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"


class Format(NamedTuple):
    """One way to write an answer."""

    media_type: str
    title: str


Formats = Mapping[str, Format]
"""By the value of `f`; the first is the one that a request gets that asks for none."""

PAGE: Final = Format(HTML, "a page for people")


def document(media_type: str = JSON) -> Formats:
    """The formats of a document of that type."""
    return {"json": Format(media_type, "JSON"), "html": PAGE}


DOCUMENTS: Final = document()
ITEM: Final[Formats] = {
    "geojson": Format(GEOJSON, "GeoJSON"),
    "jsonfg": Format(JSONFG, "JSON-FG"),
    "html": PAGE,
}
FILES: Final[Formats] = {
    "csv": Format("text/csv", "CSV"),
    "parquet": Format("application/vnd.apache.parquet", "GeoParquet"),
    "gpkg": Format("application/geopackage+sqlite3", "GeoPackage"),
    "fgb": Format("application/flatgeobuf", "FlatGeobuf"),
}
"""Whole collections."""
ITEMS: Final[Formats] = {**ITEM, **FILES}

ALIASES: Final = {"json": "geojson"}
"""Other values of `f`, where the formats don't have them."""


def wanted(request: Request, formats: Formats) -> str:
    """The name of the format that a request wants.

    Raises:
        Invalid: `f` names one that is not there.
    """
    named = request.query_params.get("f")
    if named is None:
        return _accepted(request.headers.get("accept", ""), formats)
    name = named if named in formats else ALIASES.get(named, "")
    if name not in formats:
        raise Invalid("parameter 'f' names no format of this", allowed=list(formats))
    return name


def _accepted(header: str, formats: Formats) -> str:
    """What the Accept header likes best; what it doesn't know is answered as if it asked for nothing."""
    first = next(iter(formats))
    best, weight = first, 0.0
    for part in header[:1000].split(","):
        kind, *parameters = (text.strip() for text in part.split(";"))
        name = next((name for name, one in formats.items() if one.media_type.split(";")[0] == kind), None)
        if kind in {"*/*", JSON}:
            name = name or first
        if name and (quality := _quality(parameters)) > weight:
            best, weight = name, quality
    return best


def _quality(parameters: list[str]) -> float:
    given = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0
