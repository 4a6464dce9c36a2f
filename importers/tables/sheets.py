"""XLSX: the first sheet of a workbook. Formulas are never run and never written."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from html import escape
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel

from importers.tables.table import Added, Answered, Cell, Form, Row, Style, Table, aligned, as_text, chunked
from importers.tables.text import Source
from importers.tables.workbook import DAMAGED, first_sheet
from layers.errors import Invalid

__all__ = ["LONGEST_CELL", "MOST_ROWS", "read", "write"]

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, by the format."""

LONGEST_CELL: Final = 32_767
"""Characters of a cell, by the format; what is longer is cut."""

_SHEET: Final = "xl/worksheets/sheet1.xml"
_LARGEST_SHEET: Final = 2**31 - 2**24  # bytes; beyond, the archive would need another format
_LARGEST_NUMBER: Final = 10**15  # numbers are floats there, exact to 15 digits
_NOT_XML: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_OPENING: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_CLOSING: Final = "</sheetData></worksheet>"

_serial: Final[Callable[[Any], float]] = to_excel

_STYLES: Final = {datetime: 1, date: 2, time: 3, timedelta: 4}
"""Kind of a cell -> its style in a workbook that was made for cells of these kinds in this order."""


def read(file: Source, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """The rows of the first sheet of a workbook, which must be one that can be sought in.

    The first row holds the names. A formula counts as the value that it last had; empty rows at the end do
    not count.

    Raises:
        Invalid: it is no workbook, too large a one, or the sheet is empty.
    """
    del encoding, delimiter
    rows = _rows(file)
    names = _names(next(rows, ()))
    if not names:
        raise Invalid("the table is empty", hint="the first row of the first sheet holds the names")
    return Table(Form.XLSX, names, chunked(_named(names, rows)))


def _rows(file: Source) -> Iterator[tuple[Cell, ...]]:
    """The cells of each row, without the empty ones at the ends of rows and sheet."""
    empty = 0
    try:
        for cells in first_sheet(file).values:
            used = max((n for n, cell in enumerate(cells, 1) if cell is not None), default=0)
            if used:
                yield from [()] * empty
                yield cells[:used]
            empty = 0 if used else empty + 1
    except DAMAGED:
        raise Invalid("the workbook is damaged") from None


def _names(cells: Iterable[Cell]) -> list[str]:
    return [as_text(cell) or f"column_{n}" for n, cell in enumerate(cells, 1)]


def _named(names: list[str], rows: Iterable[tuple[Cell, ...]]) -> Iterator[Row]:
    longer = names
    for cells in rows:
        if len(cells) > len(longer):
            longer = longer + [f"column_{n}" for n in range(len(longer) + 1, len(cells) + 1)]
        padded = (*cells, *[None] * (len(names) - len(cells)))
        yield Row(names if len(padded) == len(names) else longer[: len(padded)], padded)


def write(
    names: Sequence[str], added: Added, chunks: Iterable[list[Answered]], style: Style
) -> Iterator[bytes]:
    """The table as a workbook of one sheet; texts are texts, whatever they begin with.

    Raises:
        Invalid: there are more rows than a sheet has.
    """
    del style
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _copy_package(archive)
        with archive.open(_SHEET, "w") as sheet:
            for part in _parts([*names, *added], names, chunks):
                sheet.write(part)
                yield sink.taken()
    yield sink.taken()


def _parts(header: list[str], names: Sequence[str], chunks: Iterable[list[Answered]]) -> Iterator[bytes]:
    """The sheet's XML."""
    part, rows, size = (_OPENING + _xml(header)).encode(), 1, 0
    for chunk in chunks:
        yield part
        rows, size = rows + len(chunk), size + len(part)
        if rows > MOST_ROWS or size > _LARGEST_SHEET:
            raise Invalid(f"a sheet has at most {MOST_ROWS} rows or 2 GiB", hint="ask for CSV")
        part = "".join(_xml(_cells(names, one)) for one in chunk).encode()
    yield part + _CLOSING.encode()


class _Sink(io.RawIOBase):
    """Collects what is written until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _copy_package(archive: zipfile.ZipFile) -> None:
    """All parts of a workbook but its sheet; it has the styles of dates and times."""
    book = Workbook(write_only=True)
    day = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.create_sheet().append([day, day.date(), day.time(), timedelta()])
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as whole:
        for name in whole.namelist():
            if name != _SHEET:
                archive.writestr(name, whole.read(name))


def _cells(names: Sequence[str], one: Answered) -> list[Cell]:
    own, over = aligned(names, one.row)
    return [*own, *one.added, *over]


def _xml(cells: Iterable[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, bool):
        return f'<c t="b"><v>{cell:d}</v></c>'
    if isinstance(cell, int | float | Decimal) and -_LARGEST_NUMBER <= cell <= _LARGEST_NUMBER:
        return f"<c><v>{cell}</v></c>"
    number = _STYLES.get(type(cell))
    if number and getattr(cell, "tzinfo", None) is None:
        return f'<c s="{number}"><v>{_serial(cell)}</v></c>'
    text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", as_text(cell)[:LONGEST_CELL])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is></c>'
