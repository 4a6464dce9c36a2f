"""The library held still while it is changed, and single addresses read for that."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, LiteralString, NamedTuple

import psycopg
from psycopg.rows import class_row, scalar_row

from layers.alone import only_writer
from layers.errors import Conflict, Invalid, NotFound
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = [
    "IN_USE",
    "Done",
    "Held",
    "alone",
    "area_name",
    "area_of",
    "held",
    "in_use",
    "one",
    "require_above",
    "spelling",
]

IN_USE: Final = ("active", "proposed")
"""States of addresses that may be changed; the others answer for what they were."""

LONGEST: Final = 100
"""Characters of a name."""


class Done(NamedTuple):
    """What an operation did."""

    code: str
    """Of the address that stands for what was asked for."""
    changed: int
    """Rows that are not as before: the address, those below it, aliases."""


class Held(NamedTuple):
    """An address as it is while nobody else may change it."""

    id: int
    code: str
    level: str
    parent_code: str | None
    area_code: str
    name: str
    local_text: str
    full_text: str
    state: str
    merged_into: str | None
    valid_from: datetime


AREA = "SELECT full_name FROM onemap.area WHERE code = %(area_code)s"
HOLD = """
SELECT id, code, level, parent_code, area_code, name, local_text, full_text, state, merged_into, valid_from
FROM onemap.address WHERE code = %(code)s
"""


# Readers go on. An import that writes addresses is waited for, and waits: texts of a tree are made from those
# above, so a row added below while its road is renamed would keep the old name.
def alone(conn: psycopg.Connection) -> AbstractContextManager[None]:
    """Be the only writer of addresses from here to the end of the transaction; see `only_writer`."""
    return only_writer(
        conn, "address", otherwise="the library is being written by another, such as an import"
    )


def held(conn: psycopg.Connection, code: str) -> Held:
    """An address by its code, in any state.

    Raises:
        NotFound: no address has this code.
    """
    with conn.cursor(row_factory=class_row(Held)) as cur:
        found = cur.execute(HOLD, {"code": code}).fetchone()
    if found is None:
        raise NotFound(f"no address {code[:40]!r}", hint="look the code up at /api/address/geocode")
    return found


def in_use(conn: psycopg.Connection, code: str) -> Held:
    """An address that may be changed.

    Raises:
        NotFound: no address has this code.
        Conflict: it is retired or merged.
    """
    found = held(conn, code)
    if found.state not in IN_USE:
        hint = f"name {found.merged_into} instead" if found.merged_into else "activate it first"
        raise Conflict(f"the address is {found.state}", code=code, full_text=found.full_text, hint=hint)
    return found


def require_above(parent: Held | None, level: str, local_text: str) -> None:
    """Hold a parent to the rule of `address.tree`: of a higher level, or the same and a shorter text.

    Raises:
        Invalid: it isn't, or the level is not known.
    """
    if level not in ADDRESS_LEVELS:
        raise Invalid(f"no level {level[:20]!r}", allowed=list(ADDRESS_LEVELS))
    if parent is None:
        return
    order = ADDRESS_LEVELS.index
    if (order(parent.level), len(parent.local_text)) >= (order(level), len(local_text)):
        hint = "the levels from the top: " + ", ".join(ADDRESS_LEVELS)
        raise Invalid(f"a {level} does not stand under a {parent.level}", parent=parent.code, hint=hint)


def spelling(text: str) -> str:
    """A name as it is kept: without blanks around it.

    Raises:
        Invalid: it is empty, longer than `LONGEST`, or has signs that can't be printed.
    """
    name = text.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Invalid(f"a name is 1 to {LONGEST} printable characters", hint="give the name as on its sign")
    return name


def area_of(above: Held | None, area: str | None) -> str:
    """The area of an address: its parent's, or the one that is named.

    Raises:
        Invalid: neither is given, or both and they differ.
    """
    if above and area and above.area_code != area:
        hint = f"leave the area out, it is {above.area_code}; or name a parent in {area}"
        raise Invalid("the parent lies in another area", parent=above.code, hint=hint)
    if not (above or area):
        raise Invalid("no place in the tree", hint="name the address above, or the area")
    return above.area_code if above else str(area)


def area_name(conn: psycopg.Connection, area_code: str) -> str:
    """What addresses of an area begin with.

    Raises:
        NotFound: there is no such area.
    """
    name = one(conn, AREA, {"area_code": area_code})
    if name is None:
        raise NotFound(f"no area {area_code[:40]!r}", hint="areas and their codes are the layer area")
    return str(name)


def one(conn: psycopg.Connection, query: LiteralString, facts: Mapping[str, object]) -> object:
    """The one value of a query, None when it finds nothing."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(query, facts).fetchone()
