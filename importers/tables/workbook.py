"""A workbook opened for reading, of which no part can fill the memory, whatever it unpacks to."""

import io
import zipfile
import zlib
from typing import IO, Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS

from importers.tables.text import Source
from layers.errors import Invalid

__all__ = ["DAMAGED", "first_sheet"]

LARGEST_PART: Final = 16 * 1024**2
"""Bytes of a part that is read as a whole, unpacked: styles, names and the like."""

LARGEST_TEXTS: Final = 128 * 1024**2
"""Bytes of the table of all texts, unpacked; the texts are held."""

LARGEST_SHEET: Final = 2 * 1024**3
"""Bytes of a sheet, unpacked; it is read row by row."""

LARGEST_ROW: Final = 4 * 1024**2
"""Bytes of a row of a sheet or an entry of the texts."""

DAMAGED: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the library raises on files that are no workbooks."""

_ENDS: Final = (b"</row", b"</si")


def first_sheet(file: Source) -> Any:
    """The first sheet of a workbook, with the last values of its formulas: its `values` are the rows.

    Raises:
        Invalid: it is no workbook, or too large a one.
    """
    try:
        reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
        reader.archive = _Archive(file)
        reader.read()
        sheet = reader.wb.worksheets[0]
    except DAMAGED:
        raise Invalid("it is no sound workbook (XLSX)") from None
    if not isinstance(sheet, ReadOnlyWorksheet):
        raise Invalid("the workbook has no sheet")
    sheet.reset_dimensions()
    return sheet


class _Reader(ExcelReader):
    """Reads the texts only if they are not too many."""

    package: Any

    def read_strings(self) -> None:
        found = self.package.find(SHARED_STRINGS)
        if found and self.archive.getinfo(found.PartName[1:]).file_size > LARGEST_TEXTS:
            raise _too_large("the workbook's texts", LARGEST_TEXTS)
        super().read_strings()


class _Archive(zipfile.ZipFile):
    """Gives large parts in pieces only."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.file_size > LARGEST_PART:
            raise _too_large("a part of the workbook", LARGEST_PART)
        return super().read(name, pwd)

    def open(self, name: str | zipfile.ZipInfo, *args: Any, **kwargs: Any) -> IO[bytes]:
        found = super().open(name, *args, **kwargs)
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.file_size <= LARGEST_PART:
            return found
        if info.file_size > LARGEST_SHEET:
            raise _too_large("a sheet", LARGEST_SHEET)
        return io.BufferedReader(_Rows(found))


class _Rows(io.RawIOBase):
    """XML that ends a row every now and then; one that doesn't is made to fill the memory."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._since = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._source.read(len(buffer))
        self._since = 0 if any(end in block for end in _ENDS) else self._since + len(block)
        if self._since > LARGEST_ROW:
            raise _too_large("a row of the workbook", LARGEST_ROW)
        buffer[: len(block)] = block
        return len(block)


def _too_large(what: str, limit: int) -> Invalid:
    return Invalid(f"{what} has more than {limit // 1024**2} MiB unpacked", hint="send the table as CSV")
