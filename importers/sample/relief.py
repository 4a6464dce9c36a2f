"""The lie of the land: a smooth made-up surface, low along the river and hilly in the north-east."""

import numpy as np
from numpy.typing import NDArray

from importers.sample.setting import CENTRE

__all__ = ["height_at"]


def height_at(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height above the 1985 datum in metres of points in EPSG:4547, shape (..., 2)."""
    x, y = xy[..., 0] - CENTRE[0], xy[..., 1] - CENTRE[1]
    plain = 22 + 1.6 * np.sin(x / 900 + 1) + 1.1 * np.sin(y / 700) + 0.5 * np.sin((x + 2 * y) / 310)
    rise = np.maximum(0, (x + y) / 2000 - 0.8)
    hills = rise * (16 + 9 * np.sin(x / 520) * np.cos(y / 610) + 4 * np.sin((x - y) / 260))
    return np.asarray(plain + hills)
