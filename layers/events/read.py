"""Events (事件) and the steps of their lives, as they are read; `layers.events.desk` lists them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from layers.errors import NotFound

__all__ = [
    "OVERDUE",
    "SELECT",
    "Event",
    "Limit",
    "Step",
    "by_ids",
    "event",
    "for_public",
    "read",
    "select",
    "steps",
]


class Limit(NamedTuple):
    """A time limit (处置时限)."""

    amount: Decimal
    unit: str
    """One of `LIMIT_UNITS`."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. What `SECRET` lists is internal: None for the public."""

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
    supervised: bool
    reported_at: datetime
    lon: float | None
    lat: float | None
    address_text: str | None
    address_code: str | None
    placed_from: str | None
    """One of `PLACED_FROM`; None where it is not known."""
    place_gap_m: float | None
    """Between point and address, metres."""
    district: str | None
    """The areas and grids are those of the time of the report, as codes."""
    street: str | None
    community: str | None
    unit_grid: str | None
    duty_grid: str | None
    composite_grid: str | None
    component_code: str | None
    collector_code: str | None
    department_code: str | None
    department_name: str | None
    assigned_by: str | None
    """One of `ASSIGNERS`."""
    condition: str | None
    limit_amount: Decimal | None
    limit_unit: str | None
    deadline: datetime | None
    overdue: bool
    """The clock ran beyond the deadline. It stops when the event is handled or closed, or suspended."""
    suspended_at: datetime | None
    resume_state: str | None
    filed_at: datetime | None
    dispatched_at: datetime | None
    handled_at: datetime | None
    checked_at: datetime | None
    closed_at: datetime | None
    returns: int
    reworks: int
    forced: bool
    duplicate_of: str | None
    version: int

    @property
    def limit(self) -> Limit | None:
        """How long the department has; None where nothing is set."""
        if self.limit_amount is None or self.limit_unit is None:
            return None
        return Limit(self.limit_amount, self.limit_unit)


class Step(NamedTuple):
    """One step of an event's life. Who took it, and what they said, is None for the public."""

    version: int
    """The first is 1."""
    step: str
    from_state: str | None
    state: str
    at: datetime
    post: str | None
    actor: str | None
    note: str | None
    department_code: str | None


# The moment at which the clock stopped, or else the present one; the suspended have none.
OVERDUE: Final = """coalesce(
  coalesce(e.handled_at, e.closed_at, CASE WHEN e.suspended_at IS NULL THEN now() END) > e.deadline, false)"""

SELECT: Final = """
SELECT e.id, e.code, e.edition, e.class_code, c.name AS class_name, e.reported_by AS source, e.state,
       e.urgent, e.supervised, e.reported_at, ST_X(e.geom) AS lon, ST_Y(e.geom) AS lat,
       e.placed_from, e.place_gap_m, e.district_code AS district, e.street_code AS street,
       e.community_code AS community, e.unit_grid_code AS unit_grid, e.duty_grid_code AS duty_grid,
       e.composite_grid_code AS composite_grid, e.component_code, e.condition, e.limit_amount, e.limit_unit,
       e.deadline, {overdue} AS overdue, e.suspended_at, e.resume_state, e.filed_at, e.dispatched_at,
       e.handled_at, e.checked_at, e.closed_at, e.returns, e.reworks, e.forced, e.duplicate_of, e.version,
       {secret}
FROM {source} e
LEFT JOIN onemap.class_code c ON (c.kind, c.edition, c.code) = ('event', e.edition, e.class_code)
LEFT JOIN onemap.department d ON d.code = e.department_code
"""
"""`source` is a table, or a query in brackets, with the columns of events; `overdue` is `OVERDUE`."""

SECRET: Final[Mapping[str, LiteralString]] = {
    "description": "e.description",
    "address_text": "e.address_text",
    "address_code": "e.address_code",
    "collector_code": "e.collector_code",
    "department_code": "e.department_code",
    "department_name": "d.name",
    "assigned_by": "e.assigned_by",
}

TABLE: Final = "onemap.event"
STEPS = """
SELECT version, step, from_state, state, at, post, {secret} FROM onemap.event_step
WHERE event_code = %s ORDER BY version
"""
STEP_SECRET: Final[Mapping[str, LiteralString]] = {
    "actor": "actor", "note": "note", "department_code": "department_code",
}  # fmt: skip


def event(conn: psycopg.Connection, code: str, *, internal: bool = False) -> Event:
    """One event by its number.

    Raises:
        NotFound: there is none.
    """
    found = read(conn, select("WHERE e.code = %(code)s", internal=internal), {"code": code})
    if not found:
        raise NotFound(f"no event {code[:20]!r}")
    return found[0]


def by_ids(conn: psycopg.Connection, ids: Iterable[int], *, internal: bool = False) -> list[Event]:
    """Events by their permanent numbers, in the order of these; one that is no more is left out."""
    chosen = select("WHERE e.id = ANY (%(ids)s) ORDER BY e.id", internal=internal)
    return read(conn, chosen, {"ids": list(ids)})


def for_public(found: Event) -> Event:
    """The same event as the public may see it."""
    hidden: dict[str, Any] = dict.fromkeys(SECRET)
    return replace(found, **hidden)


def steps(conn: psycopg.Connection, code: str, *, internal: bool = False) -> list[Step]:
    """The steps of an event's life so far, oldest first; empty for one that was brought in without them."""
    query = sql.SQL(STEPS).format(secret=_secret(STEP_SECRET, internal))
    with conn.cursor(row_factory=class_row(Step)) as cur:
        return cur.execute(query, (code,)).fetchall()


@lru_cache(maxsize=512)
def select(
    rest: LiteralString = "",
    *,
    source: LiteralString = TABLE,
    before: LiteralString = "",
    internal: bool,
) -> bytes:
    """A query for events, made once; what is secret is NULL for the public.

    Args:
        rest: what follows: rules, order.
        source: a table, or a query in brackets, with the columns of events.
        before: what goes before, such as the common table that `source` names.
        internal: whether secret columns are shown.
    """
    parts = {"secret": _secret(SECRET, internal), "source": sql.SQL(source), "overdue": sql.SQL(OVERDUE)}
    return (sql.SQL(before) + sql.SQL(SELECT).format(**parts) + sql.SQL(rest)).as_bytes()


def read(conn: psycopg.Connection, query: bytes, facts: Mapping[str, Any]) -> list[Event]:
    """Events by a query that begins with `select`."""
    with conn.cursor(row_factory=class_row(Event)) as cur:
        return cur.execute(query, facts).fetchall()


def _secret(columns: Mapping[str, LiteralString], internal: bool) -> sql.Composable:
    shown = ((sql.SQL(value) if internal else sql.SQL("NULL"), name) for name, value in columns.items())
    return sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(value, sql.Identifier(name)) for value, name in shown
    )
