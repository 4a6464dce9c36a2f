"""Parquet files; their columns keep their types."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import pyarrow as pa
from pyarrow import parquet

from importers.tables.table import ROWS, Added, Answered, Cell, Form, Row, Style, Table, aligned, as_text
from importers.tables.text import Source
from layers.errors import Invalid

__all__ = ["read", "write"]

_TYPES: Final = {str: pa.string(), float: pa.float64(), bool: pa.bool_()}
_GROUP: Final = 100  # chunks of one row group


def read(file: Source, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """The rows of a Parquet file, which must be one that can be sought in.

    Raises:
        Invalid: it is no sound Parquet file.
    """
    del encoding, delimiter
    try:
        source = parquet.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise Invalid("it is no sound Parquet file", reason=str(error)[:200]) from None
    names = source.schema_arrow.names
    return Table(Form.PARQUET, names, _chunks(source, names), Style(schema=source.schema_arrow))


def _chunks(source: parquet.ParquetFile, names: list[str]) -> Iterator[list[Row]]:
    try:
        for batch in source.iter_batches(batch_size=ROWS, use_threads=False):
            columns = [column.to_pylist() for column in batch.columns]
            yield [Row(names, cells) for cells in zip(*columns, strict=True)]
    except (pa.ArrowInvalid, OSError) as error:
        raise Invalid("the Parquet file is damaged", reason=str(error)[:200]) from None


def write(
    names: Sequence[str], added: Added, chunks: Iterable[list[Answered]], style: Style
) -> Iterator[bytes]:
    """The table as Parquet: columns as they came from a Parquet file, as texts from others."""
    if len(set(names)) < len(names):
        raise Invalid("two columns have the same name", hint="Parquet needs names that differ")
    own = style.schema or pa.schema([(name, pa.string()) for name in names])
    schema = pa.schema([*own, *(pa.field(name, _TYPES[kind]) for name, kind in added.items())], own.metadata)
    convert = None if style.schema else as_text
    source, sink = iter(chunks), io.BytesIO()
    with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while some := [one for chunk in islice(source, _GROUP) for one in chunk]:
            writer.write_batch(_batch(schema, names, some, text=convert is not None))
            yield _taken(sink)
    yield _taken(sink)


def _batch(schema: pa.Schema, names: Sequence[str], some: list[Answered], *, text: bool) -> pa.RecordBatch:
    rows = [[*_cells(names, one.row, text=text), *one.added] for one in some]
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, field.type) for field, values in zip(schema, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _cells(names: Sequence[str], row: Row, *, text: bool) -> list[Cell]:
    cells = aligned(names, row)[0]
    return [None if cell is None else as_text(cell) for cell in cells] if text else cells


def _taken(sink: io.BytesIO) -> bytes:
    """What was written since the last time."""
    written = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return written
