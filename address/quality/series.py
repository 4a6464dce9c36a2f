"""Numbers of one parity along one road, and which way the road goes at each of them.

Odd and even numbers count along the two sides of a road independently, so each side is a series of its own.
The way of the road is taken from the places of the neighbours in number, not from a line on the map: so it
follows a road round its bends, and needs no road to be drawn. One neighbour out of place does not turn it.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from address.quality.plates import Floats, Integers, Plates

__all__ = ["Series"]

REACH: Final = 4
"""Neighbours in number that are looked at on either side."""
LEAST: Final = 5
"""Numbers that make a series; fewer say nothing about each other."""
SHARPEST: Final = 0.3
"""A way that advances by less than this share of the usual step turns back on itself."""

OFFSETS: Final = np.array([*range(-REACH, 0), *range(1, REACH + 1)])
PAIRS: Final = np.triu_indices(len(OFFSETS), 1)

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Series:
    """The members of all series of a street one after the other, each in the order of its numbers."""

    at: Integers
    """Which of the plates each one is, shape (n,)."""
    side: Integers
    """2 for each road, and 1 more for odd numbers, shape (n,)."""
    number: Integers
    place: Floats
    """Metres, shape (n, 2)."""

    @classmethod
    def of(cls, plates: Plates, left_out: Flags) -> Self:
        """The series of the plates, without branches and those that are left out."""
        main = np.flatnonzero((plates.branch == 0) & ~left_out)
        key = np.column_stack([plates.road[main], plates.number[main]])
        main = main[np.unique(key, axis=0, return_index=True)[1]] if len(main) else main
        side = 2 * plates.road[main] + plates.number[main] % 2
        main = main[np.lexsort((plates.number[main], side))]
        side = np.sort(side)
        enough = np.bincount(side)[side] >= LEAST if len(side) else np.zeros(0, bool)
        main = main[enough]
        return cls(main, side[enough], plates.number[main], plates.place[main])

    @property
    def road(self) -> Integers:
        """The road of each."""
        return self.side // 2

    @cached_property
    def near(self) -> Integers:
        """The neighbours in number, shape (n, 2 * REACH); itself where there is none."""
        n = len(self.at)
        index = np.clip(np.arange(n)[:, None] + OFFSETS, 0, max(n - 1, 0))
        same = self.side[index] == self.side[:, None]
        whole = np.arange(n)[:, None] + OFFSETS == index
        return np.where(same & whole, index, np.arange(n)[:, None])

    @cached_property
    def there(self) -> Flags:
        """Whether there is such a neighbour."""
        there: Flags = self.near != np.arange(len(self.at))[:, None]
        return there

    @cached_property
    def step(self) -> Floats:
        """The usual distance from number to number of its series, metres, at least 1."""
        gaps = np.hypot(*np.diff(self.place, axis=0).T)
        usual = np.ones(len(self.at))
        for start, end in self.bounds:
            usual[start:end] = max(1.0, float(np.median(gaps[start : end - 1])))
        return usual

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Where each series begins and ends."""
        edges = np.flatnonzero(np.diff(self.side, prepend=-1, append=-1))
        return list(pairwise(edges.tolist()))

    @cached_property
    def way(self) -> Floats:
        """Unit vector in which the numbers grow, shape (n, 2); NaN where the road turns back on itself.

        It is the median of the steps between all pairs of neighbours, the plate itself left out.
        """
        first, second = PAIRS
        apart = (OFFSETS[second] - OFFSETS[first])[:, None]
        steps = (self.place[self.near[:, second]] - self.place[self.near[:, first]]) / apart
        steps[~(self.there[:, first] & self.there[:, second])] = np.nan
        way = np.nanmedian(steps, axis=1) if len(steps) else np.empty((0, 2))
        length = np.hypot(way[:, 0], way[:, 1])
        clear = length >= SHARPEST * self.step
        return np.divide(way, length[:, None], out=np.full_like(way, np.nan), where=clear[:, None])
