"""Tables of FlatBuffers, in which Arrow writes the heads of its messages; read so that nothing is believed.

Source: FlatBuffers, "FlatBuffer internals".
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from layers.errors import Invalid

__all__ = ["UNSOUND", "Table", "unpacked"]

UNSOUND: Final = "it is no sound Arrow stream"


def unpacked(kind: str, data: bytes, place: int) -> int:
    """A number at a place.

    Args:
        kind: as in `struct`.
        data: bytes that may be anything.
        place: likewise.

    Raises:
        Invalid: it is not within the data.
    """
    if not 0 <= place <= len(data) - struct.calcsize(kind):
        raise Invalid(UNSOUND)
    return int(struct.unpack_from(kind, data, place)[0])


@dataclass(frozen=True)
class Table:
    """A table of FlatBuffers."""

    data: bytes
    place: int

    @classmethod
    def root(cls, data: bytes) -> "Table":
        """The table that all others hang on."""
        return cls(data, unpacked("<I", data, 0))

    def field(self, number: int) -> int:
        """Where a field is; 0 where it has its default."""
        fields = self.place - unpacked("<i", self.data, self.place)
        if 4 + 2 * number >= unpacked("<H", self.data, fields):
            return 0
        offset = unpacked("<H", self.data, fields + 4 + 2 * number)
        return self.place + offset if offset else 0

    def number(self, kind: str, number: int) -> int:
        """A field that is a number."""
        place = self.field(number)
        return unpacked(kind, self.data, place) if place else 0

    def table(self, number: int) -> "Table | None":
        """A field that is a table."""
        place = self.field(number)
        return Table(self.data, place + unpacked("<I", self.data, place)) if place else None

    def pairs(self, number: int) -> Iterator[tuple[int, int]]:
        """A field that is a list of pairs of long numbers."""
        place = self.field(number)
        if place:
            begin = place + unpacked("<I", self.data, place)
            for n in range(unpacked("<I", self.data, begin)):
                at = begin + 4 + 16 * n
                yield unpacked("<q", self.data, at), unpacked("<q", self.data, at + 8)
