"""Values at points, and along a line."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from layers.errors import Invalid
from layers.rasters.plane import check_bands, read_at, to_cells
from layers.rasters.shelf import Open

__all__ = ["MOST_SAMPLES", "Profile", "profile", "values_at"]

MOST_SAMPLES: Final = 2000
"""Points of one profile."""

Floats = NDArray[np.float64]
Found = np.ma.MaskedArray[Any, Any]


class Profile(NamedTuple):
    """Values along a line, at points equally far from each other."""

    metres: Floats
    """Along the line from its beginning, on the ellipsoid."""
    lonlat: Floats
    """Shape (n, 2)."""
    values: Found
    """Masked where the raster has none."""


def values_at(raster: Open, lonlat: Floats, bands: tuple[int, ...] = ()) -> Found:
    """The values of the cells that points lie in.

    Args:
        raster: an open file.
        lonlat: shape (n, 2), CGCS2000.
        bands: numbers of bands; empty for all.

    Returns:
        Shape (bands, n), masked where the raster has no value or doesn't reach.

    Raises:
        Invalid: it hasn't got one of the bands.
    """
    return read_at(raster, check_bands(raster, bands), _whole(to_cells(raster, lonlat)))


def profile(raster: Open, line: Floats, samples: int, band: int, *, between: bool) -> Profile:
    """The values along a line.

    Args:
        raster: an open file.
        line: longitude and latitude of its corners, CGCS2000, shape (n, 2) with n at least 2. From corner to
            corner it is straight in degrees.
        samples: how many points; the first and the last of the line are among them.
        band: number of the band.
        between: interpolate between the four nearest centres (bilinear); else take the cell's own value.

    Raises:
        Invalid: the line has no length, there are too few or too many samples, or there is no such band.
    """
    check_bands(raster, (band,))
    if not 2 <= samples <= MOST_SAMPLES:
        raise Invalid(f"a profile has 2 to {MOST_SAMPLES} samples", samples=samples)
    metres, points = _along(line, samples)
    cells = to_cells(raster, points)
    found = _between(raster, cells, band) if between else read_at(raster, (band,), _whole(cells))[0]
    return Profile(metres, points, found)


def _along(line: Floats, samples: int) -> tuple[Floats, Floats]:
    legs = np.asarray(Geod(ellps="GRS80").line_lengths(line[:, 0], line[:, 1]))
    reached = np.concatenate(([0.0], np.cumsum(legs)))
    if not np.isfinite(reached[-1]) or reached[-1] <= 0:
        raise Invalid("the line has no length")
    metres = np.linspace(0.0, reached[-1], samples)
    return metres, np.column_stack([np.interp(metres, reached, line[:, axis]) for axis in (0, 1)])


def _whole(cells: Floats) -> NDArray[np.int64]:
    """Numbers of columns and rows; a place that isn't there becomes one outside."""
    return np.floor(np.nan_to_num(np.clip(cells, -1, 2**31), nan=-1.0)).astype(np.int64)


def _between(raster: Open, cells: Floats, band: int) -> Found:
    """Bilinear interpolation of those of the four that have a value; none where the point's cell has none."""
    corner = _whole(cells - 0.5)
    share = np.clip(cells - 0.5 - corner, 0.0, 1.0)
    total, weight = np.zeros(len(cells)), np.zeros(len(cells))
    for right in (0, 1):
        for below in (0, 1):
            found = read_at(raster, (band,), corner + np.array([right, below]))[0].astype(np.float64)
            near = np.abs(1 - right - share[:, 0]) * np.abs(1 - below - share[:, 1])
            part = near * ~np.ma.getmaskarray(found)
            total += part * found.filled(0.0)
            weight += part
    own = np.ma.getmaskarray(read_at(raster, (band,), _whole(cells))[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.ma.masked_array(total / weight, mask=own | (weight == 0))
