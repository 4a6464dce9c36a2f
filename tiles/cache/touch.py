"""What a change of rows touches."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

__all__ = ["Box", "Grid", "Grids", "Span", "Touch"]


class Box(NamedTuple):
    """A rectangle around one shape, CGCS2000, degrees."""

    west: float
    south: float
    east: float
    north: float


class Span(NamedTuple):
    """Tiles of a zoom from one corner to the other, both counted."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> int:
        """How many tiles."""
        return (self.right - self.left + 1) * (self.bottom - self.top + 1)

    def has(self, x: int, y: int) -> bool:
        """Whether a tile is among them."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


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
    """Of the rows before and after; None: too many to tell, so anywhere."""
