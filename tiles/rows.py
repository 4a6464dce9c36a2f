"""The rows that tiles are made of: the present, or those of another time."""

from psycopg import sql

from layers.history import during
from layers.schema import HISTORY, SCHEMA
from tiles.subject import Subject

__all__ = ["bounds", "last", "rows"]

START, END = (sql.SQL("{}::timestamptz").format(sql.Placeholder(name)) for name in ("start", "end"))

# A row that was somewhere else later in the same time is not drawn twice.
LATER = """
    AND NOT EXISTS (
      SELECT FROM {table} AS later
      WHERE later.id = row.id AND later.valid_from > row.valid_from AND later.valid_from <= {end}
    )"""


def rows(table: str, columns: sql.Composable, subject: Subject) -> sql.Composable:
    """A relation to stand behind FROM: the rows of a layer table at the time of a subject."""
    if subject.during or subject.as_of:
        return during(table, columns, START, END)
    return sql.Identifier(SCHEMA, table)


def last(table: str, subject: Subject) -> sql.Composable:
    """The condition that keeps the last of several versions of a row, which is called `row`."""
    if not subject.during:
        return sql.SQL("")
    tables = (sql.Identifier(schema, table) for schema in (SCHEMA, HISTORY))
    return sql.SQL("").join(sql.SQL(LATER).format(table=one, end=END) for one in tables)


def bounds(subject: Subject) -> dict[str, object]:
    """What is bound to both. At one moment a row has one version at most."""
    start, end = subject.during or (subject.as_of, subject.as_of)
    return {"start": start or "-infinity", "end": end or "infinity"}
