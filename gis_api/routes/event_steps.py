"""The life of events: its states and steps, time limits, and taking a step."""

from typing import Annotated

from fastapi import APIRouter, Query

from gis_api.auth import Writer
from gis_api.db import Db, WriteDb
from gis_api.models.event_detail import EventDetail
from gis_api.models.event_steps import EventLifeCycle, EventLimits, NewStep
from gis_api.routes.events import EventCode
from gis_api.state import Classes, EventCourse, Life
from layers.editions import Edition
from layers.events.advance import advance
from layers.events.detail import detail
from layers.events.limits import all_limits, limits

__all__ = ["router"]

router = APIRouter(prefix="/api/events", tags=["events"])


@router.get("/life-cycle", operation_id="event_life_cycle")
async def read_life_cycle(life: Life) -> EventLifeCycle:
    """The states that events may be in, the steps between them, who may take them, and all their names."""
    return EventLifeCycle.of(life)


@router.get("/limits", operation_id="event_limits")
def read_limits(
    db: Db,
    class_code: Annotated[str | None, Query(pattern="^[0-9]{4,5}$", examples=["06010"])] = None,
    edition: Annotated[Edition, Query(description="Of the class.")] = Edition.E2026,
) -> EventLimits:
    """How long handling may take: the rules that a class comes under, or all of an edition.

    Of one class the rule that holds where nothing is said of the condition is the first. A class of 2026 also
    comes under the rules of the class of 2013 that it was.
    """
    return EventLimits.of(limits(db, edition, class_code) if class_code else all_limits(db, edition))


@router.post("/{code}/steps", operation_id="take_event_step")
def take_event_step(
    db: WriteDb,
    writer: Writer,
    course: EventCourse,
    classes: Classes,
    code: EventCode,
    given: NewStep,
) -> EventDetail:
    """Take a step in the life of an event. Needs the key, whose holder says for which post it acts.

    Whoever comes second is answered 409: the facts say which step was taken meanwhile, for which post, when,
    and the version of the event now.
    """
    advance(db, course, code, given.taken, actor=writer.name)
    return EventDetail.of(detail(db, code, classes, course.life, internal=True))
