"""JSON: a list of objects, an object a line, or one object of lists."""

import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, NoReturn

from importers.tables.table import Added, Answered, Cell, Form, Row, Style, Table, aligned, chunked, plain
from importers.tables.text import LONGEST_LINE, Lines, Source, decoded
from layers.errors import Invalid

__all__ = [
    "LARGEST_COLUMNS",
    "MOST_IN_COLUMNS",
    "read",
    "read_lines",
    "write_columns",
    "write_lines",
    "write_rows",
]

LARGEST_COLUMNS: Final = 10 * 1024 * 1024
"""Characters of an object of lists, which must be held as a whole; the other kinds have no limit."""

MOST_IN_COLUMNS: Final = 100_000
"""Rows of an object of lists."""

_BLOCK: Final = 1 << 16
_SIGN: Final = re.compile(r"[^ \t\n\r]")
_BROKEN: Final = (ValueError, RecursionError)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is out of range")
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


_DECODER: Final = json.JSONDecoder(parse_float=_finite, parse_constant=_no_number)


def read(file: Source, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """A list of objects, row by row; or one object of lists of the same length.

    Raises:
        Invalid: it is neither.
    """
    del delimiter
    text = decoded(file, encoding)
    scanner = _Scanner(text)
    sign = scanner.sign()
    if sign == "[":
        return _of_rows(Form.ROWS, _elements(scanner), text)
    if sign == "{":
        return _of_columns(scanner.all(), text)
    raise Invalid("it is no table in JSON", hint="send a list of objects, or an object of lists")


def read_lines(file: Source, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """An object a line; a line that is none is a row with an error."""
    del delimiter
    text = decoded(file, encoding)
    lines = Lines(text)

    def rows() -> Iterator[Row]:
        for line in lines:
            lines.done()
            if bare := line.strip():
                yield _of_line(bare)

    return _of_rows(Form.NDJSON, rows(), text)


def _of_line(line: str) -> Row:
    try:
        value = _DECODER.decode(line)
    except _BROKEN:
        return Row(("given",), (line,), "the line is no JSON")
    return _of_value(value) or Row(("given",), (value,), "the line is no JSON object")


def _of_value(value: Cell) -> Row | None:
    return Row(tuple(value), tuple(value.values())) if isinstance(value, dict) else None


def _of_rows(form: Form, rows: Iterable[Row], source: object) -> Table:
    """The table of some rows; its columns are those of the first ones."""
    chunks = chunked(rows)
    first = next(chunks, [])
    names = dict.fromkeys(name for row in first if row.error is None for name in row.names)
    return Table(form, tuple(names), chain([first] if first else [], chunks), source=source)


class _Scanner:
    """Takes JSON values off a text, of which it holds little more than one of them."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0

    def sign(self) -> str:
        """The next character that is no space; it stays. Empty at the end."""
        while True:
            found = _SIGN.search(self._buffer, self._at)
            self._at = found.start() if found else len(self._buffer)
            if self._at < len(self._buffer) or not self._more():
                return self._buffer[self._at : self._at + 1]

    def skip(self) -> None:
        """Take one character."""
        self._at += 1

    def value(self) -> Cell:
        """Take a value; ValueError where none begins or it breaks off."""
        while True:
            try:
                value, self._at = _DECODER.raw_decode(self._buffer, self._at)
            except _BROKEN:
                if len(self._buffer) - self._at > LONGEST_LINE or not self._more():
                    raise ValueError from None
            else:
                return value

    def all(self) -> str:
        """All that is left, as far as it may go."""
        return self._buffer[self._at :] + self._text.read(LARGEST_COLUMNS + 1)

    def _more(self) -> bool:
        try:
            block = self._text.read(_BLOCK)
        except UnicodeDecodeError:
            raise Invalid(f"it is not {self._text.encoding}") from None
        self._buffer, self._at = self._buffer[self._at :] + block, 0
        return bool(block)


def _elements(scanner: _Scanner) -> Iterator[Row]:
    """The objects of a list.

    Raises:
        Invalid: it is no list of objects, or breaks off.
    """
    number = 0
    while scanner.sign() != "]":
        if scanner.sign() != ("," if number else "["):
            raise Invalid(f"the list breaks off after object {number}")
        scanner.skip()
        if number == 0 and scanner.sign() == "]":
            return
        number += 1
        yield _element(scanner, number)


def _element(scanner: _Scanner, number: int) -> Row:
    try:
        row = _of_value(scanner.value()) if scanner.sign() == "{" else None
    except ValueError:
        row = None
    if row is None:
        raise Invalid(f"element {number} of the list is no object in JSON")
    return row


def _of_columns(text: str, source: object) -> Table:
    if len(text) > LARGEST_COLUMNS:
        hint = "send a list of objects, an object a line, or CSV: they have no limit"
        raise Invalid(f"columns have more than {LARGEST_COLUMNS} characters", hint=hint)
    try:
        columns = _DECODER.decode(text)
    except _BROKEN:
        raise Invalid("the object is no JSON") from None
    if not all(isinstance(values, list) for values in columns.values()):
        raise Invalid("the object is no table", hint="its values are lists of the same length")
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise Invalid("the columns differ in length")
    if max(lengths, default=0) > MOST_IN_COLUMNS:
        raise Invalid(f"columns have more than {MOST_IN_COLUMNS} rows", hint="send a list of objects")
    names = tuple(columns)
    rows = (Row(names, cells) for cells in zip(*columns.values(), strict=True))
    return Table(Form.COLUMNS, names, chunked(rows), source=source)


def write_rows(
    names: Sequence[str],
    added: Added,
    chunks: Iterable[list[Answered]],
    style: Style,
) -> Iterator[bytes]:
    """The table as a list of objects, each with its own members and what is added."""
    del style
    _distinct(names)
    between = b"[\n"
    for chunk in chunks:
        yield between + b",\n".join(_dumped(_object(added, one)) for one in chunk)
        between = b",\n"
    yield b"[]\n" if between == b"[\n" else b"\n]\n"


def write_lines(
    names: Sequence[str],
    added: Added,
    chunks: Iterable[list[Answered]],
    style: Style,
) -> Iterator[bytes]:
    """The table as an object a line."""
    del style
    _distinct(names)
    for chunk in chunks:
        yield b"".join(_dumped(_object(added, one)) + b"\n" for one in chunk)


def write_columns(
    names: Sequence[str],
    added: Added,
    chunks: Iterable[list[Answered]],
    style: Style,
) -> Iterator[bytes]:
    """The table as an object of lists, held as a whole until all rows are there."""
    del style
    rows: list[list[Cell]] = []
    for chunk in chunks:
        rows += [[*aligned(names, one.row)[0], *one.added] for one in chunk]
        yield b""
    between = b"{"
    for n, name in enumerate([*names, *added]):
        yield between + _dumped(name) + b": " + _dumped([row[n] for row in rows])
        between = b",\n"
    yield b"}\n" if between == b",\n" else b"{}\n"


def _object(added: Iterable[str], one: Answered) -> dict[str, Cell]:
    own = dict(zip(one.row.names, one.row.cells, strict=True))
    return own | dict(zip(added, one.added, strict=True))


def _distinct(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise Invalid("two columns have the same name", hint="JSON needs names that differ")


def _dumped(value: Any) -> bytes:
    """JSON as UTF-8; half a surrogate pair, which is none, as the escape that it came as."""
    try:
        return json.dumps(value, ensure_ascii=False, default=plain).encode()
    except UnicodeEncodeError:
        return json.dumps(value, default=plain).encode()
