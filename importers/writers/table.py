"""What is written."""

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

__all__ = ["Table"]


class Table(NamedTuple):
    """Rows on their way to a file."""

    name: str
    """Of the layer in the file."""
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    shape: str | None
    """The column of the place: WKB with x first, in CSV text; None: there is none."""
    epsg: int
    """What the place is in."""
