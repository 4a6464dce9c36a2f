"""Features as documents: a page of them and a single one, in GeoJSON, JSON-FG and as pages for people."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from gis_api.ogc.links import ROOT, Json, address, link
from gis_api.ogc.media import JSON
from gis_api.ogc.query import after, before
from layers.catalogue import Layer
from layers.items.count import Count
from layers.items.crs import ItemCrs
from layers.items.query import Page
from layers.items.read import Form

__all__ = ["collection_end", "jsonfg_members", "page_links", "whole"]

CONFORMS: Final = ["http://www.opengis.net/spec/json-fg-1/0.3/conf/core"]


def page_links(base: str, layer: Layer, page: Page, given: Mapping[str, str], kind: str) -> Iterator[Json]:
    """To the pages before and after a page, and to its collection."""
    here = f"{ROOT}/collections/{layer.name}"
    yield link(base, f"/collections/{layer.name}", "collection", JSON, layer.title)
    for rel, title, cursor in (
        ("prev", "the page before", None if page.prev is None else before(page.prev)),
        ("next", "the next page", None if page.next is None else after(page.next)),
    ):
        if cursor:
            href = address(base, f"{here}/items", {**given, "cursor": cursor})
            yield {"href": href, "rel": rel, "type": kind, "title": title}


def collection_end(
    page: Page, count: Count, links: list[Json], form: Form, layer: Layer, crs: ItemCrs
) -> Json:
    """What a page of features says beside them."""
    number = "numberMatched" if count.exact else "numberMatchedEstimate"
    return {
        "numberReturned": len(page.features),
        number: count.number,
        "timeStamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **(jsonfg_members(layer, crs) if form is Form.JSONFG else {}),
        "links": links,
    }


def jsonfg_members(layer: Layer, crs: ItemCrs) -> Json:
    """What JSON-FG says beside features or a feature."""
    return {"conformsTo": CONFORMS, "featureType": layer.name, "coordRefSys": crs.uri}


def whole(features: list[str] | str, rest: Mapping[str, Any]) -> bytes:
    """Features whose text is there, and what is said beside them, as one document."""
    tail = json.dumps(rest, ensure_ascii=False).removeprefix("{")
    if isinstance(features, str):
        return f"{features.removesuffix('}')},{tail}".encode()
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}],{tail}'.encode()
