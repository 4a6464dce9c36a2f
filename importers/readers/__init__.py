"""Files of the real world as rows in batches: one module a family of formats."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from importers.readers import columns as parquet
from importers.readers import text, vector
from importers.readers.batch import Batch, Misfit, Opened
from layers.errors import Invalid

__all__ = ["FORMATS", "Batch", "Misfit", "Opened", "opened"]

Reader = Callable[[Path, Sequence[str] | None, str | None], AbstractContextManager[Opened]]

FORMATS: dict[str, Reader] = {
    ".csv": text.opened,
    ".csv.gz": text.opened,
    ".parquet": parquet.opened,
    ".geojson": vector.opened,
    ".gpkg": vector.opened,
    ".shp": vector.opened,
}
"""Ending of the file's name -> its reader."""


def opened(
    path: Path, *, columns: Sequence[str] | None = None, encoding: str | None = None
) -> AbstractContextManager[Opened]:
    """Open a file for reading, by the ending of its name.

    Args:
        path: of the file.
        columns: the columns that are needed; formats that cannot choose give all.
        encoding: of its texts, where the format leaves that open.

    Raises:
        Invalid: the ending is not known, or the encoding is not.
    """
    ending = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    reader = FORMATS.get(ending.lower())
    if reader is None:
        raise Invalid(f"{path.name}: files of this kind cannot be read", known=sorted(FORMATS))
    if encoding is not None:
        _known(encoding)
    return reader(path, columns, encoding)


def _known(encoding: str) -> None:
    try:
        "".encode(encoding)
    except LookupError:
        raise Invalid(f"there is no encoding {encoding!r}", hint="for example utf-8, gbk or big5") from None
