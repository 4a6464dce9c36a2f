"""Shapes of areas, grids and hexagons, so that a map can draw what was counted."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString

import orjson
import psycopg

from layers.statistics.hexagons import Json, outline
from layers.statistics.keys import By

__all__ = ["DRAWN", "shapes"]

SHAPE: Final = "SELECT code, ST_AsGeoJSON(geom, 7) FROM onemap."
AREAS: Final = f"{SHAPE}area WHERE code = ANY (%s) AND geom IS NOT NULL"
SHAPES: Final[Mapping[By, LiteralString]] = {
    By.DISTRICT: AREAS,
    By.STREET: AREAS,
    By.COMMUNITY: AREAS,
    By.UNIT_GRID: f"{SHAPE}unit_grid WHERE code = ANY (%s)",
    By.DUTY_GRID: f"{SHAPE}duty_grid WHERE code = ANY (%s)",
}

DRAWN: Final = frozenset({*SHAPES, By.H3})
"""What has a shape."""


def shapes(conn: psycopg.Connection, by: By, keys: Sequence[str | None]) -> dict[str, Json]:
    """GeoJSON geometries of keys, in CGCS2000, longitude first, by key.

    Keys that have no shape any more, such as grids that were divided since, are left out; so are all keys of
    what is drawn nowhere.
    """
    wanted = [key for key in keys if key is not None]
    if by is By.H3:
        return {key: outline(key) for key in wanted}
    query = SHAPES.get(by)
    if query is None:
        return {}
    return {code: orjson.loads(shape) for code, shape in conn.execute(query, (wanted,))}
