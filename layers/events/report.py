"""Taking in new events (上报): where they are, what is near, who is responsible there, and their numbers."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Json

from layers.errors import Conflict, Invalid
from layers.events.classes import EventClasses
from layers.events.detail import Detail, upcoming, warnings
from layers.events.given import AREAS, Report
from layers.events.life_cycle import LifeCycle
from layers.events.limits import Limit, Matter, limit_for_each
from layers.events.near import Nearby, Spot, nearby
from layers.events.read import Event, Step, select
from layers.events.refusals import refusals
from layers.events.responsibility import Case, responsible_for_each

__all__ = ["Reported", "report"]

LARGEST: Final = 99_999
"""Events of an area and a day that can have a number."""

PLACES: Final = (*AREAS, "unit_grid", "duty_grid", "composite_grid")
"""What an event keeps of where it is, as codes."""

FIRST: Final[Mapping[str, Any]] = {"version": 1, "step": "report", "from_state": None, "state": "reported"}


# Every report asks the same, so one plan of each query serves all; planning anew takes longer than answering.
ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"

# The row of the counter is locked until the transaction ends, so no two reports get one number, and all else
# is done before; those of several areas are locked in one order. Events that were brought in with numbers of
# their own are counted, too. The day is that of the city.
WRITE: LiteralString = """
WITH given AS MATERIALIZED (
  SELECT *, row_number() OVER (PARTITION BY area ORDER BY place) AS nth
  FROM json_to_recordset(%(given)s) AS given (
    place int, area text, edition text, class_code text, description text, reported_by text, urgent boolean,
    supervised boolean, address_text text, address_code text, placed_from text, place_gap_m float8,
    district text, street text, community text, unit_grid text, duty_grid text, composite_grid text,
    component_code text, collector_code text, condition text, department_code text, assigned_by text,
    limit_amount numeric, limit_unit text, lon float8, lat float8
  )
), wanted AS MATERIALIZED (
  SELECT area, day, area || to_char(day, 'YYYYMMDD') AS first, count(*)::int AS many
  FROM given CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date) AS today (day) GROUP BY area, day
), brought_in AS MATERIALIZED (
  SELECT *, coalesce((
    SELECT substr(code, 15)::int FROM onemap.event
    WHERE code BETWEEN first || '00000' AND first || '99999' ORDER BY code DESC LIMIT 1
  ), 0) AS highest FROM wanted
), numbered AS (
  INSERT INTO onemap.event_counter AS counter (area, day, last)
  SELECT area, day, highest + many FROM brought_in WHERE highest + many <= %(largest)s ORDER BY area
  ON CONFLICT (area, day) DO UPDATE
  SET last = greatest(counter.last + (SELECT many FROM wanted WHERE area = counter.area), excluded.last)
  WHERE counter.last + (SELECT many FROM wanted WHERE area = counter.area) <= %(largest)s
  RETURNING area, last
), made AS (
  INSERT INTO onemap.event (code, edition, class_code, description, reported_by, urgent, supervised,
    address_text, address_code, placed_from, place_gap_m, district_code, street_code, community_code,
    unit_grid_code, duty_grid_code, composite_grid_code, component_code, collector_code, condition,
    department_code, assigned_by, limit_amount, limit_unit, geom, source)
  SELECT first || to_char(last - many + nth, 'FM00000'), edition, class_code, description, reported_by,
    urgent, supervised, address_text, address_code, placed_from, place_gap_m, district, street, community,
    unit_grid, duty_grid, composite_grid, component_code, collector_code, condition,
    department_code, assigned_by, limit_amount, limit_unit,
    ST_SetSRID(ST_MakePoint(lon, lat), 4490), 'report'
  FROM given JOIN wanted USING (area) JOIN numbered USING (area) ORDER BY 1
  RETURNING *
), begun AS (
  INSERT INTO onemap.event_step (event_code, step, state, actor, version)
  SELECT code, 'report', state, %(actor)s, version FROM made
)
"""


@dataclass(frozen=True, slots=True)
class Reported:
    """Events that were sent to the database."""

    _cursor: psycopg.Cursor[Event]
    _actor: str
    _asked: Sequence[tuple[Report, Nearby] | Invalid]
    _classes: EventClasses
    _life: LifeCycle

    def details(self) -> list[Detail | Invalid | Conflict]:
        """Of each report the event as it was written, with what is internal in it, and what is near it.

        Or why nothing was written: it was invalid, or (Conflict) its district has fewer numbers left today
        than were reported there together.
        """
        made = defaultdict[str | None, deque[Event]](deque)
        for event in self._cursor:
            made[event.code[:6]].append(event)
        return [
            one if isinstance(one, Invalid) else self._detail(one[1], made[one[0].number_area])
            for one in self._asked
        ]

    def _detail(self, around: Nearby, made: deque[Event]) -> Detail | Conflict:
        if not made:
            return Conflict("the district has no event numbers left today", most=LARGEST)
        event = made.popleft()
        first = Step(
            **FIRST, at=event.reported_at, post=None, actor=self._actor, note=None, department_code=None
        )
        coming = upcoming(event, [first], self._life)
        return Detail(event, [first], coming, [], around, warnings(event, around, self._classes))


def report(
    conn: psycopg.Connection, given: Sequence[Report], classes: EventClasses, life: LifeCycle, *, actor: str
) -> Reported:
    """Give events their areas, grids and numbers and write them down, with the first step of their lives.

    What comes together is written together: for each it costs a fraction of what it costs alone.

    Args:
        conn: an open connection; the caller commits at once, since other reports of the districts wait for
            it. In a pipeline the commit goes along with the events, and nobody waits for an answer between.
        given: what is reported, at most some dozens.
        classes: how far around them to look for what is near.
        life: the steps that there are.
        actor: who takes them in; stands in the steps.

    Returns:
        What tells of the events, and which of the reports can't be one: those whose class, source, component,
        collector or condition there is not, and those in no district.
    """
    conn.execute(ONE_PLAN)
    limits = limit_for_each(conn, [Matter(one.edition, one.class_code, one.condition) for one in given])
    refused = refusals(conn, given, limits)
    good = [(one, limit) for one, limit, why in zip(given, limits, refused, strict=True) if why is None]
    around = iter(_around(conn, [one for one, _ in good], classes))
    asked = [why or (one, next(around)) for one, why in zip(given, refused, strict=True)]
    facts = {"given": Json(_rows(conn, good)), "actor": actor, "largest": LARGEST}
    cur = conn.cursor(row_factory=class_row(Event))
    cur.execute(select("ORDER BY e.code", source="made", before=WRITE, internal=True), facts)
    return Reported(cur, actor, asked, classes, life)


def _around(conn: psycopg.Connection, given: Sequence[Report], classes: EventClasses) -> list[Nearby]:
    now = datetime.now(UTC)
    return nearby(
        conn,
        [Spot(one.place.lon, one.place.lat, classes.near(one.edition, one.class_code), now) for one in given],
    )


def _rows(conn: psycopg.Connection, given: Sequence[tuple[Report, Limit | None]]) -> list[dict[str, Any]]:
    """What is written, with the departments that should act, and how long they should have.

    The deadline comes with dispatch.
    """
    who = responsible_for_each(conn, [Case(one.edition, one.class_code, one.areas) for one, _ in given])
    return [
        {
            **_row(one),
            "place": place,
            "department_code": acts.department_code,
            "assigned_by": acts.assigned_by,
            "limit_amount": limit and str(limit.amount),
            "limit_unit": limit and limit.unit,
        }
        for place, ((one, limit), acts) in enumerate(zip(given, who, strict=True))
    ]


def _row(given: Report) -> dict[str, Any]:
    codes = {name: place.code if (place := getattr(given.where, name)) else None for name in PLACES}
    names = (
        "edition", "class_code", "description", "urgent", "supervised", "address_text", "address_code",
        "component_code", "collector_code", "condition",
    )  # fmt: skip
    place = given.place
    return codes | {name: getattr(given, name) for name in names} | {
        "area": given.number_area, "reported_by": given.source, "lon": place.lon, "lat": place.lat,
        "placed_from": place.source, "place_gap_m": place.gap_m,
    }  # fmt: skip
