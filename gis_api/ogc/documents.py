"""The documents about the service and its collections."""

from collections.abc import Mapping, Sequence

from gis_api.ogc.links import Json, link
from gis_api.ogc.media import GEOJSON, HTML, ITEMS, JSON, OPENAPI, SCHEMA
from layers.catalogue import Kind, Layer
from layers.items.crs import CRS84, STORAGE, served

__all__ = ["REL", "TILESETS", "collection", "collections", "landing"]

REL = "http://www.opengis.net/def/rel/ogc/1.0"
TILESETS = f"{REL}/tilesets-vector"

ABOUT = (
    ("/api?f=json", "service-desc", OPENAPI, "the API, as OpenAPI"),
    ("/conformance", "conformance", JSON, "what it conforms to"),
    ("/conformance", f"{REL}/conformance", JSON, "what it conforms to"),
    ("/collections", "data", JSON, "the collections"),
    ("/tiles", TILESETS, JSON, "vector tiles of all collections"),
    ("/tileMatrixSets", f"{REL}/tiling-schemes", JSON, "the tile matrix sets"),
    ("/styles", f"{REL}/styles", JSON, "the styles"),
)


def landing(base: str) -> Json:
    """Where everything is."""
    docs = {"href": f"{base}/docs", "rel": "service-doc", "type": HTML, "title": "the API, as a page"}
    return {
        "title": "城市一张图 · One map of a city",
        "description": "Every layer of the city as features and tiles, for GIS programs.",
        "links": [docs, *(link(base, *about) for about in ABOUT)],
    }


def collections(base: str, layers: Sequence[Layer], extents: Mapping[str, list[float]]) -> Json:
    """All layers that the caller may see; the systems that they are served in stand here once for all."""
    return {
        "title": "图层 · Collections",
        "links": [],
        "crs": list(served()),
        "collections": [collection(base, layer, extents, shared="#/crs") for layer in layers],
    }


def collection(
    base: str, layer: Layer, extents: Mapping[str, list[float]], *, shared: str | None = None
) -> Json:
    """One layer.

    Args:
        base: what stands before `/ogc/...`; empty for relative addresses.
        layer: whose document this is.
        extents: of tables by name; that of a table is the extent of each of its layers.
        shared: where in this document the systems are listed; None: they are listed here.
    """
    document: Json = {
        "id": layer.name,
        "title": layer.title,
        "description": layer.title_en,
        "itemType": "feature",
        "links": [*_own(base, layer, shared), *_links(base, layer)],
    }
    if layer.geometry is not Kind.NONE:
        document |= {"crs": [shared] if shared else list(served()), "storageCrs": STORAGE}
    if layer.table in extents:
        document["extent"] = {"spatial": {"bbox": [extents[layer.table]], "crs": CRS84.uri}}
    return document


def _own(base: str, layer: Layer, shared: str | None) -> list[Json]:
    """In a list each layer links to its own document; in that document the answer itself says where it is."""
    return [link(base, f"/collections/{layer.name}", "self", JSON, layer.title)] if shared else []


def _links(base: str, layer: Layer) -> list[Json]:
    here = f"/collections/{layer.name}"
    placed = layer.geometry is not Kind.NONE
    items = [
        link(
            base,
            f"{here}/items" + (f"?f={name}" if one.media_type != GEOJSON else ""),
            "items",
            one.media_type,
            f"{layer.title}, {one.title}",
        )
        for name, one in ITEMS.items()
        if placed or name != "fgb"
    ]
    tiles = [link(base, f"{here}/tiles", TILESETS, JSON, "vector tiles")] if layer.tiled else []
    return [
        *items,
        link(base, f"{here}/schema", f"{REL}/schema", SCHEMA, "what a feature has"),
        link(base, f"{here}/queryables", f"{REL}/queryables", SCHEMA, "what it is found by"),
        *tiles,
    ]
