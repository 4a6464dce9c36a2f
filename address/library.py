"""One address of the library: what is above and below it, what else it is called, what it was before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple, TypeVar

import psycopg
from psycopg.rows import class_row

from address.found import Found, addresses, in_crs, placed
from layers.crs import CGCS2000, Crs
from layers.errors import NotFound

T = TypeVar("T")

__all__ = ["Alias", "Entry", "Node", "Version", "entry"]


class Node(NamedTuple):
    """An address above or below another."""

    code: str
    level: str
    name: str


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One address with all that hangs on it."""

    address: Found
    state: str
    merged_into: str | None
    source: str
    valid_from: datetime
    ancestors: list[Node]
    """From the topmost address down to the parent; areas are among the elements of the address."""
    children: list[Node]
    """One page of them, by code."""
    next: str | None
    """Code after which the next page of children begins; None on the last."""
    aliases: list[Alias]
    history: list[Version]
    """Newest first; empty when it never changed."""


class _Head(NamedTuple):
    id: int
    state: str
    merged_into: str | None
    source: str
    valid_from: datetime


HEAD = "SELECT id, state, merged_into, source, valid_from FROM onemap.address WHERE code = %(code)s"
ANCESTORS = """
WITH RECURSIVE up AS (
  SELECT parent_code, 0 AS height FROM onemap.address WHERE code = %(code)s
  UNION ALL
  SELECT a.parent_code, up.height + 1
  FROM up JOIN onemap.address a ON a.code = up.parent_code WHERE up.height < 20
)
SELECT a.code, a.level, a.name
FROM up JOIN onemap.address a ON a.code = up.parent_code ORDER BY up.height DESC
"""
CHILDREN = """
SELECT code, level, name FROM onemap.address
WHERE parent_code = %(code)s AND (%(after)s::text IS NULL OR code > %(after)s)
ORDER BY code LIMIT %(limit)s + 1
"""
ALIASES = """
SELECT text, kind FROM onemap.address_alias WHERE address_code = %(code)s ORDER BY kind, text LIMIT 100
"""
HISTORY = """
SELECT full_text, level, state, valid_from, valid_to, source FROM onemap_history.address
WHERE id = %(id)s ORDER BY valid_from DESC, valid_to DESC LIMIT 100
"""


def entry(
    conn: psycopg.Connection, code: str, *, limit: int = 100, after: str | None = None, crs: Crs = CGCS2000
) -> Entry:
    """One address by its code.

    Args:
        conn: an open connection.
        code: 20 characters.
        limit: how many children at most.
        after: the children whose code comes after this one, None for the first page.
        crs: what its coordinates are in.

    Raises:
        NotFound: no address has this code now.
    """
    head = _rows(conn, _Head, HEAD, code=code)
    if not head:
        raise NotFound(f"no address {code[:20]!r}")
    children = _rows(conn, Node, CHILDREN, code=code, limit=limit, after=after)
    (own,) = in_crs(placed(conn, addresses(conn, [head[0].id])), crs)
    return Entry(
        address=own,
        state=head[0].state,
        merged_into=head[0].merged_into,
        source=head[0].source,
        valid_from=head[0].valid_from,
        ancestors=_rows(conn, Node, ANCESTORS, code=code),
        children=children[:limit],
        next=children[limit - 1].code if len(children) > limit else None,
        aliases=_rows(conn, Alias, ALIASES, code=code),
        history=_rows(conn, Version, HISTORY, id=head[0].id),
    )


def _rows(conn: psycopg.Connection, kind: type[T], query: LiteralString, **facts: Any) -> list[T]:
    with conn.cursor(row_factory=class_row(kind)) as cur:
        return cur.execute(query, facts).fetchall()
