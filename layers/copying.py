"""Arrow batches into a table by COPY."""

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

__all__ = ["copy_in", "peek"]

COPY = "COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
CSV = csv.WriteOptions(include_header=False)


def peek(rows: pa.Table | Iterable[pa.RecordBatch]) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """Names of the columns, and the same batches; no names when there are no batches."""
    stream = iter(rows.to_batches() if isinstance(rows, pa.Table) else rows)
    first = next(stream, None)
    if first is None:
        return [], stream
    return first.schema.names, _chain(first, stream)


def copy_in(cur: psycopg.Cursor[Any], table: str, rows: pa.Table | Iterable[pa.RecordBatch]) -> None:
    """Write rows into a table on the search path, columns matched by name; null is NULL, "" is "".

    Args:
        cur: of an open connection.
        table: its name, such as that of a temporary table.
        rows: one batch is in memory at a time; none at all is fine.
    """
    names, batches = peek(rows)
    if not names:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    with cur.copy(sql.SQL(COPY).format(table=sql.Identifier(table), columns=columns)) as copy:
        for batch in batches:
            sink = pa.BufferOutputStream()
            csv.write_csv(batch, sink, CSV)
            copy.write(memoryview(sink.getvalue()))


def _chain(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest
