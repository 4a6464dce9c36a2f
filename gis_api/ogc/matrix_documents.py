"""Tile matrix sets as documents (OGC 17-083r4, Two Dimensional Tile Matrix Set)."""

from typing import Final

from pyproj import CRS

from gis_api.ogc.links import Json, link
from tiles.matrix import MatrixSet

__all__ = ["matrix_set", "matrix_sets"]

METRES_PER_DEGREE: Final = 111_319.490_793_273_57
"""On the equator of WGS 84, as the standard has it."""
PIXEL: Final = 0.00028
"""Metres of a pixel on the screen that the standard assumes."""
SIDE: Final = 256
"""Pixels of a tile's side."""
EAST: Final = "east"
CRS84: Final = "CRS84"


def matrix_sets(base: str, known: list[MatrixSet]) -> Json:
    """All tile matrix sets."""
    return {"title": "瓦片矩阵集 · Tile matrix sets", "tileMatrixSets": [_entry(base, one) for one in known]}


def matrix_set(one: MatrixSet) -> Json:
    """The definition of a tile matrix set."""
    flipped = _flipped(one)
    corner = [one.extent.west, one.extent.north]
    return {
        "id": one.id,
        "title": one.title,
        **({"uri": one.uri} if one.uri else {}),
        "crs": one.crs_uri,
        "orderedAxes": _axes(one, flipped=flipped),
        **({"wellKnownScaleSet": one.well_known_scale_set} if one.well_known_scale_set else {}),
        "tileMatrices": [_matrix(one, z, corner[::-1] if flipped else corner) for z in one.zooms],
    }


def _entry(base: str, one: MatrixSet) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        **({"uri": one.uri} if one.uri else {}),
        "crs": one.crs_uri,
        "links": [
            link(base, f"/tileMatrixSets/{one.id}", rel, title=f"definition of {one.id}")
            for rel in ("self", "item")
        ],
    }


def _matrix(one: MatrixSet, z: int, corner: list[float]) -> Json:
    cell = one.cell(z)
    columns, rows = one.size(z)
    metres = cell * (METRES_PER_DEGREE if one.crs.geographic else 1.0)
    return {
        "id": str(z),
        "scaleDenominator": metres / PIXEL,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": corner,
        "tileWidth": SIDE,
        "tileHeight": SIDE,
        "matrixWidth": columns,
        "matrixHeight": rows,
    }


def _flipped(one: MatrixSet) -> bool:
    """Whether the definition of its CRS lists y first; x stands first everywhere else in this project."""
    if one.crs_uri.endswith(CRS84):
        return False
    return bool(CRS.from_user_input(one.crs.epsg).axis_info[0].direction != EAST)


def _axes(one: MatrixSet, *, flipped: bool) -> list[str]:
    names = ["Lon", "Lat"] if one.crs.geographic else ["E", "N"]
    return names[::-1] if flipped else names
