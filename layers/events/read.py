"""Events (事件): reading them, newest first; `layers.events.report` takes new ones in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from layers.errors import Invalid, NotFound
from layers.paging import Box, cursor_of, read_cursor

__all__ = ["Event", "Page", "Step", "event", "events", "steps"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `description` and `address_text` are internal: None for the public."""

    id: int
    code: str
    edition: str
    class_code: str
    class_name: str | None
    description: str | None
    source: str
    """Who reported it: one of `EVENT_SOURCES`."""
    state: str
    urgent: bool
    reported_at: datetime
    lon: float | None
    lat: float | None
    address_text: str | None
    district: str | None
    """The areas and grids are those of the time of the report, as codes."""
    street: str | None
    community: str | None
    unit_grid: str | None
    duty_grid: str | None
    deadline: datetime | None
    closed_at: datetime | None


class Step(NamedTuple):
    """One step of an event's life."""

    step: str
    state: str
    at: datetime


class Page(NamedTuple):
    """A page of events."""

    items: list[Event]
    next: str | None
    """Cursor of the page after; None on the last."""


SELECT = """
SELECT e.id, e.code, e.edition, e.class_code, c.name AS class_name, {secret}, e.reported_by AS source,
       e.state, e.urgent, e.reported_at, ST_X(e.geom) AS lon, ST_Y(e.geom) AS lat,
       e.district_code AS district, e.street_code AS street, e.community_code AS community,
       e.unit_grid_code AS unit_grid, e.duty_grid_code AS duty_grid, e.deadline, e.closed_at
FROM onemap.event e
LEFT JOIN onemap.class_code c ON (c.kind, c.edition, c.code) = ('event', e.edition, e.class_code)
WHERE {rules}
"""
LIST = SELECT + "ORDER BY e.reported_at DESC, e.id DESC LIMIT %(limit)s + 1"
OPEN = "NULL AS description, NULL AS address_text"
INTERNAL = "e.description, e.address_text"
IN_BOX = "e.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490)"
AFTER = "(e.reported_at, e.id) < (%(at)s::timestamptz, %(after)s::bigint)"
STEPS = "SELECT step, state, at FROM onemap.event_step WHERE event_code = %s ORDER BY id"


def event(conn: psycopg.Connection, code: str, *, internal: bool = False) -> Event:
    """One event by its number.

    Raises:
        NotFound: there is none.
    """
    found = _read(conn, sql.SQL(SELECT), ["e.code = %(code)s"], {"code": code}, internal=internal)
    if not found:
        raise NotFound(f"no event {code[:20]!r}")
    return found[0]


def steps(conn: psycopg.Connection, code: str) -> list[Step]:
    """The steps of an event's life so far, oldest first; empty for one that was brought in without them."""
    with conn.cursor(row_factory=class_row(Step)) as cur:
        return cur.execute(STEPS, (code,)).fetchall()


def events(
    conn: psycopg.Connection,
    *,
    box: Box | None = None,
    community: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
    internal: bool = False,
) -> Page:
    """Events, the last reported first.

    Args:
        conn: an open connection.
        box: only those in it; None for all, also those without a place.
        community: only those of the community with this code.
        limit: how many at most.
        cursor: where the page before ended.
        internal: whether the caller may read what was said and where in words.

    Raises:
        Invalid: the cursor is not one of these pages.
    """
    facts: dict[str, Any] = {"limit": limit}
    rules = ["true"]
    if box:
        rules.append(IN_BOX)
        facts |= box._asdict()
    if community:
        rules.append("e.community_code = %(community)s")
        facts["community"] = community
    if cursor:
        rules.append(AFTER)
        facts["at"], facts["after"] = _moment(*read_cursor(cursor, str, int))
    found = _read(conn, sql.SQL(LIST), rules, facts, internal=internal)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of(last.reported_at.isoformat(), last.id) if last else None)


def _moment(at: str | int, number: str | int) -> tuple[datetime, str | int]:
    try:
        return datetime.fromisoformat(str(at)), number
    except ValueError:
        raise Invalid("the cursor is not one that this service gave") from None


def _read(
    conn: psycopg.Connection, query: sql.SQL, rules: list[Any], facts: dict[str, Any], *, internal: bool
) -> list[Event]:
    made = query.format(
        secret=sql.SQL(INTERNAL if internal else OPEN), rules=sql.SQL(" AND ").join(map(sql.SQL, rules))
    )
    with conn.cursor(row_factory=class_row(Event)) as cur:
        return cur.execute(made, facts).fetchall()
