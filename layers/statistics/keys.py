"""What events are counted by: how a row's key is made in SQL, and what the keys are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, LiteralString

import psycopg

__all__ = ["KEYS", "Grouping", "Key", "names"]


class Grouping(StrEnum):
    """What the rows of statistics are."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    UNIT_GRID = "unit_grid"
    DUTY_GRID = "duty_grid"
    DEPARTMENT = "department"
    CLASS = "class"
    MAJOR_CLASS = "major_class"
    SOURCE = "source"
    COLLECTOR = "collector"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    H3 = "h3"


@dataclass(frozen=True, slots=True)
class Key:
    """How a key is made."""

    sql: LiteralString
    """Of an event `e`; may be NULL."""
    shown: LiteralString = "{key}"
    """The key as text, made from what `sql` says."""
    names: LiteralString | None = None
    """What finds the names of `%(keys)s`; None: the keys have none."""
    grid: LiteralString = "NULL::text"
    """The same key of a unit grid `u` in community `c` of street `t`; NULL: unit grids have no such key."""
    internal: bool = False
    """Whether it is for holders of the key only, as the column is."""
    timed: bool = False
    """Whether the key is a time: in order of time, and brought forward in an earlier period."""


# Moments are told by the clock of the city; those of an earlier period are brought into the later one.
LOCAL: Final = "to_char(e.reported_at AT TIME ZONE %(zone)s {shift}, '"

AREAS: Final = "SELECT code, name FROM onemap.area WHERE code = ANY (%(keys)s)"
# A class is known by its edition and its code, as one text.
CLASSES: Final = """
SELECT DISTINCT edition || ' ' || code, name FROM onemap.class_code
WHERE kind = 'event' AND edition || ' ' || code = ANY (%(keys)s)
"""
MAJOR_CLASSES: Final = """
SELECT edition || ' ' || left(code, 2), min(major) FROM onemap.class_code
WHERE kind = 'event' AND edition || ' ' || left(code, 2) = ANY (%(keys)s) GROUP BY 1
"""

# A cell is 8 bytes at the place of the event's number in a long row of bytes; zeros: no place on the map.
CELL: Final = "substring(%(cells)s::bytea FROM ((e.id - %(first_id)s) * 8 + 1)::int FOR 8)"
HEXADECIMAL: Final = "nullif(ltrim(encode({key}, 'hex'), '0'), '')"

KEYS: Final[Mapping[Grouping, Key]] = {
    Grouping.DISTRICT: Key("e.district_code", names=AREAS, grid="t.parent_code"),
    Grouping.STREET: Key("e.street_code", names=AREAS, grid="t.code"),
    Grouping.COMMUNITY: Key("e.community_code", names=AREAS, grid="c.code"),
    Grouping.UNIT_GRID: Key(
        "e.unit_grid_code",
        names="SELECT code, name FROM onemap.unit_grid WHERE code = ANY (%(keys)s)",
        grid="u.code",
    ),
    Grouping.DUTY_GRID: Key(
        "e.duty_grid_code",
        names="SELECT code, name FROM onemap.duty_grid WHERE code = ANY (%(keys)s)",
        grid="u.duty_grid_code",
    ),
    Grouping.DEPARTMENT: Key(
        "e.department_code",
        names="SELECT code, name FROM onemap.department WHERE code = ANY (%(keys)s)",
        internal=True,
    ),
    Grouping.CLASS: Key("e.edition || ' ' || e.class_code", names=CLASSES),
    Grouping.MAJOR_CLASS: Key("e.edition || ' ' || left(e.class_code, 2)", names=MAJOR_CLASSES),
    Grouping.SOURCE: Key("e.reported_by"),
    Grouping.COLLECTOR: Key("e.collector_code", internal=True),
    Grouping.HOUR: Key(f"""{LOCAL}YYYY-MM-DD"T"HH24:00')""", timed=True),
    Grouping.DAY: Key(f"{LOCAL}YYYY-MM-DD')", timed=True),
    Grouping.WEEK: Key(f"""{LOCAL}IYYY"-W"IW')""", timed=True),
    Grouping.MONTH: Key(f"{LOCAL}YYYY-MM')", timed=True),
    Grouping.H3: Key(CELL, HEXADECIMAL),
}

OF_CLASSES: Final = frozenset({Grouping.CLASS, Grouping.MAJOR_CLASS})


def names(
    conn: psycopg.Connection, by: Grouping, keys: Sequence[str | None], sources: Mapping[str, str]
) -> dict[str, str]:
    """What the keys are called, as far as anybody knows.

    Args:
        conn: an open connection.
        by: what they are keys of.
        keys: None among them has no name.
        sources: names of those who report.
    """
    if by is Grouping.SOURCE:
        return dict(sources)
    query = KEYS[by].names
    if query is None:
        return {}
    wanted = [key for key in keys if key is not None]
    return dict(conn.execute(query, {"keys": wanted}).fetchall())
