"""Any layer as it is now, or as it was at a moment of the past."""

from datetime import datetime

from psycopg import sql

from layers.schema import HISTORY, SCHEMA

__all__ = ["as_of", "during"]

PAST = """(
  SELECT {columns} FROM {present} WHERE valid_from <= {at}
  UNION ALL
  SELECT {columns} FROM {past} WHERE valid_from <= {at} AND valid_to > {at}
)"""


def as_of(table: str, columns: sql.Composable, at: datetime | None = None) -> sql.Composable:
    """A relation to stand behind FROM: the rows of a layer table as they were at a time.

    Args:
        table: name of a layer table.
        columns: a composed list of columns; both tables have the same.
        at: the moment; None is the present, which reads the one table alone and pays nothing for history.
    """
    present = sql.Identifier(SCHEMA, table)
    if at is None:
        return present
    past = sql.Identifier(HISTORY, table)
    return sql.SQL(PAST).format(columns=columns, present=present, past=past, at=sql.Literal(at))


VERSIONS = """(
  (SELECT {columns} FROM {present} WHERE valid_from <= {end}{first})
  UNION ALL
  (SELECT {distinct} {columns} FROM {past} WHERE valid_from <= {end} AND valid_to > {start}{first})
)"""


def during(
    table: str,
    columns: sql.Composable,
    start: sql.Composable,
    end: sql.Composable,
    first: sql.Composable | None = None,
) -> sql.Composable:
    """A relation to stand behind FROM: every version of the rows that was valid at some time of an interval.

    Args:
        table: name of a layer table.
        columns: a composed list of columns; both tables have the same.
        start: what stands for when the interval begins, such as a placeholder; bind '-infinity' for always.
        end: what stands for when it ends, the moment itself included; bind 'infinity' for never.
        first: further conditions, each after AND, then ORDER BY id (or id DESC), valid_from DESC and LIMIT,
            if only the first rows are wanted: then of the past the latest version of each comes.
    """
    return sql.SQL(VERSIONS).format(
        columns=columns,
        present=sql.Identifier(SCHEMA, table),
        past=sql.Identifier(HISTORY, table),
        start=start,
        end=end,
        first=first or sql.SQL(""),
        distinct=sql.SQL("DISTINCT ON (id)" if first else ""),
    )
