"""What a change of rows touches."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from tiles.matrix.span import Box, Span

__all__ = ["Grid", "Grids", "Touch"]


class Grid(Protocol):
    """What has to be known of a tile matrix set."""

    def span(self, box: Box, z: int) -> Span | None:
        """Tiles of a zoom that a box lies in, the margin around a tile counted; None where there is none."""


Grids = Mapping[str, Grid]
"""By the id of the tile matrix set."""


class Touch(NamedTuple):
    """A change of rows of a table, and where they were and are."""

    seq: int
    """Of the change log."""
    table: str
    boxes: Sequence[Box] | None
    """Around the rows before and after, CGCS2000, degrees; None: too many to tell, so anywhere."""
