"""Writing PMTiles 3: one file with all tiles, to be read by ranges.

Tiles come in the order of their numbers and go to a nameless file beside the archive, as do the entries of
its directory, so that memory stays the same however many they are. The archive itself is put together at
the end, under a name of its own, and takes the place of what was there at once.
"""

import gzip
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from json import dumps
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Final

from pmtiles.tile import Compression, HeaderDict, TileType, serialize_header

from tiles.archive.directory import HEADER, Directory
from tiles.matrix.span import Box

__all__ = ["Writer", "writing", "zipped"]

REMEMBERED: Final = 250_000
"""Tiles of which it is known whether one that comes is the same; those that are alike lie close together."""
BUFFER: Final = 2**20


def zipped(data: bytes) -> bytes:
    """Bytes as they lie in an archive: gzip, the same for the same."""
    return gzip.compress(data, 6, mtime=0)


class Writer:
    """Writes one archive."""

    def __init__(self, target: Path, draft: Path, bodies: IO[bytes], directory: Directory) -> None:
        """See `writing`."""
        self.tiles = 0
        """Tiles that were added."""
        self._target, self._draft = target, draft
        self._bodies, self._directory = bodies, directory
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._length = self._contents = 0

    def add(self, tile_id: int, data: bytes) -> None:
        """Add a tile with a number greater than those before; the same bytes are kept once."""
        self._directory.add(tile_id, self._place(data), len(data))
        self.tiles += 1

    def finish(self, box: Box, zooms: tuple[int, int], metadata: Mapping[str, Any]) -> int:
        """Put the archive in its place.

        Args:
            box: around all tiles, degrees.
            zooms: the first and the last, if there are no tiles to tell.
            metadata: what is said of it; JSON.

        Returns:
            its size, bytes.
        """
        said = zipped(dumps(metadata, ensure_ascii=False).encode())
        with TemporaryFile(dir=self._target.parent) as leaves, self._draft.open("xb") as out:
            root = self._directory.write(leaves)
            sizes = (len(root), len(said), leaves.tell())
            header = self._header(box, self._directory.zooms or zooms, sizes)
            out.writelines((serialize_header(header), root, said))
            for part in (leaves, self._bodies):
                part.seek(0)
                copyfileobj(part, out, BUFFER)
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        self._draft.replace(self._target)
        return size

    def _place(self, data: bytes) -> int:
        """Where the data is among the tiles."""
        digest = blake2b(data, digest_size=16).digest()
        offset = self._known.pop(digest, None)
        if offset is None:
            offset = self._length
            self._bodies.write(data)
            self._length += len(data)
            self._contents += 1
        self._known[digest] = offset
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return offset

    def _header(self, box: Box, zooms: tuple[int, int], sizes: tuple[int, int, int]) -> HeaderDict:
        """What says where each part is: root directory, metadata, leaf directories, tiles."""
        west, south, east, north = (round(edge * 1e7) for edge in box)
        root, said, leaves = sizes
        return HeaderDict(
            version=3,
            root_offset=HEADER,
            root_length=root,
            metadata_offset=HEADER + root,
            metadata_length=said,
            leaf_directory_offset=HEADER + root + said,
            leaf_directory_length=leaves,
            tile_data_offset=HEADER + root + said + leaves,
            tile_data_length=self._length,
            addressed_tiles_count=self.tiles,
            tile_entries_count=self._directory.count,
            tile_contents_count=self._contents,
            clustered=True,
            internal_compression=Compression.GZIP,
            tile_compression=Compression.GZIP,
            tile_type=TileType.MVT,
            min_zoom=zooms[0],
            max_zoom=zooms[1],
            min_lon_e7=west,
            min_lat_e7=south,
            max_lon_e7=east,
            max_lat_e7=north,
            center_zoom=zooms[0],
            center_lon_e7=(west + east) // 2,
            center_lat_e7=(south + north) // 2,
        )


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """A writer of an archive; nothing is left of it when the block ends before it has finished.

    Args:
        target: the file, in a folder that is there; what has its name stays until it is finished.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    with TemporaryFile(dir=target.parent) as bodies, TemporaryFile(dir=target.parent) as records:
        try:
            yield Writer(target, draft, bodies, Directory(records))
        finally:
            draft.unlink(missing_ok=True)
