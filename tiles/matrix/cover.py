"""The tiles that a shape touches."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import CGCS2000, transform_geometry
from tiles.grid import TileAddress
from tiles.matrix.matrix_set import REACH, TILE, MatrixSet
from tiles.matrix.span import Box

__all__ = ["tiles_touching"]

Blocks = NDArray[np.int64]
"""Shape (n, 4): first column and row, and those behind the last, of rectangles of tiles."""


def tiles_touching(
    matrix: MatrixSet, shape: BaseGeometry, z: int, margin: float = REACH
) -> Iterator[TileAddress]:
    """The tiles of a zoom that a shape touches, each once.

    Args:
        matrix: the tile matrix set.
        shape: EPSG:4490; of an empty one there are none.
        z: any number; a zoom that the set does not have has no tiles.
        margin: how far a tile reaches beyond its edges, in parts of its side.

    Raises:
        Invalid: a vertex has no place in the CRS.
    """
    if shape.is_empty or (span := matrix.span(Box(*shape.bounds), z, margin)) is None:
        return
    drawn = _in_tiles(matrix, shape, z)
    shapely.prepare(drawn)
    blocks = np.array([[span.left, span.top, span.right + 1, span.bottom + 1]])
    while (blocks := blocks[_touch(drawn, blocks, margin)]).size and _largest(blocks) > 1:
        blocks = _quartered(blocks)
    yield from (TileAddress(z, x, y) for x, y, *_ in blocks.tolist())


def _in_tiles(matrix: MatrixSet, shape: BaseGeometry, z: int) -> BaseGeometry:
    """The shape with a tile as the unit, columns and rows being x and y."""
    if Box(*shape.bounds).meeting(matrix.area) != shape.bounds:
        shape = shapely.clip_by_rect(shape, *matrix.area)
    side, corner = matrix.cell(z) * TILE, (matrix.extent.west, matrix.extent.north)
    plane = transform_geometry(shapely.force_2d(shape), CGCS2000, matrix.crs)
    moved: BaseGeometry = shapely.transform(plane, lambda xy: (xy - corner) / (side, -side))
    return moved


def _touch(shape: BaseGeometry, blocks: Blocks, margin: float) -> NDArray[np.bool_]:
    left, top, right, bottom = blocks.T
    boxes = shapely.box(left - margin, top - margin, right + margin, bottom + margin)
    return np.asarray(shapely.intersects(shape, boxes))


def _largest(blocks: Blocks) -> int:
    return int((blocks[:, 2:] - blocks[:, :2]).max())


def _quartered(blocks: Blocks) -> Blocks:
    """Each block cut in the middle of both sides; one that is a tile stays."""
    left, top, right, bottom = blocks.T
    x, y = (left + right + 1) // 2, (top + bottom + 1) // 2
    parts = [(left, top, x, y), (x, top, right, y), (left, y, x, bottom), (x, y, right, bottom)]
    cut = np.concatenate([np.column_stack(part) for part in parts])
    return cut[(cut[:, 0] < cut[:, 2]) & (cut[:, 1] < cut[:, 3])]
