"""Chains of address elements with a number each: a road and the lanes in it, a plate and its floors."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Chains", "Collector", "rank"]

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Chains:
    """Elements by number; number 0 is the empty one, from which all chains begin."""

    text: pa.Array
    """Number -> whole text from the first element of the chain."""
    name: pa.Array
    """Number -> name of the element itself."""
    level: pa.Array
    """Number -> level of the address tree."""
    parent: Integers
    """Number -> number of the element above it; 0 for the first of a chain."""
    rank: Integers
    """Number -> its place when all are sorted by text."""

    def __len__(self) -> int:
        """How many elements there are, the empty one included."""
        return len(self.parent)


class Collector:
    """Collects chains; the same text is the same element."""

    def __init__(self) -> None:
        """Begin with the empty element."""
        self._numbers = {"": 0}
        self._texts = [""]
        self._rows = [("", "", 0)]

    def add(self, elements: Iterable[tuple[str, str, str]]) -> int:
        """Add a chain of (level, name, text of its own) from the top; the number of its last element."""
        here = 0
        for level, name, own in elements:
            text = self._texts[here] + own
            number = self._numbers.setdefault(text, len(self._texts))
            if number == len(self._texts):
                self._texts.append(text)
                self._rows.append((level, name, here))
            here = number
        return here

    def chains(self) -> Chains:
        """All that was collected."""
        levels, names, parents = zip(*self._rows, strict=True)
        return Chains(
            pa.array(self._texts),
            pa.array(names),
            pa.array(levels),
            np.array(parents, np.int64),
            rank(self._texts),
        )


def rank(texts: list[str]) -> Integers:
    """The place of each text when they are sorted."""
    places = np.empty(len(texts), np.int64)
    places[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
    return places
