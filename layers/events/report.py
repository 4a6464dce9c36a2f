"""Taking in a new event (上报): where it is, what is near, who is responsible there, and its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, LiteralString, NamedTuple

import psycopg
from psycopg.rows import class_row, tuple_row
from pyproj import Geod

from layers.editions import Edition
from layers.errors import Conflict, Invalid
from layers.events.classes import EventClasses
from layers.events.detail import Detail, upcoming, warnings
from layers.events.life_cycle import LifeCycle
from layers.events.limits import limit_for, refuse_unknown
from layers.events.near import Nearby, nearby
from layers.events.read import Event, Step, select
from layers.events.responsibility import responsible_for
from layers.locate import Located
from layers.schema.events import EVENT_SOURCES

__all__ = ["Placed", "Report", "Reported", "placed", "report"]

LARGEST: Final = 99_999
"""Events of an area and a day that can have a number."""

AREAS: Final = ("district", "street", "community")
PLACES: Final = (*AREAS, "unit_grid", "duty_grid", "composite_grid")
"""What an event keeps of where it is, as codes."""

FIRST: Final[Mapping[str, Any]] = {"version": 1, "step": "report", "from_state": None, "state": "reported"}


class Placed(NamedTuple):
    """Where an event is, and how that is known."""

    lon: float
    lat: float
    """Longitude and latitude in CGCS2000."""
    source: str
    """One of `PLACED_FROM`."""
    gap_m: float | None = None
    """Between the point and the address where both are known, metres on the ellipsoid."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports."""

    class_code: str
    place: Placed
    source: str
    """Who reports: one of `EVENT_SOURCES`."""
    description: str | None = None
    address_text: str | None = None
    """Where it is in words; internal, since people say more than they should."""
    address_code: str | None = None
    edition: str = Edition.E2026
    urgent: bool = False
    supervised: bool = False
    condition: str | None = None
    """Which of the cases it is that its class has time limits for."""
    component_code: str | None = None
    collector_code: str | None = None


# Every report asks the same, so one plan of each query serves all; planning anew takes longer than answering.
ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"

CHECK = """
SELECT EXISTS (SELECT FROM onemap.class_code
               WHERE (kind, edition, code) = ('event', %(edition)s, %(class_code)s)),
       %(component_code)s::text IS NULL
         OR EXISTS (SELECT FROM onemap.component WHERE code = %(component_code)s),
       %(collector_code)s::text IS NULL
         OR EXISTS (SELECT FROM onemap.grid_worker WHERE code = %(collector_code)s)
"""

# The row of the counter is locked until the transaction ends, so no two reports get one number, and all else
# is done before. Events that were brought in with numbers of their own are counted, too. The day is that of
# the city.
WRITE: LiteralString = """
WITH numbered AS (
  INSERT INTO onemap.event_counter AS counter (area, day, last)
  SELECT area, day, next
  FROM (SELECT %(area)s::text AS area, (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS today
  CROSS JOIN LATERAL (SELECT area || to_char(day, 'YYYYMMDD') AS first) AS numbers
  CROSS JOIN LATERAL (SELECT 1 + coalesce((
    SELECT substr(code, 15)::int FROM onemap.event
    WHERE code BETWEEN first || '00000' AND first || '99999' ORDER BY code DESC LIMIT 1
  ), 0) AS next) AS brought_in
  WHERE next <= %(largest)s
  ON CONFLICT (area, day) DO UPDATE SET last = greatest(counter.last + 1, excluded.last)
  WHERE greatest(counter.last + 1, excluded.last) <= %(largest)s
  RETURNING area || to_char(day, 'YYYYMMDD') || to_char(last, 'FM00000') AS code
), made AS (
  INSERT INTO onemap.event (code, edition, class_code, description, reported_by, urgent, supervised,
    address_text, address_code, placed_from, place_gap_m, district_code, street_code, community_code,
    unit_grid_code, duty_grid_code, composite_grid_code, component_code, collector_code, condition,
    department_code, assigned_by, limit_amount, limit_unit, geom, source)
  SELECT code, %(edition)s, %(class_code)s, %(description)s, %(reported_by)s, %(urgent)s, %(supervised)s,
    %(address_text)s, %(address_code)s, %(placed_from)s, %(place_gap_m)s,
    %(district)s, %(street)s, %(community)s, %(unit_grid)s, %(duty_grid)s, %(composite_grid)s,
    %(component_code)s, %(collector_code)s, %(condition)s,
    %(department_code)s, %(assigned_by)s, %(limit_amount)s, %(limit_unit)s,
    ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4490), 'report'
  FROM numbered
  RETURNING *
), begun AS (
  INSERT INTO onemap.event_step (event_code, step, state, actor, version)
  SELECT code, 'report', state, %(actor)s, version FROM made
)
"""

ELLIPSOID: Final = {"ellps": "GRS80"}
"""That of CGCS2000, but for a tenth of a millimetre."""


def placed(point: tuple[float, float] | None, address: tuple[float, float] | None) -> Placed:
    """The place of an event by its point, its address, or both: then the point decides.

    Args:
        point: longitude and latitude in CGCS2000; None when none was given.
        address: those of the address that was given; None when none was, or it is not known.

    Raises:
        Invalid: neither is there.
    """
    if point and address:
        _, _, metres = Geod(**ELLIPSOID).inv(*point, *address)
        return Placed(*point, "both", round(metres, 1))
    if point:
        return Placed(*point, "point")
    if address:
        return Placed(*address, "address")
    raise Invalid("say where it is", hint="as a point or an address")


@dataclass(frozen=True, slots=True)
class Reported:
    """An event that was sent to the database."""

    _cursor: psycopg.Cursor[Event]
    _actor: str
    _around: Nearby
    _classes: EventClasses
    _life: LifeCycle

    def detail(self) -> Detail:
        """The event as it was written, with what is internal in it, and what is near it.

        Raises:
            Conflict: its district has used up the day's numbers, so nothing was written.
        """
        made = self._cursor.fetchone()
        if made is None:
            raise Conflict("the district has no event numbers left today", most=LARGEST)
        first = Step(
            **FIRST, at=made.reported_at, post=None, actor=self._actor, note=None, department_code=None
        )
        coming = upcoming(made, [first], self._life)
        odd = warnings(made, self._around, self._classes)
        return Detail(made, [first], coming, [], self._around, odd)


def report(
    conn: psycopg.Connection,
    given: Report,
    where: Located,
    classes: EventClasses,
    life: LifeCycle,
    *,
    actor: str,
) -> Reported:
    """Give an event its areas, its grids and a number and write it down, with the first step of its life.

    Args:
        conn: an open connection; the caller commits at once, since other reports of the district wait for
            it. In a pipeline the commit goes along with the event, and nobody waits for an answer between.
        given: what is reported.
        where: what covers its place.
        classes: how far around it to look for what is near.
        life: the steps that there are.
        actor: who takes it in; stands in the step.

    Returns:
        What tells of the event.

    Raises:
        Invalid: there is no such class, source, component, collector or condition, or no district there.
    """
    conn.execute(ONE_PLAN)
    _check(conn, given)
    row = _row(given, where) | {"actor": actor, "area": _number_area(where)} | _proposed(conn, given, where)
    near = classes.near(given.edition, given.class_code)
    around = nearby(conn, given.place.lon, given.place.lat, near, at=datetime.now(UTC))
    cur = conn.cursor(row_factory=class_row(Event))
    cur.execute(select(source="made", before=WRITE, internal=True), row | {"largest": LARGEST})
    return Reported(cur, actor, around, classes, life)


def _check(conn: psycopg.Connection, given: Report) -> None:
    if given.source not in EVENT_SOURCES:
        raise Invalid(f"no source of events {given.source[:40]!r}", known=list(EVENT_SOURCES))
    names = ("edition", "class_code", "component_code", "collector_code")
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(CHECK, {name: getattr(given, name) for name in names}).fetchone()
    known, component, collector = row or (False, False, False)
    if not known:
        hint = "see /api/catalogues?kind=event"
        raise Invalid(
            f"no class {given.class_code[:10]!r} of events in edition {given.edition[:10]!r}", hint=hint
        )
    if not component:
        raise Invalid("there is no such component", component_code=given.component_code)
    if not collector:
        raise Invalid("there is no such collector", collector_code=given.collector_code)


def _number_area(where: Located) -> str:
    """Six digits of the smallest area up to the district; other schemes than the national one have others."""
    codes: list[str] = [area.code for name in AREAS if (area := getattr(where, name))]
    found = next((code[:6] for code in codes if len(code) >= 6), None)
    if found is None:
        raise Invalid("the point is in no district of this city", lon=where.lon, lat=where.lat)
    return found


def _proposed(conn: psycopg.Connection, given: Report, where: Located) -> dict[str, Any]:
    """The department that should act, and how long it should have; the deadline comes with dispatch."""
    areas = [area.code for name in AREAS if (area := getattr(where, name))]
    who = responsible_for(conn, given.edition, given.class_code, areas)
    limit = limit_for(conn, given.edition, given.class_code, given.condition)
    refuse_unknown(given.condition, limit)
    return {
        "department_code": who.department_code,
        "assigned_by": who.assigned_by,
        "limit_amount": limit and limit.amount,
        "limit_unit": limit and limit.unit,
    }


def _row(given: Report, where: Located) -> dict[str, Any]:
    codes = {name: place.code if (place := getattr(where, name)) else None for name in PLACES}
    names = (
        "edition", "class_code", "description", "urgent", "supervised", "address_text", "address_code",
        "component_code", "collector_code", "condition",
    )  # fmt: skip
    place = given.place
    return codes | {name: getattr(given, name) for name in names} | {
        "reported_by": given.source, "lon": place.lon, "lat": place.lat, "placed_from": place.source,
        "place_gap_m": place.gap_m,
    }  # fmt: skip
