"""OGC API: the landing page, what it conforms to, its definition, and the collections."""

from fastapi import APIRouter, Request, Response

from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.ogc import documents, query
from gis_api.ogc.answering import answered
from gis_api.ogc.conformance import CONFORMANCE
from gis_api.ogc.definition import definition
from gis_api.ogc.links import ROOT
from gis_api.ogc.media import DOCUMENTS, OPENAPI, SCHEMA, document
from gis_api.ogc.pages import style_sheet
from gis_api.ogc.parameters import Collection, answers
from gis_api.ogc.schemas import schema
from gis_api.routes import ogc_changes, ogc_items, ogc_styles, ogc_tiles
from gis_api.state import Base, Catalogued, Themes, Tiles
from layers.catalogue import Kind, Layer
from layers.extents import extents
from layers.filters import queryables

__all__ = ["router"]

router = APIRouter(prefix="/ogc", tags=["ogc"])

SAID = answers("The document, or a page for people.", DOCUMENTS)
SCHEMED = answers("JSON Schema, or a page for people.", document(SCHEMA))


@router.get("", response_class=Response, responses=SAID)
@router.get("/", include_in_schema=False)
def read_landing(request: Request, base: Base) -> Response:
    """Where everything is."""
    return answered(request, base, documents.landing(base))


@router.get("/conformance", response_class=Response, responses=SAID)
def read_conformance(request: Request, base: Base) -> Response:
    """Which parts of the standards are there."""
    return answered(request, base, {"title": "Conformance", **CONFORMANCE})


@router.get("/api", include_in_schema=False)
def read_definition(
    request: Request, catalogue: Catalogued, caller: Anyone, themes: Themes, tiles: Tiles, base: Base
) -> Response:
    """The part of the API below `/ogc`, as OpenAPI 3.0."""
    layers = catalogue.seen(internal=caller.internal)
    made = definition(base, layers, list(tiles.matrix_sets), list(themes))
    return answered(request, base, made, formats=document(OPENAPI), links=False)


@router.get("/page.css", include_in_schema=False)
def read_style_sheet(request: Request) -> Response:
    """What the pages look like."""
    query.only(request.query_params)
    return Response(style_sheet(), headers={"Cache-Control": "no-cache"}, media_type="text/css")


@router.get("/collections", response_class=Response, responses=SAID)
def read_collections(request: Request, db: Db, catalogue: Catalogued, caller: Anyone, base: Base) -> Response:
    """Every layer that the caller may see."""
    layers = catalogue.seen(internal=caller.internal)
    made = documents.collections(base, layers, extents(db, _placed(layers)))
    return answered(request, base, made, template="collections.html")


@router.get("/collections/{collection}", response_class=Response, responses=SAID)
def read_collection(
    request: Request, db: Db, catalogue: Catalogued, caller: Anyone, base: Base, collection: Collection
) -> Response:
    """One layer."""
    layer = catalogue.get(collection, internal=caller.internal)
    return answered(request, base, documents.collection(base, layer, extents(db, _placed([layer]))))


@router.get("/collections/{collection}/schema", response_class=Response, responses=SCHEMED)
def read_schema(
    request: Request, catalogue: Catalogued, caller: Anyone, base: Base, collection: Collection
) -> Response:
    """What a feature of a layer has, and what must be sent to make one."""
    layer = catalogue.get(collection, internal=caller.internal)
    made = schema(base, layer, internal=caller.internal)
    return answered(request, base, made, formats=document(SCHEMA), links=False)


@router.get("/collections/{collection}/queryables", response_class=Response, responses=SCHEMED)
def read_queryables(
    request: Request, catalogue: Catalogued, caller: Anyone, base: Base, collection: Collection
) -> Response:
    """What features of a layer are found by, in `filter` and as parameters."""
    layer = catalogue.get(collection, internal=caller.internal)
    where = {"$id": f"{base}{ROOT}/collections/{layer.name}/queryables"}
    made = where | queryables(layer, internal=caller.internal)
    return answered(request, base, made, formats=document(SCHEMA), links=False)


def _placed(layers: list[Layer]) -> list[str]:
    return [layer.table for layer in layers if layer.geometry is not Kind.NONE]


router.include_router(ogc_items.router)
router.include_router(ogc_changes.router)
router.include_router(ogc_tiles.router)
router.include_router(ogc_styles.router)
