"""What is left out of tiles of low zoom, where it could not be seen anyway.

Polygons smaller than a pixel go for every layer. Lines can't be judged by their size, since a road is
stored in segments of a block's length: a table says from which zoom which class is drawn. What then still
is too much is cut, the largest first, and the answer says so.
"""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["CAP", "COMPLETE_FROM", "THINNED", "Thinning"]

CAP = 10_000
"""Most features of one layer in one tile."""

COMPLETE_FROM = 14
"""The zoom from which even what is smaller than a pixel stays. Hardly a tile has too many features there, so
they are sorted only when one has: to judge each takes a tenth of a tile's time."""


class Thinning(NamedTuple):
    """From which zoom the rows of a layer are in tiles, by the value of a column."""

    column: str
    zooms: Mapping[str, int]

    def shown(self, z: int) -> list[str]:
        """The values that are drawn at a zoom."""
        return [value for value, first in self.zooms.items() if z >= first]


ROADS = {
    "motorway": 0,
    "trunk": 0,
    "primary": 0,
    "secondary": 10,
    "tertiary": 11,
    "residential": 12,
    "service": 14,
    "path": 14,
}

THINNED: Mapping[str, Thinning] = {"road": Thinning("class", ROADS)}
"""By table."""
