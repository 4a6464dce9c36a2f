"""The rows that a locator is built from, read out of PostGIS."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql

from layers.indexing.log import Mark, read_mark
from layers.locate.answer import Person

__all__ = ["COVERS", "TABLES", "Source", "Staff", "Things", "read", "read_staff"]

COVERS: Final = ("region", "district", "street", "community", "unit_grid", "duty_grid", "composite_grid")
"""What polygons are kept by: the levels that are answered, and cities and provinces as one `region`."""
TABLES: Final = ("area", "unit_grid", "duty_grid", "composite_grid", "road")
"""Layers of which changed rows are followed one by one."""

# Codes compare byte by byte, so that the lowest is the same whatever the database's language.
ROWS: Final = """
SELECT id, code, name, {level}, {body}, ST_AsBinary(geom) FROM {table}
WHERE geom IS NOT NULL AND {wanted} ORDER BY code COLLATE "C"
"""
LEVEL_OF_AREA: Final = "CASE WHEN level IN ('province', 'city') THEN 'region' ELSE level END"
BODIES: Final = "SELECT code, name FROM onemap.department"
DUTIES: Final = """
SELECT d.grid_code, w.code, d.role, w.name, w.phone
FROM onemap.grid_duty d JOIN onemap.grid_worker w ON w.code = d.worker_code
WHERE d.grid_kind = 'duty' ORDER BY d.grid_code, d.role, w.code
"""


@dataclass(frozen=True)
class Things:
    """Polygons of one level, or lines, by rising code."""

    id: NDArray[np.int64]
    code: list[str]
    name: list[str | None]
    body: list[str | None]
    """Code of the responsible department; of duty grids only."""
    shapes: NDArray[Any]
    """Geometries of shapely, EPSG:4490, longitude first."""


@dataclass(frozen=True)
class Staff:
    """Who is responsible; names and phones of people are personal and never go into files."""

    bodies: Mapping[str, str]
    """Names of departments by code."""
    people: Mapping[str, tuple[Person, ...]]
    """By code of the duty grid."""


@dataclass(frozen=True)
class Source:
    """What one index is made of."""

    covers: dict[str, Things]
    """By name out of `COVERS`."""
    roads: Things
    mark: Mark
    """Up to where in the change log it is true."""


def read(conn: psycopg.Connection, ids: Mapping[str, Collection[int]] | None = None) -> Source:
    """Read the present rows, in one snapshot when the connection's transaction has one.

    Args:
        conn: best in a transaction of isolation `repeatable read`.
        ids: of the only rows wanted, by table; None for all.
    """
    mark = read_mark(conn)
    wanted = {table: None if ids is None else ids.get(table, ()) for table in TABLES}
    areas = _rows(conn, "area", wanted["area"], level=LEVEL_OF_AREA)
    covers = {level: _things([row for row in areas if row[3] == level]) for level in COVERS[:4]}
    for table in COVERS[4:]:
        body = "body_code" if table == "duty_grid" else "NULL"
        covers[table] = _things(_rows(conn, table, wanted[table], body=body))
    return Source(covers, _things(_rows(conn, "road", wanted["road"])), mark)


def read_staff(conn: psycopg.Connection) -> Staff:
    """Read who is responsible; in one snapshot when the connection's transaction has one."""
    people: dict[str, tuple[Person, ...]] = {}
    for grid, *person in conn.execute(DUTIES):
        people[grid] = (*people.get(grid, ()), Person(*person))
    return Staff(dict(conn.execute(BODIES).fetchall()), people)


def _rows(
    conn: psycopg.Connection,
    table: str,
    ids: Collection[int] | None,
    *,
    level: str = "NULL",
    body: str = "NULL",
) -> list[tuple[Any, ...]]:
    if ids is not None and not ids:
        return []
    wanted = sql.SQL("true") if ids is None else sql.SQL("id = ANY({})").format(sql.Literal(list(ids)))
    query = sql.SQL(ROWS).format(
        level=sql.SQL(level), body=sql.SQL(body), table=sql.Identifier("onemap", table), wanted=wanted
    )
    return conn.execute(query, binary=True).fetchall()


def _things(rows: list[tuple[Any, ...]]) -> Things:
    number, code, name, _, body, shape = zip(*rows, strict=True) if rows else ((),) * 6
    shapes = np.asarray(shapely.from_wkb(np.array(shape, object)), object)
    return Things(np.array(number, np.int64), list(code), list(name), list(body), shapes)
