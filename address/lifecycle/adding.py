"""Addresses added to the library and put in their place; each function does all of it or nothing.

The caller says who and why with `layers.changes.act_as` and commits; versions of before go to the history by
themselves. A code is given once and stays, whatever the address is called and wherever it lies later: that
its first digits are no longer those of its district is as it should be.
"""

from typing import NamedTuple

import psycopg

from address.lifecycle.held import Done, alone, area_name, area_of, in_use, one, require_above, spelling
from address.lifecycle.texts import require_free
from layers.errors import Invalid
from layers.points import one_point
from layers.schema.addresses import POSITION_ACCURACY

__all__ = ["Point", "add", "place"]


class Point(NamedTuple):
    """A position in CGCS2000."""

    lon: float
    lat: float
    accuracy: str | None = None
    """One of `POSITION_ACCURACY`; None where nobody says."""


ADD = """
INSERT INTO onemap.address
  (code, level, parent_code, area_code, name, local_text, full_text, state, accuracy, geom, source)
SELECT onemap.make_address_code(rpad(left(coalesce(%(parent_code)s, %(area_code)s), 6), 6, '0'),
                                nextval('onemap.address_serial')),
       %(level)s, %(parent_code)s, %(area_code)s, %(name)s, %(local_text)s, %(area_name)s || %(local_text)s,
       %(state)s, %(accuracy)s, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4490), %(source)s
RETURNING code
"""
PLACE = """
UPDATE onemap.address SET geom = ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4490), accuracy = %(accuracy)s
WHERE code = %(code)s
"""


def add(
    conn: psycopg.Connection,
    level: str,
    name: str,
    *,
    parent: str | None = None,
    area: str | None = None,
    point: Point | None = None,
    state: str = "active",
    source: str,
) -> Done:
    """Add an address under another, or at the top of an area; it gets a new permanent code.

    Args:
        conn: an open connection.
        level: one of `ADDRESS_LEVELS`, below the parent's.
        name: its own element only, such as 12号.
        parent: code of the address above; None for one that stands right under its area.
        area: code of the area; None for the parent's, which it must be anyway.
        point: where it is, None where that is not known.
        state: `active`, or `proposed` for one that is planned.
        source: who says so.

    Raises:
        Invalid: no parent and no area, a level that does not stand there, an impossible name or point.
        NotFound: the parent or the area is not known.
        Conflict: the parent is not in use, or such an address is there, in whatever state.
    """
    with alone(conn):
        above = in_use(conn, parent) if parent else None
        area_code = area_of(above, area)
        own = spelling(name)
        text = (above.local_text if above else "") + own
        require_above(above, level, text)
        full_name = area_name(conn, area_code)
        require_free(conn, area_code, text)
        facts = {"parent_code": parent, "area_code": area_code, "area_name": full_name, "name": own}
        facts |= {"local_text": text, "level": level, "state": state, "source": source}
        return Done(str(one(conn, ADD, facts | _checked(point))), 1)


def place(conn: psycopg.Connection, code: str, point: Point) -> Done:
    """Correct the position of an address.

    Raises:
        NotFound: no address has this code.
        Invalid: the point is not on the map, or the accuracy is none.
        Conflict: the address is not in use.
    """
    with alone(conn):
        in_use(conn, code)
        return Done(code, conn.execute(PLACE, _checked(point) | {"code": code}).rowcount)


def _checked(point: Point | None) -> dict[str, object]:
    if point is None:
        return {"lon": None, "lat": None, "accuracy": None}
    if point.accuracy not in (None, *POSITION_ACCURACY):
        raise Invalid("no such accuracy of a position", allowed=list(POSITION_ACCURACY))
    lon, lat = one_point(point.lon, point.lat)
    return {"lon": lon, "lat": lat, "accuracy": point.accuracy}
