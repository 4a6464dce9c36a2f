"""Joining faces: those that belong together, and those that are too small with a neighbour."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import pi

import numpy as np

from layers.grids.divide_faces import Borders
from layers.grids.plane import Floats, Ints

__all__ = ["Merging"]

ROOMY = 1.4
"""A face that need not be joined is joined only when the whole is at most this many times the target."""
HALF = 0.5
"""A face of less than this share of the target is joined when there is a neighbour with room."""
WEAK = 3.0
"""A face that need not be joined is joined only over borders up to this strength."""


WINDING = 0.2
"""A face is joined when its compactness (Polsby-Popper: 4 pi area / outline squared) is less than this; like
one that is narrow, only until it has more than `ROOMY` times the target."""


@dataclass
class Merging:
    """Faces that grow together; a group is known by the number of one of its faces, its root."""

    area: list[float]
    length: list[float]
    """Of the outline of each group."""
    beside: list[dict[int, tuple[float, float]]]
    """Of each group: its neighbours, the length of the border in common, and its ease: length by strength."""
    loose: set[int] = field(default_factory=set)
    """Groups that must be joined to something, however large: pieces of buildings."""
    kept: set[int] = field(default_factory=set)
    """Groups that grow only when they must: compounds."""
    above: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, area: Floats, length: Floats, found: Borders, strength: Floats) -> "Merging":
        """Begin with every face alone.

        Args:
            area: of each face, square metres.
            length: of the outline of each face, metres.
            found: the borders between faces that may be joined.
            strength: of each of these borders: 1 for nothing in particular, more for a road or a river.
        """
        beside: list[dict[int, tuple[float, float]]] = [{} for _ in area]
        columns = (found.left, found.right, found.length, found.length / strength)
        for one, other, metres, ease in zip(*(column.tolist() for column in columns), strict=True):
            beside[one][other] = beside[other][one] = (metres, ease)
        return cls(area.tolist(), length.tolist(), beside, above=list(range(len(area))))

    def root(self, face: int) -> int:
        """The group that a face is in."""
        while (up := self.above[face]) != face:
            self.above[face] = face = self.above[up]
        return face

    def groups(self) -> Ints:
        """The group of each face, by the number of its root."""
        return np.array([self.root(face) for face in range(len(self.above))], dtype=np.int64)

    def join(self, one: int, other: int) -> int:
        """Make one group of the groups of two faces; its root."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return one
        if len(self.beside[one]) < len(self.beside[other]):
            one, other = other, one
        common = self.beside[one].pop(other, (0.0, 0.0))[0]
        self.beside[other].pop(one, None)
        for next_to, (metres, ease) in self.beside[other].items():
            before = self.beside[one].get(next_to, (0.0, 0.0))
            whole = (before[0] + metres, before[1] + ease)
            self.beside[one][next_to] = self.beside[next_to][one] = whole
            del self.beside[next_to][other]
        self.area[one] += self.area[other]
        self.length[one] += self.length[other] - 2 * common
        self.beside[other] = {}
        self.above[other] = one
        if other in self.kept:
            self.kept.add(one)
        if other not in self.loose:
            self.loose.discard(one)
        return one

    def join_all(self, faces: Iterable[int]) -> int:
        """Make one group of the groups of several faces; its root."""
        first, *rest = faces
        for face in rest:
            first = self.join(first, face)
        return first

    def grow(self, target: float, least: float, width: float) -> None:
        """Join what is too small or too narrow with the neighbour of the easiest border, smallest first."""
        heap = [(area, face) for face, area in enumerate(self.area) if self.above[face] == face]
        heapq.heapify(heap)
        while heap:
            area, group = heapq.heappop(heap)
            if self.above[group] != group or area != self.area[group]:
                continue
            thin = area < ROOMY * target and self._thin(group, width)
            must = thin or area < least or group in self.loose
            if not must and (area >= HALF * target or group in self.kept):
                continue
            if (other := self._chosen(group, target, must=must)) is not None:
                grown = self.join(group, other)
                heapq.heappush(heap, (self.area[grown], grown))

    def islets(self, least: float) -> list[int]:
        """Groups that are too small and have no neighbour."""
        alone = (face for face, up in enumerate(self.above) if up == face and not self.beside[face])
        return [group for group in alone if self.area[group] < least]

    def _thin(self, group: int, width: float) -> bool:
        """Whether a group is narrow, or winds."""
        area, length = self.area[group], self.length[group]
        return 2 * area < width * length or 4 * pi * area < WINDING * length**2

    def _chosen(self, group: int, target: float, *, must: bool) -> int | None:
        """The neighbour to join with; None when there is none that may be."""
        best, found = 0.0, None
        for other, (metres, ease) in self.beside[group].items():
            whole = self.area[group] + self.area[other]
            room = 1.0 if other in self.kept else min(1.0, ROOMY * target / whole)
            if not must and (room < 1 or metres > WEAK * ease or other in self.kept):
                continue
            if ease * room**2 > best:
                best, found = ease * room**2, other
        return found
