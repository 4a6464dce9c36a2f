"""Documents as JSON or as a page: one way for all of them."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gis_api.ogc.links import Json, selves
from gis_api.ogc.media import DOCUMENTS, Formats, wanted
from gis_api.ogc.pages import page
from gis_api.ogc.query import only

__all__ = ["VARY", "answered"]

VARY = {"Vary": "Accept, Authorization"}


def answered(
    request: Request,
    base: str,
    document: Json,
    *,
    formats: Formats = DOCUMENTS,
    template: str = "document.html",
    known: tuple[str, ...] = (),
    links: bool = True,
) -> Response:
    """A document in the format that the request wants, with links to itself and to its other formats.

    Args:
        request: its parameters must all be known.
        base: what stands before `/ogc/...` in links.
        document: what to say.
        formats: that it is there in.
        template: of the page for people.
        known: names of parameters that the route has read.
        links: whether links may stand in it; a schema or style has none of its own.

    Raises:
        Invalid: a parameter is not known, or `f` names no format of this.
    """
    only(request.query_params, *known)
    name = wanted(request, formats)
    own = list(selves(request, base, formats, name))
    if name == "html":
        linked: dict[str, Any] = {**document, "links": [*own, *document.get("links", ())]}
        return Response(page(template, base, linked), headers=VARY, media_type="text/html")
    if links:
        document = {**document, "links": [*own, *document.get("links", ())]}
    body = json.dumps(document, ensure_ascii=False).encode()
    return Response(body, headers=VARY, media_type=formats[name].media_type)
