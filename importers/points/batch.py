"""What every reader of point files gives and every writer takes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from importers.tables.table import Style
from layers.crs import Crs
from layers.errors import Invalid
from layers.locate.arrow import Floats

__all__ = [
    "MOST_COLUMNS",
    "ROWS",
    "Asked",
    "Batch",
    "Broken",
    "Form",
    "PointFile",
    "Total",
    "Write",
    "distinct",
]

ROWS: Final = 65_536
"""Most rows of one batch."""

MOST_COLUMNS: Final = 2_000
"""Columns of a file; one with more is made to fill the memory."""


Broken = NDArray[np.bool_]


class Form(StrEnum):
    """How points are written down."""

    CSV = "csv"
    """Lines of fields between commas, semicolons, tabs or whatever."""
    PARQUET = "parquet"
    """Parquet; GeoParquet if the points came with a geometry."""
    GEOPARQUET = "geoparquet"
    """Parquet with a geometry, which is made of the coordinates where there is none."""
    GEOPACKAGE = "gpkg"
    """A layer of points of a GeoPackage."""
    ARROW = "arrow"
    """Arrow IPC: written as a stream, read from a stream or a file."""


@dataclass(frozen=True)
class Asked:
    """What a caller says of a file; None: the file says it."""

    lon: str | None = None
    """Column of longitudes or eastings."""
    lat: str | None = None
    """Column of latitudes or northings."""
    crs: Crs | None = None
    """Of the coordinates; CGCS2000 if neither caller nor file say."""
    layer: str | None = None
    """Of a GeoPackage that has several."""
    encoding: str | None = None
    """Of CSV; else UTF-8 or GB 18030."""
    delimiter: str | None = None
    """Of CSV; else the line of names says."""


@dataclass(frozen=True)
class Batch:
    """Some rows of a file."""

    rows: pa.RecordBatch
    """All columns, as the file has them."""
    x: Floats
    """Longitude or easting of each row; NaN where there is no point."""
    y: Floats
    broken: Broken | None = None
    """Which rows are none of their file's columns; None: all are sound."""


Total = Callable[[int], int | None]
"""From the rows that were read to how many there are in all, as far as one can tell."""


@dataclass(frozen=True)
class PointFile:
    """A file of points that is being read."""

    schema: pa.Schema
    batches: Iterator[Batch]
    """In order; raises Invalid where the file breaks off."""
    crs: Crs
    """Of the coordinates."""
    style: Style | None = None
    """Of CSV."""
    total: Total = lambda _: None


def distinct(names: Sequence[str]) -> None:
    """See that columns differ in their names.

    Raises:
        Invalid: two have the same.
    """
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise Invalid(f"two columns are called {twice[0]!r}", hint="this form needs names that differ")


Write = Callable[[pa.Schema, Iterable[pa.RecordBatch], Style], Iterator[bytes]]
"""From batches of a schema to the bytes of a file."""
