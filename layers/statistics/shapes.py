"""Shapes of areas, grids and hexagons, so that a map can draw what was counted."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString

import orjson
import psycopg

from layers.statistics.hexagons import Json, outline
from layers.statistics.keys import Grouping

__all__ = ["DRAWN", "shapes"]

SHAPE: Final = "SELECT code, ST_AsGeoJSON(geom, 7) FROM onemap."
AREAS: Final = f"{SHAPE}area WHERE code = ANY (%s) AND geom IS NOT NULL"
SHAPES: Final[Mapping[Grouping, LiteralString]] = {
    Grouping.DISTRICT: AREAS,
    Grouping.STREET: AREAS,
    Grouping.COMMUNITY: AREAS,
    Grouping.UNIT_GRID: f"{SHAPE}unit_grid WHERE code = ANY (%s)",
    Grouping.DUTY_GRID: f"{SHAPE}duty_grid WHERE code = ANY (%s)",
}

DRAWN: Final = frozenset({*SHAPES, Grouping.H3})
"""What has a shape."""


def shapes(conn: psycopg.Connection, by: Grouping, keys: Sequence[str | None]) -> dict[str, Json]:
    """GeoJSON geometries of keys, in CGCS2000, longitude first, by key.

    Keys that have no shape any more, such as grids that were divided since, are left out; so are all keys of
    what is drawn nowhere.
    """
    wanted = [key for key in keys if key is not None]
    if by is Grouping.H3:
        return {key: outline(key) for key in wanted}
    query = SHAPES.get(by)
    if query is None:
        return {}
    return {code: orjson.loads(shape) for code, shape in conn.execute(query, (wanted,))}
