"""Rows of the steps of events, and writing them."""

from collections.abc import Iterable
from typing import Final, LiteralString

import psycopg
import pyarrow as pa
from psycopg import sql

from importers.sample.event_life import Life
from layers.copying import copy_in
from layers.rows import Merged

__all__ = ["append_steps", "step_table"]

SCHEMA: Final = pa.schema(
    {
        "event_code": pa.string(), "version": pa.int32(), "step": pa.string(), "from_state": pa.string(),
        "state": pa.string(), "actor": pa.string(), "at": pa.timestamp("s", "UTC"), "note": pa.string(),
        "post": pa.string(), "department_code": pa.string(), "facts": pa.string(),
    }
)  # fmt: skip

STAGE: LiteralString = """
CREATE TEMP TABLE staged_step ON COMMIT DROP AS SELECT {columns} FROM onemap.event_step WITH NO DATA
"""

# Steps are only ever appended: an event that has some already keeps them.
APPEND: LiteralString = """
INSERT INTO onemap.event_step ({columns})
SELECT {columns} FROM staged_step s
WHERE NOT EXISTS (SELECT FROM onemap.event_step e WHERE e.event_code = s.event_code)
ORDER BY at, event_code, version
"""


def step_table(lives: Iterable[Life]) -> pa.Table:
    """Rows of `event_step`, event by event."""
    return pa.Table.from_pylist([step for life in lives for step in life.steps], SCHEMA)


def append_steps(conn: psycopg.Connection, rows: pa.Table) -> Merged:
    """Write the steps of events that have none."""
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    with conn.cursor() as cur:
        cur.execute(sql.SQL(STAGE).format(columns=columns))
        copy_in(cur, "staged_step", rows)
        cur.execute(sql.SQL(APPEND).format(columns=columns))
        inserted = cur.rowcount
        cur.execute("DROP TABLE staged_step")
    return Merged(inserted, 0, rows.num_rows - inserted)
