"""One address of the library: what is above and below it, what else it is called, what it was before.

Every code that was ever given answers. One that is no longer in use says so, and names the address in use
that stands for it where there is one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple, TypeVar

import psycopg
from psycopg.rows import class_row

from address.position import Position, position
from layers.changes import Made, makers
from layers.crs import CGCS2000, Crs
from layers.errors import NotFound

T = TypeVar("T")

__all__ = ["Alias", "Entry", "Head", "Named", "Node", "Version", "entry", "require"]


class Node(NamedTuple):
    """An address above or below another."""

    code: str
    level: str
    name: str
    state: str


class Named(NamedTuple):
    """Another address, under its full text."""

    code: str
    level: str
    full_text: str


class Alias(NamedTuple):
    """Another name of the same address."""

    text: str
    kind: str


class Version(NamedTuple):
    """What an address was between two moments."""

    full_text: str
    level: str
    state: str
    valid_from: datetime
    valid_to: datetime
    source: str


class Head(NamedTuple):
    """An address itself, as it is now."""

    id: int
    code: str
    level: str
    full_text: str
    area_code: str
    state: str
    merged_into: str | None
    source: str
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One address with all that hangs on it."""

    head: Head
    position: Position
    present: Named | None
    """The address in use that its code stands for: itself, or what it was merged into; None for none."""
    answers_for: list[Named]
    """Addresses that were merged into it, directly or not."""
    ancestors: list[Node]
    """From the topmost address down to the parent; areas are among the elements of the position."""
    children: list[Node]
    """One page of them, by code."""
    next: str | None
    """Code after which the next page of children begins; None on the last."""
    aliases: list[Alias]
    history: list[Version]
    """Newest first; empty when it never changed."""
    makers: dict[datetime, Made]
    """Who made each version, by when it began; one that the change log knows nothing of is missing."""


HEAD = """
SELECT id, code, level, full_text, area_code, state, merged_into, source, valid_from
FROM onemap.address WHERE code = %(code)s
"""
HISTORY = """
SELECT full_text, level, state, valid_from, valid_to, source FROM onemap_history.address
WHERE id = %(id)s ORDER BY valid_from DESC, valid_to DESC LIMIT 100
"""
# UNION leaves out what is there already, so rings end.
PRESENT = """
WITH RECURSIVE onward AS (
  SELECT code, merged_into FROM onemap.address WHERE code = %(code)s
  UNION
  SELECT a.code, a.merged_into FROM onward JOIN onemap.address a ON a.code = onward.merged_into
)
SELECT code, level, full_text FROM onward JOIN onemap.address USING (code)
WHERE state IN ('active', 'proposed')
"""
ANSWERS_FOR = """
WITH RECURSIVE merged AS (
  SELECT code FROM onemap.address WHERE merged_into = %(code)s
  UNION
  SELECT a.code FROM merged JOIN onemap.address a ON a.merged_into = merged.code
)
SELECT code, level, full_text FROM merged JOIN onemap.address USING (code) ORDER BY code LIMIT 100
"""
ANCESTORS = """
WITH RECURSIVE up AS (
  SELECT parent_code, 0 AS height FROM onemap.address WHERE code = %(code)s
  UNION ALL
  SELECT a.parent_code, up.height + 1
  FROM up JOIN onemap.address a ON a.code = up.parent_code WHERE up.height < 20
)
SELECT a.code, a.level, a.name, a.state
FROM up JOIN onemap.address a ON a.code = up.parent_code ORDER BY up.height DESC
"""
CHILDREN = """
SELECT code, level, name, state FROM onemap.address
WHERE parent_code = %(code)s AND (%(after)s::text IS NULL OR code > %(after)s)
ORDER BY code LIMIT %(limit)s + 1
"""
ALIASES = """
SELECT text, kind FROM onemap.address_alias WHERE address_code = %(code)s ORDER BY kind, text LIMIT 100
"""


def require(conn: psycopg.Connection, code: str) -> Head:
    """The address itself, in use or not.

    Raises:
        NotFound: no address ever had this code.
    """
    found = _rows(conn, Head, HEAD, code=code)
    if not found:
        hint = "a code is found with an address at /api/address/geocode"
        raise NotFound(f"no address {code[:40]!r}", hint=hint)
    return found[0]


def entry(
    conn: psycopg.Connection, code: str, *, limit: int = 100, after: str | None = None, crs: Crs = CGCS2000
) -> Entry:
    """One address by its code, in use or not.

    Args:
        conn: an open connection.
        code: of the address.
        limit: how many children at most.
        after: the children whose code comes after this one, None for the first page.
        crs: what its coordinates are in.

    Raises:
        NotFound: no address ever had this code.
    """
    head = require(conn, code)
    children = _rows(conn, Node, CHILDREN, code=code, limit=limit, after=after)
    present = _rows(conn, Named, PRESENT, code=code)
    history = _rows(conn, Version, HISTORY, id=head.id)
    return Entry(
        head=head,
        position=position(conn, code, crs),
        present=present[0] if present else None,
        answers_for=_rows(conn, Named, ANSWERS_FOR, code=code),
        ancestors=_rows(conn, Node, ANCESTORS, code=code),
        children=children[:limit],
        next=children[limit - 1].code if len(children) > limit else None,
        aliases=_rows(conn, Alias, ALIASES, code=code),
        history=history,
        makers=makers(conn, "address", head.id, [head.valid_from, *(past.valid_from for past in history)]),
    )


def _rows(conn: psycopg.Connection, kind: type[T], query: LiteralString, **facts: Any) -> list[T]:
    with conn.cursor(row_factory=class_row(kind)) as cur:
        return cur.execute(query, facts).fetchall()
