"""Many ranges of whole numbers as one array."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["ranges"]

Ints = NDArray[np.int64]


def ranges(first: Ints, count: Ints) -> Ints:
    """`first[0]`, `first[0] + 1` ... `count[0]` of them, then those of `first[1]` and so on."""
    start = np.cumsum(count) - count
    found: Ints = np.arange(int(count.sum())) + np.repeat(first - start, count)
    return found
