"""Hillshade (山体阴影)."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["hillshade"]

AZIMUTH: Final = 315.0
ALTITUDE: Final = 45.0


def hillshade(
    heights: np.ma.MaskedArray[Any, Any], metres: tuple[float, float], *, exaggeration: float = 1.0
) -> NDArray[np.uint8]:
    """How much light of a sun in the north-west, 45 degrees high, falls onto each pixel: 0 to 255.

    Args:
        heights: shape (rows + 2, columns + 2), metres; one pixel more on each side. Where there is none,
            the ground is taken to be as high as the pixel beside it.
        metres: width and height of a pixel on the ground.
        exaggeration: heights are multiplied with it.

    Returns:
        Shape (rows, columns).

    Source:
        B. K. P. Horn, Hill shading and the reflectance map, Proc. IEEE 69 (1981), as GDAL's `gdaldem` has it.
    """
    z = _closed(heights) * exaggeration
    above, level, below = z[:-2], z[1:-1], z[2:]
    east = above[:, 2:] + 2 * level[:, 2:] + below[:, 2:]
    west = above[:, :-2] + 2 * level[:, :-2] + below[:, :-2]
    north = above[:, :-2] + 2 * above[:, 1:-1] + above[:, 2:]
    south = below[:, :-2] + 2 * below[:, 1:-1] + below[:, 2:]
    rise_east, rise_north = (east - west) / (8 * metres[0]), (north - south) / (8 * metres[1])
    to_sun, high = np.radians(AZIMUTH), np.radians(ALTITUDE)
    toward = rise_east * np.sin(to_sun) + rise_north * np.cos(to_sun)
    light = (np.sin(high) - np.cos(high) * toward) / np.sqrt(1 + rise_east**2 + rise_north**2)
    shade: NDArray[np.uint8] = np.rint(np.clip(light, 0, 1) * 255).astype(np.uint8)
    return shade


def _closed(heights: np.ma.MaskedArray[Any, Any]) -> NDArray[np.float32]:
    """The heights with gaps filled from the pixel beside them, so that no cliff stands there."""
    mask = np.ma.getmaskarray(heights)
    z = np.asarray(heights.filled(0), np.float32).copy()
    if not mask.any():
        return z
    level = float(heights.mean()) if heights.count() else 0.0
    open_ = mask.copy()
    for axis in (0, 1):
        for turn in (1, -1):
            near, there = np.roll(z, turn, axis), ~np.roll(mask, turn, axis)
            np.moveaxis(there, axis, 0)[0 if turn == 1 else -1] = False  # it comes from the other end
            use = open_ & there
            z[use] = near[use]
            open_ &= ~use
    z[open_] = level
    return z
