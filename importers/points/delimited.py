"""CSV with any delimiter, in any encoding: every cell a text, as it stands.

Lines are read in blocks, as many as come at a time, by Arrow. A block that it doesn't take, for a line of
another length or a stray quotation mark, is read line by line: that costs one row and not the file.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from importers.points.batch import ROWS, Asked, Batch, Broken, PointFile
from importers.points.place import Place, place_of
from importers.tables import delimited as by_line
from importers.tables.table import Row, Style, aligned
from importers.tables.text import Lines, encoding_of
from layers.errors import Invalid

__all__ = ["read"]

DELIMITERS: Final = ("\t", ",", ";", "|")

LONGEST: Final = 4 * 1024**2
"""Bytes in which a line must end."""

PACKED: Final = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "a ZIP archive or a workbook",
    b"PAR1": "Parquet",
    b"SQLite format 3": "a GeoPackage",
}
"""What is sent for CSV by mistake, by its first bytes."""

_BLOCK: Final = 1 << 20
_LOOK: Final = 1 << 16
_NEWLINE, _QUOTE = ord("\n"), ord('"')


def read(source: io.RawIOBase, asked: Asked) -> PointFile:
    """The rows of a CSV table with a header.

    Bytes that are no text in the encoding become U+FFFD.

    Raises:
        Invalid: it is empty, something else than text, its header can't be read, or names no columns of
            coordinates.
    """
    beginning = source.read(_BLOCK)
    _no_other_form(beginning)
    encoding = asked.encoding or encoding_of(beginning[:_LOOK])
    given = chain([beginning], iter(lambda: source.read(_BLOCK), b""))
    blocks = _whole_lines(_utf8(given, encoding))
    first = next(blocks, b"")
    mark = asked.delimiter or _delimiter(first)
    names, rest = _header(first, mark)
    newline = "\r\n" if first.partition(b"\n")[0].endswith(b"\r") else "\n"
    schema = pa.schema([(name, pa.string()) for name in names])
    place = place_of(schema, asked)
    batches = _batches(chain([rest], blocks), schema, mark, place)
    return PointFile(schema, batches, place.crs, Style(encoding, mark, newline))


def _no_other_form(beginning: bytes) -> None:
    for start, what in PACKED.items():
        if beginning.startswith(start):
            raise Invalid(f"it is {what} and no CSV", hint="unpack it, or name the file by its form")


def _utf8(given: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    wide = encoding.lower().startswith(("utf-16", "utf-32"))  # no sense can be made of what follows a fault
    try:
        "\n".encode(encoding)  # codecs of other things than texts are refused here
        decoder = codecs.getincrementaldecoder(encoding)("strict" if wide else "replace")
        for block in given:
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", final=True).encode()
    except LookupError:
        raise Invalid(f"there is no encoding {encoding[:40]!r}", hint="for example gb18030") from None
    except UnicodeError:
        raise Invalid(f"it is not {encoding}") from None


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        rest += block
        end = _end(rest)
        if not end and len(rest) > LONGEST:
            end = rest.rfind(b"\n") + 1
            if not end:
                raise Invalid(f"a line has more than {LONGEST} bytes")
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _end(block: bytes) -> int:
    """Where the last line ends; a line break between quotation marks ends none."""
    if b'"' not in block:
        return block.rfind(b"\n") + 1
    signs = np.frombuffer(block, np.uint8)
    breaks, quotes = np.flatnonzero(signs == _NEWLINE), np.flatnonzero(signs == _QUOTE)
    ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    return int(ends[-1]) + 1 if ends.size else 0


def _delimiter(first: bytes) -> str:
    header = first.partition(b"\n")[0].decode()
    return max(DELIMITERS, key=header.count)


def _header(first: bytes, mark: str) -> tuple[list[str], bytes]:
    lines = io.StringIO(first.decode(), newline="")
    try:
        names = next(csv.reader(lines, delimiter=mark, strict=True), [])
    except csv.Error as error:
        raise Invalid(f"the line of names can't be read: {error}") from None
    if not names:
        raise Invalid("the table is empty", hint="its first line holds the names of the columns")
    return names, lines.read().encode()


def _batches(blocks: Iterable[bytes], schema: pa.Schema, mark: str, place: Place) -> Iterator[Batch]:
    for block in blocks:
        for rows, broken in _rows(block, schema, mark):
            if rows.num_rows:
                x, y = place.of(rows)
                if broken is not None:
                    x, y = np.where(broken, np.nan, x), np.where(broken, np.nan, y)
                yield Batch(rows, x, y, broken)


def _rows(block: bytes, schema: pa.Schema, mark: str) -> Iterator[tuple[pa.RecordBatch, Broken | None]]:
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            arrow_csv.ReadOptions(column_names=schema.names, use_threads=False, block_size=len(block) + 1),
            arrow_csv.ParseOptions(delimiter=mark, newlines_in_values=True),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(schema.names, pa.string())),
        )
    except pa.ArrowInvalid:
        yield _line_by_line(block, schema, mark)
    else:
        yield from ((rows, None) for rows in table.to_batches(ROWS))


def _line_by_line(block: bytes, schema: pa.Schema, mark: str) -> tuple[pa.RecordBatch, Broken]:
    lines = Lines(io.StringIO(block.decode(), newline=""))
    reader = csv.reader(lines, delimiter=mark, strict=True)
    rows = list(by_line.rows(reader, lines, schema.names))
    columns = zip(*(_cells(schema.names, row, mark) for row in rows), strict=True)
    arrays = [pa.array(cells, pa.string()) for cells in columns] or [pa.array([], pa.string())] * len(schema)
    broken = np.array([row.error is not None for row in rows], bool)
    return pa.RecordBatch.from_arrays(arrays, schema=schema), broken


def _cells(names: list[str], row: Row, mark: str) -> list[str | None]:
    """The cells of a row; what it has too many of goes into the last one, so that nothing is lost."""
    cells, over = aligned(names, row)
    return [*cells[:-1], mark.join([cells[-1], *over])] if over else cells
