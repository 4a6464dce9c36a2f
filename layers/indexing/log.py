"""Where in the change log an index stands, and what came after."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import class_row

__all__ = ["START", "Foreign", "Line", "Mark", "lines_after", "read_mark", "snapshot"]

MARK: Final = """
SELECT seq, (extract(epoch FROM at) * 1000000)::bigint FROM onemap.change_log
WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1
"""
# From the line that was read last on: when it is not there as it was, this is another library.
LINES: Final = """
SELECT seq, (extract(epoch FROM at) * 1000000)::bigint AS at, layer,
       CASE WHEN layer = ANY (%s) THEN ids ELSE '{}' END AS ids, old_extent, new_extent
FROM onemap.change_log WHERE seq >= %s ORDER BY seq LIMIT 1000
"""


class Foreign(Exception):
    """The change log is not the one that an index was built from: another database, or an older state."""


class Mark(NamedTuple):
    """How far the change log was read: its last line. The time tells this library from another one."""

    seq: int
    """0 before the first line."""
    at: int
    """Microseconds since 1970."""


START: Final = Mark(0, 0)


class Line(NamedTuple):
    """A line of the change log."""

    seq: int
    at: int
    layer: str
    ids: list[int]
    old_extent: list[float] | None = None
    """West, south, east, north of the rows before, CGCS2000, degrees; None where they had no place."""
    new_extent: list[float] | None = None
    """The same after it."""

    @property
    def mark(self) -> Mark:
        """The log as far as this line."""
        return Mark(self.seq, self.at)


def read_mark(conn: psycopg.Connection) -> Mark:
    """The last committed line of the change log."""
    row = conn.execute(MARK).fetchone()
    return Mark(*row) if row else START


def lines_after(conn: psycopg.Connection, since: Mark, with_ids: Collection[str]) -> Iterator[list[Line]]:
    """What was logged after a line, oldest first, up to a thousand lines at once.

    Args:
        conn: best in a `snapshot`.
        since: the line, which must be there.
        with_ids: the layers of which the ids are wanted; those of others are left out.

    Raises:
        Foreign: the line is not there.
    """
    while lines := _lines(conn, since, list(with_ids)):
        yield lines
        since = lines[-1].mark


def _lines(conn: psycopg.Connection, since: Mark, with_ids: list[str]) -> list[Line]:
    with conn.cursor(row_factory=class_row(Line)) as cur:
        lines = cur.execute(LINES, (with_ids, since.seq)).fetchall()
    if since.seq and (not lines or lines[0].mark != since):
        raise Foreign
    return lines[1:] if since.seq else lines


@contextmanager
def snapshot(conn: psycopg.Connection) -> Iterator[None]:
    """A transaction that sees the library as it is when it begins; `conn` must not be in one."""
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        conn.execute("SET LOCAL jit = off")  # to compile these queries takes longer than to run them
        yield
