"""Figures of the values within polygons (分区统计)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio import Affine
from rasterio.enums import Resampling
from rasterio.features import rasterize
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from layers.crs import CGCS2000, transform_geometry
from layers.errors import Invalid
from layers.rasters.plane import check_bands
from layers.rasters.shelf import Open
from layers.rasters.statistics import MOST_VALUES

__all__ = ["MOST_CELLS", "Zone", "zone"]

MOST_CELLS: Final = 16_000_000
"""Cells that are read for one polygon; of a larger one a smaller copy is read."""
FINEST: Final = 16
"""Parts of a cell's side at most."""
PARTS: Final = 4_000_000
"""Parts of cells that are looked at for one polygon, about."""
STEP: Final = 0.01
"""Degrees from corner to corner of an outline, so that its edges stay where they are in another system."""


@dataclass(frozen=True)
class Zone:
    """What is within a polygon. A cell counts by the share of it that is inside."""

    cells: float
    """Sum of the shares of cells that have a value, in cells of the raster."""
    missing: float
    """Sum of the shares of cells that have none or that the raster doesn't reach."""
    parts: int
    """Each cell was cut into so many by so many parts, and those counted whose centre is inside."""
    shrunk: float
    """Cells of the raster along the side of a cell that was looked at; 1 is the raster itself."""
    min: float | None
    max: float | None
    mean: float | None
    std: float | None
    """Of the whole, not of a sample."""
    sum: float | None
    """Of value times share."""
    values: list[tuple[float, float]] | None
    """Value and sum of shares, for a band of whole numbers with few values."""


def zone(raster: Open, shape: BaseGeometry, band: int) -> Zone:
    """Figures of the values of a band within a polygon.

    Args:
        raster: an open file.
        shape: Polygon or MultiPolygon, CGCS2000.
        band: number of the band.

    Raises:
        Invalid: the shape isn't one, is empty or not valid, or there is no such band.
    """
    check_bands(raster, (band,))
    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty or not shape.is_valid:
        raise Invalid("wanted a valid Polygon or MultiPolygon", reason=shapely.is_valid_reason(shape)[:100])
    outline = _in_cells(raster, shape)
    left, top, right, bottom = _window(raster, outline)
    wide, high = right - left, bottom - top
    if wide <= 0 or high <= 0:
        return Zone(0.0, float(outline.area), 1, 1.0, None, None, None, None, None, None)
    shrunk = max(1.0, float(np.sqrt(wide * high / MOST_CELLS)))
    across, down = max(1, round(wide / shrunk)), max(1, round(high / shrunk))
    values = _read(raster, band, (left, top, wide, high), (down, across))
    parts = int(np.clip(np.sqrt(PARTS / (across * down)), 1, FINEST))
    size = Affine.translation(left, top) @ Affine.scale(wide / across, high / down)
    shares = _shares(outline, size, (down, across), parts)
    cell = wide * high / (across * down)
    return _figures(values, shares, cell, float(outline.area), parts, float(np.sqrt(cell)))


def _in_cells(raster: Open, shape: BaseGeometry) -> BaseGeometry:
    """The polygon in columns and rows."""
    finer = shapely.segmentize(shape, STEP)
    by = ~raster.dataset.transform
    moved = transform_geometry(finer, CGCS2000, raster.crs)

    def cells(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = xy.T
        return np.column_stack((by.a * x + by.b * y + by.c, by.d * x + by.e * y + by.f))

    found: BaseGeometry = shapely.transform(moved, cells)
    return found


def _window(raster: Open, outline: BaseGeometry) -> tuple[int, int, int, int]:
    """The columns and rows that the polygon reaches: left, top, right, bottom."""
    west, north, east, south = outline.bounds
    left, top = max(0, int(np.floor(west))), max(0, int(np.floor(north)))
    right = min(raster.dataset.width, int(np.ceil(east)))
    bottom = min(raster.dataset.height, int(np.ceil(south)))
    return left, top, right, bottom


def _read(
    raster: Open, band: int, window: tuple[int, int, int, int], shape: tuple[int, int]
) -> np.ma.MaskedArray[Any, Any]:
    found = raster.dataset.read(
        band, window=Window(*window), out_shape=shape, masked=True, resampling=Resampling.nearest
    )
    return np.ma.masked_invalid(found) if found.dtype.kind == "f" else found


def _shares(outline: BaseGeometry, cell: Affine, shape: tuple[int, int], parts: int) -> NDArray[np.float64]:
    """The share of each cell that is inside, from 0 to 1."""
    down, across = shape
    inside = rasterize(
        [(outline, 1)],
        out_shape=(down * parts, across * parts),
        transform=cell @ Affine.scale(1 / parts),
        dtype="uint8",
    )
    counted = inside.reshape(down, parts, across, parts).sum(axis=(1, 3), dtype=np.int64)
    found: NDArray[np.float64] = counted / parts**2
    return found


def _figures(
    values: np.ma.MaskedArray[Any, Any],
    shares: NDArray[np.float64],
    cell: float,
    area: float,
    parts: int,
    shrunk: float,
) -> Zone:
    used = ~np.ma.getmaskarray(values) & (shares > 0)
    weights = shares[used] * cell
    found = np.asarray(values)[used].astype(np.float64)
    cells = float(weights.sum())
    missing = max(0.0, area - cells)
    if not cells:
        return Zone(0.0, missing, parts, shrunk, None, None, None, None, None, None)
    mean = float(np.average(found, weights=weights))
    std = float(np.sqrt(np.average((found - mean) ** 2, weights=weights)))
    counted = _counted(found, weights) if values.dtype.kind in "iu" else None
    low, high = float(found.min()), float(found.max())
    return Zone(cells, missing, parts, shrunk, low, high, mean, std, mean * cells, counted)


def _counted(found: NDArray[np.float64], weights: NDArray[np.float64]) -> list[tuple[float, float]] | None:
    values, which = np.unique(found, return_inverse=True)
    if len(values) > MOST_VALUES:
        return None
    return list(zip(values.tolist(), np.bincount(which, weights).tolist(), strict=True))
