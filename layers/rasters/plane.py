"""From places on the map to columns and rows of a raster, and back.

Columns and rows are counted in cells from the corner in the north-west, so a centre is at halves.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from layers.crs import CGCS2000, transform
from layers.errors import Invalid
from layers.rasters.shelf import Open

__all__ = ["check_bands", "from_cells", "masked_window", "read_at", "to_cells"]

Floats = NDArray[np.float64]


def to_cells(raster: Open, lonlat: Floats) -> Floats:
    """Columns and rows, shape (n, 2), of points in CGCS2000; NaN where the raster's system has no such."""
    return _moved(~raster.dataset.transform, transform(lonlat, CGCS2000, raster.crs))


def from_cells(raster: Open, cells: Floats) -> Floats:
    """Longitudes and latitudes in CGCS2000 of columns and rows, shape (n, 2)."""
    return transform(_moved(raster.dataset.transform, cells), raster.crs, CGCS2000)


def _moved(by: Any, points: Floats) -> Floats:
    x, y = points[:, 0], points[:, 1]
    return np.column_stack((by.a * x + by.b * y + by.c, by.d * x + by.e * y + by.f))


def check_bands(raster: Open, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """The bands that are wanted, or all of them where none is named.

    Raises:
        Invalid: it hasn't got one of them.
    """
    if unknown := set(wanted) - set(raster.bands):
        raise Invalid(f"the raster has no band {min(unknown)}", bands=list(raster.bands))
    return wanted or raster.bands


def masked_window(
    raster: Open, bands: tuple[int, ...], window: tuple[int, int, int, int]
) -> np.ma.MaskedArray[Any, Any]:
    """The values in a window, shape (bands, rows, columns), masked where there is none.

    Args:
        raster: an open file.
        bands: numbers of bands.
        window: first column, first row, columns, rows; all within the raster.
    """
    found: np.ma.MaskedArray[Any, Any] = raster.dataset.read(list(bands), window=Window(*window), masked=True)
    return np.ma.masked_invalid(found) if found.dtype.kind == "f" else found


def read_at(raster: Open, bands: tuple[int, ...], cells: NDArray[np.int64]) -> np.ma.MaskedArray[Any, Any]:
    """The values of single cells, read block by block.

    Args:
        raster: an open file.
        bands: numbers of bands.
        cells: columns and rows, shape (n, 2); those outside the raster have no value.

    Returns:
        Values of shape (bands, n), masked where there is none.
    """
    kind = np.result_type(*(raster.dataset.dtypes[band - 1] for band in bands))
    shape = (len(bands), len(cells))
    found: np.ma.MaskedArray[Any, Any] = np.ma.MaskedArray(np.zeros(shape, kind), mask=np.ones(shape, bool))
    for (left, top, wide, high), members in _blocks(raster, cells):
        block = masked_window(raster, bands, (left, top, wide, high))
        found[:, members] = block[:, cells[members, 1] - top, cells[members, 0] - left]
    return found


def _blocks(
    raster: Open, cells: NDArray[np.int64]
) -> Iterator[tuple[tuple[int, int, int, int], NDArray[np.int64]]]:
    """The blocks of the file that some cells are in, each with the positions of those cells."""
    high, wide = raster.dataset.block_shapes[0]
    inside = ((cells >= 0) & (cells < (raster.dataset.width, raster.dataset.height))).all(axis=1)
    positions = np.flatnonzero(inside)
    if not len(positions):
        return
    blocks, member = np.unique(cells[positions] // (wide, high), axis=0, return_inverse=True)
    for number, (across, down) in enumerate(blocks.tolist()):
        left, top = across * wide, down * high
        size = min(wide, raster.dataset.width - left), min(high, raster.dataset.height - top)
        yield (left, top, *size), positions[member.ravel() == number]
