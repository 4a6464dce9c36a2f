"""Where one address of the library is, and the elements that it is made of, from the province down."""

from dataclasses import dataclass, field
from typing import Final, LiteralString, NamedTuple, TypeVar

import psycopg
from psycopg.rows import class_row

from layers.crs import CGCS2000, Crs, transform
from layers.locate import locate_columns

T = TypeVar("T")

__all__ = ["Position", "position"]


@dataclass(frozen=True, slots=True)
class Position:
    """The elements of an address, its place, and what lies around that."""

    elements: dict[str, str]
    """Level = name, from the province down; a lane in a lane gives one text."""
    lon: float | None = None
    lat: float | None = None
    position_level: str | None = None
    """Level of the address whose place this is: its own or one above; of a child where it has none else."""
    accuracy: str | None = None
    """How the place was found; None where there is none or nobody said."""
    areas: dict[str, str | None] = field(default_factory=dict)
    """district, street, community and grid = code, by place; by the library where the place says nothing."""


class _Up(NamedTuple):
    level: str
    name: str
    lon: float | None
    lat: float | None
    accuracy: str | None


class _Area(NamedTuple):
    level: str
    code: str
    full_name: str


UP: Final = """
WITH RECURSIVE up AS (
  SELECT code, parent_code, level, name, geom, accuracy, 0 AS height FROM onemap.address WHERE code = %(code)s
  UNION ALL
  SELECT a.code, a.parent_code, a.level, a.name, a.geom, a.accuracy, up.height + 1
  FROM up JOIN onemap.address a ON a.code = up.parent_code WHERE up.height < 20
)
SELECT level, name, ST_X(geom) AS lon, ST_Y(geom) AS lat, accuracy FROM up ORDER BY height
"""
AREAS: Final = """
WITH RECURSIVE up AS (
  SELECT r.code, r.parent_code, r.level, r.full_name, 0 AS height
  FROM onemap.address a JOIN onemap.area r ON r.code = a.area_code WHERE a.code = %(code)s
  UNION ALL
  SELECT r.code, r.parent_code, r.level, r.full_name, up.height + 1
  FROM up JOIN onemap.area r ON r.code = up.parent_code WHERE up.height < 10
)
SELECT level, code, full_name FROM up ORDER BY height DESC
"""
CHILDREN: Final = """
SELECT min(level) AS level, '' AS name, avg(ST_X(geom)) AS lon, avg(ST_Y(geom)) AS lat, 'centroid' AS accuracy
FROM (
  SELECT level, geom FROM onemap.address
  WHERE parent_code = %(code)s AND state = 'active' AND geom IS NOT NULL ORDER BY code LIMIT 200
) AS child HAVING count(*) > 0
"""


def position(conn: psycopg.Connection, code: str, crs: Crs = CGCS2000) -> Position:
    """Where an address is: at its own place, that of the nearest above that has one, or amid its children.

    Args:
        conn: an open connection.
        code: of the address; one that is not known has no elements and no place.
        crs: what the coordinates are in.
    """
    up, areas = _rows(conn, _Up, UP, code), _rows(conn, _Area, AREAS, code)
    named = [*_own_names(areas), *((one.level, one.name) for one in reversed(up))]
    elements: dict[str, str] = {}
    for level, name in named:
        elements[level] = elements.get(level, "") + name
    places = [one for one in up if one.lon is not None] or _rows(conn, _Up, CHILDREN, code)
    place = places[0] if places else _Up("", "", None, None, None)
    around = _around(conn, areas, place.lon, place.lat)
    if place.lon is None or place.lat is None:
        return Position(elements, areas=around)
    ((x, y),) = transform([(place.lon, place.lat)], CGCS2000, crs).tolist()
    return Position(elements, x, y, place.level, place.accuracy, around)


def _own_names(areas: list[_Area]) -> list[tuple[str, str]]:
    """What addresses call each area: its full name without that of the area above."""
    above = ["", *(one.full_name for one in areas)]
    return [(one.level, one.full_name.removeprefix(up)) for up, one in zip(above, areas, strict=False)]


def _around(
    conn: psycopg.Connection, areas: list[_Area], lon: float | None, lat: float | None
) -> dict[str, str | None]:
    there = locate_columns(conn, [lon], [lat])
    by_place = {"district": there.district[0], "street": there.street[0], "community": there.community[0]}
    by_library = {one.level: one.code for one in areas}
    return {level: code or by_library.get(level) for level, code in by_place.items()} | {
        "grid": there.unit_grid[0]
    }


def _rows(conn: psycopg.Connection, kind: type[T], query: LiteralString, code: str) -> list[T]:
    with conn.cursor(row_factory=class_row(kind)) as cur:
        return cur.execute(query, {"code": code}).fetchall()
