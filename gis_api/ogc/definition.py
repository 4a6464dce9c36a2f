"""The part of the API below `/ogc` as an OpenAPI 3.0 document, which is what OGC's clients and tests read.

The document of the whole service is OpenAPI 3.1; its schemas are not those of 3.0.
"""

from collections.abc import Sequence
from typing import Final

from gis_api.errors import PROBLEM
from gis_api.ogc import parameters
from gis_api.ogc.changing import MERGE
from gis_api.ogc.links import ROOT, Json
from gis_api.ogc.media import DOCUMENTS, GEOJSON, ITEM, ITEMS, SCHEMA, STYLE, Formats, document
from gis_api.tiling.heads import MVT
from layers.catalogue import Layer

__all__ = ["definition"]

PLAIN: Final[dict[str, tuple[str, Formats]]] = {
    "/": ("landing page", DOCUMENTS),
    "/conformance": ("conformance classes", DOCUMENTS),
    "/collections": ("collections", DOCUMENTS),
    "/collections/{collectionId}": ("one collection", DOCUMENTS),
    "/collections/{collectionId}/schema": ("schema of its features", document(SCHEMA)),
    "/collections/{collectionId}/queryables": ("what its features are found by", document(SCHEMA)),
    "/tileMatrixSets": ("tile matrix sets", DOCUMENTS),
    "/tileMatrixSets/{tileMatrixSetId}": ("one tile matrix set", DOCUMENTS),
    "/tiles": ("tilesets of all collections", DOCUMENTS),
    "/tiles/{tileMatrixSetId}": ("one tileset", DOCUMENTS),
    "/collections/{collectionId}/tiles": ("tilesets of a collection", DOCUMENTS),
    "/collections/{collectionId}/tiles/{tileMatrixSetId}": ("one tileset of a collection", DOCUMENTS),
    "/styles": ("styles", DOCUMENTS),
    "/styles/{styleId}": ("one style", document(STYLE)),
    "/styles/{styleId}/metadata": ("about one style", DOCUMENTS),
}
"""Documents by path: what they are, and their formats."""

TILE: Final = "/{tileMatrix}/{tileRow}/{tileCol}"
TILED: Final = ("/tiles/{tileMatrixSetId}", "/collections/{collectionId}/tiles/{tileMatrixSetId}")


def definition(base: str, layers: Sequence[Layer], matrix_sets: Sequence[str], styles: Sequence[str]) -> Json:
    """The document.

    Args:
        base: what stands before `/ogc/...`.
        layers: that the caller may see.
        matrix_sets: their ids.
        styles: their ids.
    """
    known = {
        "collectionId": [layer.name for layer in layers],
        "tileMatrixSetId": list(matrix_sets),
        "styleId": list(styles),
    }
    paths = {path: _get(path, title, formats, []) for path, (title, formats) in PLAIN.items()}
    paths["/collections/{collectionId}/items"] = _items()
    paths["/collections/{collectionId}/items/{featureId}"] = _item()
    paths |= {f"{path}{TILE}": _tile(path) for path in TILED}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "城市一张图 · One map of a city",
            "version": "1",
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": f"{base}{ROOT}"}],
        "paths": {path: _placed(path, item, known) for path, item in paths.items()},
        "components": {
            "responses": {"Problem": _content("an error", [PROBLEM])},
            "securitySchemes": SECURITY,
        },
    }


SECURITY: Final = {"key": {"type": "http", "scheme": "bearer", "description": "The admin key, for writing."}}
ERROR: Final = {"default": {"$ref": "#/components/responses/Problem"}}
NOTHING: Final = {"204": {"description": "done"}}


def _get(path: str, title: str, formats: Formats, more: list[Json]) -> Json:
    answers = {"200": {"description": title, "content": parameters.content(formats)}, **ERROR}
    return {"get": _operation("get", path, title, [*more, parameters.f(formats)], answers)}


def _operation(verb: str, path: str, title: str, taken: list[Json], answers: Json) -> Json:
    words = [word.strip("{}") for word in path.strip("/").split("/") if word]
    return {
        "operationId": "_".join([verb, *words]) or verb,
        "summary": title,
        "parameters": taken,
        "responses": answers,
    }


def _items() -> Json:
    path = "/collections/{collectionId}/items"
    made = {"201": {"description": "made; its address is in Location"}, **ERROR}
    post = _operation("post", path, "make a feature", [parameters.REASON], made)
    got = _get(path, "features", ITEMS, list(parameters.ITEMS))
    return {**got, "post": {**post, **_sent(GEOJSON)}}


def _item() -> Json:
    path = "/collections/{collectionId}/items/{featureId}"
    changed = {**NOTHING, **ERROR}
    taken = [parameters.IF_MATCH, parameters.REASON]
    return {
        **_get(path, "one feature", ITEM, list(parameters.ITEM)),
        "put": {**_operation("put", path, "replace a feature", taken, changed), **_sent(GEOJSON)},
        "patch": {**_operation("patch", path, "change a feature", taken, changed), **_sent(MERGE)},
        "delete": {
            **_operation("delete", path, "delete a feature", taken, changed),
            "security": [{"key": []}],
        },
    }


def _sent(kind: str) -> Json:
    body = {"required": True, "content": {kind: {"schema": {"type": "object"}}}}
    return {"requestBody": body, "security": [{"key": []}]}


def _tile(path: str) -> Json:
    answers = {**_content("a vector tile", [MVT], "200"), "204": {"description": "nothing is here"}, **ERROR}
    taken = list(parameters.TILE) + ([] if path.startswith("/collections") else [parameters.COLLECTIONS])
    return {"get": _operation("get", f"{path}{TILE}", "one tile", taken, answers)}


def _content(title: str, kinds: list[str], status: str | None = None) -> Json:
    made = {
        "description": title,
        "content": {
            kind: {"schema": {"type": "object"} if "json" in kind else {"type": "string", "format": "binary"}}
            for kind in kinds
        },
    }
    return {status: made} if status else made


def _placed(path: str, item: Json, known: dict[str, list[str]]) -> Json:
    """The parameters that stand in the path itself."""
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    taken = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", **({"enum": known[name]} if known.get(name) else {})},
        }
        for name in names
    ]
    return {**item, "parameters": taken} if taken else item
