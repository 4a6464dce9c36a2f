"""OGC API Features, Part 1: Core, as GeoJSON."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from gis_api.auth import Anyone
from gis_api.caching import answer
from gis_api.db import Db
from gis_api.ogc import documents, query
from gis_api.ogc.documents import GEOJSON, OPENAPI
from gis_api.state import Base, Catalogued
from layers.catalogue import Kind, Layer
from layers.errors import Invalid
from layers.extents import extents
from layers.features import feature, page

__all__ = ["router"]

router = APIRouter(prefix="/ogc", tags=["ogc"])

Collection = Annotated[str, Path(description="Name of a layer.", examples=["road"])]

FEATURES: dict[int | str, dict[str, Any]] = {
    200: {"description": "GeoJSON.", "content": {GEOJSON: {"schema": {"type": "object"}}}},
}


def _parameter(name: str, kind: dict[str, Any], description: str, example: object) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": kind,
        "description": description,
        "example": example,
    }


# Read by gis_api/ogc/query.py, which refuses what is not known; so the framework only documents them.
DATETIME = _parameter(
    "datetime",
    {"type": "string"},
    "A moment or an interval (`start/end`, `..` for open): the features as they were then.",
    "2026-07-01T08:00:00Z",
)
PARAMETERS = {
    "parameters": [
        _parameter(
            "bbox",
            {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
            "West, south, east, north in degrees; west greater than east crosses the antimeridian.",
            [114.79, 30.83, 114.81, 30.85],
        )
        | {"style": "form", "explode": False},
        DATETIME,
        _parameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 10},
            "Most features of a page.",
            100,
        ),
        _parameter("cursor", {"type": "string"}, "From the link `next` of the page before.", "MTA"),
    ]
}


@router.get("")
def read_landing(request: Request, base: Base) -> dict[str, Any]:
    """Where everything is."""
    query.only(request.query_params)
    return documents.landing(base)


@router.get("/conformance")
def read_conformance(request: Request) -> dict[str, list[str]]:
    """Which parts of the standard are there."""
    query.only(request.query_params)
    return documents.CONFORMANCE


@router.get("/api", include_in_schema=False)
def read_definition(request: Request) -> JSONResponse:
    """The OpenAPI document, by the media type that OGC clients look for."""
    query.only(request.query_params)
    return JSONResponse(request.app.openapi(), media_type=OPENAPI)


@router.get("/collections")
def read_collections(
    request: Request, db: Db, catalogue: Catalogued, caller: Anyone, base: Base
) -> dict[str, Any]:
    """Every layer that the caller may see."""
    query.only(request.query_params)
    layers = catalogue.seen(internal=caller.internal)
    return documents.collections(base, layers, extents(db, _placed(layers)))


@router.get("/collections/{collection}")
def read_collection(
    request: Request, db: Db, catalogue: Catalogued, caller: Anyone, base: Base, collection: Collection
) -> dict[str, Any]:
    """One layer."""
    query.only(request.query_params)
    layer = catalogue.get(collection, internal=caller.internal)
    return documents.collection(base, layer, extents(db, _placed([layer])))


@router.get(
    "/collections/{collection}/items",
    response_class=Response,
    responses=FEATURES,
    openapi_extra=PARAMETERS,
)
def read_items(
    request: Request, db: Db, catalogue: Catalogued, caller: Anyone, base: Base, collection: Collection
) -> Response:
    """A page of features; every field of the layer is a parameter too, and filters by equality."""
    layer = catalogue.get(collection, internal=caller.internal)
    wanted = query.items(request.query_params, layer, internal=caller.internal)
    found = page(db, layer, wanted, internal=caller.internal)
    body = documents.items(base, layer, found, dict(request.query_params))
    return Response(body, media_type=GEOJSON)


@router.get(
    "/collections/{collection}/items/{feature_id:path}",
    response_class=Response,
    responses={**FEATURES, 304: {"description": "The client has it already (If-None-Match)."}},
    openapi_extra={"parameters": [DATETIME]},
)
def read_item(
    request: Request,
    db: Db,
    catalogue: Catalogued,
    caller: Anyone,
    base: Base,
    collection: Collection,
    feature_id: Annotated[str, Path(description="Key of the feature: its code.")],
) -> Response:
    """One feature, now or as it was at a moment."""
    layer = catalogue.get(collection, internal=caller.internal)
    start, end = query.when(query.only(request.query_params, "datetime").get("datetime"))
    if start != end:
        raise Invalid("parameter 'datetime': one feature is read at one moment")
    found = feature(db, layer, feature_id, at=start, internal=caller.internal)
    return answer(request, documents.item(base, layer, feature_id, found), GEOJSON, caller)


def _placed(layers: list[Layer]) -> set[str]:
    return {layer.table for layer in layers if layer.geometry is not Kind.NONE}
