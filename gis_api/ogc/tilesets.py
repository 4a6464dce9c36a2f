"""Tilesets as documents: what tiles there are of collections, in a tile matrix set (OGC API Tiles)."""

from collections.abc import Iterator, Mapping, Sequence

from gis_api.ogc.documents import REL
from gis_api.ogc.links import ROOT, Json, link
from gis_api.ogc.media import JSON
from gis_api.ogc.schemas import TYPES
from gis_api.tiling.heads import MVT
from layers.catalogue import Kind, Layer
from layers.columns import column_type
from layers.extents import union
from layers.items.crs import CRS84
from tiles.grid import TileAddress
from tiles.matrix import Box, MatrixSet, Span

__all__ = ["limits", "tileset", "tilesets", "within"]

SCHEME = f"{REL}/tiling-scheme"
TEMPLATE = "{tileMatrix}/{tileRow}/{tileCol}"
DIMENSIONS = {Kind.POINT: 0, Kind.LINE: 1, Kind.POLYGON: 2}
Extents = Mapping[str, list[float]]
"""West, south, east, north of tables by name."""


def tilesets(base: str, here: str, title: str, known: Sequence[MatrixSet]) -> Json:
    """The tilesets of a collection or of all.

    Args:
        base: what stands before `/ogc/...`.
        here: their path below `/ogc`.
        title: of what they are made of.
        known: the tile matrix sets, all of which there are tiles in.
    """
    return {"title": f"{title} · tiles", "tilesets": [_entry(base, here, title, one) for one in known]}


def tileset(
    base: str, here: str, title: str, layers: Sequence[Layer], one: MatrixSet, extents: Extents
) -> Json:
    """One tileset, with the limits beyond which all its tiles are empty.

    Args:
        base: what stands before `/ogc/...`.
        here: the path of the tilesets below `/ogc`.
        title: of what it is made of.
        layers: that are in it.
        one: its tile matrix set.
        extents: of the tables of the layers; an empty table has none.
    """
    entry = _entry(base, here, title, one)
    items = {
        "href": f"{base}{ROOT}{here}/{one.id}/{TEMPLATE}",
        "rel": "item",
        "type": MVT,
        "title": "a vector tile",
        "templated": True,
    }
    box = union([extents[layer.table] for layer in layers if layer.table in extents])
    found = {"lowerLeft": box[:2], "upperRight": box[2:], "crs": CRS84.uri} if box else None
    return {
        **entry,
        "links": [*(other for other in entry["links"] if other["rel"] != "self"), items],
        "tileMatrixSetLimits": list(limits(layers, one, extents)),
        **({"boundingBox": found} if found else {}),
        "layers": [_layer(layer, one) for layer in layers],
    }


def limits(layers: Sequence[Layer], one: MatrixSet, extents: Extents) -> Iterator[Json]:
    """By zoom, the first and last rows and columns of tiles in which something may be."""
    for z in one.zooms:
        if span := _span(layers, one, extents, z):
            yield {
                "tileMatrix": str(z),
                "minTileRow": span.top,
                "maxTileRow": span.bottom,
                "minTileCol": span.left,
                "maxTileCol": span.right,
            }


def within(layers: Sequence[Layer], one: MatrixSet, extents: Extents, at: TileAddress) -> bool:
    """Whether a tile lies within the limits."""
    span = _span(layers, one, extents, at.z)
    return span is not None and span.has(at.x, at.y)


def _span(layers: Sequence[Layer], one: MatrixSet, extents: Extents, z: int) -> Span | None:
    """The tiles of a zoom around all that is drawn there."""
    spans = [
        span
        for layer in layers
        if layer.table in extents
        and layer.zoom[0] <= one.scale(z) <= layer.zoom[1]
        and (span := one.span(Box(*extents[layer.table]), z))
    ]
    if not spans:
        return None
    left, top, right, bottom = zip(*spans, strict=True)
    return Span(min(left), min(top), max(right), max(bottom))


def _entry(base: str, here: str, title: str, one: MatrixSet) -> Json:
    definition = f"/tileMatrixSets/{one.id}"
    return {
        "title": f"{title} · {one.id}",
        "dataType": "vector",
        "crs": one.crs_uri,
        "tileMatrixSetId": one.id,
        "tileMatrixSetURI": one.uri or f"{base}{ROOT}{definition}",
        "links": [
            link(base, f"{here}/{one.id}", "self", title=f"tiles in {one.id}"),
            link(base, definition, SCHEME, JSON, f"definition of {one.id}"),
        ],
    }


def _layer(layer: Layer, one: MatrixSet) -> Json:
    zooms = [z for z in one.zooms if layer.zoom[0] <= one.scale(z) <= layer.zoom[1]]
    properties = {
        field.name: {"title": field.meaning, **TYPES.get(column_type(layer, field.name), {})}
        for field in layer.visible()
        if field.tile
    }
    made: Json = {
        "id": layer.name,
        "title": layer.title,
        "dataType": "vector",
        "geometryDimension": DIMENSIONS[layer.geometry],
        "propertiesSchema": {"type": "object", "properties": properties},
    }
    return made | ({"minTileMatrix": str(zooms[0]), "maxTileMatrix": str(zooms[-1])} if zooms else {})
