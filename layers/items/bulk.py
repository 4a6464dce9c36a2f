"""All features of a layer as Arrow record batches, for files: read by a cursor, so memory stays the same."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
import pyarrow as pa
from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.columns import column_type
from layers.items import statement
from layers.items.query import Query
from layers.items.read import expressible

__all__ = ["BATCH", "SHAPE", "Bulk", "bulk"]

BATCH = 5_000
"""Rows of a record batch."""

SHAPE = "geometry"
"""The column of the place."""

SELECT = """
SELECT {fields}{shape} FROM (
  SELECT {distinct} * FROM {rows} AS all_rows WHERE id > 0{rules} ORDER BY {order} LIMIT %(limit)s
) AS f
"""

ARROW: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    Decimal: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", "UTC"),
}
"""By the type of a column; any other is JSON, and text."""


class Bulk(NamedTuple):
    """Features on their way to a file."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    """Read once; an empty layer has none."""


def bulk(
    conn: psycopg.Connection, layer: Layer, query: Query, *, internal: bool = False, text: bool = False
) -> Bulk:
    """The features that a query finds, in the order of `id`, the first `query.limit` of them.

    Args:
        conn: an open connection, in use until the last batch is read.
        layer: whose features they are.
        query: which of them; the place on a page does not matter.
        internal: whether fields for internal use come too.
        text: the place as WKT with the axes in the order of the system; else as WKB with x first.
    """
    names = statement.names_of(layer, internal=internal)
    types = [column_type(layer, name) for name in names]
    fields = [pa.field(name, ARROW.get(kind, pa.string())) for name, kind in zip(names, types, strict=True)]
    placed = layer.geometry is not Kind.NONE
    if placed:
        fields.append(pa.field(SHAPE, pa.string() if text else pa.binary()))
    schema = pa.schema(fields)
    composed = _composed(layer, query, names, internal=internal, text=text)
    bound = statement.values(layer, query, internal=internal) | {"limit": query.limit}
    jsons = [place for place, kind in enumerate(types) if kind not in ARROW]

    def batches() -> Iterator[pa.RecordBatch]:
        with conn.cursor("bulk") as cursor, expressible(query.crs):
            cursor.execute(composed, bound)
            while rows := cursor.fetchmany(BATCH):
                yield _batch(rows, schema, jsons)

    if query.placed and not placed:
        return Bulk(schema, iter(()))
    return Bulk(schema, batches())


def _composed(layer: Layer, query: Query, names: list[str], *, internal: bool, text: bool) -> sql.Composed:
    distinct, order = statement.order_of(query)
    shape: sql.Composable = sql.SQL("")
    if layer.geometry is not Kind.NONE:
        form, flipped = ("ST_AsText({}, {})", query.crs.flipped) if text else ("ST_AsBinary({})", False)
        place = statement.geometry(query.crs, flipped=flipped)
        shape = sql.SQL(", ") + sql.SQL(form).format(place, sql.Literal(query.crs.digits))
    return sql.SQL(SELECT).format(
        fields=sql.SQL(", ").join(map(sql.Identifier, names)),
        shape=shape,
        distinct=sql.SQL(distinct),
        rows=statement.rows(layer, query, internal=internal),
        rules=statement.rules(layer, query, internal=internal),
        order=sql.SQL(order),
    )


def _batch(rows: list[tuple[object, ...]], schema: pa.Schema, jsons: list[int]) -> pa.RecordBatch:
    columns = [list(column) for column in zip(*rows, strict=True)]
    for place in jsons:
        columns[place] = [
            None if value is None else json.dumps(value, ensure_ascii=False) for value in columns[place]
        ]
    arrays = [
        pa.array(_plain(column, field.type), field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)


def _plain(column: list[object], kind: pa.DataType) -> list[object]:
    """Numbers that Arrow does not make floats of itself."""
    if not pa.types.is_floating(kind):
        return column
    return [float(value) if isinstance(value, Decimal) else value for value in column]
