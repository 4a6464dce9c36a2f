"""All that is known of one event: its steps, files, what is near, and what is odd about it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import psycopg

from layers.events.classes import EventClasses
from layers.events.files import File, files
from layers.events.guards import Judged
from layers.events.life_cycle import LifeCycle
from layers.events.near import NOTHING, Nearby, Spot, nearby
from layers.events.next_steps import NextStep, next_steps
from layers.events.read import Event, Step, event, steps

__all__ = ["Detail", "detail", "upcoming", "warnings"]


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
    taken = steps(conn, code, internal=internal)
    return Detail(
        found,
        taken,
        upcoming(found, taken, life),
        files(conn, code) if internal else None,
        around,
        warnings(found, around, classes),
    )


def upcoming(found: Event, taken: Iterable[Step], life: LifeCycle) -> list[NextStep]:
    """The steps that may be taken from where an event stands after those that were taken."""
    verified = any(one.step == "verify" for one in taken)
    judged = Judged(found.source, verified, found.department_code)
    return next_steps(life, found.state, found.resume_state, judged)


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
    spot = Spot(found.lon, found.lat, near, found.reported_at, found.code)
    return nearby(conn, [spot], internal=internal)[0]
