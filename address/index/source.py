"""The rows that an index is built from, read out of PostGIS as Arrow tables."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import psycopg
import pyarrow as pa
import pyarrow.csv as pc
from psycopg import sql

from address.lifecycle.former import FORMER
from layers.indexing.log import Mark, read_mark

__all__ = ["Source", "read"]

# A parent that is not in use is none, so what hangs on it is found by its own name.
ADDRESSES: Final = """
SELECT a.id, a.code, a.level, p.id AS parent, a.name, a.local_text, a.area_code, a.accuracy,
       ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat
FROM onemap.address a LEFT JOIN onemap.address p ON p.code = a.parent_code AND p.state = 'active'
WHERE a.state = 'active' AND {wanted}
"""
NAMES: Final = "SELECT address_id AS id, local_text AS text, kind FROM ({former}) AS f WHERE {wanted}"
AREAS: Final = """
SELECT code, level, name, full_name, parent_code, search_name, search_short,
       ST_X(ST_PointOnSurface(geom)) AS lon, ST_Y(ST_PointOnSurface(geom)) AS lat,
       ST_Distance(ST_PointOnSurface(geom)::geography,
                   ST_SetSRID(ST_MakePoint(ST_XMax(geom), ST_YMax(geom)), 4490)::geography) AS radius
FROM onemap.area ORDER BY code COLLATE "C"
"""
# A point of interest is another name of the door plate that it says it has, or else a place of its own.
POI: Final = """
SELECT poi.id, poi.code, poi.name, ST_X(poi.geom) AS lon, ST_Y(poi.geom) AS lat, plate.id AS address
FROM onemap.poi
LEFT JOIN LATERAL (
  SELECT id FROM onemap.address a
  WHERE poi.address_text IS NOT NULL AND a.level IN ('plate', 'compound', 'building')
    AND a.search_text = onemap.search_key(poi.address_text) AND a.state = 'active'
    AND ST_DWithin(a.geom, poi.geom, 0.01)
  ORDER BY a.geom <-> poi.geom, a.code LIMIT 1
) AS plate ON true
WHERE {wanted} AND poi.name ~ '\\S' ORDER BY poi.code COLLATE "C"
"""
CROSSINGS: Final = """
SELECT DISTINCT ON (a.name, b.name, round(ST_X(pt)::numeric, 4), round(ST_Y(pt)::numeric, 4))
       a.name AS one, b.name AS other, ST_X(pt) AS lon, ST_Y(pt) AS lat
FROM onemap.road a
JOIN onemap.road b ON a.name < b.name AND ST_Intersects(a.geom, b.geom)
CROSS JOIN LATERAL (SELECT ST_Centroid(ST_Intersection(a.geom, b.geom)) AS pt) AS here
WHERE {wanted} AND a.name <> '' AND b.name <> ''
ORDER BY 1, 2, round(ST_X(pt)::numeric, 4), round(ST_Y(pt)::numeric, 4), lon, lat
"""
COVERS: Final = {
    "grid": 'SELECT code, ST_AsBinary(geom) AS shape FROM onemap.unit_grid ORDER BY code COLLATE "C"',
    "place": """
        SELECT code, ST_AsBinary(geom) AS shape FROM onemap.area WHERE geom IS NOT NULL
        ORDER BY array_position(ARRAY['community', 'street', 'district', 'city', 'province'], level),
                 code COLLATE "C"
    """,
}
ROADS: Final = """
SELECT name, ST_AsBinary(geom) FROM onemap.road WHERE {wanted} AND name <> '' ORDER BY name, code COLLATE "C"
"""
TYPES: Final = {
    "id": pa.int64(), "parent": pa.int64(), "lon": pa.float64(), "lat": pa.float64(),
    "address": pa.int64(), "radius": pa.float64(),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What one index is made of."""

    addresses: pa.Table
    names: pa.Table
    areas: pa.Table
    poi: pa.Table
    crossings: pa.Table
    covers: dict[str, tuple[list[str], list[bytes]]]
    """Codes and polygons (WKB) in the order of choice: unit grids, and areas from the lowest level up."""
    roads: tuple[list[str], list[bytes]]
    """Names and centre lines (WKB), those of one name together."""
    mark: Mark
    """Up to where in the change log it is true."""


def read(conn: psycopg.Connection, ids: Collection[int] | None = None, poi: Collection[int] = ()) -> Source:
    """Read the present library, in one snapshot when the connection's transaction has one.

    Args:
        conn: best in a transaction of isolation `repeatable read`.
        ids: of the only addresses wanted, None for all. With some, what stands beside the addresses is left
            out, but for areas.
        poi: ids of points of interest that are wanted beside some addresses.
    """
    mark = read_mark(conn)
    wanted = _wanted("a.id", ids)
    beside = sql.SQL("true" if ids is None else "false")
    return Source(
        addresses=_table(conn, sql.SQL(ADDRESSES).format(wanted=wanted)),
        names=_table(
            conn, sql.SQL(NAMES).format(former=sql.SQL(FORMER), wanted=_wanted("f.address_id", ids))
        ),
        areas=_table(conn, sql.SQL(AREAS)),
        poi=_table(conn, sql.SQL(POI).format(wanted=_wanted("poi.id", None if ids is None else poi))),
        crossings=_table(conn, sql.SQL(CROSSINGS).format(wanted=beside)),
        covers={name: _shapes(conn, query) for name, query in COVERS.items()},
        roads=_shapes(conn, ROADS.format(wanted="true" if ids is None else "false")),
        mark=mark,
    )


def _wanted(column: str, ids: Collection[int] | None) -> sql.Composable:
    if ids is None:
        return sql.SQL("true")
    return sql.SQL("{} = ANY({})").format(sql.SQL(column), sql.Literal(list(ids)))


def _table(conn: psycopg.Connection, query: sql.Composable) -> pa.Table:
    copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(query)
    with conn.cursor() as cur, cur.copy(copy) as rows:
        data = b"".join(rows)
    names = data[: data.index(b"\n")].decode().split(",")
    types = {name: TYPES.get(name, pa.string()) for name in names}
    options: dict[str, Any] = {
        "parse_options": pc.ParseOptions(newlines_in_values=True),
        "convert_options": pc.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    }
    return pc.read_csv(io.BytesIO(data), **options)


def _shapes(conn: psycopg.Connection, query: str) -> tuple[list[str], list[bytes]]:
    rows = conn.execute(query.encode()).fetchall()
    return [code for code, _ in rows], [bytes(shape) for _, shape in rows]
