"""CSV files, also packed with gzip, in any encoding."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa

from importers.readers.batch import ROWS, Batch, Misfit, Opened
from layers.errors import Invalid

__all__ = ["opened"]


@contextmanager
def opened(path: Path, columns: Sequence[str] | None, encoding: str | None) -> Iterator[Opened]:
    """Read a CSV file with a header line; every column is text, as it stands.

    Args:
        path: ends in .csv or .csv.gz.
        columns: kept for the readers' common shape; all columns are read.
        encoding: of the text; None for UTF-8 with or without a byte order mark.
    """
    del columns
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding or "utf-8-sig", newline="") as stream:
        yield Opened(_batches(path, stream))


def _batches(path: Path, stream: TextIO) -> Iterator[Batch]:
    rows = csv.reader(stream, strict=True)
    try:
        header = next(rows, None)
        if header is None:
            raise Invalid(f"{path.name} is empty", hint="a CSV file begins with the names of its columns")
        names = [name.strip() for name in header]
        if len(set(names)) < len(names):
            raise Invalid(f"{path.name} has two columns of the same name", columns=names)
        numbered = ((rows.line_num, row) for row in rows)
        while some := list(islice(numbered, ROWS)):
            yield _batch(names, some)
    except UnicodeDecodeError as error:
        hint = "name its encoding in the manifest, for example: encoding = 'gbk'"
        raise Invalid(
            f"{path.name} is not {error.encoding} near line {rows.line_num + 1}", hint=hint
        ) from error
    except csv.Error as error:
        raise Invalid(f"{path.name}, line {rows.line_num}: {error}") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Invalid(f"{path.name} is cut off or no gzip file", hint="copy the file again") from error


def _batch(names: list[str], some: list[tuple[int, list[str]]]) -> Batch:
    whole = [(line, row) for line, row in some if len(row) == len(names)]
    misfits = [
        Misfit(line, f"{len(row)} fields where the header has {len(names)}", {"line": ",".join(row)})
        for line, row in some
        if len(row) not in (0, len(names))
    ]
    columns = list(zip(*(row for _, row in whole), strict=True)) or [()] * len(names)
    table = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=names)
    return Batch(table, np.array([line for line, _ in whole], np.int64), misfits=misfits)
