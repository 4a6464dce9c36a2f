"""One look at all events of a period: counts, spans of time and grids of each key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql

from layers.statistics.indicators import OF_GRIDS, Count, Indicator, Indicators, Span
from layers.statistics.keys import Key
from layers.statistics.selection import Conditions

__all__ = ["Scan", "Side", "Wanted", "read", "wanted"]

Times = NDArray[np.datetime64]

# The spans and grids of all events of a key are one row of bytes, which PostgreSQL makes and NumPy reads
# faster than anything else of both.
SCAN: Final = """
SELECT {shown}, e.reported_at < %(since)s {counts} {spans} {grids}
FROM onemap.event e {steps}
WHERE {rules}
GROUP BY {key}, e.reported_at < %(since)s
"""
SHIFTED: Final = "+ CASE WHEN e.reported_at < %(since)s THEN %(shift)s::interval ELSE '0'::interval END"
COUNT: Final = ", count(*) FILTER (WHERE {rule})"
SPAN: Final = """
, string_agg(timestamptz_send({start}) || timestamptz_send({end}), ''::bytea)
"""
GRIDS: Final = ", string_agg(int8send(hashtextextended(e.unit_grid_code, 0)), ''::bytea)"
# The condition is that of an index.
STEPS: Final = """
LEFT JOIN (
  SELECT event_code, min(at) FILTER (WHERE step = 'ask_verification') AS asked,
         min(at) FILTER (WHERE step IN ('verify', 'deny')) AS answered,
         bool_or(step = 'transfer') AS transferred
  FROM onemap.event_step
  WHERE step IN ('ask_verification', 'verify', 'deny', 'transfer') GROUP BY event_code
) AS s ON s.event_code = e.code
"""
SINCE_2000: Final = np.datetime64("2000-01-01", "us")
"""Where the moments of PostgreSQL begin."""


@dataclass(frozen=True)
class Wanted:
    """What has to be found out for some indicators."""

    counts: Sequence[Count]
    spans: Sequence[Span]
    grids: bool
    """Whether in which unit grids."""


@dataclass(frozen=True)
class Side:
    """What was found in one period; row i is that of key i."""

    counts: dict[str, NDArray[np.int64]]
    """By code of the count, shape (keys,)."""
    spans: dict[str, tuple[NDArray[np.int64], Times, Times]]
    """By code of the span: the row, the begin and the end of each, in UTC."""
    grids: tuple[NDArray[np.int64], NDArray[np.int64]]
    """The row and a number that stands for the unit grid of each event that has one."""


@dataclass(frozen=True)
class Scan:
    """What was found."""

    keys: list[str | None]
    now: Side
    earlier: Side | None


def wanted(given: Indicators, chosen: Iterable[Indicator]) -> Wanted:
    """What indicators are made from; the number of events always."""
    codes = {"reported": None}
    spans: dict[str, None] = {}
    for one in chosen:
        codes |= dict.fromkeys(filter(None, (one.numerator, one.denominator)))
        spans |= dict.fromkeys(filter(None, (one.span,)))
    counts = [given.counts[code] for code in codes if code not in OF_GRIDS]
    return Wanted(counts, [given.spans[code] for code in spans], any(code in OF_GRIDS for code in codes))


def read(
    conn: psycopg.Connection,
    key: Key,
    needed: Wanted,
    where: Conditions,
    *,
    limits: dict[str, Any],
    now: datetime,
    shift: str | None = None,
) -> Scan:
    """Read the events of one period, or of two, in one go.

    Args:
        conn: an open connection.
        key: of the rows.
        needed: what is looked at.
        where: which events.
        limits: of the indicators, by name.
        now: the present moment.
        shift: what brings an earlier period into this one; None when there is none.
    """
    made = sql.SQL(key.sql).format(shift=sql.SQL(SHIFTED if shift else ""))
    query = sql.SQL(SCAN).format(
        key=made,
        shown=sql.SQL(key.shown).format(key=made),
        counts=sql.SQL("").join(sql.SQL(COUNT).format(rule=_sql(one.sql or "")) for one in needed.counts),
        spans=sql.SQL("").join(
            sql.SQL(SPAN).format(start=_sql(s.start), end=_sql(s.end)) for s in needed.spans
        ),
        grids=sql.SQL(GRIDS if needed.grids else ""),
        steps=sql.SQL(STEPS if any(one.steps for one in needed.counts) else ""),
        rules=sql.SQL(" AND ").join(map(sql.SQL, where.rules)),
    )
    with conn.cursor(binary=True) as cur:
        found = cur.execute(query, where.facts | limits | {"now": now, "shift": shift}).fetchall()
    keys = list(dict.fromkeys(row[0] for row in found))
    place = {one: number for number, one in enumerate(keys)}
    sides = [
        _side([(place[row[0]], row[2:]) for row in found if row[1] is before], len(keys), needed)
        for before in (False, True)
    ]
    return Scan(keys, sides[0], sides[1] if shift else None)


def _sql(text: str) -> sql.SQL:
    """An expression of the project's own files, which are trusted as its code is."""
    return sql.SQL(text)


def _side(found: Sequence[tuple[int, Sequence[Any]]], keys: int, needed: Wanted) -> Side:
    rows = np.array([row for row, _ in found], dtype=np.int64)
    columns = list(zip(*(values for _, values in found), strict=True))
    columns = columns or [()] * (len(needed.counts) + len(needed.spans) + needed.grids)
    counts = {}
    for count, column in zip(needed.counts, columns, strict=False):
        counts[count.code] = np.zeros(keys, dtype=np.int64)
        counts[count.code][rows] = column
    spans = {}
    for span, column in zip(needed.spans, columns[len(needed.counts) :], strict=False):
        owners, moments = _numbers(rows, column, 2)
        begin, end = (SINCE_2000 + side.astype("timedelta64[us]") for side in moments.T)
        spans[span.code] = (owners, begin, end)
    owners, grids = _numbers(rows, columns[-1] if needed.grids else [], 1)
    return Side(counts, spans, (owners, grids[:, 0]))


def _numbers(
    rows: NDArray[np.int64], column: Sequence[bytes | None], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of 8 bytes, shape (n, width), and the row that each came from."""
    parts = [part or b"" for part in column]
    found = np.frombuffer(b"".join(parts), dtype=">i8").astype(np.int64).reshape(-1, width)
    lengths = np.array([len(part) // (8 * width) for part in parts], dtype=np.int64)
    return np.repeat(rows[: len(lengths)], lengths), found
