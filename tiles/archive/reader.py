"""Reading PMTiles that this program wrote."""

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pmtiles.tile import (
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    deserialize_directory,
    deserialize_header,
)

from layers.errors import Invalid

__all__ = ["Archive", "opened"]

HEADER: Final = 127
DAMAGE = (MagicNumberNotFound, SpecVersionUnsupported, ValueError, IndexError, EOFError, OSError, zlib.error)
"""What is raised when bytes are not what they should be."""


class Archive:
    """An open archive."""

    def __init__(self, file: int) -> None:
        """Read what it says of itself.

        Args:
            file: its descriptor.

        Raises:
            one of `DAMAGE`.
        """
        self._file = file
        self.header: HeaderDict = deserialize_header(self._read(0, HEADER))
        said = self._read(self.header["metadata_offset"], self.header["metadata_length"])
        self.metadata: dict[str, Any] = dict(json.loads(gzip.decompress(said)))
        if os.fstat(file).st_size < self.header["tile_data_offset"] + self.header["tile_data_length"]:
            raise EOFError

    def tiles(self) -> Iterator[tuple[int, bytes]]:
        """Numbers and bytes of all tiles, in their order."""
        return self._below(self.header["root_offset"], self.header["root_length"])

    def _below(self, offset: int, length: int) -> Iterator[tuple[int, bytes]]:
        """The tiles of a directory and of those that it leads to."""
        for entry in deserialize_directory(self._read(offset, length)):
            if entry.run_length:
                data = self._read(self.header["tile_data_offset"] + entry.offset, entry.length)
                yield from ((entry.tile_id + n, data) for n in range(entry.run_length))
            else:
                yield from self._below(self.header["leaf_directory_offset"] + entry.offset, entry.length)

    def _read(self, offset: int, length: int) -> bytes:
        return os.pread(self._file, length, offset)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive in a file; it stays the same while it is read, also when another takes its name.

    Raises:
        Invalid: the file is no archive of tiles.
        OSError: it can't be read.
    """
    file = os.open(path, os.O_RDONLY)
    try:
        yield _archive(path, file)
    finally:
        os.close(file)


def _archive(path: Path, file: int) -> Archive:
    try:
        return Archive(file)
    except DAMAGE as error:
        raise Invalid(f"{path.name} is no archive of tiles", hint="PMTiles 3 is wanted") from error
