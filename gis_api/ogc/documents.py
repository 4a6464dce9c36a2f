"""The documents of OGC API Features."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from gis_api.ogc.query import cursor
from layers.catalogue import Layer
from layers.features import Page

__all__ = [
    "CONFORMANCE",
    "CRS84",
    "GEOJSON",
    "OPENAPI",
    "collection",
    "collections",
    "item",
    "items",
    "landing",
]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
JSON = "application/json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
CLASSES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"

CONFORMANCE = {"conformsTo": [f"{CLASSES}/core", f"{CLASSES}/geojson"]}

Json = dict[str, Any]


def landing(base: str) -> Json:
    """Where everything is."""
    return {
        "title": "城市一张图 · One map of a city",
        "description": "Every layer of the city as features, for GIS programs.",
        "links": [
            _link(base, "", "self", JSON, "this document"),
            _link(base, "/api", "service-desc", OPENAPI, "the API, as OpenAPI"),
            {
                "href": f"{base}/docs",
                "rel": "service-doc",
                "type": "text/html",
                "title": "the API, as a page",
            },
            _link(base, "/conformance", "conformance", JSON, "what it conforms to"),
            _link(base, "/collections", "data", JSON, "the collections"),
        ],
    }


def collections(base: str, layers: Sequence[Layer], extents: Mapping[str, list[float]]) -> Json:
    """All layers that the caller may see."""
    return {
        "links": [_link(base, "/collections", "self", JSON, "this document")],
        "collections": [collection(base, layer, extents) for layer in layers],
    }


def collection(base: str, layer: Layer, extents: Mapping[str, list[float]]) -> Json:
    """One layer.

    Args:
        base: what stands before `/ogc/...`; empty for relative addresses.
        layer: whose document this is.
        extents: of tables by name; that of a table is the extent of each of its layers.
    """
    here = f"/collections/{layer.name}"
    document: Json = {
        "id": layer.name,
        "title": layer.title,
        "description": layer.title_en,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            _link(base, here, "self", JSON, "this document"),
            _link(base, f"{here}/items", "items", GEOJSON, layer.title),
        ],
    }
    if layer.table in extents:
        document["extent"] = {"spatial": {"bbox": [extents[layer.table]], "crs": CRS84}}
    return document


def items(base: str, layer: Layer, page: Page, given: Mapping[str, str]) -> bytes:
    """A page of features as a GeoJSON FeatureCollection.

    Args:
        base: what stands before `/ogc/...`.
        layer: whose features they are.
        page: the features, each as JSON text, which is passed on as it is.
        given: the query string, which the link to the next page repeats.
    """
    here = f"/collections/{layer.name}/items"
    links = [
        _link(base, here + _query(given), "self", GEOJSON, "this page"),
        _link(base, f"/collections/{layer.name}", "collection", JSON, layer.title),
    ]
    if page.next is not None:
        following = _query({**given, "cursor": cursor(page.next)})
        links.append(_link(base, here + following, "next", GEOJSON, "the next page"))
    rest = {
        "numberReturned": len(page.features),
        "timeStamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "links": links,
    }
    features = ",".join(page.features)
    tail = json.dumps(rest, ensure_ascii=False).removeprefix("{")
    return f'{{"type":"FeatureCollection","features":[{features}],{tail}'.encode()


def item(base: str, layer: Layer, key: str, feature: str) -> bytes:
    """One feature, with links."""
    here = f"/collections/{layer.name}"
    links = [
        _link(base, f"{here}/items/{quote(key, safe='')}", "self", GEOJSON, "this feature"),
        _link(base, here, "collection", JSON, layer.title),
    ]
    tail = json.dumps({"links": links}, ensure_ascii=False).removeprefix("{")
    return f"{feature.rstrip().removesuffix('}')}, {tail}".encode()


def _link(base: str, path: str, rel: str, kind: str, title: str) -> Json:
    return {"href": f"{base}/ogc{path}", "rel": rel, "type": kind, "title": title}


def _query(given: Mapping[str, str]) -> str:
    return f"?{urlencode(given)}" if given else ""
