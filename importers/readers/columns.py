"""Parquet files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from importers.readers.batch import ROWS, Batch, Opened
from layers.errors import Invalid

__all__ = ["opened"]


@contextmanager
def opened(path: Path, columns: Sequence[str] | None, encoding: str | None) -> Iterator[Opened]:
    """Read a Parquet file batch by batch, and of it only the columns asked for.

    Args:
        path: of the file.
        columns: names of the columns; None for all.
        encoding: kept for the readers' common shape; Parquet is UTF-8.
    """
    del encoding
    with _sound(path) as file:
        there = file.schema_arrow.names
        wanted = there if columns is None else [name for name in there if name in columns]
        yield Opened(_batches(file, wanted), total=file.metadata.num_rows)


def _sound(path: Path) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise Invalid(f"{path.name} is not a sound Parquet file", reason=str(error)) from error


def _batches(file: parquet.ParquetFile, columns: list[str]) -> Iterator[Batch]:
    first = 1
    for rows in file.iter_batches(batch_size=ROWS, columns=columns, use_threads=False):
        yield Batch(rows, np.arange(first, first + rows.num_rows, dtype=np.int64))
        first += rows.num_rows
