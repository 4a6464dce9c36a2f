"""TileJSON 3: what tile clients need to know about layers before they ask for tiles."""

from collections.abc import Sequence
from html import escape
from typing import Any

import psycopg

from layers.catalogue import Layer
from layers.extents import extents, union
from layers.steps import Drawn
from tiles.clusters import COUNT
from tiles.values import LABEL, has_label

__all__ = ["tilejson"]

DATASETS = """
SELECT DISTINCT dataset FROM onemap.import_run WHERE finished_at IS NOT NULL ORDER BY dataset LIMIT 20
"""


def tilejson(
    conn: psycopg.Connection, layers: Sequence[Layer], base: str = "", *, internal: bool = False
) -> dict[str, Any]:
    """The TileJSON document of some tiled layers together; `bounds` are those of their whole tables.

    Args:
        conn: an open connection.
        layers: at least one.
        base: what stands before `/tiles/...`; empty for a relative address.
        internal: whether fields for internal use are listed too.
    """
    names = ",".join(layer.name for layer in layers)
    document = {
        "tilejson": "3.0.0",
        "name": "、".join(layer.title for layer in layers),
        "scheme": "xyz",
        "tiles": [f"{base}/tiles/{names}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": min(layer.zoom[0] for layer in layers),
        "maxzoom": max(layer.zoom[1] for layer in layers),
        "bounds": union(list(extents(conn, (layer.table for layer in layers)).values())),
        "attribution": _attribution(conn),
        "vector_layers": [_vector_layer(layer, internal=internal) for layer in layers],
    }
    return {name: value for name, value in document.items() if value is not None}


def _attribution(conn: psycopg.Connection) -> str | None:
    """The data sets that were brought in; clients write it on the map as HTML."""
    names = [escape(name) for (name,) in conn.execute(DATASETS)]
    return "数据：" + "、".join(names) if names else None


def _vector_layer(layer: Layer, *, internal: bool) -> dict[str, Any]:
    fields = {field.name: field.meaning for field in layer.visible(internal=internal) if field.tile}
    if has_label(layer):
        fields[LABEL] = "true in the one tile into which the label of the area belongs"
    if any(one.kind is Drawn.CLUSTERS for one in layer.steps):
        fields[COUNT] = "for how many rows it stands, where it is more than one"
    low, high = layer.zoom
    return {"id": layer.name, "description": layer.title, "minzoom": low, "maxzoom": high, "fields": fields}
