"""What the checks look at: grids of all kinds with their communities, read once and kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.grids.check_measure import SPECK, Shape, Shapes, in_metres, joined, square_metres, thick, width

__all__ = ["NARROW", "Areas", "Grids", "Ground"]

NARROW: Final = 5.0
"""Metres: a grid that is nowhere wider is a sliver."""


@dataclass(frozen=True)
class Areas:
    """Communities or streets, in the order of their codes."""

    code: NDArray[np.object_]
    geom: Shapes
    parent: NDArray[np.object_]

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Finds those at a place."""
        return shapely.STRtree(self.geom)

    def at(self, shape: Shape) -> str | None:
        """The area in which a point of the shape lies, of several the one with the lowest code."""
        if shape.is_empty:
            return None
        found = self.tree.query(shape.point_on_surface(), predicate="intersects")
        return str(self.code[found.min()]) if len(found) else None


@dataclass(frozen=True)
class Grids:
    """The grids of one kind, in the order of their codes; a column that the kind has not is None."""

    kind: str
    code: NDArray[np.object_]
    geom: Shapes
    community: NDArray[np.object_]
    above: NDArray[np.object_]
    """Of unit grids the duty grid, of duty grids the street."""
    composite: NDArray[np.object_]
    area: NDArray[np.float64]
    """What the attribute says, m²; NaN where it says nothing."""

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Finds those at a place."""
        return shapely.STRtree(self.geom)

    @cached_property
    def row(self) -> dict[str, int]:
        """Where the grid of a code stands."""
        return {code: n for n, code in enumerate(self.code)}

    @cached_property
    def measured(self) -> NDArray[np.float64]:
        """Their areas on the ellipsoid, m²."""
        return np.array([square_metres(shape) for shape in self.geom])

    @cached_property
    def narrow(self) -> dict[int, float]:
        """Those that are nowhere `NARROW` metres wide, and their widths.

        A shape's widest circle is at least 2 area / perimeter across, so few have to be measured.
        """
        plane = in_metres(self.geom)
        thin = np.flatnonzero(2 * shapely.area(plane) < NARROW * shapely.length(plane))
        widths = {int(n): width(self.geom[n]) for n in thin}
        return {n: across for n, across in widths.items() if across < NARROW}

    @cached_property
    def shared(self) -> list[tuple[int, int, Shape]]:
        """Pairs that have more in common than noise, and what."""
        one, other = self.tree.query(self.geom, predicate="intersects")
        one, other = one[one < other], other[one < other]
        common = shapely.intersection(self.geom[one], self.geom[other])
        large = np.flatnonzero(shapely.area(common) > SPECK)
        found = [(int(one[n]), int(other[n]), thick(common[n])) for n in large]
        return [pair for pair in found if not pair[2].is_empty]

    def of(self, column: NDArray[np.object_]) -> dict[str, list[int]]:
        """The rows by the values of a column, those without one left out."""
        found: dict[str, list[int]] = {}
        for n, value in enumerate(column):
            if value is not None:
                found.setdefault(value, []).append(n)
        return found


@dataclass(frozen=True)
class Ground:
    """Grids and areas of a city, or all that findings in some communities may be made of."""

    unit: Grids
    duty: Grids
    composite: Grids
    trades: Sequence[Grids]
    communities: Areas
    streets: Areas
    succeeding: frozenset[str]
    """Unit grids that took the place of others: their numbers follow those of before, not the compass."""
    scope: frozenset[str] | None = None
    """The communities that are asked for, with their streets; None for all."""

    def is_asked(self, area: str | None) -> bool:
        """Whether findings of a community or street are wanted; those of none are when all are."""
        return self.scope is None or area in self.scope

    @property
    def kinds(self) -> Sequence[Grids]:
        """The grids of every kind."""
        return [self.unit, self.duty, self.composite, *self.trades]

    @cached_property
    def street_of(self) -> dict[str, str | None]:
        """The street of a community, by their codes."""
        return dict(zip(self.communities.code, self.communities.parent, strict=True))

    @cached_property
    def duty_cover(self) -> dict[str, Shape]:
        """What the unit grids of each duty grid cover together."""
        return self._cover(self.unit.above)

    @cached_property
    def composite_cover(self) -> dict[str, Shape]:
        """What the unit grids of each composite grid cover together."""
        return self._cover(self.unit.composite)

    def _cover(self, column: NDArray[np.object_]) -> dict[str, Shape]:
        return {code: joined(self.unit.geom[rows].tolist()) for code, rows in self.unit.of(column).items()}
