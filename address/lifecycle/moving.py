"""Addresses that are called otherwise, or stand elsewhere; each function does all of it or nothing."""

import psycopg

from address.lifecycle.held import (
    Done,
    Held,
    alone,
    area_name,
    area_of,
    held,
    in_use,
    one,
    require_above,
    spelling,
)
from address.lifecycle.texts import Standing, rewrite
from layers.errors import Conflict, Invalid

__all__ = ["move", "rename"]

WITHIN = """
WITH RECURSIVE up AS (
  SELECT code, parent_code FROM onemap.address WHERE code = %(code)s
  UNION
  SELECT a.code, a.parent_code FROM up JOIN onemap.address a ON a.code = up.parent_code
) SELECT EXISTS (SELECT FROM up WHERE code = %(above)s)
"""
NAMESAKE = """
SELECT code FROM onemap.address
WHERE area_code = %(area_code)s AND local_text = %(local_text)s AND state IN ('active', 'proposed')
"""


def rename(conn: psycopg.Connection, code: str, name: str) -> Done:
    """Give an address another name: its text and those of all below follow, codes stay.

    Raises:
        NotFound: no address has this code.
        Invalid: an impossible name.
        Conflict: it is not in use, is called so already, or another address has the text.
    """
    with alone(conn):
        old, new = in_use(conn, code), spelling(name)
        if new == old.name:
            raise Conflict("the address has this name already", code=code, hint="nothing to do")
        if not old.local_text.endswith(old.name):
            raise Conflict("its text does not end with its name", code=code, hint="bring it in anew")
        text = old.local_text.removesuffix(old.name) + new
        return Done(code, rewrite(conn, old, Standing(old.parent_code, old.area_code, new, text)))


def move(conn: psycopg.Connection, code: str, *, parent: str | None = None, area: str | None = None) -> Done:
    """Hang an address, with all below it, under another; or into another area when boundaries move.

    Args:
        conn: an open connection.
        code: of the address.
        parent: code of the address that it is to stand under.
        area: code of the area that it is to belong to; what stands above it must be in that area already,
            under the same text, and takes it.

    Raises:
        NotFound: one of the codes is not known.
        Invalid: neither parent nor area, or a parent that can't be above it.
        Conflict: it stands there, one of them is not in use, or a text is taken.
    """
    with alone(conn):
        old = in_use(conn, code)
        under = held(conn, old.parent_code) if old.parent_code else None
        if area:
            area_name(conn, area)
        above = in_use(conn, parent) if parent else _namesake(conn, under, area)
        area_code = area_of(above, area)
        if (above.code if above else None, area_code) == (old.parent_code, old.area_code):
            raise Conflict("the address stands there already", code=code, hint="nothing to do")
        if above and one(conn, WITHIN, {"code": above.code, "above": code}):
            raise Invalid(
                "an address can't stand under itself", parent=above.code, hint="move that one first"
            )
        new = _standing(old, under, above, area_code)
        require_above(above, old.level, new.local_text)
        return Done(code, rewrite(conn, old, new))


def _namesake(conn: psycopg.Connection, under: Held | None, area: str | None) -> Held | None:
    """What stands in another area for the address above; None where there is none above."""
    if under is None or area is None:
        return None
    found = one(conn, NAMESAKE, {"area_code": area, "local_text": under.local_text})
    if found is None:
        hint = f"add {under.local_text} to that area first, or move it with all below"
        raise Conflict(f"{under.local_text} is not in area {area[:40]}", hint=hint)
    return held(conn, str(found))


def _standing(old: Held, under: Held | None, above: Held | None, area_code: str) -> Standing:
    """The same address under another: what its text has beyond the old parent's goes behind the new one's."""
    tail = old.local_text.removeprefix(under.local_text) if under else old.local_text
    text = (above.local_text if above else "") + tail
    name = old.name
    if under and above and tail != name:
        name = above.name + name.removeprefix(under.name)
    return Standing(above.code if above else None, area_code, name, text)
