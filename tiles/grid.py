"""Addresses of tiles in the Web Mercator grid (WebMercatorQuad)."""

from typing import NamedTuple

__all__ = ["DEEPEST", "TileAddress"]

DEEPEST = 22
"""The last zoom of the grid; a tile there is 10 m wide at the equator."""

CIRCUMFERENCE = 40_075_016.685_578_49
SCREEN = 512
"""Pixels of a tile's side on the screen."""


class TileAddress(NamedTuple):
    """Zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether the grid has such a tile."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    @property
    def pixel(self) -> float:
        """Side of a pixel on the screen, in the metres of Web Mercator."""
        return float(CIRCUMFERENCE / 2**self.z / SCREEN)
