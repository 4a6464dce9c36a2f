"""Batches written as CSV."""

import codecs
import re
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from importers.points.geometry import as_wkt, geometry_of
from importers.tables.delimited import as_csv
from importers.tables.table import Style, as_text

__all__ = ["write"]


def write(schema: pa.Schema, batches: Iterable[pa.RecordBatch], style: Style) -> Iterator[bytes]:
    """The table as CSV: quotation marks only where they are needed, geometries in WKT, lists as JSON."""
    encoder = codecs.getincrementalencoder(style.encoding)("replace")
    geometry = geometry_of(schema)
    yield encoder.encode(as_csv([schema.names], style))
    for batch in batches:
        columns = [_texts(column) for column in batch.columns]
        if geometry:
            columns[geometry.column] = as_wkt(batch.column(geometry.column), geometry)
        yield encoder.encode(_lines(pa.RecordBatch.from_arrays(columns, names=schema.names), style))


def _texts(column: pa.Array) -> pa.Array:
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        cells = column.to_pylist()
        return pa.array([None if cell is None else as_text(cell) for cell in cells], pa.string())


def _lines(texts: pa.RecordBatch, style: Style) -> str:
    sink = pa.BufferOutputStream()
    options = arrow_csv.WriteOptions(
        include_header=False, delimiter=style.delimiter, eol=style.newline, quoting_style="none"
    )
    try:
        arrow_csv.write_csv(texts, sink, options)
    except pa.ArrowInvalid:  # some text needs quotation marks
        return _quoted_lines(texts, style)
    return bytes(sink.getvalue()).decode()


def _quoted_lines(texts: pa.RecordBatch, style: Style) -> str:
    special = f'["\r\n{re.escape(style.delimiter)}]'
    columns = [_quoted(column, special) for column in texts.columns]
    joined = pc.binary_join_element_wise(
        *columns, style.delimiter, null_handling="replace", null_replacement=""
    )
    all_lines = pa.ListArray.from_arrays([0, len(joined)], joined)
    return f"{pc.binary_join(all_lines, style.newline)[0].as_py()}{style.newline}"


def _quoted(column: pa.Array, special: str) -> pa.Array:
    wanted = pc.match_substring_regex(column, special)
    if not pc.any(wanted).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(wanted, pc.binary_join_element_wise('"', doubled, '"', ""), column)
