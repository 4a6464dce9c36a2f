"""A building with its storeys, and the rooms of a storey (分层分户)."""

from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple, TypeVar

import psycopg
from psycopg.rows import class_row, dict_row

from layers.errors import NotFound

__all__ = ["Building", "Room", "Storey", "Unit", "building", "rooms"]

T = TypeVar("T")


class Storey(NamedTuple):
    """A storey; 1 and up, -1 and down, never 0."""

    code: str
    number: int
    label: str
    """What the sign says: 3A where people avoid 4."""
    base_height: float | None
    """Metres above the building's own base."""
    height: float | None
    """Metres."""
    derived: bool
    """Whether it was only made from the number of storeys."""
    units: int
    """How many units have rooms on it."""
    rooms: int


class Unit(NamedTuple):
    """A unit (单元): a stairway and what is reached by it."""

    code: str
    name: str
    rooms: int


class Room(NamedTuple):
    """A room or flat; who lives in it is no part of this."""

    code: str
    number: str | None
    name: str | None
    use: str | None
    unit: str | None
    """Name of its unit."""
    address_code: str | None
    area_measured: float | None
    """Square metres."""
    area_declared: float | None


@dataclass(frozen=True, slots=True)
class Building:
    """One building. Heights and areas are metres and square metres."""

    code: str
    name: str | None
    use: str | None
    address_code: str | None
    address: str | None
    """Full text of its address."""
    lon: float
    lat: float
    """A point on its footprint, CGCS2000."""
    base_height: float | None
    """Of the ground, above the 1985 datum."""
    height: float | None
    storeys_above: int | None
    storeys_below: int | None
    year_built: int | None
    area_measured: float | None
    area_declared: float | None
    cim_level: int | None
    model_code: str | None
    source: str
    storeys: list[Storey]
    """From the lowest up; empty when only their number is known."""
    units: list[Unit]
    rooms: int


BUILDING = """
SELECT b.code, b.name, b.use, b.address_code, a.full_text AS address, ST_X(pt) AS lon, ST_Y(pt) AS lat,
       b.base_height, b.height, b.storeys_above, b.storeys_below, b.year_built, b.area_measured,
       b.area_declared, b.cim_level, b.model_code, b.source
FROM onemap.building b CROSS JOIN LATERAL ST_PointOnSurface(b.geom) AS pt
LEFT JOIN onemap.address a ON a.code = b.address_code
WHERE b.code = %(code)s
"""
STOREYS = """
SELECT s.code, s.number, s.label, s.base_height, s.height, s.derived, count(DISTINCT r.unit_code) AS units,
       count(r.id) AS rooms
FROM onemap.storey s LEFT JOIN onemap.room r ON r.storey_code = s.code
WHERE s.building_code = %(code)s GROUP BY s.id ORDER BY s.number
"""
UNITS = """
SELECT u.code, u.name, count(r.id) AS rooms
FROM onemap.building_unit u LEFT JOIN onemap.room r ON r.unit_code = u.code
WHERE u.building_code = %(code)s GROUP BY u.id ORDER BY length(u.name), u.name COLLATE "C"
"""
ROOMS = """
SELECT r.code, r.number, r.name, r.use, u.name AS unit, r.address_code, r.area_measured, r.area_declared
FROM onemap.room r LEFT JOIN onemap.building_unit u ON u.code = r.unit_code
WHERE r.storey_code = %(storey)s ORDER BY r.number COLLATE "C", r.code COLLATE "C"
"""
STOREY = "SELECT code FROM onemap.storey WHERE building_code = %(building)s AND number = %(number)s"


def building(conn: psycopg.Connection, code: str) -> Building:
    """One building by its code, with its storeys and units and how many rooms they have.

    Raises:
        NotFound: there is none.
    """
    with conn.cursor(row_factory=dict_row) as cur:
        found = cur.execute(BUILDING, {"code": code}).fetchone()
    if found is None:
        raise NotFound(f"no building {code[:40]!r}")
    storeys = _rows(conn, Storey, STOREYS, code=code)
    units = _rows(conn, Unit, UNITS, code=code)
    return Building(**found, storeys=storeys, units=units, rooms=sum(one.rooms for one in storeys))


def rooms(conn: psycopg.Connection, code: str, number: int) -> list[Room]:
    """The rooms of a storey by their numbers; empty when none is known.

    Args:
        conn: an open connection.
        code: of the building.
        number: of the storey; -1 is the first below ground.

    Raises:
        NotFound: the building has no such storey, or there is no such building.
    """
    with conn.cursor() as cur:
        found = cur.execute(STOREY, {"building": code, "number": number}).fetchone()
    if found is None:
        raise NotFound(f"no storey {number} in building {code[:40]!r}")
    return _rows(conn, Room, ROOMS, storey=found[0])


def _rows(conn: psycopg.Connection, kind: type[T], query: LiteralString, **facts: Any) -> list[T]:
    with conn.cursor(row_factory=class_row(kind)) as cur:
        return cur.execute(query, facts).fetchall()
