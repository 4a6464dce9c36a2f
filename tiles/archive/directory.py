"""The directory of an archive: which tile lies where."""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import IO, Final

from pmtiles.tile import Entry, serialize_directory, tileid_to_zxy

__all__ = ["HEADER", "Directory"]

HEADER: Final = 127
"""Bytes before the root directory."""
ROOM: Final = 16_384 - HEADER
"""Bytes that the root directory may have, so that one request gets it."""
LEAF: Final = 4_096
"""Entries of a leaf directory, or twice as many, and so on, where there would be too many of them."""
RECORD: Final = struct.Struct("<QQII")


class Directory:
    """Grows by one tile after the other, in a file."""

    def __init__(self, records: IO[bytes]) -> None:
        """Have none yet; the file is empty, to be written and read."""
        self._records = records
        self._last: Entry | None = None
        self._first_zoom = 0
        self.count = 0
        """Entries: tiles that follow each other and are the same share one."""

    def add(self, tile_id: int, offset: int, length: int) -> None:
        """Add a tile with a number greater than those before."""
        last = self._last
        if last and last.offset == offset and last.tile_id + last.run_length == tile_id:
            last.run_length += 1
            return
        if last:
            self._write(last)
        else:
            self._first_zoom = tileid_to_zxy(tile_id)[0]
        self._last = Entry(tile_id, offset, length, 1)
        self.count += 1

    @property
    def zooms(self) -> tuple[int, int] | None:
        """The first and the last; None where there are no tiles."""
        return (self._first_zoom, tileid_to_zxy(self._last.tile_id)[0]) if self._last else None

    def write(self, leaves: IO[bytes]) -> bytes:
        """End it: the root directory; leaf directories go to a file when there are too many entries."""
        if self._last:
            self._write(self._last)
        if self.count <= LEAF and len(root := serialize_directory(list(self._entries()))) <= ROOM:
            return root
        size = LEAF
        while len(root := _root(self._entries(), size, leaves)) > ROOM:
            size *= 2
        return root

    def _write(self, one: Entry) -> None:
        self._records.write(RECORD.pack(one.tile_id, one.offset, one.length, one.run_length))

    def _entries(self) -> Iterator[Entry]:
        self._records.seek(0)
        while record := self._records.read(RECORD.size):
            yield Entry(*RECORD.unpack(record))


def _root(entries: Iterator[Entry], size: int, leaves: IO[bytes]) -> bytes:
    """Write leaf directories of so many entries; the root directory that leads to them."""
    leaves.seek(0)
    leaves.truncate()
    roots: list[Entry] = []
    while some := list(islice(entries, size)):
        leaf = serialize_directory(some)
        roots.append(Entry(some[0].tile_id, leaves.tell(), len(leaf), 0))
        leaves.write(leaf)
    return serialize_directory(roots)
