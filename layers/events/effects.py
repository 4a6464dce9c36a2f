"""What a step changes on its event: columns and their new values."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import psycopg

from layers.events.calendar import Calendar
from layers.events.clocks import CLOCKS
from layers.events.life_cycle import LifeCycle
from layers.events.limits import limit_for, refuse_unknown
from layers.events.responsibility import responsible_for
from layers.events.situation import Situation
from layers.events.states import Clock, Step
from layers.events.taken import Taken

__all__ = ["Course", "effects"]

Columns = dict[str, Any]
JUDGED_BY: Final = ("edition", "class_code", "condition")
LIMIT: Final = ("limit_amount", "limit_unit")
UNPAUSED: Final = ("suspended_at", "resume_state")


@dataclass(frozen=True, slots=True)
class Course:
    """What events live by: the same for all of them."""

    life: LifeCycle
    calendar: Calendar


def effects(
    conn: psycopg.Connection, course: Course, here: Situation, step: Step, taken: Taken, now: datetime
) -> Columns:
    """The columns of the event that change, with their new values; `state` is one of them if it does.

    Raises:
        Invalid: a time limit ends beyond the days that can be counted, or a condition is none of the class.
    """
    changed = _given(taken)
    changed |= _judged_anew(conn, here, changed, started=step.clock is Clock.START)
    changed |= _moved(course.life, here, step, now)
    if step.counts:
        changed[step.counts] = getattr(here, step.counts) + 1
    if step.flags:
        changed[step.flags] = True
    changed |= dict.fromkeys(step.clears)
    if step.clock:
        limited = replace(here, **{name: changed[name] for name in LIMIT if name in changed})
        changed |= CLOCKS[step.clock](course.calendar, limited, now)
    return {name: value for name, value in changed.items() if getattr(here, name) != value}


def _given(taken: Taken) -> Columns:
    """What was said with the step, and what follows from it at once."""
    given: Columns = {name: value for name, value in taken.said.items() if name != "note"}
    if "department_code" in given:
        given["assigned_by"] = "person"
    if "class_code" in given:  # a condition is one of its class
        given = {"condition": None} | given
    return given


def _judged_anew(conn: psycopg.Connection, here: Situation, changed: Columns, *, started: bool) -> Columns:
    """The limit of another class or condition, and the department of another class if no person chose it."""
    now = {name: changed.get(name, getattr(here, name)) for name in JUDGED_BY}
    found: Columns = {}
    if changed.keys() & now.keys() or (started and here.limit_amount is None):
        limit = limit_for(conn, **now)
        refuse_unknown(changed.get("condition"), limit)
        found = {"limit_amount": limit and limit.amount, "limit_unit": limit and limit.unit}
    if "class_code" in changed and here.assigned_by != "person":
        who = responsible_for(conn, now["edition"], now["class_code"], here.areas)
        found |= {"department_code": who.department_code, "assigned_by": who.assigned_by}
    return found


def _moved(life: LifeCycle, here: Situation, step: Step, now: datetime) -> Columns:
    """The state after the step, with the times at which this life came to where it is."""
    state = here.resume_state if step.back else step.to
    if state is None:
        return {}
    stamp = life.state(state).stamp
    moved: Columns = {"state": state} | dict.fromkeys([*life.stamps_after(state), *UNPAUSED])
    if stamp and getattr(here, stamp) is None:
        moved[stamp] = now
    return moved
