"""Taking a step in the life of an event: all of it or nothing, and never over somebody else's."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from layers.errors import Conflict, Invalid
from layers.events.effects import Columns, Course, effects
from layers.events.situation import Situation, situation
from layers.events.taken import Taken, permitted

__all__ = ["Advanced", "advance"]


class Advanced(NamedTuple):
    """What became of an event."""

    code: str
    version: int
    state: str
    changed: Columns
    """The columns that changed, the state aside, with their new values."""


# The row is changed only at the version that was read, and the step is written with it or not at all.
WRITE: LiteralString = """
WITH moved AS (
  UPDATE onemap.event SET version = version + 1{columns}
  WHERE code = %(code)s AND version = %(version)s
  RETURNING code, version, state
)
INSERT INTO onemap.event_step
  (event_code, version, step, from_state, state, actor, at, note, post, department_code, facts)
SELECT code, version, %(step)s, %(from_state)s, state, %(actor)s, %(at)s, %(note)s, %(post)s,
       %(department)s, %(facts)s
FROM moved
"""

LAST = """
SELECT e.version, e.state, s.step AS taken, s.post, s.at
FROM onemap.event e LEFT JOIN onemap.event_step s ON (s.event_code, s.version) = (e.code, e.version)
WHERE e.code = %s
"""

KNOWN = """
SELECT %(department_code)s::text IS NULL
         OR EXISTS (SELECT FROM onemap.department WHERE code = %(department_code)s) AS department_code,
       %(component_code)s::text IS NULL
         OR EXISTS (SELECT FROM onemap.component WHERE code = %(component_code)s) AS component_code,
       %(duplicate_of)s::text IS NULL
         OR EXISTS (SELECT FROM onemap.event WHERE code = %(duplicate_of)s AND code <> %(code)s)
         AS duplicate_of,
       EXISTS (SELECT FROM onemap.class_code
               WHERE (kind, edition, code) = ('event', %(edition)s, %(class_code)s)) AS class_code
"""


def advance(
    conn: psycopg.Connection,
    course: Course,
    code: str,
    taken: Taken,
    *,
    actor: str,
    now: datetime | None = None,
) -> Advanced:
    """Take a step, with all that it changes, and write it down.

    Args:
        conn: an open connection; the caller commits. On an error nothing was written.
        course: the life cycle and the calendar.
        code: number of the event.
        taken: the step, and what is said with it.
        actor: who takes it.
        now: when; without it the present moment.

    Raises:
        NotFound: there is no such event.
        Conflict: somebody else has taken a step since; the facts say which, for which post, and when.
        Invalid: the step can't be taken from where the event stands, or something lacks.
        Forbidden: it is not for this post.
    """
    at = now or datetime.now(UTC)
    here = situation(conn, code)
    if here.version != taken.version:
        raise _conflict(conn, code, taken)
    step = permitted(course.life, here, taken)
    _check(conn, course, here, taken, at)
    changed = effects(conn, course, here, step, taken, at)
    columns = sql.SQL("").join(
        sql.SQL(", {} = {}").format(sql.Identifier(name), sql.Placeholder(f"new_{name}")) for name in changed
    )
    row = _row(course, here, taken, changed, actor, at)
    values = {f"new_{name}": value for name, value in changed.items()}
    if conn.execute(sql.SQL(WRITE).format(columns=columns), row | values).rowcount == 0:
        raise _conflict(conn, code, taken)
    state = changed.pop("state", here.state)
    return Advanced(code, here.version + 1, state, changed)


def _row(
    course: Course, here: Situation, taken: Taken, changed: Columns, actor: str, at: datetime
) -> dict[str, Any]:
    """The step, as it is written down."""
    old_and_new = {name: [_plain(getattr(here, name)), _plain(value)] for name, value in changed.items()}
    facts: dict[str, Any] = {"changed": {n: pair for n, pair in old_and_new.items() if n != "state"}}
    if (end := changed.get("deadline")) and (unlisted := course.calendar.unlisted(at, end)):
        facts["years_without_days_off"] = unlisted
    return {
        "code": here.code,
        "version": here.version,
        "step": taken.step,
        "from_state": here.state,
        "actor": actor,
        "at": at,
        "note": taken.said.get("note"),
        "post": taken.post,
        "department": taken.department_code or here.department_code,
        "facts": Jsonb(facts),
    }


def _plain(value: object) -> object:
    """A value of a column as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _check(conn: psycopg.Connection, course: Course, here: Situation, taken: Taken, now: datetime) -> None:
    """What is said with the step names things that there are, and times that can be."""
    end = taken.deadline
    if end and not course.calendar.counts(end):
        raise Invalid("the deadline lies beyond the days that can be counted")
    if end and end <= max(now, here.deadline or now):
        raise Invalid("a deadline can only be put off, into the future", deadline=here.deadline)
    named = taken.said.keys() & {"department_code", "component_code", "duplicate_of", "class_code", "edition"}
    if not named:
        return
    facts = {name: taken.said.get(name) for name in ("department_code", "component_code", "duplicate_of")}
    facts |= {"code": here.code, "edition": taken.edition or here.edition}
    facts["class_code"] = taken.class_code or here.class_code
    with conn.cursor(row_factory=dict_row) as cur:
        known = cur.execute(KNOWN, facts).fetchone() or {}
    for name in sorted(known):
        if not known[name]:
            raise Invalid(f"{name}: nothing has this code", field=name)


def _conflict(conn: psycopg.Connection, code: str, taken: Taken) -> Conflict:
    """What to tell somebody who was too late."""
    with conn.cursor(row_factory=dict_row) as cur:
        last = cur.execute(LAST, (code,)).fetchone() or {}
    return Conflict(f"event {code} has changed since version {taken.version}", **last)
