"""Events that are led through their lives, for tests."""

from datetime import UTC, datetime
from typing import Any

import psycopg

from layers.events import calendar, life_cycle
from layers.events.advance import Advanced, advance
from layers.events.effects import Course
from layers.events.situation import Situation, situation
from layers.events.taken import Taken
from tests.builder import Builder

COURSE = Course(life_cycle.load(), calendar.load())
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
"""Of a Wednesday in the city."""


def begin(add: Builder, **more: Any) -> str:
    """A newly reported event, by its number."""
    row = {"reported_by": "collector", "limit_amount": 2, "limit_unit": "work_day"} | more
    code: str = add("event", **row)["code"]
    add("event_step", event_code=code, step="report", state=row.get("state", "reported"))
    return code


def take(
    conn: psycopg.Connection,
    code: str,
    step: str,
    post: str = "supervisor",
    *,
    now: datetime = NOON,
    **said: Any,
) -> Advanced:
    """Take a step, at the version that the event has."""
    given = Taken(step=step, version=situation(conn, code).version, post=post, **said)
    return advance(conn, COURSE, code, given, actor="t", now=now)


def lead(conn: psycopg.Connection, code: str, *steps: str, now: datetime = NOON) -> Situation:
    """Take steps for whoever may."""
    for name in steps:
        step = COURSE.life.steps[name]
        note = "为何" if "note" in step.needs else None
        take(conn, code, name, step.posts[0], now=now, note=note)
    return situation(conn, code)


def dispatched(conn: psycopg.Connection, add: Builder, **more: Any) -> str:
    """An event that department D1 was sent, by its number."""
    code = begin(add, department_code="D1", **more)
    lead(conn, code, "file", "dispatch")
    return code
