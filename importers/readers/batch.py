"""What every reader gives: rows in batches, each row with its number in the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["ROWS", "Batch", "Misfit", "Opened"]

ROWS = 50_000
"""Rows of one batch: enough for column-wise work, little enough for the memory."""


class Misfit(NamedTuple):
    """A row that is not even a row of its file's columns."""

    line: int
    reason: str
    row: dict[str, str]


@dataclass(frozen=True)
class Batch:
    """Some rows of a file."""

    rows: pa.RecordBatch
    """The columns without the geometry, as the file's types."""
    lines: NDArray[np.int64]
    """Line in the file of each row (the header is line 1), or the number of the feature, from 1."""
    geometry: NDArray[np.object_] | None = None
    """Shapely geometries or None, in the file's CRS; None altogether for a file without geometry."""
    misfits: list[Misfit] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """A file that is being read."""

    batches: Iterator[Batch]
    total: int | None = None
    """How many rows there are, where the file says."""
    crs: str | None = None
    """The CRS that the file itself declares and that can be believed; None where it declares none."""
    geometry: bool = False
    """Whether its rows have a geometry of their own."""
