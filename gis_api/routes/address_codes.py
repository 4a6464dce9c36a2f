"""An address by its permanent code (一个码): its entry, and the code as a QR code for its door.

These routes come after all others below `/api/address`, since a code may be any word.
"""

import io
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Path, Request, Response, status
from fastapi.responses import RedirectResponse

from address.library import entry, require
from gis_api.auth import Anyone
from gis_api.caching import answer
from gis_api.db import Db
from gis_api.models.address_entry import AddressEntry
from gis_api.parameters import CrsQuery, Cursor, Limit
from gis_api.state import Base
from layers.paging import cursor_of, read_cursor

__all__ = ["router", "short"]

router = APIRouter(prefix="/api/address", tags=["address"])
short = APIRouter(prefix="/a", include_in_schema=False)

AddressCode = Annotated[str, Path(max_length=40, examples=["42011700000000004217"])]

SVG = "image/svg+xml"
QR: dict[int | str, dict[str, Any]] = {
    "200": {"description": "The QR code.", "content": {SVG: {}}},
    "304": {"description": "Not changed."},
}


@router.get("/{code}", operation_id="address")
def read_address(
    db: Db, caller: Anyone, code: AddressCode, crs: CrsQuery, limit: Limit = 100, cursor: Cursor = None
) -> AddressEntry:
    """One address: what is above it, a page of what is below, its other names, what it was before.

    A code that was retired or merged answers too; `present` is the address in use that it stands for. Who
    made a change and why is null without the key.
    """
    after = str(read_cursor(cursor, str)[0]) if cursor else None
    found = AddressEntry.of(entry(db, code, limit=limit, after=after, crs=crs), internal=caller.internal)
    return found.model_copy(update={"next": cursor_of(found.next)}) if found.next else found


@router.get("/{code}/qr.svg", operation_id="address_qr", response_class=Response, responses=QR)
def read_qr(db: Db, request: Request, caller: Anyone, base: Base, code: AddressCode) -> Response:
    """A QR code (SVG) for the door: the permanent link, or the code where no base URL is configured.

    The link is `ONEMAP_BASE_URL` with `/a/` and the code, and never changes. Codes that are no longer in use
    have one too, since they stay on doors.
    """
    found = require(db, code)
    return answer(request, _svg(f"{base}/a/{found.code}" if base else found.code), SVG, caller)


@short.get("/{code}")
def follow(db: Db, code: AddressCode) -> Response:
    """From the link on a door to the map page with the address."""
    found = require(db, code)
    return RedirectResponse(f"../?address={found.code}", status.HTTP_302_FOUND)


def _svg(text: str) -> bytes:
    """A QR code that stays readable with 15 % of it gone, in black on nothing, 4 units a module."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="svg", scale=4, xmldecl=True)
    return made.getvalue()
