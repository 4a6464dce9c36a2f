"""What changes of features have in common: who may, of which layers, what is sent and answered."""

import json
from typing import Final
from urllib.parse import quote

import psycopg
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gis_api.auth import Caller
from gis_api.ogc import query
from gis_api.ogc.links import ROOT
from gis_api.ogc.media import GEOJSON, JSON
from gis_api.ogc.tags import tag_of
from layers.catalogue import Catalogue, Layer
from layers.changes import act_as
from layers.errors import Invalid
from layers.items.crs import CRS84, ItemCrs, by_uri
from layers.items.read import feature
from layers.items.write import Draft

__all__ = ["BODIES", "MERGE", "allowed", "begun", "changed", "draft", "made"]

MERGE: Final = "application/merge-patch+json"
BODIES: Final = (GEOJSON, JSON)
"""Media types of a whole feature."""
LONGEST_REASON: Final = 200
READING: Final = ("GET", "HEAD", "OPTIONS")
WRITING: Final = {"items": ("POST",), "item": ("PUT", "PATCH", "DELETE")}
"""By the kind of resource."""


def allowed(layer: Layer, resource: str) -> dict[str, str]:
    """The header that says what can be done with a resource of a layer."""
    return {"Allow": ", ".join([*READING, *(WRITING[resource] if layer.writable else ())])}


def begun(
    request: Request, conn: psycopg.Connection, writer: Caller, catalogue: Catalogue, name: str, resource: str
) -> Layer:
    """The layer that a change is about, with the change log told who makes it and why.

    Raises:
        NotFound: there is no such layer.
        HTTPException: 405, its features are not changed this way.
        Invalid: a parameter is not known.
    """
    layer = catalogue.get(name, internal=writer.internal)
    if not layer.writable:
        detail = f"features of {layer.name} have a life cycle of their own, or are derived"
        raise HTTPException(405, detail, allowed(layer, resource))
    reason = query.only(request.query_params, "reason").get("reason", "")
    if len(reason) > LONGEST_REASON:
        raise Invalid("parameter 'reason' is too long", maximum=LONGEST_REASON)
    act_as(conn, writer.name, reason)
    return layer


def draft(request: Request, body: bytes, writer: Caller, *kinds: str) -> Draft:
    """What a request sends.

    Raises:
        HTTPException: 415, it is of another media type.
        Invalid: it is no JSON object, or in a system that is not known.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise HTTPException(415, f"send {kinds[0]}", {"Accept": ", ".join(kinds)})
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("the body is no JSON") from None
    if not isinstance(given, dict):
        raise Invalid("the body is no JSON object")
    return Draft(given, _crs(request), source=f"ogc:{writer.name}")


def made(conn: psycopg.Connection, layer: Layer, key: str, base: str) -> Response:
    """The answer to who has made a feature."""
    here = f"{base}{ROOT}/collections/{layer.name}/items/{quote(key, safe='')}"
    return Response(status_code=201, headers={"Location": here, **_tagged(conn, layer, key)})


def changed(conn: psycopg.Connection, layer: Layer, key: str) -> Response:
    """The answer to who has changed a feature: with its new ETag, so the next change needs no reading."""
    return Response(status_code=204, headers=_tagged(conn, layer, key))


def _tagged(conn: psycopg.Connection, layer: Layer, key: str) -> dict[str, str]:
    return {"ETag": tag_of(feature(conn, layer, key, internal=True).version)}


def _crs(request: Request) -> ItemCrs:
    given = request.headers.get("content-crs")
    return CRS84 if given is None else by_uri(given.strip().removeprefix("<").removesuffix(">"))
