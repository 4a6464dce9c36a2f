"""The raster that a cover lies in: square cells, sixteen by sixteen to a tile."""

from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from layers.locate.rings import Edges

__all__ = ["CELLS", "SIDE", "Frame"]

SIDE: Final = 16
"""Cells along the side of a tile."""
CELLS: Final = SIDE * SIDE

FINE: Final = 2500
"""Cells to spend on a polygon, in the tiles that its outline may touch: more make the index larger and leave
fewer points to the exact test."""
MOST_TILES: Final = 1 << 24


class Frame(NamedTuple):
    """Where the tiles are; the point (x, y) lies in cell ((x - west) * by_x, (y - south) * by_y)."""

    west: float
    south: float
    by_x: float
    """Cells a degree of longitude."""
    by_y: float
    """Cells a degree of latitude."""
    columns: int
    """Tiles from west to east."""
    rows: int
    """Tiles from south to north."""

    @classmethod
    def around(cls, edges: Edges) -> Self:
        """A frame that all polygons lie in, with cells that are fine enough for most of them."""
        if not len(edges.x1):
            return cls(0.0, 0.0, 1.0, 1.0, 1, 1)
        boxes = _boxes(edges)
        west, south = boxes[:, 0].min(), boxes[:, 1].min()
        flat = max(np.cos(np.radians((south + boxes[:, 3].max()) / 2)), 0.01)
        across = (boxes[:, 2] - boxes[:, 0]) * flat, boxes[:, 3] - boxes[:, 1]
        extent = (boxes[:, 2].max() - west) * flat, boxes[:, 3].max() - south
        tile = _tile(across, extent)
        by_x, by_y = SIDE * flat / tile, SIDE / tile
        columns, rows = (int(length / tile) + 2 for length in extent)
        margin = tile / SIDE / 2
        return cls(west - margin / flat, south - margin, by_x, by_y, columns, rows)


def _boxes(edges: Edges) -> NDArray[np.float64]:
    """West, south, east, north of each polygon that has edges."""
    first = np.flatnonzero(np.diff(edges.polygon, prepend=-1))
    low = (np.minimum.reduceat(np.minimum(a, b), first) for a, b in _pairs(edges))
    high = (np.maximum.reduceat(np.maximum(a, b), first) for a, b in _pairs(edges))
    return np.column_stack([*low, *high])


def _pairs(edges: Edges) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (edges.x1, edges.x2), (edges.y1, edges.y2)


def _tile(across: tuple[Any, Any], extent: tuple[float, float]) -> float:
    """Side of a tile in degrees of latitude: as small as the cells there are to spend allow."""
    width, height = across
    tile = float(max(*extent, 1e-9))
    most = len(width) * FINE / CELLS + 64
    while True:
        half = tile / 1.19
        around = 2 * (width / half + 1) + 2 * (height / half + 1)
        inside = (width / half + 1) * (height / half + 1)
        if np.minimum(around, inside).sum() > most:
            return tile
        if (extent[0] / half + 2) * (extent[1] / half + 2) > MOST_TILES or half < 1e-9:
            return tile
        tile = half
