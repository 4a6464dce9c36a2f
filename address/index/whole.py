"""Whole texts: an address as the library itself writes it leads to its node without being understood."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from address.index.source import Source
from layers.indexing.parts import Parts

__all__ = ["Whole", "keep"]


def keep(parts: Parts, local: Sequence[str], source: Source) -> None:
    """Keep a checksum of each full text, in order, and whose it is.

    Args:
        parts: with `area`.
        local: the text of each node below its area, by position.
        source: for the areas.
    """
    area = [*source.areas["full_name"].to_pylist(), ""]
    above = parts.arrays["area"].tolist()
    sums = np.fromiter(
        (crc32((area[n] + text).encode()) for n, text in zip(above, local, strict=True)),
        np.uint32,
        len(local),
    )
    order = np.argsort(sums, kind="stable")
    parts.arrays["whole.sum"], parts.arrays["whole.at"] = sums[order], order.astype(np.int32)


class Whole:
    """Finds nodes by the whole of their text."""

    __slots__ = ("_at", "_sum")

    def __init__(self, parts: Parts) -> None:
        """Read them."""
        self._sum, self._at = parts.view("whole.sum"), parts.view("whole.at")

    def having(self, text: str) -> Iterator[int]:
        """Positions of nodes that may have a text; it is for the caller to compare."""
        wanted = crc32(text.encode(errors="replace"))
        slot = bisect_left(self._sum, wanted)
        while slot < len(self._sum) and self._sum[slot] == wanted:
            yield self._at[slot]
            slot += 1
