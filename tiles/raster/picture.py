"""One tile of a raster as a picture."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from rio_tiler.utils import render

from layers.crs import CGCS2000, transform
from layers.rasters import Open, Raster
from tiles.grid import TileAddress
from tiles.matrix import Box, MatrixSet
from tiles.raster.look import Form, Look, Plan, plan
from tiles.raster.shade import hillshade
from tiles.raster.warp import read_tile

__all__ = ["picture"]

OPTIONS: Final[dict[Form, dict[str, Any]]] = {Form.PNG: {"zlevel": 3}, Form.WEBP: {"quality": 85}}
EXACT: Final[dict[Form, dict[str, Any]]] = {Form.PNG: {"zlevel": 3}, Form.WEBP: {"lossless": True}}
"""For classes, whose colours mean something."""

Values = np.ma.MaskedArray[Any, Any]
Pixels = NDArray[np.uint8]


def picture(raster: Raster, one: Open, look: Look, matrix: MatrixSet, at: TileAddress, form: Form) -> bytes:
    """A tile as PNG or WebP; empty where the raster has no value in it.

    Raises:
        Invalid: the look doesn't go with the raster.
    """
    how = plan(raster, one, look)
    box = matrix.bounds(at)
    margin = 1 if look.hillshade else 0
    values = read_tile(one, box, matrix.crs, look.size, how.bands, smooth=how.smooth, margin=margin)
    if values is None or (seen := _inner(values, margin)).mask.all():
        return b""
    colours, alpha = _coloured(seen, how)
    if look.hillshade:
        metres = _metres(box, matrix, look.size)
        light = hillshade(values[0], metres, exaggeration=look.exaggeration)
        colours = _lit(colours, light) if how.table is not None else light[None]
    mask = None if alpha.min() == 255 else alpha
    options = (OPTIONS if how.codes is None else EXACT)[form]
    return bytes(render(colours, mask, form.value, **options))


def _inner(values: Values, margin: int) -> Values:
    return values[:, margin:-margin, margin:-margin] if margin else values


def _coloured(values: Values, how: Plan) -> tuple[Pixels, Pixels]:
    """Colours, shape (1 or 3, rows, columns), and how much of each pixel is there, both 0 to 255."""
    there = ~np.ma.getmaskarray(values).all(axis=0)
    alpha = np.where(there, 255, 0).astype(np.uint8)
    if how.codes is not None and how.table is not None:
        place = np.clip(np.searchsorted(how.codes, values[0].filled(0)), 0, len(how.codes) - 1)
        known = how.codes[place] == values[0].filled(0)
        return _looked_up(how.table, place, np.where(known, alpha, 0).astype(np.uint8))
    steps = _steps(values, how.ranges)
    if how.table is not None:
        return _looked_up(how.table, steps[0], alpha)
    return steps, alpha


def _looked_up(table: Pixels, place: NDArray[Any], alpha: Pixels) -> tuple[Pixels, Pixels]:
    found = np.moveaxis(table[place], -1, 0)
    return np.ascontiguousarray(found[:3]), np.minimum(found[3], alpha)


def _steps(values: Values, ranges: tuple[tuple[float, float], ...]) -> Pixels:
    """Values as 0 to 255; those beyond a range are as its ends."""
    plain = np.asarray(values.filled(0), np.float32)
    for band, (low, high) in enumerate(ranges):
        plain[band] = (plain[band] - low) * (255 / ((high - low) or 1.0))
    return np.rint(np.clip(np.nan_to_num(plain), 0, 255)).astype(np.uint8)


def _lit(colours: Pixels, light: Pixels) -> Pixels:
    """Colours in the light; level ground, which has seven tenths of it, stays as it is."""
    share = np.minimum(light.astype(np.float32) / 180, 1.25)
    return np.clip(colours * share, 0, 255).astype(np.uint8)


def _metres(box: Box, matrix: MatrixSet, size: int) -> tuple[float, float]:
    """Width and height on the ground of the pixel in the middle of a tile."""
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    pixel = (box.east - box.west) / size
    points = np.array([(x, y), (x + pixel, y), (x, y + pixel)])
    (lon, east, up), (lat, beside, north) = transform(points, matrix.crs, CGCS2000).T
    geod = Geod(ellps="GRS80")
    wide, high = geod.inv(lon, lat, east, beside)[2], geod.inv(lon, lat, up, north)[2]
    return max(wide, 1e-9), max(high, 1e-9)
