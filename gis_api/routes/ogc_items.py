"""Features of collections: pages of them, single ones, and whole collections as files."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.ogc import parameters, query
from gis_api.ogc.answering import VARY
from gis_api.ogc.feature_documents import collection_end, jsonfg_members, page_links, whole
from gis_api.ogc.links import selves
from gis_api.ogc.media import FILES, ITEM, ITEMS, wanted
from gis_api.ogc.pages import page as html
from gis_api.ogc.parameters import Collection, FeatureId, content
from gis_api.ogc.tags import kept
from gis_api.state import Base, Catalogued
from layers.errors import Invalid
from layers.items.count import count
from layers.items.read import Form, feature, page

__all__ = ["router"]

router = APIRouter(prefix="/collections")


@router.get(
    "/{collection}/items",
    response_class=Response,
    responses={
        200: {"description": "A page of features, or all of them as a file.", "content": content(ITEMS)}
    },
    openapi_extra={"parameters": parameters.ITEMS},
)
def read_items(
    request: Request, db: Db, catalogue: Catalogued, caller: Anyone, base: Base, collection: Collection
) -> Response:
    """A page of features; every field of the layer is a parameter too, and filters by equality."""
    layer = catalogue.get(collection, internal=caller.internal)
    asked = query.items(request.query_params, layer, internal=caller.internal)
    name = wanted(request, ITEMS)
    if name in FILES:
        from gis_api.ogc.files import file_of  # GDAL and Arrow are for those who want files

        return file_of(request, db, layer, asked, name, internal=caller.internal)
    form = Form.JSONFG if name == "jsonfg" else Form.GEOJSON
    found = page(db, layer, asked, internal=caller.internal, form=form)
    number = count(db, layer, asked, found, internal=caller.internal)
    kind = ITEMS[name].media_type
    links = [
        *selves(request, base, ITEMS, name),
        *page_links(base, layer, found, dict(request.query_params), kind),
    ]
    end = collection_end(found, number, links, form, layer, asked.crs)
    headers = {**VARY, "Content-Crs": f"<{asked.crs.uri}>"}
    if name == "html":
        features = [json.loads(text) for text in found.features]
        shown = {"title": layer.title, "here": f"{base}{request.url.path}", "features": features, **end}
        return Response(html("items.html", base, shown), headers=headers, media_type=kind)
    return Response(whole(found.features, end), headers=headers, media_type=kind)


@router.get(
    "/{collection}/items/{feature_id:path}",
    response_class=Response,
    responses={
        200: {"description": "The feature.", "content": content(ITEM)},
        304: {"description": "The client has it already (If-None-Match)."},
    },
    openapi_extra={"parameters": parameters.ITEM},
)
def read_item(
    request: Request,
    db: Db,
    catalogue: Catalogued,
    caller: Anyone,
    base: Base,
    collection: Collection,
    feature_id: FeatureId,
) -> Response:
    """One feature, now or as it was at a moment; its ETag is what changing it asks for."""
    layer = catalogue.get(collection, internal=caller.internal)
    given = query.only(request.query_params, "datetime", "crs")
    start, end = query.when(given.get("datetime"))
    if start != end:
        raise Invalid("parameter 'datetime': one feature is read at one moment")
    name, crs = wanted(request, ITEM), query.crs_of(given)
    form = Form.JSONFG if name == "jsonfg" else Form.GEOJSON
    found = feature(db, layer, feature_id, at=start, internal=caller.internal, crs=crs, form=form)
    about = {"href": f"{base}/ogc/collections/{layer.name}", "rel": "collection", "type": "application/json"}
    rest: dict[str, Any] = {"links": [*selves(request, base, ITEM, name), about]}
    kind = ITEM[name].media_type
    if name == "html":
        shown = {"title": f"{layer.title} {feature_id}", "feature": json.loads(found.text), **rest}
        return kept(request, html("item.html", base, shown).encode(), kind, found.version, caller, crs.uri)
    rest |= jsonfg_members(layer, crs) if form is Form.JSONFG else {}
    return kept(request, whole(found.text, rest), kind, found.version, caller, crs.uri)
