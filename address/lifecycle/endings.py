"""Addresses that end, come back, or turn out to be one and the same."""

from typing import Final, LiteralString

import psycopg
from psycopg.rows import scalar_row

from address.lifecycle.held import Done, Held, alone, held, in_use
from address.lifecycle.moving import move
from layers.errors import Conflict, Invalid

__all__ = ["activate", "merge", "retire"]

RETIRE: Final = """
WITH RECURSIVE below AS (
  SELECT id, code FROM onemap.address WHERE code = %(code)s
  UNION
  SELECT a.id, a.code FROM below JOIN onemap.address a ON a.parent_code = below.code
)
UPDATE onemap.address a SET state = 'retired'
FROM below WHERE a.id = below.id AND a.state IN ('active', 'proposed')
"""

# What was retired with it: by the same statement, so at the same moment.
ACTIVATE: Final = """
WITH RECURSIVE with_it AS (
  SELECT id, code FROM onemap.address WHERE code = %(code)s
  UNION
  SELECT a.id, a.code FROM with_it JOIN onemap.address a ON a.parent_code = with_it.code
  WHERE %(state)s = 'retired' AND a.state = 'retired' AND a.valid_from = %(valid_from)s
)
UPDATE onemap.address a SET state = 'active', merged_into = NULL FROM with_it WHERE a.id = with_it.id
"""
MERGE: Final = "UPDATE onemap.address SET state = 'merged', merged_into = %(into)s WHERE code = %(code)s"

CHILDREN: Final = """
SELECT code FROM onemap.address
WHERE parent_code = %(code)s AND state IN ('active', 'proposed') ORDER BY code
"""
TWIN: Final = """
SELECT code FROM onemap.address
WHERE area_code = %(area_code)s AND local_text = %(local_text)s AND state = 'active'
"""


def retire(conn: psycopg.Connection, code: str, *, below: bool = False) -> Done:
    """Take an address out of use: it keeps its code and its text, and answers that it is retired.

    Args:
        conn: an open connection.
        code: of the address.
        below: retire what stands below it too, as when a building is pulled down.

    Raises:
        NotFound: no address has this code.
        Conflict: it is not in use, or something below it is and `below` was not said.
    """
    with alone(conn):
        in_use(conn, code)
        if not below and (children := _codes(conn, CHILDREN, code=code)):
            hint = "move them first, or retire them too with below"
            raise Conflict(f"{len(children)} addresses in use stand under it", code=code, hint=hint)
        return Done(code, conn.execute(RETIRE, {"code": code}).rowcount)


def activate(conn: psycopg.Connection, code: str) -> Done:
    """Bring an address into use: a proposed one, or again one that was retired or merged, under its old code.

    What was retired together with it comes back with it. What was merged comes back alone: its children have
    been those of the other since.

    Raises:
        NotFound: no address has this code.
        Conflict: it is in use already, or what stands above it is not.
    """
    with alone(conn):
        old = held(conn, code)
        if old.state == "active":
            raise Conflict("the address is in use", code=code, hint="nothing to do")
        if old.parent_code:
            in_use(conn, old.parent_code)
        facts = {"code": code, "state": old.state, "valid_from": old.valid_from}
        return Done(code, conn.execute(ACTIVATE, facts).rowcount)


def merge(conn: psycopg.Connection, code: str, into: str) -> Done:
    """Make two addresses one: the first ends, its code and texts mean the second from now on.

    What stands below the first and is in use goes under the second, since who says that two addresses are one
    place says so of their rooms too; a child that has a twin there (1栋 here and 1栋 there) is merged into it
    in turn. What is retired stays where it is.

    Raises:
        NotFound: one of the codes is not known.
        Invalid: both are the same, or the second stands below the first.
        Conflict: one of them is not in use, or a text of a child is taken by an address out of use.
    """
    with alone(conn):
        old, new = in_use(conn, code), in_use(conn, into)
        if new.state != "active":
            raise Conflict(f"the address to merge into is {new.state}", code=into, hint="activate it first")
        _refuse_within(conn, old, new)
        changed = 0
        for child in (held(conn, one) for one in _codes(conn, CHILDREN, code=code)):
            text = new.local_text + child.local_text.removeprefix(old.local_text)
            twins = _codes(conn, TWIN, area_code=new.area_code, local_text=text)
            done = merge(conn, child.code, twins[0]) if twins else move(conn, child.code, parent=into)
            changed += done.changed
        return Done(into, changed + conn.execute(MERGE, {"code": code, "into": into}).rowcount)


def _refuse_within(conn: psycopg.Connection, old: Held, new: Held) -> None:
    """Raise when an address is the other, or stands anywhere below it."""
    above: Held | None = new
    while above is not None:
        if above.code == old.code:
            hint = "name two addresses of which neither is above the other, or move one first"
            raise Invalid("an address can't be merged into itself or below itself", code=old.code, hint=hint)
        above = held(conn, above.parent_code) if above.parent_code else None


def _codes(conn: psycopg.Connection, query: LiteralString, **facts: str) -> list[str]:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(query, facts).fetchall()
