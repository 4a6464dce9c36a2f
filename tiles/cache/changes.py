"""What the change log says that tiles have to know."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Final

import psycopg
from psycopg import sql

from layers.indexing.log import Line, Mark, lines_after, read_mark, snapshot
from layers.schema import HISTORY, SCHEMA
from tiles.cache.touch import Touch
from tiles.matrix.span import Box

__all__ = ["MOST_ROWS", "all_changes", "changes"]

MOST_TOUCHES: Final = 5_000
"""Changes that are told one by one; of more it is only said which tables they are of."""
MOST_ROWS: Final = 2_000
"""Rows of a table changed by large statements that are looked at one by one; more are said to be anywhere."""

# Where rows are now, and where they were in the versions that the change ended. What came in between two
# changes that are read together is the old version of the second one.
BOXES: Final = """
SELECT id, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom) FROM {present}
WHERE id = ANY (%(ids)s) AND NOT ST_IsEmpty(geom)
UNION ALL
SELECT id, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom) FROM {past}
WHERE id = ANY (%(ids)s) AND valid_to >= to_timestamp(%(at)s / 1e6) - interval '1 ms' AND NOT ST_IsEmpty(geom)
"""


def changes(conn: psycopg.Connection, since: Mark, tables: Collection[str]) -> tuple[list[Touch], Mark]:
    """Changes after a line of the log, oldest first, and how far it goes.

    Args:
        conn: an open connection in no transaction.
        since: the line, which must be there.
        tables: those that tiles are made of; others are passed over.

    Raises:
        Foreign: the line is not there: this is another database, or an older state.
    """
    if read_mark(conn) == since:
        return [], since
    with snapshot(conn):
        touches, since = all_changes(conn, since, tables)
    if len(touches) > MOST_TOUCHES:
        touches = [Touch(since.seq, table, None) for table in {touch.table for touch in touches}]
    return sorted(touches, key=lambda touch: touch.seq), since


def all_changes(conn: psycopg.Connection, since: Mark, tables: Collection[str]) -> tuple[list[Touch], Mark]:
    """The same, however many they are and in no order; `conn` is in a `snapshot`."""
    touches: list[Touch] = []
    for lines in lines_after(conn, since, tables):
        since = lines[-1].mark
        wanted = [line for line in lines if line.layer in tables]
        for table, some in groupby(sorted(wanted, key=lambda line: line.layer), lambda line: line.layer):
            touches += _touches(conn, table, list(some))
    return touches, since


def _touches(conn: psycopg.Connection, table: str, lines: Sequence[Line]) -> Iterator[Touch]:
    """What the log says itself of a row, and the tables of many that one statement changed."""
    many = [line for line in lines if len(line.ids) > 1]
    ids = {one for line in many for one in line.ids}
    if len(ids) > MOST_ROWS:
        yield Touch(lines[-1].seq, table, None)
        return
    boxes = _boxes(conn, table, list(ids), min(line.at for line in many)) if many else {}
    for line in lines:
        extents = [Box(*extent) for extent in (line.old_extent, line.new_extent) if extent]
        rows = [box for one in line.ids for box in boxes.get(one, ())]
        yield Touch(line.seq, table, rows if len(line.ids) > 1 else extents)


def _boxes(conn: psycopg.Connection, table: str, ids: list[int], at: int) -> defaultdict[int, set[Box]]:
    """Around each row as it is and as it was since a moment."""
    present, past = (sql.Identifier(schema, table) for schema in (SCHEMA, HISTORY))
    found: defaultdict[int, set[Box]] = defaultdict(set)
    for one, *box in conn.execute(sql.SQL(BOXES).format(present=present, past=past), {"ids": ids, "at": at}):
        found[one].add(Box(*box))
    return found
