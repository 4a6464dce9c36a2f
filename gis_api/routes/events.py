"""Events: reporting and reading (事件)."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response, status
from fastapi.concurrency import run_in_threadpool

from address.answer import Answer
from address.resolve import resolve
from gis_api.auth import Anyone, Writer
from gis_api.db import Db, WriteLater
from gis_api.errors import Unauthorized
from gis_api.geocoding.dependency import GeoLater, Later
from gis_api.json_response import json_response
from gis_api.locating import Find
from gis_api.models.event_detail import EventDetail
from gis_api.models.events import Events, EventSource, NewEvent
from gis_api.parameters import BboxQuery, Code, Cursor, Limit
from gis_api.reporting import Asked, Desk
from gis_api.state import Classes, Life
from layers.crs import parse
from layers.editions import Edition
from layers.errors import Invalid, Unavailable
from layers.events import Filter, Order, detail, events
from layers.events.given import Placed, Report, placed
from layers.locate import Located
from layers.points import one_point
from layers.schema.events import EVENT_SOURCES

__all__ = ["EventCode", "router"]

router = APIRouter(prefix="/api/events", tags=["events"])

EventCode = Annotated[str, Path(max_length=40, examples=["4201172026070100042"])]
STATE = r"^[a-z_]{1,20}(,[a-z_]{1,20}){0,19}$"
States = Annotated[str | None, Query(pattern=STATE, examples=["reported,filed"])]
Open = Annotated[bool | None, Query(alias="open", description="Whether it has not come to its end.")]
ClassCode = Annotated[
    str | None, Query(pattern="^[0-9]{1,5}$", description="A class, or its first digits.", examples=["06"])
]
Department = Annotated[
    str | None, Query(min_length=1, max_length=40, description="Who acts. Needs the key.", examples=["D01"])
]
Area = Annotated[
    str | None,
    Query(min_length=1, max_length=40, description="An area of any level.", examples=["420117001"]),
]
Grid = Annotated[
    str | None,
    Query(min_length=1, max_length=40, description="A unit or duty grid.", examples=["420117001001001"]),
]
Overdue = Annotated[bool | None, Query(description="Not handled by its deadline, or handled after it.")]
Words = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=100,
        description="A number, or words of the description or the address. Needs the key.",
        examples=["红旗路"],
    ),
]


@router.post(
    "",
    operation_id="report_event",
    status_code=status.HTTP_201_CREATED,
    response_model=EventDetail,
)
async def report_event(
    write: WriteLater, writer: Writer, desk: Desk, geocoder: GeoLater, find: Find, given: NewEvent
) -> Response:
    """Take in an event: it gets its areas, grids and a number, and a department is proposed. Needs the key.

    An address must be in the library, down to its door plate; one that may mean several is refused with the
    candidates. A point, if given too, decides; `place_gap_m` says how far from the address it is.
    """
    meant = await run_in_threadpool(_meant, geocoder, given) if given.address else None
    place = _place(given, meant)
    said = _report(given, place, await find.one(place.lon, place.lat, reach=0), meant)
    told = await desk.ask(Asked(said, writer.name, write))
    where_to = {"Location": f"/api/events/{told.event.code}"}
    return json_response(EventDetail.of(told), status.HTTP_201_CREATED, where_to)


async def wanted(
    caller: Anyone,
    life: Life,
    bbox: BboxQuery,
    state: States = None,
    is_open: Open = None,
    class_code: ClassCode = None,
    edition: Annotated[Edition | None, Query(description="Edition of the class catalogue.")] = None,
    source: Annotated[EventSource | None, Query()] = None,
    department: Department = None,
    area: Area = None,
    community: Code = None,
    grid: Grid = None,
    urgent: bool | None = None,
    supervised: bool | None = None,
    overdue: Overdue = None,
    since: Annotated[datetime | None, Query(description="Reported then or later.")] = None,
    until: Annotated[datetime | None, Query(description="Reported before.")] = None,
    q: Words = None,
) -> Filter:
    """Which events the parameters mean.

    Raises:
        Unauthorized: they ask for what only the holder of the key may know.
        Invalid: they name a state or a source that there is none of.
    """
    if (q or department) and not caller.internal:
        raise Unauthorized("who acts and what was said are internal: asking for them needs the admin key")
    states = state.split(",") if state else []
    _refuse_unknown("state", states, life.states)
    _refuse_unknown("source", [source] if source else [], EVENT_SOURCES)
    if is_open is None and len(states) > 1 and not any(life.states[one].final for one in states):
        is_open = True  # says nothing new, but there are few of them, and an index knows which
    return Filter(
        states=states, open=is_open, class_code=class_code, edition=edition,
        source=source, department=department, area=area, community=community, grid=grid, urgent=urgent,
        supervised=supervised, overdue=overdue, since=since, until=until, box=bbox, text=q,
    )  # fmt: skip


@router.get("", operation_id="events", response_model=Events)
def list_events(
    db: Db,
    caller: Anyone,
    wanted: Annotated[Filter, Depends(wanted)],
    order: Annotated[
        Order,
        Query(description="Begin with the last reported, or the earliest deadline; those without come last."),
    ] = Order.REPORTED,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Events that fit all that is asked for, page by page."""
    page = events(db, wanted, order=order, limit=limit, cursor=cursor, internal=caller.internal)
    return json_response(Events.of(page))


@router.get("/{code}", operation_id="event", response_model=EventDetail)
def read_event(db: Db, caller: Anyone, classes: Classes, life: Life, code: EventCode) -> Response:
    """One event: the steps of its life, those that may come next, its files, and what is near it."""
    return json_response(EventDetail.of(detail(db, code, classes, life, internal=caller.internal)))


def _refuse_unknown(name: str, words: Iterable[str], known: Collection[str]) -> None:
    """Refuse a misspelt word rather than find no event with it."""
    if unknown := [word for word in words if word not in known]:
        raise Invalid(f"no {name} {unknown[0][:40]!r}", known=list(known))


def _meant(geocoder: Later, given: NewEvent) -> Answer | None:
    """What the address means; where a point decides anyway, None rather than an error."""
    words = _words(given)
    if words is None:
        return None
    with suppress(*(() if given.lon is None else (Invalid, Unavailable))):
        return resolve(geocoder(), words)
    return None


def _words(given: NewEvent) -> str | None:
    """The address; None where it is blank."""
    return (given.address or "").strip() or None


def _place(given: NewEvent, meant: Answer | None) -> Placed:
    """Its place, from its point, its address, or both."""
    point = None
    if given.lon is not None and given.lat is not None:
        point = one_point(given.lon, given.lat, parse(given.crs))
    address = (meant.lon, meant.lat) if meant and meant.lon is not None and meant.lat is not None else None
    return placed(point, address)


def _report(given: NewEvent, place: Placed, where: Located, meant: Answer | None) -> Report:
    return Report(
        class_code=given.class_code,
        place=place,
        where=where,
        source=given.source,
        description=given.description,
        address_text=_words(given),
        address_code=meant.address_code if meant else None,
        edition=given.edition,
        urgent=given.urgent,
        supervised=given.supervised,
        condition=given.condition,
        component_code=given.component_code,
        collector_code=given.collector_code,
    )
