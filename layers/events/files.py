"""Photos and files of events (附件): checked by what is in them, only ever added."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import class_row

from layers.errors import Invalid, NotFound

__all__ = ["LARGEST", "MEDIA_TYPES", "Content", "File", "add_file", "content", "files"]

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of one file."""

LONGEST_NAME: Final = 120
"""Characters."""


class File(NamedTuple):
    """A file, without what is in it."""

    id: int
    name: str
    media_type: str
    bytes: int
    sha256: str
    at: datetime


class Content(NamedTuple):
    """What is in a file."""

    name: str
    media_type: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of files that is taken."""

    endings: tuple[str, ...]
    """Of its names."""
    fits: Callable[[bytes], bool]
    """Whether what is in a file begins as it does in this kind."""


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text)


MEDIA_TYPES: Final[Mapping[str, Kind]] = {
    "image/jpeg": Kind((".jpg", ".jpeg"), lambda content: content.startswith(b"\xff\xd8\xff")),
    "image/png": Kind((".png",), lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    "image/webp": Kind((".webp",), lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP"),
    "application/pdf": Kind((".pdf",), lambda content: content.startswith(b"%PDF-")),
    "video/mp4": Kind((".mp4", ".m4v"), lambda content: content[4:8] == b"ftyp"),
    "text/plain": Kind((".txt",), _is_text),
}
"""What is taken, by its media type."""

LIST = """
SELECT id, name, media_type, octet_length(content) AS bytes, sha256, at FROM onemap.event_file
WHERE event_code = %s ORDER BY id
"""
CONTENT = """
SELECT name, media_type, sha256, content FROM onemap.event_file WHERE event_code = %s AND id = %s
"""
# The same content sent again, as devices do that lost the answer, is the file that is there.
ADD = """
WITH made AS (
  INSERT INTO onemap.event_file (event_code, name, media_type, sha256, content, actor)
  SELECT code, %(name)s, %(media_type)s, %(sha256)s, %(content)s, %(actor)s FROM onemap.event e
  WHERE code = %(code)s
    AND NOT EXISTS (SELECT FROM onemap.event_file WHERE event_code = %(code)s AND sha256 = %(sha256)s)
  RETURNING *
)
SELECT id, name, media_type, octet_length(content) AS bytes, sha256, at FROM (
  TABLE made UNION ALL SELECT * FROM onemap.event_file WHERE event_code = %(code)s AND sha256 = %(sha256)s
) AS found
ORDER BY id LIMIT 1
"""
BAD_IN_NAMES: Final = re.compile(r'[/\\:*?"<>|]')
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Categories of signs that nobody sees: control, and writing the other way round."""


def files(conn: psycopg.Connection, code: str) -> list[File]:
    """The files of an event, in the order in which they came; empty for one that there is none of."""
    with conn.cursor(row_factory=class_row(File)) as cur:
        return cur.execute(LIST, (code,)).fetchall()


def content(conn: psycopg.Connection, code: str, file_id: int) -> Content:
    """What is in a file of an event.

    Raises:
        NotFound: the event has no such file.
    """
    with conn.cursor(row_factory=class_row(Content)) as cur:
        found = cur.execute(CONTENT, (code, file_id), binary=True).fetchone()
    if found is None:
        raise NotFound("no such file")
    return found


def add_file(
    conn: psycopg.Connection, code: str, name: str, media_type: str, given: bytes, *, actor: str
) -> File:
    """Put a file to an event; one that it has already is not added again.

    Args:
        conn: an open connection; the caller commits.
        code: of the event.
        name: what the file is called, with the ending of its kind.
        media_type: what the caller says it is.
        given: all that is in it, at most `LARGEST` bytes. Kept as it is, with what a camera wrote into it.
        actor: who sends it.

    Raises:
        Invalid: it is empty, too large, of a kind that is not taken or not of the kind that is said.
        NotFound: there is no such event.
    """
    kind = MEDIA_TYPES.get(media_type)
    if kind is None:
        raise Invalid(f"no files of type {media_type[:60]!r} are taken", known=list(MEDIA_TYPES))
    if not 0 < len(given) <= LARGEST:
        raise Invalid("the file is empty or too large", bytes=len(given), most=LARGEST)
    if not kind.fits(given):
        raise Invalid(f"what is in the file is not {media_type}")
    facts = {
        "code": code, "name": _name(name, kind), "media_type": media_type, "content": given, "actor": actor,
        "sha256": hashlib.sha256(given).hexdigest(),
    }  # fmt: skip
    with conn.cursor(row_factory=class_row(File)) as cur:
        made = cur.execute(ADD, facts).fetchone()
    if made is None:
        raise NotFound(f"no event {code[:20]!r}")
    return made


def _name(given: str, kind: Kind) -> str:
    name = unicodedata.normalize("NFC", given).strip()
    unseen = any(unicodedata.category(sign) in UNSEEN for sign in name)
    if unseen or not 0 < len(name) <= LONGEST_NAME or BAD_IN_NAMES.search(name):
        raise Invalid("the name of a file is without folders and signs that file systems don't take")
    if not name.lower().endswith(kind.endings):
        raise Invalid("the name of the file does not end as its kind does", endings=list(kind.endings))
    return name
