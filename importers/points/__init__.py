"""Files of points as streams of Arrow batches: one module a form, each with a reader and a writer.

Batches are read as they are wanted and written as they are made, so a file may be of any length.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from io import FileIO, RawIOBase
from pathlib import Path
from typing import Final

from importers.points import arrow, delimited, delimited_lines, parquet
from importers.points.batch import Asked, Batch, Form, PointFile, Write
from importers.tables.table import Style
from layers.errors import Invalid, NotFound

__all__ = [
    "ENDINGS",
    "STREAMS",
    "WRITERS",
    "Asked",
    "Batch",
    "Form",
    "PointFile",
    "Style",
    "Write",
    "form_of",
    "opened",
]

Read = Callable[[RawIOBase, Asked], PointFile]

STREAMS: Final[Mapping[Form, Read]] = {Form.CSV: delimited.read, Form.ARROW: arrow.read}
"""Readers of what comes in order, of which nothing need be there but what is read next."""

WRITERS: Final[Mapping[Form, Write]] = {
    Form.CSV: delimited_lines.write,
    Form.ARROW: arrow.write,
    Form.PARQUET: parquet.write,
    Form.GEOPARQUET: parquet.write,
}
"""Writers in order. GeoPackages are not written so: see `geopackage.write`."""

ENDINGS: Final[Mapping[str, Form]] = {
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
    ".parquet": Form.PARQUET,
    ".geoparquet": Form.GEOPARQUET,
    ".gpkg": Form.GEOPACKAGE,
    ".arrow": Form.ARROW,
    ".arrows": Form.ARROW,
    ".feather": Form.ARROW,
}
"""Ending of a file's name -> its form."""

_PACKED: Final = (".gz", ".zip", ".zst", ".xz", ".bz2")


def form_of(path: Path) -> Form:
    """The form of a file, by the ending of its name.

    Raises:
        Invalid: the ending is not known.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        known = sorted(ENDINGS)
        hint = "unpack it first" if path.suffix.lower() in _PACKED else "name it by its form"
        raise Invalid(f"{path.name}: points are not kept in files of this kind", known=known, hint=hint)
    return found


def opened(path: Path, form: Form, asked: Asked) -> AbstractContextManager[PointFile]:
    """A file of points, as long as the block lasts.

    Raises:
        NotFound: there is no such file.
        Invalid: it is none of its form, or has no coordinates.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    if form in STREAMS:
        return _streamed(path, STREAMS[form], asked)
    if form is not Form.GEOPACKAGE:
        return parquet.opened(path, asked)
    from importers.points import geopackage  # with GDAL and pandas, which the service does without

    return geopackage.opened(path, asked)


@contextmanager
def _streamed(path: Path, read: Read, asked: Asked) -> Iterator[PointFile]:
    with FileIO(path) as source:
        found = read(source, asked)
        yield replace(found, total=partial(_expected, source, path.stat().st_size))


def _expected(source: FileIO, size: int, rows: int) -> int | None:
    """How many rows there will be, if the rest is like what was read."""
    done = source.tell()
    return rows * size // done if done else None
