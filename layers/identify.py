"""Everything at a point, of every layer that the caller may see (一键查询)."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from layers.catalogue import Catalogue, Kind, Layer
from layers.points import one_point

__all__ = ["Feature", "identify"]

MOST_OF_A_LAYER: Final = 50
"""Features of one layer; a busy corner has hundreds of components, and no one reads them all."""


class Feature(NamedTuple):
    """A thing at or near the point."""

    layer: str
    title: str
    id: int
    code: str
    name: str | None
    metres: float
    """0 where the thing covers the point."""
    properties: dict[str, Any]
    """The fields of its layer that the caller may read."""


# The box finds the candidates by the index. The nearest point of each is found in Web Mercator, which is
# conformal, and its distance then measured on the ellipsoid: that also holds for large polygons, and fast.
# The box is a tenth larger than the radius, which also covers how far degrees are from metres by latitude.
HERE = """
WITH here AS MATERIALIZED (
  SELECT pt, ST_Transform(pt, 3857) AS pt_3857,
         ST_Expand(pt, %(radius)s * 1.1 / (111320 * cos(radians(ST_Y(pt)))), %(radius)s * 1.1 / 110570) AS box
  FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4490) AS pt) AS given
)
"""
LAYER = """(
SELECT {place} AS place, {layer} AS layer, {title} AS title, id, {key}::text AS code, {name}::text AS name,
       metres, (SELECT to_json(p) FROM (SELECT {fields}) AS p) AS properties
FROM here CROSS JOIN LATERAL (
  SELECT *, CASE WHEN ST_Covers(geom, here.pt) THEN 0 ELSE ST_Distance(
    here.pt::geography, ST_Transform(ST_ClosestPoint({mercator}, here.pt_3857), 4490)::geography
  ) END AS metres
  FROM {table} WHERE geom && here.box {where}
) AS t
WHERE metres <= %(radius)s ORDER BY metres, {key} LIMIT {most}
)"""
ALL = """{here} SELECT layer, title, id, code, name, round(metres::numeric, 2)::float8 AS metres, properties
FROM ({union}) AS found ORDER BY metres, place, code COLLATE "C"
"""


def identify(
    conn: psycopg.Connection,
    catalogue: Catalogue,
    lon: float,
    lat: float,
    *,
    radius: float = 20.0,
    internal: bool = False,
) -> list[Feature]:
    """What covers a point or lies near it, in one query over all layers.

    Args:
        conn: an open connection.
        catalogue: whose layers are looked into; personal ones never are.
        lon: longitude, CGCS2000.
        lat: latitude.
        radius: metres; 0 for what covers the point only.
        internal: whether the caller may see internal layers and fields.

    Returns:
        Nearest first, then in drawing order from the top; up to 50 of a layer.

    Raises:
        Invalid: the point is not on the map.
    """
    x, y = one_point(lon, lat)
    layers = [one for one in catalogue.seen(internal=internal) if one.geometry is not Kind.NONE]
    if not layers:
        return []
    facts = {"lon": x, "lat": y, "radius": radius}
    with conn.cursor(row_factory=class_row(Feature)) as cur:
        return cur.execute(_query(layers, internal=internal), facts).fetchall()


def _query(layers: Iterable[Layer], *, internal: bool) -> sql.Composed:
    """One part a layer; those drawn last lie on top and come first."""
    parts = [_part(place, layer, internal=internal) for place, layer in enumerate(reversed([*layers]))]
    return sql.SQL(ALL).format(here=sql.SQL(HERE), union=sql.SQL(" UNION ALL ").join(parts))


def _part(place: int, layer: Layer, *, internal: bool) -> sql.Composed:
    fields = [field.name for field in layer.visible(internal=internal)]
    name = layer.label or ("name" if "name" in fields else None)
    rules = [
        sql.SQL("AND {} = {}").format(sql.Identifier(column), sql.Literal(value))
        for column, value in layer.where.items()
    ]
    return sql.SQL(LAYER).format(
        place=sql.Literal(place),
        layer=sql.Literal(layer.name),
        title=sql.Literal(layer.title),
        key=sql.Identifier(layer.key),
        name=sql.Identifier(name) if name in fields else sql.SQL("NULL"),
        fields=sql.SQL(", ").join(map(sql.Identifier, fields)),
        mercator=sql.SQL("geom_3857" if layer.tiled else "ST_Transform(geom, 3857)"),
        table=sql.Identifier("onemap", layer.table),
        where=sql.SQL(" ").join(rules),
        most=sql.Literal(MOST_OF_A_LAYER),
    )
