"""What an index is made of, in memory or memory-mapped: named arrays, tries and a small document.

Two shapes do nearly all the work. A `Lookup` leads from a text to numbers (a term to the nodes that have
it, a name to what it means); `Texts` leads from a number to a text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

__all__ = ["Lookup", "Parts", "Texts", "texts_of"]

Ints = NDArray[Any]


@dataclass
class Parts:
    """The whole of one index."""

    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    tries: dict[str, marisa_trie.Trie] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    """Plain values: areas, the words of levels, the sequence of the change log."""

    def add_lookup(self, name: str, keys: Sequence[str], values: NDArray[np.integer[Any]]) -> None:
        """Keep a list of (key, value): for each key all its values, in the order given."""
        trie = marisa_trie.Trie(keys)
        number = np.fromiter((trie[key] for key in keys), np.int64, len(keys))
        self._keep(name, trie, number, values)

    def add_coded_lookup(self, name: str, keys: Sequence[str], code: Ints, values: Ints) -> None:
        """The same for keys that are given as numbers in a list of different ones."""
        trie = marisa_trie.Trie(keys)
        number = np.fromiter((trie[key] for key in keys), np.int64, len(keys))
        self._keep(name, trie, number[code] if len(code) else np.empty(0, np.int64), values)

    def _keep(self, name: str, trie: marisa_trie.Trie, number: Ints, values: Ints) -> None:
        order = np.argsort(number, kind="stable")
        start = np.zeros(len(trie) + 1, np.int32)
        np.cumsum(np.bincount(number, minlength=len(trie)), out=start[1:])
        self.tries[name] = trie
        self.arrays[f"{name}.start"] = start
        self.arrays[f"{name}.value"] = values[order]

    def add_texts(self, name: str, given: Iterable[str | None]) -> None:
        """Keep texts by their place in the list; None becomes empty."""
        encoded = [(text or "").encode() for text in given]
        ends = np.zeros(len(encoded) + 1, np.int32)
        np.cumsum([len(text) for text in encoded], out=ends[1:])
        self.arrays[f"{name}.end"] = ends
        self.arrays[f"{name}.bytes"] = np.frombuffer(b"".join(encoded), np.uint8)

    def view(self, name: str) -> memoryview:
        """An array for reading single values, which a memoryview does ten times faster than numpy."""
        return np.ascontiguousarray(self.arrays[name]).data


class Lookup:
    """From a text to its numbers."""

    __slots__ = ("_get", "prefixes", "start", "trie", "values")

    def __init__(self, parts: Parts, name: str) -> None:
        """Read the lookup of a name."""
        self.trie = parts.tries[name]
        self._get = self.trie.get
        self.prefixes = self.trie.prefixes
        """Beginnings of a text that are keys, the shortest first."""
        self.start = parts.view(f"{name}.start")
        self.values = parts.view(f"{name}.value")

    def span(self, key: str) -> tuple[int, int]:
        """Where in `values` the key's numbers are; an empty span for an unknown one."""
        number = self._get(key, -1)
        return (self.start[number], self.start[number + 1]) if number >= 0 else (0, 0)

    def __getitem__(self, key: str) -> list[int]:
        """The key's numbers; none for an unknown one."""
        first, last = self.span(key)
        return self.values[first:last].tolist()


class Texts:
    """From a number to a text."""

    __slots__ = ("_bytes", "_end")

    def __init__(self, parts: Parts, name: str) -> None:
        """Read the list of a name."""
        self._end = parts.view(f"{name}.end")
        self._bytes = parts.view(f"{name}.bytes")

    def __len__(self) -> int:
        """How many there are."""
        return len(self._end) - 1

    def __getitem__(self, number: int) -> str:
        """The text of a number."""
        return str(self._bytes[self._end[number] : self._end[number + 1]], "utf-8")


def texts_of(parts: Parts, name: str) -> list[str]:
    """All texts of a list."""
    known = Texts(parts, name)
    return [known[n] for n in range(len(known))]
