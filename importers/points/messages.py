"""The messages of an Arrow stream, looked at before Arrow does.

What a message declares is taken for granted by whoever decodes it: a few bytes may ask for all memory there
is, as a body that never comes or as one that unpacks to a thousand times its size. So each message is read as
it comes, and refused where it declares too much.

Source: Arrow columnar format 1.5, "Encapsulated message format", "Buffer compression"; the tables of
Message.fbs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import RawIOBase
from typing import Final

from importers.points.flat_tables import UNSOUND, Table, unpacked
from layers.errors import Invalid

__all__ = ["LARGEST", "MOST_ROWS", "Messages"]

LARGEST: Final = 128 * 1024**2
"""Bytes of a batch, and of all dictionaries together, unpacked."""

MOST_ROWS: Final = 1 << 20
"""Rows of a batch."""

_LARGEST_HEAD: Final = 4 * 1024**2
_PIECE: Final = 1 << 20
_MAGIC: Final = b"ARROW1\0\0"
_CONTINUED: Final = b"\xff\xff\xff\xff"
_DICTIONARY, _ROWS = 2, 3
_HINT: Final = "send batches of 65,536 rows, such as writer.write_table(table, max_chunksize=65536)"


class Messages:
    """A file for Arrow to read: the messages of a stream, or of a file, as far as they may go."""

    closed = False

    def __init__(self, source: RawIOBase) -> None:
        """Read from a source, which stays open."""
        self._source = source
        self._parts = self._read()
        self._part = memoryview(b"")
        self._dictionaries: dict[int, int] = {}

    def read(self, count: int) -> memoryview:
        """So many bytes; fewer only at the end of a part, which no sound stream asks beyond.

        Raises:
            Invalid: the stream breaks off, or a message is no sound one, or too large.
        """
        if not self._part:
            self._part = memoryview(next(self._parts, b""))
        taken, self._part = self._part[:count], self._part[count:]
        return taken

    def close(self) -> None:
        """Do nothing: the source belongs to others."""

    def _read(self) -> Iterator[bytes]:
        """Beginning, head and body of each message."""
        first = self._begin()
        while first:
            continued = first == _CONTINUED
            length = self._exactly(4) if continued else first
            size = unpacked("<i", length, 0)
            yield first
            if continued:
                yield length
            if size == 0:
                return
            head = self._exactly(_within(size, _LARGEST_HEAD, "the head of a message"))
            message = Message(Table.root(head))
            body = self._exactly(_within(message.body_length, LARGEST, "a batch"))
            self._check(message, body)
            yield head
            if body:
                yield body
            first = self._some(4)

    def _begin(self) -> bytes:
        first = self._some(4)
        if first != _MAGIC[:4]:
            return first
        if self._exactly(4) != _MAGIC[4:]:
            raise Invalid(UNSOUND)
        return self._some(4)

    def _check(self, message: "Message", body: bytes) -> None:
        batch = message.batch
        if batch is None:
            return
        _within(batch.number("<q", 0), MOST_ROWS, "the rows of a batch")
        size = _within(_size(batch, body), LARGEST, "a batch")
        if message.kind == _DICTIONARY:
            key, more = message.header.number("<q", 0), message.header.number("<?", 2)
            self._dictionaries[key] = size + (self._dictionaries.get(key, 0) if more else 0)
            _within(sum(self._dictionaries.values()), LARGEST, "all dictionaries together")

    def _exactly(self, count: int) -> bytes:
        found = self._some(count)
        if len(found) < count:
            raise Invalid("the Arrow stream breaks off")
        return found

    def _some(self, count: int) -> bytes:
        """So many bytes, or what there is; memory is taken as they come."""
        found = bytearray()
        while len(found) < count and (piece := self._source.read(min(count - len(found), _PIECE))):
            found += piece
        return bytes(found)


def _within(size: int, most: int, what: str) -> int:
    if size < 0:
        raise Invalid(UNSOUND)
    if size > most:
        raise Invalid(f"{what} is larger than {most:,}", hint=_HINT)
    return size


@dataclass(frozen=True)
class Message:
    """What is said at the head of a message."""

    root: Table

    @property
    def kind(self) -> int:
        """Of the header."""
        return self.root.number("<B", 1)

    @property
    def header(self) -> Table:
        """What it is about."""
        found = self.root.table(2)
        if found is None:
            raise Invalid(UNSOUND)
        return found

    @property
    def body_length(self) -> int:
        """Bytes that follow."""
        return self.root.number("<q", 3)

    @property
    def batch(self) -> Table | None:
        """Where there are rows, or texts of a dictionary."""
        if self.kind == _ROWS:
            return self.header
        return self.header.table(1) if self.kind == _DICTIONARY else None


def _size(batch: Table, body: bytes) -> int:
    """Bytes of all buffers, unpacked; a part of the body that stands for several counts as often."""
    packed = batch.table(3) is not None
    total = 0
    for offset, length in batch.pairs(2):
        size = unpacked("<q", body, offset) if packed and length else -1
        total += _within(length if size == -1 else size, LARGEST, "a column")
    return total
