"""Archives of tiles in the home folder: which there are, and ranges of them over HTTP (RFC 9110)."""

import logging
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import IO, Final, NamedTuple

from fastapi import HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from gis_api.middleware import HEADLESS
from layers.errors import Changed, Invalid, NotFound
from tiles.archive import Archive, opened

__all__ = ["ENDING", "MEDIA_TYPE", "NAME", "Listed", "answer", "every", "folder"]

LOG = logging.getLogger(__name__)
MEDIA_TYPE: Final = "application/vnd.pmtiles"
ENDING: Final = ".pmtiles"
NAME: Final = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
"""Of an archive that is given away, without its ending."""
RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
PIECE: Final = 2**18
"""Bytes that are read at once."""


class Listed(NamedTuple):
    """An archive that is given away."""

    name: str
    size: int
    """Bytes."""
    tag: str
    archive: Archive


def folder(home: Path) -> Path:
    """Where archives lie that are given away."""
    return home / "tiles" / "archives"


def every(home: Path) -> list[Listed]:
    """All archives by name; files that are none are passed over."""
    paths = (path for path in folder(home).glob(f"*{ENDING}") if re.fullmatch(NAME, path.stem))
    return [one for path in sorted(paths) if (one := _listed(path))]


def answer(request: Request, home: Path, name: str) -> Response:
    """The archive, or the range of it that is wanted; 304 where the client has it.

    Several ranges at once are answered with all of it, as is a range of another version (If-Range).

    Raises:
        NotFound: there is no such archive.
        Changed: it is not the one that the client has pieces of (If-Match).
        HTTPException: 416, the range lies behind its end.
    """
    path = folder(home) / f"{name}{ENDING}"
    if not re.fullmatch(NAME, name) or not path.is_file():
        raise NotFound("there is no such archive", name=name[:64])
    file = path.open("rb", buffering=0)
    state = os.fstat(file.fileno())
    said = {"ETag": _tag(state), "Cache-Control": "no-cache", "Accept-Ranges": "bytes"}
    try:
        if _names(request, "if-none-match", said["ETag"]):
            file.close()
            return Response(status_code=304, headers=said)
        if "if-match" in request.headers and not _names(request, "if-match", said["ETag"]):
            raise Changed("the archive was replaced", tag=said["ETag"])
        wanted = _range(request, state.st_size, said["ETag"])
    except (Changed, HTTPException):
        file.close()
        raise
    return _sent(request, file, wanted or range(state.st_size), state.st_size, said, part=wanted is not None)


def _sent(
    request: Request, file: IO[bytes], wanted: range, size: int, said: dict[str, str], *, part: bool
) -> Response:
    said |= {"Content-Length": str(len(wanted))}
    if part:
        said |= {"Content-Range": f"bytes {wanted.start}-{wanted.stop - 1}/{size}"}
    status = 206 if part else 200
    if request.scope.get(HEADLESS) or len(wanted) <= PIECE:
        with file:
            body = b"" if request.scope.get(HEADLESS) else b"".join(_pieces(file, wanted))
        return Response(body, status, said, MEDIA_TYPE)
    return StreamingResponse(_pieces(file, wanted), status, said, MEDIA_TYPE)


def _pieces(file: IO[bytes], wanted: range) -> Iterator[bytes]:
    with file:
        file.seek(wanted.start)
        left = len(wanted)
        while left and (piece := file.read(min(left, PIECE))):
            left -= len(piece)
            yield piece


def _range(request: Request, size: int, tag: str) -> range | None:
    """The bytes that are wanted; None for all."""
    found = RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if not found or request.headers.get("if-range", tag) != tag:
        return None
    first, last = found[1], found[2]
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        raise HTTPException(416, "the range lies behind the end", {"Content-Range": f"bytes */{size}"})
    return range(start, stop)


def _names(request: Request, header: str, tag: str) -> bool:
    given = request.headers.get(header, "")
    return given.strip() == "*" or tag in (one.strip() for one in given.split(","))


def _tag(state: os.stat_result) -> str:
    """Of the file's content: a refreshed archive is another file."""
    facts = f"{state.st_ino} {state.st_mtime_ns} {state.st_size}"
    return f'"{blake2b(facts.encode(), digest_size=12).hexdigest()}"'


def _listed(path: Path) -> Listed | None:
    try:
        state = path.stat()
        return _read(path, state.st_size, _tag(state))
    except (Invalid, OSError) as error:
        LOG.warning("an archive of tiles can't be read: %s", path.name, exc_info=error)
        return None


@lru_cache(256)
def _read(path: Path, size: int, tag: str) -> Listed:
    with opened(path) as archive:
        return Listed(path.stem, size, tag, archive)
