"""Contour lines (等高线) of a raster."""

from typing import Any, Final, NamedTuple

import contourpy
import numpy as np
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.windows import Window

from layers.errors import Invalid
from layers.paging import Box
from layers.rasters.plane import check_bands, from_cells, to_cells
from layers.rasters.shelf import Open

__all__ = ["MOST_LEVELS", "MOST_POINTS", "Contour", "Contours", "contours"]

MOST_LEVELS: Final = 200
"""Heights at which lines are drawn, in one call."""
MOST_POINTS: Final = 500_000
"""Points of all lines of one call."""
SIDE: Final = 1024
"""Cells along the longer side of what lines are drawn through; of a larger part a smaller copy is used."""

Line = NDArray[np.float64]


class Contour(NamedTuple):
    """All lines of one height."""

    value: float
    lines: list[Line]
    """Longitudes and latitudes of CGCS2000, each of shape (n, 2); higher ground is on the left."""


class Contours(NamedTuple):
    """The contour lines of a part of a raster."""

    items: list[Contour]
    """From low to high; a height without a line is not among them."""
    shrunk: float
    """Cells of the raster along the side of a cell that lines were drawn through; 1 is the raster itself."""


def contours(raster: Open, band: int, interval: float, box: Box | None = None) -> Contours:
    """Lines of equal value at whole multiples of an interval, straight between neighbouring centres.

    Args:
        raster: an open file.
        band: number of the band.
        interval: above 0, in the unit of the values.
        box: the part of it that is wanted, degrees; None for all.

    Raises:
        Invalid: too many lines or points, or there is no such band.
    """
    check_bands(raster, (band,))
    left, top, wide, high = _part(raster, box)
    if wide < 1 or high < 1:
        return Contours([], 1.0)
    shrunk = max(1.0, max(wide, high) / SIDE)
    down, across = max(1, round(high / shrunk)), max(1, round(wide / shrunk))
    values = raster.dataset.read(
        band,
        window=Window(left, top, wide, high),
        out_shape=(down, across),
        masked=True,
        resampling=Resampling.average if shrunk > 1 else Resampling.nearest,
        out_dtype="float64",
    )
    values = np.ma.masked_invalid(values)
    levels = _levels(values, interval)
    if min(values.shape) < 2 or not len(levels):
        return Contours([], shrunk)
    x: Line = left + (np.arange(across, dtype=np.float64) + 0.5) * (wide / across)
    y: Line = top + (np.arange(down, dtype=np.float64) + 0.5) * (high / down)
    return Contours(_drawn(raster, x, y, values, levels), shrunk)


def _part(raster: Open, box: Box | None) -> tuple[int, int, int, int]:
    """First column and row, columns, rows; a cell more on each side, so that lines reach a neighbour's."""
    wide, high = raster.dataset.width, raster.dataset.height
    if box is None:
        return 0, 0, wide, high
    steps = np.linspace(0.0, 1.0, 11)
    lon, lat = box.west + steps * (box.east - box.west), box.south + steps * (box.north - box.south)
    edge = np.array([(x, y) for x in lon for y in lat if x in {lon[0], lon[-1]} or y in {lat[0], lat[-1]}])
    cells = to_cells(raster, edge)
    if np.isnan(cells).all():
        return 0, 0, 0, 0
    first = np.clip(np.floor(np.nanmin(cells, axis=0)) - 1, 0, (wide, high))
    last = np.clip(np.ceil(np.nanmax(cells, axis=0)) + 1, 0, (wide, high))
    left, top, across, down = map(int, (*first, *(last - first)))
    return left, top, across, down


def _levels(values: np.ma.MaskedArray[Any, Any], interval: float) -> NDArray[np.float64]:
    if not values.count():
        return np.empty(0)
    first, last = np.ceil(float(values.min()) / interval), np.floor(float(values.max()) / interval)
    if last - first >= MOST_LEVELS:
        hint = f"an interval of {(float(values.max()) - float(values.min())) / MOST_LEVELS * 1.1:.3g} will do"
        raise Invalid(f"more than {MOST_LEVELS} heights", hint=hint)
    found: NDArray[np.float64] = np.arange(first, last + 1) * interval
    return found


def _drawn(
    raster: Open, x: Line, y: Line, values: np.ma.MaskedArray[Any, Any], levels: NDArray[np.float64]
) -> list[Contour]:
    maker = contourpy.contour_generator(x, y, values, line_type=contourpy.LineType.Separate)
    points = 0
    found: list[Contour] = []
    for level in levels.tolist():
        lines = [np.asarray(line) for line in maker.lines(level)]
        lines = [line for line in lines if len(line) > 1]
        points += sum(map(len, lines))
        if points > MOST_POINTS:
            raise Invalid(
                "too many lines", hint="ask for a smaller box or a larger interval", most=MOST_POINTS
            )
        if lines:
            moved = from_cells(raster, np.concatenate(lines))
            found.append(Contour(level, np.split(moved, np.cumsum([len(line) for line in lines])[:-1])))
    return found
