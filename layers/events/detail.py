"""All that is known of one event: its steps, files, what is near, and what is odd about it."""

from collections.abc import Sequence
from typing import NamedTuple

import psycopg

from layers.events.classes import EventClasses
from layers.events.files import File, files
from layers.events.life_cycle import LifeCycle
from layers.events.near import NOTHING, Nearby, nearby
from layers.events.read import Event, Step, event, steps

__all__ = ["Detail", "NextStep", "detail", "next_steps", "warnings"]


class NextStep(NamedTuple):
    """A step that may be taken now."""

    step: str
    to: str | None
    """The state that it leads to; None where it stays."""
    posts: Sequence[str]
    """Who may take it."""
    needs: Sequence[str]
    """What must be said with it."""


class Detail(NamedTuple):
    """An event and what belongs to it."""

    event: Event
    steps: Sequence[Step]
    """Oldest first."""
    next_steps: Sequence[NextStep]
    files: Sequence[File] | None
    """None for the public."""
    nearby: Nearby
    warnings: Sequence[str]
    """What somebody should look at, as words; see `warnings`."""


def detail(
    conn: psycopg.Connection, code: str, classes: EventClasses, life: LifeCycle, *, internal: bool = False
) -> Detail:
    """All of one event.

    Args:
        conn: an open connection.
        code: its number.
        classes: how far around it to look.
        life: the steps that there are.
        internal: whether the caller may know what was said, who acts, and what was photographed.

    Raises:
        NotFound: there is none.
    """
    found = event(conn, code, internal=internal)
    around = _around(conn, found, classes, internal=internal)
    return Detail(
        found,
        steps(conn, code, internal=internal),
        next_steps(found, life),
        files(conn, code) if internal else None,
        around,
        warnings(found, around, classes),
    )


def next_steps(found: Event, life: LifeCycle) -> list[NextStep]:
    """The steps that may be taken from where an event stands, in the order of the life cycle."""
    return [
        NextStep(step.code, found.resume_state if step.back else step.to, step.posts, step.needs)
        for step in life.steps.values()
        if found.state in step.sources
    ]


def warnings(found: Event, around: Nearby, classes: EventClasses) -> list[str]:
    """What is odd about an event.

    `place_disagrees`: its point and its address are far apart; `address_unknown`: the address beside
    the point means no one place; `in_no_grid`: no unit grid covers it; `likely_duplicate`: it may be another
    one again; `no_rule`: no rule says which department acts. The public isn't told what is internal.
    """
    odd = {
        "place_disagrees": (found.place_gap_m or 0) > classes.place_gap_m,
        "address_unknown": found.placed_from == "point" and found.address_text is not None,
        "in_no_grid": found.unit_grid is None,
        "likely_duplicate": any(one.likely_duplicate for one in around.similar),
        "no_rule": found.assigned_by == "duty_desk",
    }
    return [word for word, holds in odd.items() if holds]


def _around(conn: psycopg.Connection, found: Event, classes: EventClasses, *, internal: bool) -> Nearby:
    if found.lon is None or found.lat is None:
        return NOTHING if internal else NOTHING._replace(cameras=None)
    near = classes.near(found.edition, found.class_code)
    return nearby(conn, found.lon, found.lat, near, at=found.reported_at, code=found.code, internal=internal)
