"""Addresses of tiles."""

from typing import NamedTuple

__all__ = ["TileAddress"]


class TileAddress(NamedTuple):
    """Zoom, column from the west, row from the north; which there are says the tile matrix set."""

    z: int
    x: int
    y: int
