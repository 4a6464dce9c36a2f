"""The headers of a tile."""

from collections.abc import Mapping
from typing import Final

from gis_api.tiling.codings import IDENTITY
from tiles.cache import Entry

__all__ = ["MVT", "has", "head", "headers", "status", "tag"]

MVT: Final = "application/vnd.mapbox-vector-tile"


def tag(entry: Entry, coding: str) -> str:
    """The entity tag of a tile in a coding: each coding is another sequence of bytes."""
    return f'"{entry.tag}"' if coding == IDENTITY else f'"{entry.tag}-{coding}"'


def has(entry: Entry, coding: str, if_none_match: str) -> bool:
    """Whether the client has the tile already, by its header If-None-Match."""
    given = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return tag(entry, coding) in given or if_none_match.strip() == "*"


def headers(entry: Entry, coding: str, *, private: bool) -> dict[str, str]:
    """Those of every answer with the tile, whatever its status.

    A client may keep a tile and has to ask each time whether it still is right, since one that is read after
    a change must show it.
    """
    found = {
        "ETag": tag(entry, coding),
        "Cache-Control": "private, no-cache" if private else "no-cache",
        "Vary": "Accept-Encoding, Authorization",
    }
    if entry.cut:
        found["X-Tile-Truncated"] = entry.cut
    if not entry.is_empty:
        found["Content-Type"] = MVT
        if coding != IDENTITY:
            found["Content-Encoding"] = coding
    return found


def head(given: Mapping[str, str], body: bytes) -> bytes:
    """Headers as they are sent, those of an empty body without a length."""
    lines = [f"{name.lower()}: {value}\r\n" for name, value in given.items()]
    length = [f"content-length: {len(body)}\r\n"] if body else []
    return "".join([*lines, *length]).encode()


def status(entry: Entry) -> int:
    """204 where nothing is here."""
    return 204 if entry.is_empty else 200
