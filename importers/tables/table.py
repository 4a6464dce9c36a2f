"""What every reader of tables gives and every writer takes: rows in chunks, each with its own cells."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from io import RawIOBase
from typing import Any, Final, NamedTuple

import pyarrow as pa

from layers.errors import Invalid

__all__ = [
    "ROWS",
    "Added",
    "Answered",
    "Cell",
    "Form",
    "Reader",
    "Row",
    "Style",
    "Table",
    "Writer",
    "aligned",
    "as_text",
    "chunked",
    "plain",
]

ROWS: Final = 200
"""Rows of one chunk: a unit of work that is short enough to take turns."""

Cell = Any
"""A text, a number, a truth value, None, a date or time; from JSON also a list or an object."""


class Form(StrEnum):
    """How a table is written down."""

    CSV = "csv"
    """Lines of fields between commas, semicolons or tabs."""
    COLUMNS = "columns"
    """One JSON object of lists."""
    ROWS = "rows"
    """One JSON list of objects."""
    NDJSON = "ndjson"
    """A JSON object a line."""
    XLSX = "xlsx"
    """The first sheet of a workbook."""
    PARQUET = "parquet"


class Row(NamedTuple):
    """One row, under the names of its own columns: rows of JSON differ, and lines of CSV are ragged."""

    names: Sequence[str]
    cells: Sequence[Cell]
    error: str | None = None
    """What is wrong with the row as a whole; its cells are then as much of it as could be read."""


class Answered(NamedTuple):
    """A row with what is added to it."""

    row: Row
    added: Sequence[Cell]


@dataclass(frozen=True)
class Style:
    """How the same form may differ from file to file."""

    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\r\n"
    schema: pa.Schema | None = None
    """Of the columns of a Parquet file."""


@dataclass(frozen=True)
class Table:
    """A table that is being read."""

    form: Form
    names: Sequence[str]
    """Of the columns, in order; of JSON rows those of the first rows. Empty where there are no rows."""
    chunks: Iterator[list[Row]]
    """Rows in order, up to `ROWS` at a time; raises Invalid where the file breaks off."""
    style: Style = Style()
    source: object = None
    """What it is read from, which must not go before the table does: a text closes its file when it goes."""


Reader = Callable[[RawIOBase, str | None, str | None], Table]
"""From a file, the encoding and the delimiter, where they are known, to its table."""

Added = Mapping[str, type]
"""Name and type of each column that is added."""

Writer = Callable[[Sequence[str], Added, Iterable[list[Answered]], Style], Iterator[bytes]]
"""From the names of the columns, the added columns, the rows and the style to the bytes of the file."""


def chunked(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in lists of `ROWS`; where the source breaks off, what came before is handed on first."""
    chunk: list[Row] = []
    broken: Invalid | None = None
    try:
        for row in rows:
            chunk.append(row)
            if len(chunk) == ROWS:
                yield chunk
                chunk = []
    except Invalid as error:
        broken = error
    if chunk:
        yield chunk
    if broken:
        raise broken


def aligned(names: Sequence[str], row: Row) -> tuple[list[Cell], list[Cell]]:
    """The cells in the order of the table's columns, None where the row has none, and those left over."""
    if row.names is names:
        return list(row.cells), []
    both = min(len(names), len(row.names))
    if list(row.names[:both]) == list(names[:both]):
        cells = list(row.cells)
        return cells[: len(names)] + [None] * (len(names) - both), cells[len(names) :]
    own = dict(zip(row.names, row.cells, strict=True))
    return [own.pop(name, None) for name in names], list(own.values())


def plain(cell: Cell) -> Cell:
    """The cell as JSON has it: a date or time in ISO 8601, bytes as UTF-8, a number without end as null."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    if isinstance(cell, timedelta | Decimal):
        return str(cell)
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def as_text(cell: Cell) -> str:
    """The cell as one text, empty for None; what is made of parts as JSON."""
    cell = plain(cell)
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False, default=plain)
