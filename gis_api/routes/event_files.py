"""Photos and files of events (附件): internal, since what a camera wrote into a photo stays in it."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response, status

from gis_api.auth import Anyone, Writer
from gis_api.db import Db, WriteDb
from gis_api.errors import Unauthorized
from gis_api.models.event_detail import EventFile
from gis_api.routes.events import EventCode
from layers.events.files import MEDIA_TYPES, add_file, content

__all__ = ["router"]

router = APIRouter(prefix="/api/events", tags=["events"])

BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
CONTENT: Final[dict[str, Any]] = dict.fromkeys(MEDIA_TYPES, BINARY)


async def body(request: Request) -> bytes:
    """All that was sent; how much that may be is decided before."""
    return await request.body()


async def insider(caller: Anyone) -> None:
    """Let those through who may see what was photographed.

    Raises:
        Unauthorized: nobody in particular is calling.
    """
    if not caller.internal:
        raise Unauthorized("files of events are internal: they need the admin key")


@router.post(
    "/{code}/files",
    operation_id="add_event_file",
    status_code=status.HTTP_201_CREATED,
    openapi_extra={"requestBody": {"required": True, "content": CONTENT}},
)
def add_event_file(
    db: WriteDb,
    writer: Writer,
    code: EventCode,
    name: Annotated[str, Query(min_length=1, max_length=120, examples=["before.jpg"])],
    given: Annotated[bytes, Depends(body)],
    response: Response,
    content_type: Annotated[str, Header(include_in_schema=False, max_length=200)] = "",
) -> EventFile:
    """Put a photo or file to an event: the body is the file as it is, at most 20 MB. Needs the key.

    What is in it must be what Content-Type says. The same content sent again is kept once.
    """
    media_type = content_type.split(";")[0].strip().lower()
    made = add_file(db, code, name, media_type, given, actor=writer.name)
    response.headers["Location"] = f"/api/events/{code}/files/{made.id}"
    return EventFile.model_validate(made)


@router.get(
    "/{code}/files/{file_id}",
    operation_id="event_file",
    response_class=Response,
    responses={200: {"description": "The file as it was sent.", "content": CONTENT}},
    dependencies=[Depends(insider)],
)
def read_event_file(
    db: Db, code: EventCode, file_id: Annotated[int, Path(ge=1, lt=2**63, examples=[7])]
) -> Response:
    """A file of an event, to be saved under its name. Needs the key."""
    found = content(db, code, file_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{found.sha256}"',
    }
    return Response(found.content, headers=headers, media_type=found.media_type)
