"""The polygons of a level, or the roads: an index and what changed since, asked as one."""

from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from layers.indexing.parts import Parts, Texts
from layers.locate.cover import Cover
from layers.locate.lines import Lines
from layers.locate.nearest import Nearest

__all__ = ["Found", "Level", "Piece", "Roads", "arrays_of"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Found(NamedTuple):
    """A polygon or a road."""

    code: str
    name: str | None
    body: str | None
    metres: float
    """To the point; 0 where the polygon covers it."""


class Piece:
    """Things of one index, by number, which is by rising code."""

    def __init__(self, parts: Parts, name: str, gone: AbstractSet[int], first: int) -> None:
        """Read the things of a name, to be counted from `first` on; those with the ids `gone` don't count."""
        self.first = first
        self.code, self._name = Texts(parts, f"{name}.code"), Texts(parts, f"{name}.name")
        self._body = Texts(parts, f"{name}.body")
        self._codes = parts.arrays[f"{name}.code.end"], parts.arrays[f"{name}.code.bytes"]
        self.gone: Bools | None = np.isin(parts.arrays[f"{name}.id"], list(gone)) if gone else None

    def thing(self, number: int, metres: float = 0.0) -> Found:
        """What is known of one."""
        name, body = self._name[number] or None, self._body[number] or None
        return Found(self.code[number], name, body, metres)

    def codes(self) -> pa.StringArray:
        """All codes, without copying them."""
        return pa.StringArray.from_buffers(len(self.code), *map(pa.py_buffer, self._codes))


def arrays_of(parts: Parts, prefix: str) -> dict[str, NDArray[Any]]:
    """The arrays whose names begin so, by the rest of their names."""
    return {name[len(prefix) :]: array for name, array in parts.arrays.items() if name.startswith(prefix)}


def _pieces(name: str, base: Parts, fresh: Parts | None, gone: AbstractSet[int]) -> list[tuple[Piece, Parts]]:
    """The things of an index, and those that changed since, if any."""
    pieces = [(Piece(base, name, gone, 0), base)]
    if fresh and len(fresh.arrays[f"{name}.id"]):
        pieces.append((Piece(fresh, name, frozenset(), len(base.arrays[f"{name}.id"])), fresh))
    return pieces


class Level:
    """The polygons of one level. Immutable."""

    def __init__(self, pieces: list[tuple[Piece, Cover]]) -> None:
        """Put together an index and, if anything changed, a second one with that."""
        self._pieces = pieces
        self.codes = pa.concat_arrays([piece.codes() for piece, _ in pieces])
        """By number, those of the second index behind those of the first."""
        self._rank = np.empty(len(self.codes), np.int32)
        if len(pieces) > 1:
            order = pc.array_sort_indices(self.codes).to_numpy()
            self._rank[order] = np.arange(len(order), dtype=np.int32)

    @classmethod
    def of(cls, name: str, base: Parts, fresh: Parts | None, gone: AbstractSet[int]) -> Self:
        """A level of an index and of what changed since."""
        return cls([
            (piece, Cover(arrays_of(parts, f"{name}.cover.")))
            for piece, parts in _pieces(name, base, fresh, gone)
        ])  # fmt: skip

    def first(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Of each point the number of the polygon with the lowest code that covers it; -1 where none does."""
        (piece, cover), *more = self._pieces
        found = cover.first(x, y, piece.gone)
        for other, fresh in more:
            second = fresh.first(x, y, other.gone)
            there = np.flatnonzero(second >= 0)
            new = second[there] + cover.size
            lower = (found[there] < 0) | (self._rank[new] < self._rank[found[there]])
            found[there[lower]] = new[lower]
        return found

    def all(self, x: float, y: float) -> list[Found]:
        """Every polygon that covers a point, by rising code."""
        found = [
            piece.thing(number)
            for piece, cover in self._pieces
            for number in cover.all(x, y)
            if piece.gone is None or not piece.gone[number]
        ]
        return sorted(found) if len(self._pieces) > 1 else found

    def several(self, x: Floats, y: Floats) -> Bools:
        """Whether more than one polygon covers each point: a shared edge, or polygons that overlap."""
        count = np.zeros(len(x), np.int32)
        for piece, cover in self._pieces:
            count += cover.count(x, y, piece.gone)
        return count > 1

    def nearest(self, x: Floats, y: Floats, reach: float) -> Nearest:
        """The nearest polygon of points that none covers, within so many metres."""
        (piece, cover), *more = self._pieces
        found = cover.nearest(x, y, reach, piece.gone)
        for other, fresh in more:
            second = fresh.nearest(x, y, reach, other.gone)
            number = np.where(second.number >= 0, second.number + cover.size, -1)
            same, lower = (
                second.metres == found.metres,
                self._rank.take(number) < self._rank.take(found.number),
            )
            better = (second.metres < found.metres) | (same & lower)
            found.number[better], found.metres[better] = number[better], second.metres[better]
        return found

    def near(self, x: float, y: float, reach: float) -> Found | None:
        """The same of one point."""
        found = self.nearest(np.array([x]), np.array([y]), reach)
        number, metres = int(found.number[0]), float(found.metres[0])
        if number < 0:
            return None
        piece, _ = self._pieces[number >= self._pieces[0][1].size]
        return piece.thing(number - piece.first, metres)


class Roads:
    """The roads. Immutable."""

    def __init__(self, base: Parts, fresh: Parts | None, gone: AbstractSet[int]) -> None:
        """Put together an index and what changed since."""
        self._pieces = [
            (piece, Lines(arrays_of(parts, "road.lines.")))
            for piece, parts in _pieces("road", base, fresh, gone)
        ]

    def nearest(self, x: float, y: float, reach: float) -> Found | None:
        """The nearest road within so many metres; of equally near ones that with the lowest code."""
        found = [
            (near[1], piece.thing(*near))
            for piece, lines in self._pieces
            if (near := lines.nearest(x, y, reach, piece.gone))
        ]
        return min(found)[1] if found else None
