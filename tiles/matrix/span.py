"""Rectangles: of a plane, and of the tiles of one zoom."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tiles.grid import TileAddress

__all__ = ["Box", "Span"]


class Box(NamedTuple):
    """A rectangle in the units of a CRS, x before y."""

    west: float
    south: float
    east: float
    north: float

    def meeting(self, other: "Box") -> "Box | None":
        """What both cover, edges included; None when they are apart."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Box(west, south, east, north) if west <= east and south <= north else None


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

    def meeting(self, other: "Span") -> "Span | None":
        """The tiles of both; None when they have none in common."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Span(left, top, right, bottom) if left <= right and top <= bottom else None

    def tiles(self, z: int) -> Iterator[TileAddress]:
        """Their addresses, row by row from the north."""
        rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
        return (TileAddress(z, x, y) for y, x in product(rows, columns))
