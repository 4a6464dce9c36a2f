"""The SQL of a vector tile: one constant text for a set of layers, so the server can keep its plan.

Only the address of the tile and values vary, and they are bound. Each layer is a branch of one UNION ALL:
a map of many layers is one round trip. A branch finds rows by the index of `geom_3857`, so nothing is
transformed, and takes a margin of 64/4096 around the tile, which is what ST_AsMVTGeom keeps.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from psycopg import sql
from psycopg.types.numeric import Int4

from layers.catalogue import Field, Kind, Layer
from layers.columns import column_type
from layers.schema import SCHEMA
from tiles.grid import TileAddress
from tiles.thinning import CAP, COMPLETE_FROM, THINNED

__all__ = ["LABEL", "compose", "has_label", "values"]

LABEL = "_label"
"""The property that says that the label of an area belongs into this tile."""

BRANCH = """
SELECT {name} AS layer, count(*) > {cap} AS cut,
       ST_AsMVT(feature, {name}, 4096, '_shape', 'id') FILTER (WHERE _shape IS NOT NULL) AS mvt
FROM (
  SELECT id, {fields}{centred}
         ST_AsMVTGeom(geom_3857, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64) AS _shape
  FROM (
    SELECT id, {columns}geom_3857 FROM {table}
    WHERE geom_3857 && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625){rules}
    ORDER BY {rank} LIMIT {cap} + 1
  ) AS row
) AS feature
"""

# The middle of an area lies in one tile only, and there alone its label belongs. NULL is left out of tiles.
CENTRED = """
         nullif(ST_Point((ST_XMin(geom_3857) + ST_XMax(geom_3857)) / 2,
                         (ST_YMin(geom_3857) + ST_YMax(geom_3857)) / 2, 3857)
                && ST_TileEnvelope(%(z)s, %(x)s, %(y)s), false) AS {label},"""

# Both are read from the head of a geometry, without its points.
WIDE = "ST_XMax(geom_3857) - ST_XMin(geom_3857)"
HIGH = "ST_YMax(geom_3857) - ST_YMin(geom_3857)"
LARGEST_FIRST = f"{WIDE} + {HIGH} DESC, id"
# A sample of points must not depend on where they are or when they were brought in.
SCATTERED = "hashint8(id), id"
VISIBLE = f" AND greatest({WIDE}, {HIGH}) >= %(pixel)s"

CASTS: dict[type, str] = {
    datetime: "to_json({0}) #>> '{{}}'",  # RFC 3339, whatever DateStyle says
    date: "to_json({0}) #>> '{{}}'",
    Decimal: "{0}::float8",
    dict: "{0}::text",
}
"""What ST_AsMVT would write otherwise than wanted, by the type of the column."""


def compose(layers: Sequence[Layer], *, internal: bool = False) -> bytes:
    """The statement that makes a tile of some layers; it answers a row (layer, cut, mvt) for each.

    Args:
        layers: tiled layers, at least one.
        internal: whether fields for internal use are wanted too.
    """
    branches = [_branch(layer, internal=internal) for layer in layers]
    return sql.SQL(" UNION ALL ").join(branches).as_bytes(None)


def values(layers: Sequence[Layer], address: TileAddress) -> dict[str, object]:
    """What is bound to the statement of the same layers."""
    bound: dict[str, object] = {name: Int4(number) for name, number in address._asdict().items()}
    bound["pixel"] = 0.0 if address.z >= COMPLETE_FROM else address.pixel
    for layer in layers:
        bound |= {f"{layer.name}_{column}": value for column, value in layer.where.items()}
        if thinning := THINNED.get(layer.table):
            bound[f"{layer.name}_shown"] = thinning.shown(address.z)
    return bound


def has_label(layer: Layer) -> bool:
    """Whether features of the layer say in which tile their label belongs."""
    return layer.label is not None and layer.geometry is Kind.POLYGON


def _branch(layer: Layer, *, internal: bool) -> sql.Composable:
    fields = [field for field in layer.visible(internal=internal) if field.tile and field.name != "id"]
    return sql.SQL(BRANCH).format(
        name=sql.Literal(layer.name),
        cap=sql.Literal(CAP),
        fields=sql.SQL("").join(_column(layer, field) for field in fields),
        centred=sql.SQL(CENTRED).format(label=sql.Identifier(LABEL)) if has_label(layer) else sql.SQL(""),
        columns=sql.SQL("").join(sql.SQL("{}, ").format(sql.Identifier(field.name)) for field in fields),
        table=sql.Identifier(SCHEMA, layer.table),
        rules=sql.SQL("").join(_rules(layer)),
        rank=sql.SQL(SCATTERED if layer.geometry is Kind.POINT else LARGEST_FIRST),
    )


def _column(layer: Layer, field: Field) -> sql.Composable:
    name = sql.Identifier(field.name)
    value = sql.SQL(CASTS.get(column_type(layer, field.name), "{0}")).format(name)
    return sql.SQL("{} AS {}, ").format(value, name)


def _rules(layer: Layer) -> Iterator[sql.Composable]:
    """The conditions beside the place."""
    for column in layer.where:
        bound = sql.Placeholder(f"{layer.name}_{column}")
        yield sql.SQL(" AND {} = {}").format(sql.Identifier(column), bound)
    if thinning := THINNED.get(layer.table):
        bound = sql.Placeholder(f"{layer.name}_shown")
        yield sql.SQL(" AND {} = ANY ({})").format(sql.Identifier(thinning.column), bound)
    if layer.geometry is Kind.POLYGON:
        yield sql.SQL(VISIBLE)
