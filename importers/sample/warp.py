"""Bend flat paper into a landscape: smooth waves move every node, so that no lattice stays."""

from math import pi

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.setting import CENTRE

__all__ = ["bend"]

# Wave length and height in metres. A slope (height / length * 2 pi, over all waves) well below 1 keeps the
# map from folding over itself.
WAVES = ((4200.0, 95.0), (2600.0, 55.0), (1500.0, 26.0), (700.0, 8.0))


def bend(rng: Generator, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move points of the plan, shape (n, 2) in metres around the origin, to their place in EPSG:4547."""
    moved = xy.copy()
    for length, height in WAVES:
        for _ in range(3):
            turn, phase, push = rng.uniform(0, 2 * pi, 3)
            wave = (xy[:, 0] * np.cos(turn) + xy[:, 1] * np.sin(turn)) * (2 * pi / length) + phase
            moved += height * np.sin(wave)[:, None] * [np.cos(push), np.sin(push)]
    return np.asarray(moved + CENTRE)
