"""Texts in order, each with its numbers: what begins like a given text is a span, found by bisection."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from layers.indexing.parts import Parts

__all__ = ["Ordered", "keep"]

Ints = NDArray[Any]
_LAST: Final = b"\xff"  # greater than any byte of UTF-8, whose order is that of code points


def keep(parts: Parts, name: str, keys: Sequence[str], values: Ints) -> list[str]:
    """Keep a list of (key, value), the keys in order and each with its values as they come.

    Returns:
        The different keys in their order: their numbers are their places in it.
    """
    texts = sorted(set(keys))
    number = {text: n for n, text in enumerate(texts)}
    code = np.fromiter((number[key] for key in keys), np.int64, len(keys))
    start = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(np.bincount(code, minlength=len(texts)), out=start[1:])
    parts.add_texts(name, texts)
    parts.arrays[f"{name}.start"] = start
    parts.arrays[f"{name}.value"] = np.asarray(values, np.int32)[np.argsort(code, kind="stable")]
    return texts


class Ordered:
    """Reads such a list."""

    __slots__ = ("_bytes", "_end", "lengths", "size", "start", "values")

    def __init__(self, parts: Parts, name: str) -> None:
        """View the arrays of one list."""
        self._end, self._bytes = parts.view(f"{name}.end"), parts.view(f"{name}.bytes")
        self.size = len(self._end) - 1
        self.lengths = np.diff(parts.arrays[f"{name}.end"])
        """Of the keys, in bytes."""
        self.start = parts.arrays[f"{name}.start"]
        self.values = parts.arrays[f"{name}.value"]

    def __getitem__(self, number: int) -> str:
        """The key of a number."""
        return str(self._bytes[self._end[number] : self._end[number + 1]], "utf-8")

    def span(self, prefix: str) -> tuple[int, int]:
        """Numbers of the keys that begin with a text: the first, and the one behind the last."""
        given = prefix.encode()
        return self._before(given), self._before(given + _LAST)

    def number(self, key: str) -> int:
        """The number of a key; -1 when it is none."""
        given = key.encode()
        at = self._before(given)
        return at if at < self.size and self._at(at) == given else -1

    def of_span(self, first: int, last: int) -> Ints:
        """The values of a span of keys."""
        found: Ints = self.values[self.start[first] : self.start[last]]
        return found

    def of_keys(self, numbers: Ints) -> Ints:
        """The values of any keys, one key after the other."""
        first = self.start[numbers].astype(np.int64)
        count = self.start[numbers + 1] - first
        shift = (
            np.repeat(first - np.concatenate(([0], np.cumsum(count)[:-1])), count) if len(count) else first
        )
        found: Ints = self.values[np.arange(len(shift)) + shift]
        return found

    def _at(self, number: int) -> bytes:
        return bytes(self._bytes[self._end[number] : self._end[number + 1]])

    def _before(self, given: bytes) -> int:
        """How many keys are less than the bytes."""
        first, last = 0, self.size
        while first < last:
            middle = (first + last) // 2
            if self._at(middle) < given:
                first = middle + 1
            else:
                last = middle
        return first
