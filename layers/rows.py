"""Rows into layer tables, in bulk and safely repeatable."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import psycopg
import pyarrow as pa
from psycopg import sql

from layers.copying import copy_in, peek
from layers.errors import Invalid
from layers.schema import SCHEMA

__all__ = ["Merged", "merge"]


class Merged(NamedTuple):
    """What became of the rows of one `merge`."""

    inserted: int
    updated: int
    unchanged: int


STAGE = "CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
REPEATED = "SELECT concat_ws(' ', {key}) FROM staged GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 5"

# A row that is the same already is not touched: no new version, no line in the change log.
MERGE = """
WITH done AS (
  INSERT INTO {table} AS kept ({columns}{run_column}) SELECT {columns}{run} FROM staged
  ON CONFLICT ({key}) DO UPDATE SET {changes}{run_change} WHERE ({kept}) IS DISTINCT FROM ({given})
  RETURNING kept.xmax = 0 AS fresh
)
SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh), (SELECT count(*) FROM staged)
FROM done
"""


def merge(
    conn: psycopg.Connection,
    table: str,
    rows: pa.Table | Iterable[pa.RecordBatch],
    *,
    key: Sequence[str] = ("code",),
    import_id: int | None = None,
) -> Merged:
    """Insert the rows whose key is new, update those that differ, leave the others alone.

    Args:
        conn: an open connection; the caller commits.
        table: a table of schema `onemap`.
        rows: columns are matched by name and may be any of the table's. Geometry is WKB in hexadecimal,
            EPSG:4490, longitude first; jsonb is JSON text; null is NULL. No rows at all is fine.
        key: the columns of a unique constraint by which a row is known again.
        import_id: number of the import run, kept on the rows that are written and on no others.

    Raises:
        Invalid: two of the rows have the same key.
    """
    columns, batches = peek(rows)
    if not columns:
        return Merged(0, 0, 0)
    names = _names(table, columns, key) | _run(import_id)
    with conn.cursor() as cur:
        cur.execute(sql.SQL(STAGE).format(**names))
        copy_in(cur, "staged", batches)
        _refuse_repeated(cur, table, names)
        cur.execute(sql.SQL(MERGE).format(**names))
        inserted, updated, read = cur.fetchone() or (0, 0, 0)
        cur.execute("DROP TABLE staged")
    return Merged(inserted, updated, read - inserted - updated)


def _names(table: str, columns: Sequence[str], key: Sequence[str]) -> dict[str, sql.Composable]:
    """The identifiers that the statements above are filled with."""
    comma = sql.SQL(", ")
    rest = [column for column in columns if column not in key] or list(key)
    return {
        "table": sql.Identifier(SCHEMA, table),
        "columns": comma.join(map(sql.Identifier, columns)),
        "key": comma.join(map(sql.Identifier, key)),
        "changes": comma.join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in rest),
        "kept": comma.join(sql.Identifier("kept", column) for column in rest),
        "given": comma.join(sql.Identifier("excluded", column) for column in rest),
    }


def _run(import_id: int | None) -> dict[str, sql.Composable]:
    """What `MERGE` is filled with so that it notes the import run, or does not."""
    if import_id is None:
        return dict.fromkeys(("run_column", "run", "run_change"), sql.SQL(""))
    return {
        "run_column": sql.SQL(", import_id"),
        "run": sql.SQL(", {}").format(sql.Literal(import_id)),
        "run_change": sql.SQL(", import_id = excluded.import_id"),
    }


def _refuse_repeated(cur: psycopg.Cursor, table: str, names: dict[str, sql.Composable]) -> None:
    repeated = [key for (key,) in cur.execute(sql.SQL(REPEATED).format(**names))]
    if repeated:
        hint = "each key may stand in the rows once"
        raise Invalid(f"the rows for {table} repeat keys", keys=repeated, hint=hint)
