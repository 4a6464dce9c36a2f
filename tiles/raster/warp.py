"""A raster's values on the pixels of a tile.

GDAL reads the part that is needed from the smaller copy that fits; here it is put onto the pixels. Where
these lie in the raster is worked out for a grid of some points and interpolated between them, as GDAL's
own warper does; but that makes a new transformation for every tile, which takes ten times as long as all
the rest.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.windows import Window

from layers.crs import Crs, transform
from layers.rasters import Open
from tiles.matrix import Box

__all__ = ["read_tile"]

POINTS: Final = 17
"""Of the grid, along each side. Between them a pixel is off by less than a hundredth of itself."""
EDGE: Final = np.linspace(0.0, 1.0, POINTS)
NOWHERE: Final = -1e9

Floats = NDArray[np.float64]
Values = np.ma.MaskedArray[Any, Any]


def read_tile(
    raster: Open, box: Box, crs: Crs, size: int, bands: tuple[int, ...], *, smooth: bool, margin: int = 0
) -> Values | None:
    """The values at the centres of pixels.

    Args:
        raster: an open file.
        box: what the tile covers, in units of `crs`.
        crs: of the tile.
        size: pixels of its side.
        bands: numbers of bands.
        smooth: interpolate between the four nearest centres; else take the nearest.
        margin: further pixels on each side.

    Returns:
        Shape (bands, rows, columns), masked where there is no value, in the type of the file or as float32
        where it was interpolated; None where nothing of the raster is.
    """
    count, pixel = size + 2 * margin, (box.east - box.west) / size
    west, north = box.west - margin * pixel, box.north + margin * pixel
    part = _part(_box(raster, crs), west, north, pixel, count)
    if part is None:
        return None
    left, top, right, bottom = part
    corners = west + pixel * np.array([left, right]), north - pixel * np.array([top, bottom])
    cells = _cells(raster, crs, *corners)
    found = _read(raster, bands, cells, max(right - left, bottom - top))
    if found is None:
        return None
    values, at = found
    columns, rows = (_spread(axis, right - left, bottom - top) for axis in at)
    filled = (_between if smooth else _nearest)(values, columns, rows)
    whole = np.ma.MaskedArray(
        np.zeros((len(bands), count, count), filled.dtype), mask=np.ones((len(bands), count, count), bool)
    )
    whole[:, top:bottom, left:right] = filled
    return whole


def _box(raster: Open, crs: Crs) -> tuple[float, float, float, float]:
    """Around all of the raster, in units of a system."""
    if crs.name not in raster.boxes:
        wide, high, by = raster.dataset.width, raster.dataset.height, raster.dataset.transform
        edge = [(x, y) for s in EDGE for x, y in ((s, 0), (s, 1), (0, s), (1, s))]
        plane = np.array([by @ (x * wide, y * high) for x, y in edge])
        moved = transform(plane, raster.crs, crs)
        raster.boxes[crs.name] = (*np.nanmin(moved, axis=0).tolist(), *np.nanmax(moved, axis=0).tolist())
    return raster.boxes[crs.name]


def _part(
    box: tuple[float, float, float, float], west: float, north: float, pixel: float, count: int
) -> tuple[int, int, int, int] | None:
    """The pixels that the raster may reach: left, top, right, bottom."""
    edges = np.array([box[0] - west, north - box[3], box[2] - west, north - box[1]]) / pixel
    first, last = np.floor(edges[:2]) - 1, np.ceil(edges[2:]) + 1
    left, top, right, bottom = np.clip((*first, *last), 0, count).astype(int).tolist()
    return (left, top, right, bottom) if left < right and top < bottom else None


def _cells(raster: Open, crs: Crs, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Columns and rows of the raster at the points of the grid, each of shape (POINTS, POINTS)."""
    across, down = x[0] + EDGE * (x[1] - x[0]), y[0] + EDGE * (y[1] - y[0])
    points = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    plane, by = transform(points, crs, raster.crs), ~raster.dataset.transform
    columns = by.a * plane[:, 0] + by.b * plane[:, 1] + by.c
    rows = by.d * plane[:, 0] + by.e * plane[:, 1] + by.f
    shape = (POINTS, POINTS)
    return (
        np.nan_to_num(columns, nan=NOWHERE).reshape(shape),
        np.nan_to_num(rows, nan=NOWHERE).reshape(shape),
    )


def _read(
    raster: Open, bands: tuple[int, ...], cells: tuple[Floats, Floats], pixels: int
) -> tuple[Values, tuple[Floats, Floats]] | None:
    """The part of the raster that is needed, and where the points of the grid are in it."""
    dataset = raster.dataset
    middle = POINTS // 2
    step = max(
        abs(float(axis[middle + i, middle + j] - axis[middle, middle]))
        for axis in cells
        for i, j in ((0, 1), (1, 0))
    )
    fitting = [f for f in dataset.overviews(bands[0]) if f <= 1.01 * step * (POINTS - 1) / pixels]
    factor = max(fitting, default=1)
    spans = [
        _span(axis, size, factor) for axis, size in zip(cells, (dataset.width, dataset.height), strict=True)
    ]
    (left, wide), (top, high) = spans
    if wide <= 0 or high <= 0:
        return None
    shape = (len(bands), -(-high // factor), -(-wide // factor))
    values = dataset.read(
        list(bands),
        window=Window(left, top, wide, high),
        out_shape=shape,
        masked=True,
        resampling=Resampling.nearest,
    )
    if values.dtype.kind == "f":
        values = np.ma.masked_invalid(values)
    return values, ((cells[0] - left) / factor, (cells[1] - top) / factor)


def _span(axis: Floats, size: int, factor: int) -> tuple[int, int]:
    """The first cell and how many, with some more around, at whole cells of the smaller copy."""
    seen = np.clip(axis, -2 * factor, size + 2 * factor)
    first = max(0, int(np.floor(seen.min())) // factor - 1) * factor
    last = min(size, (int(np.ceil(seen.max())) // factor + 2) * factor)
    return first, last - first


def _spread(axis: Floats, wide: int, high: int) -> NDArray[np.float32]:
    """What a grid over the tile says at the centres of its pixels."""
    across = _stretched(axis.T.astype(np.float32), wide).T
    return _stretched(np.ascontiguousarray(across), high)


def _stretched(lines: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Lines of the grid, and those between them, at so many centres."""
    at = (np.arange(count, dtype=np.float32) + 0.5) / count * (POINTS - 1)
    first = at.astype(np.int32)
    share = (at - first).astype(np.float32)[:, None]
    found: NDArray[np.float32] = lines[first] + share * (lines[first + 1] - lines[first])
    return found


def _nearest(values: Values, columns: NDArray[np.float32], rows: NDArray[np.float32]) -> Values:
    _, high, wide = values.shape
    x, y = np.floor(columns).astype(np.int32), np.floor(rows).astype(np.int32)
    outside = (x < 0) | (y < 0) | (x >= wide) | (y >= high)
    at = np.clip(y, 0, high - 1) * wide + np.clip(x, 0, wide - 1)
    gone = np.broadcast_to(outside, (len(values), *at.shape))
    if np.ma.is_masked(values):
        gone = gone | _taken(np.ma.getmaskarray(values), at)
    return np.ma.MaskedArray(_taken(np.asarray(values), at), mask=gone)


def _taken(values: NDArray[Any], at: NDArray[np.int32]) -> NDArray[Any]:
    return values.reshape(len(values), -1).take(at, axis=1)


def _between(values: Values, columns: NDArray[np.float32], rows: NDArray[np.float32]) -> Values:
    """Of the four nearest those count that have a value; none is made where the nearest has none."""
    _, high, wide = values.shape
    columns, rows = columns - np.float32(0.5), rows - np.float32(0.5)
    west, north = np.floor(columns), np.floor(rows)
    left, top, east, south = west.astype(np.int32), north.astype(np.int32), columns - west, rows - north
    gaps = np.ma.is_masked(values)
    plain = np.ma.filled(values, 0).astype(np.float32)
    there = (~np.ma.getmaskarray(values)).astype(np.float32) if gaps else None
    total, weight = np.zeros((len(values), *columns.shape), np.float32), np.zeros(1, np.float32)
    for x, y, near in _corners(left, top, east, south):
        at = np.clip(y, 0, high - 1) * wide + np.clip(x, 0, wide - 1)
        total += near * _taken(plain, at)
        if there is not None:
            weight = weight + near * _taken(there, at)
    own = np.ma.getmaskarray(_nearest(values, columns + np.float32(0.5), rows + np.float32(0.5)))
    if there is not None:
        total /= np.where(weight > 0, weight, 1)
    return np.ma.MaskedArray(total, mask=own)


def _corners(left: Any, top: Any, east: Any, south: Any) -> list[tuple[Any, Any, Any]]:
    """Columns, rows and shares of the four cells around each point."""
    return [
        (left, top, (1 - east) * (1 - south)),
        (left + 1, top, east * (1 - south)),
        (left, top + 1, (1 - east) * south),
        (left + 1, top + 1, east * south),
    ]
