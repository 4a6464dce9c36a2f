"""Figures of all values of a raster."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_VALUES", "band_statistics"]

MOST_VALUES: Final = 256
"""Different values up to which each is counted."""
LOOK: Final = 1024
"""Cells along the longer side of the smaller copy that percentiles are worked out from."""


@dataclass
class _Sums:
    """What is known after some blocks of a band."""

    count: int = 0
    low: float = np.inf
    high: float = -np.inf
    mean: float = 0.0
    squares: float = 0.0
    """Sum of the squares of the distances from the mean."""
    values: Counter[float] | None = field(default_factory=Counter)
    """Cells by value, until there are too many values."""

    def add(self, values: NDArray[Any]) -> None:
        """Take in a block; by Chan, Golub and LeVeque's update, since sums of squares lose digits."""
        if not values.size:
            return
        self.low, self.high = min(self.low, float(values.min())), max(self.high, float(values.max()))
        mean = float(values.mean(dtype=np.float64))
        squares = float(np.square(values - mean, dtype=np.float64).sum())
        apart, total = mean - self.mean, self.count + values.size
        self.squares += squares + apart * apart * self.count * values.size / total
        self.mean += apart * values.size / total
        self.count = total
        self._tally(values)

    def _tally(self, values: NDArray[Any]) -> None:
        if self.values is None:
            return
        if values.dtype.kind == "f":
            self.values = None
            return
        found, counts = np.unique(values, return_counts=True)
        self.values.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        if len(self.values) > MOST_VALUES:
            self.values = None


def band_statistics(dataset: Any, bands: tuple[int, ...]) -> list[dict[str, Any]]:
    """Figures of each band, of all cells that have a value, block by block.

    Args:
        dataset: an open `rasterio.DatasetReader`.
        bands: numbers of the bands that are wanted.

    Returns:
        One entry a band: `cells` with a value, `min`, `max`, `mean`, `std` (of the whole, not of a sample),
        `p2` and `p98` (percentiles of a smaller copy), and `values`, the cells by value as a list of pairs
        where a band of whole numbers has no more than `MOST_VALUES` of them, else null. All but `cells` are
        null where no cell has a value.
    """
    sums = {band: _Sums() for band in bands}
    for _, window in dataset.block_windows(1):
        block = dataset.read(list(bands), window=window, masked=True)
        for band, values in zip(bands, block, strict=True):
            sums[band].add(_finite(values))
    return [_entry(dataset, band, sums[band]) for band in bands]


def _finite(values: np.ma.MaskedArray[Any, Any]) -> NDArray[Any]:
    found: NDArray[Any] = values.compressed()
    return found[np.isfinite(found)] if found.dtype.kind == "f" else found


def _entry(dataset: Any, band: int, sums: _Sums) -> dict[str, Any]:
    if not sums.count:
        return dict.fromkeys(("min", "max", "mean", "std", "p2", "p98", "values")) | {
            "band": band,
            "cells": 0,
        }
    shrink = max(1.0, max(dataset.shape) / LOOK)
    shape = tuple(max(1, round(side / shrink)) for side in dataset.shape)
    seen = _finite(dataset.read(band, out_shape=shape, masked=True))
    p2, p98 = np.percentile(seen, [2, 98]).tolist() if seen.size else (sums.low, sums.high)
    return {
        "band": band,
        "cells": sums.count,
        "min": sums.low,
        "max": sums.high,
        "mean": sums.mean,
        "std": float(np.sqrt(sums.squares / sums.count)),
        "p2": p2,
        "p98": p98,
        "values": sorted(sums.values.items()) if sums.values is not None else None,
    }
