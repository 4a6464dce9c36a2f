"""Reports of events, written down together when they come together."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Annotated, NamedTuple

from fastapi import Depends, FastAPI, Request

from gis_api.db import WAITING, Write
from gis_api.together import Together
from layers.events import Detail
from layers.events.given import Report
from layers.events.report import report

__all__ = ["Asked", "Desk", "make_desk"]


class Asked(NamedTuple):
    """A report that shall be written down."""

    report: Report
    actor: str
    """Who takes it in."""
    write: Write


def make_desk(app: FastAPI) -> Together[Asked, Detail]:
    """What writes down reports, once the application has its gate and knows of the life of events."""
    seconds = app.state.settings.query_seconds
    return Together(partial(_written, app), app.state.gate, waiting=WAITING, seconds=seconds)


async def desk(request: Request) -> Together[Asked, Detail]:
    """That of this process."""
    found: Together[Asked, Detail] = request.app.state.desk
    return found


Desk = Annotated[Together[Asked, Detail], Depends(desk)]


def _written(app: FastAPI, asked: Sequence[Asked]) -> list[Detail | Exception]:
    """One transaction for each who takes in some, as the change log names one for each."""
    answers: list[Detail | Exception] = []
    for actor, some in groupby(asked, attrgetter("actor")):
        given = list(some)
        with given[0].write() as db:
            made = report(
                db,
                [one.report for one in given],
                app.state.event_classes,
                app.state.life_cycle,
                actor=actor,
            )
        answers += made.details()
    return answers
