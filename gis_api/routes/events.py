"""Events: reporting and reading (事件)."""

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from address.resolve import resolve
from gis_api.auth import Anyone, Writer
from gis_api.db import Db, WriteDb
from gis_api.geocoding.dependency import GeoLater, Later
from gis_api.models.events import EventDetail, Events, NewEvent
from gis_api.parameters import BboxQuery, Code, Cursor, Limit
from layers.crs import parse
from layers.events import event, events, steps
from layers.events.report import Report, report
from layers.points import one_point

__all__ = ["router"]

router = APIRouter(prefix="/api/events", tags=["events"])


@router.post("", operation_id="report_event", status_code=status.HTTP_201_CREATED)
def report_event(
    db: WriteDb, writer: Writer, geocoder: GeoLater, given: NewEvent, response: Response
) -> EventDetail:
    """Take in an event: it gets its areas, grids and a number. Needs the key.

    An address must be in the library, down to its door plate; one that may mean several is refused with the
    candidates. A point, if given too, decides.
    """
    made = report(db, _placed(geocoder, given), actor=writer.name)
    response.headers["Location"] = f"/api/events/{made.code}"
    return EventDetail.of(made, steps(db, made.code))


@router.get("", operation_id="events")
def list_events(
    db: Db, caller: Anyone, bbox: BboxQuery, community: Code = None, limit: Limit = 50, cursor: Cursor = None
) -> Events:
    """Events in a box or a community, the last reported first."""
    page = events(db, box=bbox, community=community, limit=limit, cursor=cursor, internal=caller.internal)
    return Events.of(page)


@router.get("/{code}", operation_id="event")
def read_event(
    db: Db, caller: Anyone, code: Annotated[str, Path(max_length=40, examples=["4201172026070100042"])]
) -> EventDetail:
    """One event and the steps of its life."""
    found = event(db, code, internal=caller.internal)
    return EventDetail.of(found, steps(db, code))


def _placed(geocoder: Later, given: NewEvent) -> Report:
    """The report with its point, which its address has where it has none itself."""
    lon, lat, address_code = given.lon, given.lat, None
    if lon is not None and lat is not None:
        lon, lat = one_point(lon, lat, parse(given.crs))
    else:
        meant = resolve(geocoder(), given.address or "")
        lon, lat, address_code = meant.lon or 0.0, meant.lat or 0.0, meant.address_code
    return Report(
        class_code=given.class_code,
        lon=lon,
        lat=lat,
        source=given.source,
        description=given.description,
        address_text=given.address,
        address_code=address_code,
        edition=given.edition,
        urgent=given.urgent,
    )
