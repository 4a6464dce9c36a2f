"""Reading the change log, and saying who makes a change and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import psycopg
from psycopg.rows import class_row, scalar_row

__all__ = ["Change", "Made", "act_as", "changes_since", "last_sequence", "makers"]


class Change(NamedTuple):
    """A line of the change log: rows of one layer table that one statement changed."""

    seq: int
    layer: str
    op: str
    ids: list[int]
    old_extent: list[float] | None
    """West, south, east, north before the change; None for an insert or a thing without a place."""
    new_extent: list[float] | None
    actor: str
    at: datetime


class Made(NamedTuple):
    """Who made a version of a row, and why."""

    at: datetime
    actor: str
    reason: str | None


SINCE = """
SELECT seq, layer, op, ids, old_extent, new_extent, actor, at
FROM onemap.change_log
WHERE seq > %(since)s AND (%(layers)s::text[] IS NULL OR layer = ANY (%(layers)s))
ORDER BY seq LIMIT %(limit)s
"""

LAST = "SELECT coalesce(max(seq), 0) FROM onemap.change_log"
# A bulk load writes thousands of lines at one moment, each with hundreds of ids. They are read only where
# more than one hand was at work in that moment.
MAKERS = """
WITH mixed AS MATERIALIZED (
  SELECT at FROM onemap.change_log WHERE layer = %(layer)s AND at = ANY (%(moments)s)
  GROUP BY at HAVING count(DISTINCT (actor, reason)) > 1
)
SELECT DISTINCT ON (at) at, actor, reason FROM onemap.change_log
WHERE layer = %(layer)s AND at = ANY (%(moments)s)
  AND CASE WHEN at IN (SELECT at FROM mixed) THEN %(id)s = ANY (ids) ELSE true END
ORDER BY at, n DESC
"""
ACT = "SELECT set_config('onemap.actor', %s, true), set_config('onemap.reason', %s, true)"


def act_as(conn: psycopg.Connection, actor: str, reason: str = "") -> None:
    """Say who makes the changes of the present transaction from here on, and why; the log keeps it."""
    conn.execute(ACT, (actor, reason))


def last_sequence(conn: psycopg.Connection) -> int:
    """The sequence of the newest committed change, 0 when there was none."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return int(cur.execute(LAST).fetchone() or 0)


def changes_since(
    conn: psycopg.Connection, since: int, *, layers: Sequence[str] | None = None, limit: int = 1000
) -> list[Change]:
    """Committed changes after a sequence, oldest first; following the last one read misses none.

    Args:
        conn: an open connection.
        since: the last sequence already known; 0 for everything.
        layers: names of tables to follow, None for all.
        limit: how many lines at most.
    """
    wanted = {"since": since, "layers": None if layers is None else list(layers), "limit": limit}
    with conn.cursor(row_factory=class_row(Change)) as cur:
        return cur.execute(SINCE, wanted).fetchall()


def makers(
    conn: psycopg.Connection, layer: str, row: int, moments: Sequence[datetime]
) -> dict[datetime, Made]:
    """Who made versions of a row, and why.

    Args:
        conn: an open connection.
        layer: name of its table.
        row: its id.
        moments: when the versions began; one that the log knows nothing of is not in the answer.
    """
    asked = {"layer": layer, "id": row, "moments": list(moments)}
    with conn.cursor(row_factory=class_row(Made)) as cur:
        return {made.at: made for made in cur.execute(MAKERS, asked)}
