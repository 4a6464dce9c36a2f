"""Making, replacing, changing and deleting features (OGC API Features, Part 4)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response, status

from gis_api.auth import Anyone, Writer
from gis_api.db import WriteDb
from gis_api.ogc.changing import BODIES, MERGE, allowed, begun, changed, draft, made
from gis_api.ogc.media import GEOJSON
from gis_api.ogc.parameters import IF_MATCH, REASON, Collection, FeatureId
from gis_api.ogc.tags import seen
from gis_api.state import Base, Catalogued
from layers.items.write import create, delete, replace, update

__all__ = ["router"]

router = APIRouter(prefix="/collections")

Answers = dict[int | str, dict[str, Any]]
READ_ONLY: Final[Answers] = {
    405: {"description": "Features of this collection have a life cycle of their own, or are derived."},
}
CHANGED: Final[Answers] = {
    204: {"description": "Done; the new ETag comes along."},
    **READ_ONLY,
    412: {"description": "The feature has changed since it was read."},
    428: {"description": "If-Match is needed."},
}


def described(kind: str | None = None) -> dict[str, Any]:
    """What a change takes, for the documentation."""
    if kind:
        body = {"required": True, "content": {kind: {"schema": {"type": "object"}}}}
        return {"parameters": [IF_MATCH, REASON], "requestBody": body}
    return {"parameters": [IF_MATCH, REASON]}


async def sent(request: Request) -> bytes:
    """All that was sent."""
    return await request.body()


Body = Annotated[bytes, Depends(sent)]


@router.post(
    "/{collection}/items",
    status_code=status.HTTP_201_CREATED,
    response_class=Response,
    responses={201: {"description": "Made; its address is in Location."}, **READ_ONLY},
    openapi_extra=described(GEOJSON) | {"parameters": [REASON]},
)
def create_item(
    request: Request,
    db: WriteDb,
    writer: Writer,
    catalogue: Catalogued,
    base: Base,
    collection: Collection,
    body: Body,
) -> Response:
    """Make a feature; its key is made up where none is sent. Needs the key."""
    layer = begun(request, db, writer, catalogue, collection, "items")
    key = create(db, layer, draft(request, body, writer, *BODIES))
    return made(db, layer, key, base)


@router.put(
    "/{collection}/items/{feature_id:path}",
    status_code=status.HTTP_204_NO_CONTENT,
    response_class=Response,
    responses=CHANGED,
    openapi_extra=described(GEOJSON),
)
def replace_item(
    request: Request,
    db: WriteDb,
    writer: Writer,
    catalogue: Catalogued,
    collection: Collection,
    feature_id: FeatureId,
    body: Body,
) -> Response:
    """Put a feature in the place of another; what isn't sent becomes empty. Needs the key and If-Match."""
    layer = begun(request, db, writer, catalogue, collection, "item")
    replace(db, layer, feature_id, draft(request, body, writer, *BODIES), seen(request))
    return changed(db, layer, feature_id)


@router.patch(
    "/{collection}/items/{feature_id:path}",
    status_code=status.HTTP_204_NO_CONTENT,
    response_class=Response,
    responses=CHANGED,
    openapi_extra=described(MERGE),
)
def update_item(
    request: Request,
    db: WriteDb,
    writer: Writer,
    catalogue: Catalogued,
    collection: Collection,
    feature_id: FeatureId,
    body: Body,
) -> Response:
    """Change what a JSON merge patch (RFC 7396) of a feature names. Needs the key and If-Match."""
    layer = begun(request, db, writer, catalogue, collection, "item")
    update(db, layer, feature_id, draft(request, body, writer, MERGE, *BODIES), seen(request))
    return changed(db, layer, feature_id)


@router.delete(
    "/{collection}/items/{feature_id:path}",
    status_code=status.HTTP_204_NO_CONTENT,
    response_class=Response,
    responses=CHANGED,
    openapi_extra=described(),
)
def delete_item(
    request: Request,
    db: WriteDb,
    writer: Writer,
    catalogue: Catalogued,
    collection: Collection,
    feature_id: FeatureId,
) -> Response:
    """Delete a feature; what it was can still be read with `datetime`. Needs the key and If-Match."""
    layer = begun(request, db, writer, catalogue, collection, "item")
    delete(db, layer, feature_id, seen(request))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.options("/{collection}/items", include_in_schema=False)
def options_of_items(catalogue: Catalogued, caller: Anyone, collection: Collection) -> Response:
    """What can be done with the features of a collection."""
    layer = catalogue.get(collection, internal=caller.internal)
    return Response(status_code=204, headers=allowed(layer, "items"))


@router.options("/{collection}/items/{feature_id:path}", include_in_schema=False)
def options_of_item(
    catalogue: Catalogued, caller: Anyone, collection: Collection, feature_id: FeatureId
) -> Response:
    """What can be done with a feature of a collection."""
    del feature_id
    layer = catalogue.get(collection, internal=caller.internal)
    return Response(status_code=204, headers=allowed(layer, "item"))
