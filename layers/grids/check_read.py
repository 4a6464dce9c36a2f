"""Grids and areas, read from the database for the checks."""

from typing import Any, Final, LiteralString

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg.rows import tuple_row

from layers.errors import NotFound
from layers.grids.check_ground import Areas, Grids, Ground
from layers.schema.grids import TRADES

__all__ = ["communities_of", "read"]

COMMUNITIES: Final = """
WITH RECURSIVE below AS (
  SELECT code, level FROM onemap.area WHERE code = %(area)s
  UNION ALL
  SELECT a.code, a.level FROM below JOIN onemap.area a ON a.parent_code = below.code
) SELECT code, level FROM below ORDER BY code
"""

# All that a finding in one of the communities may be made of: their grids, all unit grids of those duty and
# composite grids that have one of them, and for a wide check their streets.
BOX: Final = """
WITH tied AS MATERIALIZED (
  SELECT duty_grid_code AS duty, composite_grid_code AS composite
  FROM onemap.unit_grid WHERE community_code = ANY (%(scope)s)
  UNION SELECT code, NULL FROM onemap.duty_grid WHERE community_code = ANY (%(scope)s)
  UNION SELECT NULL, code FROM onemap.composite_grid WHERE community_code = ANY (%(scope)s)
)
SELECT ST_AsBinary(ST_SetSRID(ST_Extent(geom), 4490)) FROM (
  SELECT geom FROM onemap.area
  WHERE code = ANY (%(scope)s)
    OR %(wide)s AND code IN (SELECT parent_code FROM onemap.area WHERE code = ANY (%(scope)s))
  UNION ALL SELECT geom FROM onemap.unit_grid WHERE community_code = ANY (%(scope)s)
    OR duty_grid_code IN (SELECT duty FROM tied) OR composite_grid_code IN (SELECT composite FROM tied)
  UNION ALL SELECT geom FROM onemap.duty_grid WHERE code IN (SELECT duty FROM tied)
  UNION ALL SELECT geom FROM onemap.composite_grid WHERE code IN (SELECT composite FROM tied)
) AS mine
"""

UNIT: Final = """
SELECT code, ST_AsBinary(geom), community_code, duty_grid_code, composite_grid_code, area_m2
FROM onemap.unit_grid WHERE %(box)s::bytea IS NULL OR geom && ST_GeomFromWKB(%(box)s, 4490)
ORDER BY code COLLATE "C"
"""
DUTY: Final = """
SELECT code, ST_AsBinary(geom), community_code, street_code, NULL, NULL
FROM onemap.duty_grid WHERE %(box)s::bytea IS NULL OR geom && ST_GeomFromWKB(%(box)s, 4490)
ORDER BY code COLLATE "C"
"""
COMPOSITE: Final = """
SELECT code, ST_AsBinary(geom), community_code, NULL, NULL, NULL
FROM onemap.composite_grid WHERE %(box)s::bytea IS NULL OR geom && ST_GeomFromWKB(%(box)s, 4490)
ORDER BY code COLLATE "C"
"""
TRADE: Final = """
SELECT code, ST_AsBinary(geom), NULL, NULL, NULL, NULL
FROM onemap.trade_grid
WHERE kind = %(kind)s AND (%(box)s::bytea IS NULL OR geom && ST_GeomFromWKB(%(box)s, 4490))
ORDER BY code COLLATE "C"
"""
AREAS: Final = """
SELECT code, ST_AsBinary(geom), parent_code FROM onemap.area
WHERE level = %(level)s AND geom IS NOT NULL
  AND (%(box)s::bytea IS NULL OR geom && ST_GeomFromWKB(%(box)s, 4490))
ORDER BY code COLLATE "C"
"""
SCOPE: Final = """
SELECT code FROM onemap.area WHERE code = ANY (%(scope)s)
UNION SELECT parent_code FROM onemap.area WHERE code = ANY (%(scope)s)
"""
SUCCESSORS: Final = "SELECT new_code FROM onemap.grid_succession WHERE op IN ('split', 'merge')"


def read(conn: psycopg.Connection, scope: list[str] | None = None, *, wide: bool = True) -> Ground:
    """Read it.

    Args:
        conn: an open connection.
        scope: codes of the communities whose findings are wanted; None for all.
        wide: whether whole streets of theirs are needed.
    """
    box = None if scope is None else _rows(conn, BOX, scope=scope, wide=wide)[0][0]
    if scope is not None and box is None:
        box = shapely.to_wkb(shapely.Point())
    return Ground(
        unit=_grids("unit", _rows(conn, UNIT, box=box)),
        duty=_grids("duty", _rows(conn, DUTY, box=box)),
        composite=_grids("composite", _rows(conn, COMPOSITE, box=box)),
        trades=[_grids(kind, _rows(conn, TRADE, box=box, kind=kind)) for kind in TRADES],
        communities=_areas(_rows(conn, AREAS, box=box, level="community")),
        streets=_areas(_rows(conn, AREAS, box=box, level="street")),
        succeeding=frozenset(code for (code,) in _rows(conn, SUCCESSORS)),
        scope=None if scope is None else frozenset(code for (code,) in _rows(conn, SCOPE, scope=scope)),
    )


def communities_of(conn: psycopg.Connection, area: str) -> list[str]:
    """Codes of the communities in an area of any level, itself if it is one.

    Raises:
        NotFound: there is no such area.
    """
    found = _rows(conn, COMMUNITIES, area=area)
    if not found:
        raise NotFound(f"no area {area[:40]!r}", hint="areas and their codes are the layer area")
    return [code for code, level in found if level == "community"]


def _rows(conn: psycopg.Connection, query: LiteralString, **values: object) -> list[tuple[Any, ...]]:
    with conn.cursor(row_factory=tuple_row) as cur:
        return cur.execute(query, values).fetchall()


def _columns(rows: list[tuple[Any, ...]], amount: int) -> list[NDArray[np.object_]]:
    """The same by columns, with the second one as shapes."""
    table = np.empty((len(rows), amount), dtype=np.object_)
    for n, row in enumerate(rows):
        table[n] = row
    table[:, 1] = shapely.from_wkb(table[:, 1])
    return list(table.T)


def _grids(kind: str, rows: list[tuple[Any, ...]]) -> Grids:
    code, geom, community, above, composite, area = _columns(rows, 6)
    return Grids(kind, code, geom, community, above, composite, area.astype(np.float64))


def _areas(rows: list[tuple[Any, ...]]) -> Areas:
    return Areas(*_columns(rows, 3))
