"""Events as they happen, as a stream that doesn't end."""

import asyncio
from contextlib import asynccontextmanager
from typing import Annotated, Any

import psycopg
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from gis_api.auth import Anyone
from gis_api.db import connection
from gis_api.errors import Unauthorized
from gis_api.live import Hub, Live
from gis_api.live.frames import Told, beginning, reset, tell, text
from gis_api.live.hub import KEPT
from gis_api.middleware import HEADLESS
from gis_api.parameters import Code
from layers.area_filter import area_codes
from layers.errors import Unavailable
from layers.events import feed
from layers.events.feed import Wanted

__all__ = ["router"]

router = APIRouter(prefix="/api/events", tags=["events"])

EVENT_STREAM = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing between here and the listener may keep it, or wait for more of it."""
LAG_SECONDS = 5.0
"""How long this worker may take to know what another one has told already."""
DESCRIPTION: dict[str, Any] = {
    "description": "Server-sent events, until either side ends it.",
    "content": {
        EVENT_STREAM: {
            "schema": {"type": "string"},
            "example": 'event: changed\ndata: {"id": 4217, "code": "4201172026070100042"}\nid: 90210\n\n',
        }
    },
}

asked = asynccontextmanager(connection)


async def wanted(
    request: Request,
    caller: Anyone,
    area: Code = None,
    department: Code = None,
    class_code: Annotated[
        str | None, Query(pattern="^[0-9]{1,5}$", description="A class, or the first digits of several.")
    ] = None,
    still_open: Annotated[
        bool | None, Query(alias="open", description="Whether it has not come to its end.")
    ] = None,
) -> Wanted:
    """The events that a listener chooses.

    Raises:
        Unauthorized: it chooses by department, which the public may not see.
        NotFound: there is no such area.
    """
    if department is not None and not caller.internal:
        raise Unauthorized("choosing by department needs the admin key")
    areas = None
    if area is not None:
        async with asked(request) as conn:
            areas = await asyncio.to_thread(area_codes, conn, area)
    return Wanted(areas, department, class_code, still_open)


@router.get("/stream", operation_id="event_stream", response_class=Response, responses={200: DESCRIPTION})
async def stream_events(
    request: Request,
    caller: Anyone,
    hub: Live,
    chosen: Annotated[Wanted, Depends(wanted)],
    last_event_id: Annotated[
        int | None, Header(alias="Last-Event-ID", ge=0, lt=2**63, description="Go on after this `id`.")
    ] = None,
    last_id: Annotated[
        int | None, Query(ge=0, lt=2**63, description="The same, for those who can't set a header.")
    ] = None,
) -> Response:
    """Every event that is reported or changed from now on, or after the last `id` heard, in order of commit.

    `event` is `reported`, `changed`, `deleted` (then only `id` and `code` are there), or `reset`: too much
    was missed, so read anew what you show. `data` is the event as it is now. With filters you hear too of
    what they let through until this change. What changed at once has one `id`, with the last of it.
    """
    if request.scope.get(HEADLESS):
        return Response(media_type=EVENT_STREAM, headers=HEADERS)
    hub.admit()
    since = last_id if last_event_id is None else last_event_id
    seq, first = await _start(request, hub, since, chosen, internal=caller.internal)
    pieces = hub.listen(seq, chosen, first=first, internal=caller.internal)
    return StreamingResponse(pieces, media_type=EVENT_STREAM, headers=HEADERS)


async def _start(
    request: Request, hub: Hub, since: int | None, chosen: Wanted, *, internal: bool
) -> tuple[int, bytes]:
    """From where a listener hears on in the ring, and what it is told before."""
    seq = hub.seq or 0
    if since is None or hub.knows(since):
        return (seq if since is None else since), beginning(seq if since is None else since)
    async with asked(request) as conn:
        seq, told = await asyncio.to_thread(_missed, conn, since)
    await _reached(hub, seq)
    return seq, beginning(since) + (reset(seq) if told is None else text(told, chosen, internal=internal))


def _missed(conn: psycopg.Connection, since: int) -> tuple[int, list[Told] | None]:
    """What the ring no longer has; None when the log has too much of it, or another past."""
    found = feed.read(conn, since, most=KEPT)
    return found.seq, None if found.messages is None else [tell(one) for one in found.messages]


async def _reached(hub: Hub, seq: int) -> None:
    try:
        async with asyncio.timeout(LAG_SECONDS):
            await hub.reached(seq)
    except TimeoutError:
        raise Unavailable("the stream does not follow the database at the moment") from None
