"""Tile matrix sets and their limits as JSON, as OGC 17-083r4 (Tile Matrix Set 2.0) has them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from pyproj import CRS

from tiles.matrix.matrix_set import TILE, MatrixSet
from tiles.matrix.plane import METRES_PER_DEGREE
from tiles.matrix.span import Box

__all__ = ["limits", "tile_matrix_set"]

OGC_PIXEL: Final = 0.00028
"""Metres of a pixel on the screen that scale denominators are reckoned with."""

Json = dict[str, Any]


def tile_matrix_set(matrix: MatrixSet) -> Json:
    """The definition of a set; coordinates in the order of axes of its CRS, as the standard wants."""
    axes, swapped = _axes(matrix.crs_uri)
    corner = [matrix.extent.west, matrix.extent.north]
    metres = METRES_PER_DEGREE if matrix.crs.geographic else 1.0
    origin = {"cornerOfOrigin": "topLeft", "pointOfOrigin": corner[::-1] if swapped else corner}
    named = {"uri": matrix.uri, "wellKnownScaleSet": matrix.well_known_scale_set}
    return {
        "id": matrix.id,
        "title": matrix.title,
        **{name: value for name, value in named.items() if value},
        "crs": matrix.crs_uri,
        "orderedAxes": axes,
        "tileMatrices": [_tile_matrix(matrix, z, metres) | origin for z in matrix.zooms],
    }


def limits(matrix: MatrixSet, box: Box | None, zooms: Iterable[int]) -> list[Json]:
    """The `tileMatrixSetLimits` of some zooms: tiles beyond them are empty; zooms without tiles are left out.

    Args:
        matrix: the tile matrix set.
        box: around all there is, EPSG:4490 degrees; None when there is nothing.
        zooms: those at which something is drawn.
    """
    spans = ((z, matrix.span(box, z)) for z in zooms) if box else ()
    return [
        {
            "tileMatrix": str(z),
            "minTileRow": span.top,
            "maxTileRow": span.bottom,
            "minTileCol": span.left,
            "maxTileCol": span.right,
        }
        for z, span in spans
        if span
    ]


def _tile_matrix(matrix: MatrixSet, z: int, metres: float) -> Json:
    columns, rows = matrix.size(z)
    return {
        "id": str(z),
        "scaleDenominator": matrix.cell(z) * metres / OGC_PIXEL,
        "cellSize": matrix.cell(z),
        "tileWidth": TILE,
        "tileHeight": TILE,
        "matrixWidth": columns,
        "matrixHeight": rows,
    }


@lru_cache(maxsize=64)
def _axes(uri: str) -> tuple[list[str], bool]:
    """The names of the axes of a CRS in its own order, and whether north comes first."""
    axes = CRS.from_user_input(uri).axis_info
    return [axis.abbrev for axis in axes], axes[0].direction == "north"
