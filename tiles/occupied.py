"""Where the rows of tables are: squares that have some, so that nothing far away makes them a large box."""

from collections.abc import Iterable, Sequence
from typing import Final

import psycopg
from psycopg import sql

from layers.extents import extents
from layers.schema import SCHEMA
from tiles.matrix import Box

__all__ = ["occupied"]

SIDE: Final = 0.1
"""Degrees; larger boxes are divided."""
ROUNDING: Final = 1e-5
"""Degrees by which the extent of a table may be off."""

WITH_ROWS: Final = """
SELECT west, south, east, north
FROM unnest(%s::float8[], %s::float8[], %s::float8[], %s::float8[]) AS box (west, south, east, north)
WHERE EXISTS (SELECT FROM {table} WHERE geom && ST_MakeEnvelope(west, south, east, north, 4490))
"""


def occupied(conn: psycopg.Connection, tables: Iterable[str]) -> dict[str, list[Box]]:
    """Boxes around all rows by table, EPSG:4490 degrees; tables without rows are left out."""
    found = {name: _squares(conn, name, _wider(extent)) for name, extent in extents(conn, tables).items()}
    return {name: boxes for name, boxes in found.items() if boxes}


def _squares(conn: psycopg.Connection, table: str, around: Box) -> list[Box]:
    boxes = [around]
    while boxes and max(boxes[0].east - boxes[0].west, boxes[0].north - boxes[0].south) > SIDE:
        boxes = _with_rows(conn, table, [part for box in boxes for part in _quarters(box)])
    return boxes


def _with_rows(conn: psycopg.Connection, table: str, boxes: Sequence[Box]) -> list[Box]:
    query = sql.SQL(WITH_ROWS).format(table=sql.Identifier(SCHEMA, table))
    edges = [list(edge) for edge in zip(*boxes, strict=True)]
    return [Box(*box) for box in conn.execute(query, edges)]


def _quarters(box: Box) -> list[Box]:
    west, south, east, north = box
    x, y = (west + east) / 2, (south + north) / 2
    return [Box(west, south, x, y), Box(x, south, east, y), Box(west, y, x, north), Box(x, y, east, north)]


def _wider(extent: Sequence[float]) -> Box:
    west, south, east, north = extent
    return Box(west - ROUNDING, south - ROUNDING, east + ROUNDING, north + ROUNDING)
