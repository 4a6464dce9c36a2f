"""Taking in a new event (上报): where it is, who is responsible there, and its number."""

from dataclasses import dataclass
from typing import Final, LiteralString

import psycopg
from psycopg.rows import tuple_row

from layers.editions import Edition
from layers.errors import Conflict, Invalid
from layers.events.read import Event, event
from layers.identifiers import event_number
from layers.locate import Located, locate
from layers.points import one_point
from layers.schema.events import EVENT_SOURCES

__all__ = ["Report", "report"]

LARGEST: Final = 99_999
"""Events of an area and a day that can have a number."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports."""

    class_code: str
    lon: float
    lat: float
    """Longitude and latitude in CGCS2000."""
    source: str
    """Who reports: one of `EVENT_SOURCES`."""
    description: str | None = None
    address_text: str | None = None
    """Where it is in words; internal, since people say more than they should."""
    address_code: str | None = None
    edition: str = Edition.E2026
    urgent: bool = False


CLASS = "SELECT FROM onemap.class_code WHERE (kind, edition, code) = ('event', %s, %s)"

# The row of the counter is locked until the transaction ends, so no two reports get one number. Events that
# were brought in with numbers of their own are counted, too. The day is that of the city.
NUMBER = """
INSERT INTO onemap.event_counter AS counter (area, day, last)
SELECT area, day, 1 + (
  SELECT coalesce(max(substr(code, 15)::int), 0) FROM onemap.event
  WHERE code BETWEEN first || '00000' AND first || '99999'
)
FROM (SELECT %s::text AS area, (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS today
CROSS JOIN LATERAL (SELECT area || to_char(day, 'YYYYMMDD') AS first) AS numbers
ON CONFLICT (area, day) DO UPDATE SET last = greatest(counter.last + 1, excluded.last)
RETURNING day, last
"""

INSERT = """
INSERT INTO onemap.event (code, edition, class_code, description, reported_by, urgent, address_text,
  address_code, district_code, street_code, community_code, unit_grid_code, duty_grid_code, geom, source)
VALUES (%(code)s, %(edition)s, %(class_code)s, %(description)s, %(reported_by)s, %(urgent)s, %(address_text)s,
  %(address_code)s, %(district)s, %(street)s, %(community)s, %(unit_grid)s, %(duty_grid)s,
  ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4490), 'report')
"""

STEP = """
INSERT INTO onemap.event_step (event_code, step, state, actor, version)
VALUES (%s, 'report', 'reported', %s, 1)
"""


def report(conn: psycopg.Connection, given: Report, *, actor: str) -> Event:
    """Locate an event, give it a number and write it down, with the first step of its life.

    Args:
        conn: an open connection; the caller commits.
        given: what is reported.
        actor: who takes it in; stands in the step.

    Returns:
        The event as it was written, with what is internal in it.

    Raises:
        Invalid: there is no such class or source, or the point is not on the map or in no district.
        Conflict: its district has used up the day's numbers.
    """
    if given.source not in EVENT_SOURCES:
        raise Invalid(f"no source of events {given.source[:40]!r}", known=list(EVENT_SOURCES))
    if not conn.execute(CLASS, (given.edition, given.class_code)).rowcount:
        hint = "see /api/catalogues?kind=event"
        raise Invalid(
            f"no class {given.class_code[:10]!r} of events in edition {given.edition[:10]!r}", hint=hint
        )
    lon, lat = one_point(given.lon, given.lat)
    (where,) = locate(conn, [lon], [lat])
    code = _number(conn, _area(where))
    conn.execute(INSERT, _row(given, where) | {"code": code})
    conn.execute(STEP, (code, actor))
    return event(conn, code, internal=True)


def _area(where: Located) -> str:
    """Six digits of the smallest area up to the district; other schemes than the national one have others."""
    areas = [area.code for area in (where.district, where.street, where.community) if area]
    found = next((code[:6] for code in areas if len(code) >= 6), None)
    if found is None:
        raise Invalid("the point is in no district of this city", lon=where.lon, lat=where.lat)
    return found


def _number(conn: psycopg.Connection, area: str) -> str:
    try:
        with conn.transaction(), conn.cursor(row_factory=tuple_row) as cur:
            ((day, sequence),) = cur.execute(NUMBER, (area,)).fetchall()
    except psycopg.errors.CheckViolation:
        raise Conflict(f"area {area} has no event numbers left today", most=LARGEST) from None
    return event_number(area, day, sequence)


def _row(given: Report, where: Located) -> dict[str, object]:
    names: tuple[LiteralString, ...] = ("district", "street", "community", "unit_grid", "duty_grid")
    codes = {name: place.code if (place := getattr(where, name)) else None for name in names}
    return codes | {
        "edition": given.edition,
        "class_code": given.class_code,
        "description": given.description,
        "reported_by": given.source,
        "urgent": given.urgent,
        "address_text": given.address_text,
        "address_code": given.address_code,
        "lon": given.lon,
        "lat": given.lat,
    }
