"""CSV with any of the usual delimiters, in any encoding.

What cannot be read costs one row, not the file: a line with a stray quotation mark or of another length is
handed on as a row with an error, and bytes that are no text in the file's encoding go through as they are.
"""

import codecs
import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from importers.tables.table import Added, Answered, Cell, Form, Row, Style, Table, aligned, as_text, chunked
from importers.tables.text import Lines, Source, decoded
from layers.errors import Invalid

__all__ = ["as_csv", "read", "rows", "write"]

DELIMITERS: Final = ("\t", ",", ";")

ALONE: Final = "\x1f"
"""In place of the delimiter in a table of one column, in whose texts a comma is a comma."""

_QUOTED: Final = re.compile(r'"[^"]*"?')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_AS_IS: Final = {str, int, type(None)}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def read(file: Source, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """A CSV table with a header; every cell is text, as it stands.

    Raises:
        Invalid: it is empty, or its header can't be read.
    """
    text = decoded(file, encoding)
    lines = Lines(text)
    first = lines.peek()
    mark = delimiter or _delimiter(first)
    reader = csv.reader(lines, delimiter=mark, strict=True)
    try:
        names = next(reader, None)
    except csv.Error as error:
        raise Invalid(f"the line of names can't be read: {error}") from None
    if not names:
        raise Invalid("the table is empty", hint="its first line holds the names of the columns")
    style = Style(text.encoding, "," if mark == ALONE else mark, "\r\n" if first.endswith("\r\n") else "\n")
    return Table(Form.CSV, names, chunked(rows(reader, lines, names)), style, text)


def _delimiter(header: str) -> str:
    bare = _QUOTED.sub("", header)
    best = max(DELIMITERS, key=bare.count)
    return best if best in bare else ALONE


def rows(reader: Iterator[list[str]], lines: Lines, names: list[str]) -> Iterator[Row]:
    """The rows below the names, each wrong line as one with an error.

    Args:
        reader: takes the lines apart.
        lines: what it reads from.
        names: of the columns.
    """
    longer = names
    while True:
        lines.done()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(names[:1], [lines.first_taken().rstrip("\r\n")], f"no line of CSV: {error}")
            continue
        if len(cells) == len(names):
            yield Row(names, cells)
        elif len(cells) > len(names):
            longer = _longer(longer, len(cells))
            yield Row(
                longer[: len(cells)], cells, f"{len(cells)} fields where there are {len(names)} columns"
            )
        elif cells or len(names) == 1:
            yield Row(names[: len(cells)], cells)


def _longer(names: list[str], wanted: int) -> list[str]:
    return names + [f"column_{n}" for n in range(len(names) + 1, wanted + 1)]


def write(
    names: Sequence[str], added: Added, chunks: Iterable[list[Answered]], style: Style
) -> Iterator[bytes]:
    """The table as CSV: own cells as they are, texts that are added so that no spreadsheet runs them.

    What a row has beyond the table's columns comes after what is added.
    """
    encoder = codecs.getincrementalencoder(style.encoding)("surrogateescape")
    yield _encoded(as_csv([[*names, *added]], style), encoder)
    for chunk in chunks:
        yield _encoded(as_csv((_line(names, one) for one in chunk), style), encoder)


def _line(names: Sequence[str], one: Answered) -> list[Cell]:
    cells, over = aligned(names, one.row)
    return [*map(_own, cells), *map(_harmless, one.added), *map(_own, over)]


def _own(cell: Cell) -> Cell:
    kind = type(cell)
    return cell if kind in _AS_IS or (kind is float and math.isfinite(cell)) else as_text(cell)


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula, behind an apostrophe."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return _own(cell)


def _encoded(text: str, encoder: Any) -> bytes:
    try:
        return bytes(encoder.encode(text))
    except UnicodeEncodeError:
        return bytes(encoder.encode(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)))


def as_csv(rows: Iterable[Sequence[Cell]], style: Style) -> str:
    """Rows as lines of CSV."""
    rows = list(rows)
    text = _csv(rows, style.delimiter, style.newline)
    if style.newline == "\n" and "\r" in text:
        return _csv(rows, style.delimiter, "\r\n")  # else the module leaves it without quotation marks
    return text


def _csv(rows: list[Sequence[Cell]], delimiter: str, newline: str) -> str:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return sink.getvalue()
