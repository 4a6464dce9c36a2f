"""Tables of the world as streams: one module a family of formats, each with a reader and a writer.

Readers give rows as they come and writers take them as they are made, so a table may be of any length.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from importers.tables import delimited, jsons, parquet, sheets
from importers.tables.table import ROWS, Answered, Cell, Form, Reader, Row, Style, Table, Writer
from importers.tables.text import Source
from layers.errors import Invalid

__all__ = [
    "ENDINGS",
    "READERS",
    "ROWS",
    "WRITERS",
    "Answered",
    "Cell",
    "Form",
    "Reader",
    "Row",
    "Source",
    "Style",
    "Table",
    "Writer",
    "form_of",
]

READERS: Final[Mapping[Form, Reader]] = {
    Form.CSV: delimited.read,
    Form.COLUMNS: jsons.read,
    Form.ROWS: jsons.read,
    Form.NDJSON: jsons.read_lines,
    Form.XLSX: sheets.read,
    Form.PARQUET: parquet.read,
}

WRITERS: Final[Mapping[Form, Writer]] = {
    Form.CSV: delimited.write,
    Form.COLUMNS: jsons.write_columns,
    Form.ROWS: jsons.write_rows,
    Form.NDJSON: jsons.write_lines,
    Form.XLSX: sheets.write,
    Form.PARQUET: parquet.write,
}

ENDINGS: Final[Mapping[str, Form]] = {
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
    ".json": Form.ROWS,
    ".ndjson": Form.NDJSON,
    ".jsonl": Form.NDJSON,
    ".xlsx": Form.XLSX,
    ".parquet": Form.PARQUET,
}
"""Ending of a file's name -> its form."""


def form_of(path: Path) -> Form:
    """The form of a file, by the ending of its name.

    Raises:
        Invalid: the ending is not known.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        raise Invalid(f"{path.name}: tables of this kind cannot be read", known=sorted(ENDINGS))
    return found
