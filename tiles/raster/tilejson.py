"""TileJSON 3 of a raster."""

import math
from html import escape
from typing import Any, Final

from layers.rasters import Raster
from tiles.matrix import Box, MatrixSet

__all__ = ["tilejson", "zooms"]

DEGREE: Final = 111_320.0
"""Metres of a degree of latitude, about."""
USUAL: Final = 30.0
"""Metres of a cell, where nobody knows."""


def zooms(raster: Raster, matrix: MatrixSet) -> tuple[int, int]:
    """From a little before all of it is in one tile, to where a pixel is no larger than a cell."""
    cell = raster.resolution_m or USUAL
    west, south, east, north = raster.extent
    lat = math.radians(min(abs(south), abs(north)))
    wide = max((east - west) * DEGREE * math.cos(lat), (north - south) * DEGREE, cell)
    ground = {z: _ground(matrix, z, lat) for z in matrix.zooms}
    fine = min((z for z in ground if ground[z] <= cell * 1.01), default=matrix.zooms[-1])
    whole = max((z for z in ground if ground[z] * 256 >= wide), default=matrix.zooms[0])
    return max(matrix.zooms[0], min(whole - 2, fine)), fine


def _ground(matrix: MatrixSet, z: int, lat: float) -> float:
    """Metres on the ground of a pixel, about."""
    if matrix.crs.geographic:
        return matrix.cell(z) * DEGREE
    return matrix.cell(z) * (math.cos(lat) if matrix.crs.epsg == 3857 else 1.0)


def tilejson(raster: Raster, matrix: MatrixSet, base: str, query: str) -> dict[str, Any]:
    """The document of a raster in one matrix set and one look.

    Args:
        raster: in the version that is wanted.
        matrix: the tile matrix set.
        base: what stands before `/rasters/...`; empty for a relative address.
        query: of the tiles' addresses, with the look and the version in it; escaped.
    """
    first, last = zooms(raster, matrix)
    return {
        "tilejson": "3.0.0",
        "name": raster.title,
        "version": f"{raster.version}.0.0",
        "scheme": "xyz",
        "tiles": [f"{base}/rasters/{raster.code}/{{z}}/{{x}}/{{y}}.png?{query}"],
        "minzoom": first,
        "maxzoom": last,
        "bounds": list(Box(*raster.extent)),
        "attribution": escape(raster.source),
    }
