"""The lives of events: led step by step by the life cycle itself, up to the day of the sample."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import psycopg
from numpy.random import Generator

from importers.sample.habits import Habit, Habits
from layers.events.effects import Course, effects
from layers.events.situation import Situation
from layers.events.taken import Taken, permitted

__all__ = ["Life", "Surroundings", "live"]

DESKS: Final = {"acceptor": 6, "dispatcher": 4, "checker": 5, "supervisor": 2}
"""How many people hold each post of the desk."""
JSON: Final = json.JSONEncoder(ensure_ascii=False)
Row = dict[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """Who and what an event has to do with."""

    collector: str
    """Code of the worker of its duty grid."""
    departments: Sequence[str]
    """Codes of those that may be chosen by hand."""
    repeats: str | None
    """Number of the event that it is again."""


@dataclass(frozen=True)
class Life:
    """A life so far."""

    end: Situation
    steps: list[Row]


def live(
    conn: psycopg.Connection, course: Course, habits: Habits, rng: Generator, begin: Situation, at: datetime,
    around: Surroundings, until: datetime,
) -> Life:  # fmt: skip
    """Let an event live, from its report to a moment or its end.

    Raises:
        Invalid: the habits have a step that the life cycle doesn't.
        Forbidden: or a post that may not take it.
    """
    here, steps = begin, [_first(course, rng, begin, at, around)]
    while not course.life.state(here.state).final:
        habit = habits.choose(rng, here, around.repeats)
        at = habit.moment(rng, here, at)
        if at >= until:
            break
        taken = _taken(course, rng, habit, here, at, around)
        step = permitted(course.life, here, taken)
        changed = effects(conn, course, here, step, taken, at)
        seen = here.verified or step.code == "verify"
        after = replace(here, **changed, version=here.version + 1, verified=seen)
        steps.append(_step(course, rng, here, after, taken, at, around) | {"facts": _facts(here, changed)})
        here = after
    return Life(here, steps)


def _first(course: Course, rng: Generator, here: Situation, at: datetime, around: Surroundings) -> Row:
    post = "collector" if here.reported_by == "collector" else "acceptor"
    report = Taken(step="report", version=0, post=post)
    return _step(course, rng, here, here, report, at, around) | {"from_state": None, "facts": None}


def _taken(
    course: Course, rng: Generator, habit: Habit, here: Situation, now: datetime, around: Surroundings
) -> Taken:
    """The step with what is said."""
    said: Row = {"note": habit.note(rng)}
    by_hand = habit.step == "dispatch" and (here.department_code is None or here.assigned_by == "duty_desk")
    if habit.step == "transfer" or by_hand:
        others = [code for code in around.departments if code != here.department_code]
        said["department_code"] = others[int(rng.integers(len(others)))]
    if habit.step == "reject":
        said["duplicate_of"] = around.repeats
    if habit.step == "extend":
        amount, unit = here.limit_amount or Decimal(1), here.limit_unit or "work_day"
        said["deadline"] = course.calendar.deadline(max(now, here.deadline or now), amount, unit)
    return Taken(step=habit.step, version=here.version, post=habit.post, **said)


def _step(
    course: Course, rng: Generator, here: Situation, after: Situation, taken: Taken, at: datetime,
    around: Surroundings,
) -> Row:  # fmt: skip
    return {
        "event_code": here.code,
        "version": after.version,
        "step": taken.step,
        "from_state": here.state,
        "state": after.state,
        "actor": _actor(course, rng, here, taken.post, around),
        "at": at,
        "note": taken.note,
        "post": taken.post,
        "department_code": taken.department_code or here.department_code,
    }


def _actor(course: Course, rng: Generator, here: Situation, post: str, around: Surroundings) -> str:
    if post == "collector":
        return around.collector
    if post == "department" and here.department_code:
        return here.department_code
    return f"{course.life.posts[post].name}{rng.integers(DESKS.get(post, 1)) + 1}"


def _facts(here: Situation, changed: Mapping[str, Any]) -> str:
    """What the step changed, from what to what, as the steps of the service have it."""
    pairs = {name: [_plain(getattr(here, name)), _plain(v)] for name, v in changed.items() if name != "state"}
    return JSON.encode({"changed": pairs})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, Decimal) else value
