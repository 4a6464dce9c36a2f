"""Chains of address elements with a number each: a road and the lanes in it, a plate and its floors."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Chains"]

Integers = NDArray[np.int64]


@dataclass
class Chains:
    """Elements known by their whole text; number 0 is the empty one, from which all chains begin."""

    texts: list[str] = field(default_factory=lambda: [""])
    names: list[str] = field(default_factory=lambda: [""])
    levels: list[str] = field(default_factory=lambda: [""])
    parents: list[int] = field(default_factory=lambda: [0])
    parent: Integers = field(default_factory=lambda: np.zeros(1, np.int64))
    """Number -> number of the element above it; 0 for the first of a chain."""
    rank: Integers = field(default_factory=lambda: np.zeros(1, np.int64))
    """Number -> its place when all are sorted by text."""
    _numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def add(self, elements: Iterable[tuple[str, str, str]]) -> int:
        """Add a chain of (level, name, text of its own) from the top; the number of its last element."""
        here = 0
        for level, name, own in elements:
            text = self.texts[here] + own
            number = self._numbers.get(text)
            if number is None:
                number = self._numbers[text] = len(self.texts)
                self.texts.append(text)
                self.names.append(name)
                self.levels.append(level)
                self.parents.append(here)
            here = number
        return here

    def sealed(self) -> "Chains":
        """The same with `parent` and `rank` made; nothing is added after it."""
        self.parent = np.array(self.parents, np.int64)
        self.rank = np.empty(len(self.texts), np.int64)
        self.rank[sorted(range(len(self.texts)), key=self.texts.__getitem__)] = np.arange(len(self.texts))
        self._texts = pa.array(self.texts, pa.string())
        self._names = pa.array(self.names, pa.string())
        self._levels = pa.array(self.levels, pa.string())
        return self

    def text(self, numbers: Integers) -> pa.Array:
        """Whole texts."""
        return self._texts.take(pa.array(numbers))

    def name(self, numbers: Integers) -> pa.Array:
        """Names of the last elements."""
        return self._names.take(pa.array(numbers))

    def level(self, numbers: Integers) -> pa.Array:
        """Levels of the last elements."""
        return self._levels.take(pa.array(numbers))
