"""New shapes of unit grids while a repair is worked out: land is given to neighbours, grids are retired."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from layers.errors import Conflict
from layers.grids.check_ground import Ground
from layers.grids.check_measure import METRE, NOISE, Shape, joined, parts, shared_border, square_metres, thick

__all__ = ["Draft"]


@dataclass
class Draft:
    """New shapes of unit grids, while they are worked out."""

    ground: Ground
    shapes: dict[str, Shape] = field(default_factory=dict)
    """What changes, by code."""
    heirs: dict[str, str] = field(default_factory=dict)
    """Unit grids that are retired, and which takes their land."""

    def shape(self, code: str) -> Shape:
        """A unit grid as it is by now."""
        known: Shape = self.shapes.get(code, self.ground.unit.geom[self.ground.unit.row[code]])
        return known

    def give(self, piece: Shape) -> str:
        """Give a piece of land to the unit grid that has the longest border with it.

        One of the community that the piece lies in comes before others.

        Raises:
            Conflict: none has an edge in common with it.
        """
        found = self.ground.unit.tree.query(piece.buffer(NOISE * METRE))
        codes = [code for code in self.ground.unit.code[np.sort(found)] if code not in self.heirs]
        community = self.ground.communities.at(piece)
        row = self.ground.unit.row
        own = [code for code in codes if self.ground.unit.community[row[code]] == community]
        for candidates in (own, codes):
            borders = {code: shared_border(piece, self.shape(code)) for code in candidates}
            best: str = max(borders, key=borders.__getitem__, default="")
            if best and borders[best] > 2 * NOISE:
                self.shapes[best] = joined([self.shape(best), piece])
                return best
        raise Conflict(
            "no unit grid has an edge in common with it", hint="divide this land with: onemap grids"
        )

    def keep_largest(self, code: str, shape: Shape) -> None:
        """Leave a unit grid the largest part of a shape, and give the others to its neighbours."""
        *rest, largest = sorted(shapely.get_parts(parts(shape)), key=square_metres)
        self.shapes[code] = parts(largest)
        for piece in rest:
            if not thick(piece).is_empty:
                self.give(piece)

    def retire(self, code: str) -> None:
        """Give all land of a unit grid to a neighbour."""
        shape = self.shape(code)
        self.heirs[code] = ""
        self.heirs[code] = self.give(shape)
