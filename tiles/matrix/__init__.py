"""Tile matrix sets (瓦片矩阵集): how a plane is cut into tiles, and which tiles a place lies in."""

from tiles.matrix.cover import tiles_touching
from tiles.matrix.document import limits, tile_matrix_set
from tiles.matrix.files import FOLDER, load
from tiles.matrix.matrix_set import MARGIN, REACH, MatrixSet
from tiles.matrix.span import Box, Span

__all__ = [
    "FOLDER",
    "MARGIN",
    "REACH",
    "Box",
    "MatrixSet",
    "Span",
    "limits",
    "load",
    "tile_matrix_set",
    "tiles_touching",
]
