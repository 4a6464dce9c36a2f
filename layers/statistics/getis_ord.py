"""Getis-Ord Gi* with weights of 0 and 1, and how surprising it is (热点分析).

Source: Ord and Getis (1995), "Local spatial autocorrelation statistics", Geographical Analysis 27; the
correction for many tests: Benjamini and Hochberg (1995), and Bonferroni.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Adjustment", "Near", "Scores", "adjusted", "gi_star", "scores"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Adjustment(StrEnum):
    """How it is allowed for that very many cells are looked at."""

    BH = "bh"
    """Benjamini-Hochberg: so large a share of the findings are false, at most and on average."""
    BONFERRONI = "bonferroni"
    """So likely is a single false finding, at most."""


class Near(NamedTuple):
    """Which cells are around which: pairs of numbers of cells, each cell being around itself too."""

    cell: Ints
    other: Ints


class Scores(NamedTuple):
    """What was found of some cells."""

    z: Floats
    """Gi*: how many standard deviations the cells around lie above what is usual."""
    p: Floats
    """How likely so much is, or more, when there is nothing; see `scores`."""


def gi_star(values: Floats, near: Near, cells: Ints) -> Floats:
    """Gi* of some cells.

    Args:
        values: of all cells, shape (n,), n from 2 on.
        near: what is around each of `cells`.
        cells: their numbers, in order.

    Returns:
        A score for each of `cells`; 0 where all values are the same, or all cells are around it.
    """
    if not len(cells):
        return np.zeros(0)
    n, place = len(values), np.searchsorted(cells, near.cell)
    around = np.bincount(place, weights=values[near.other], minlength=len(cells))
    weight = np.bincount(place, minlength=len(cells)).astype(np.float64)
    spread = np.sqrt(np.maximum(n * weight - weight**2, 0) / max(n - 1, 1)) * values.std()
    found = np.zeros(len(cells))
    np.divide(around - values.mean() * weight, spread, out=found, where=spread > 0)
    return found


def scores(counts: Floats, share: Floats, near: Near, cells: Ints) -> Scores:
    """How much more than expected there is in and around some cells.

    The score is Gi* of the Pearson residuals (count - expected) / sqrt(expected), which is Gi* of the counts
    themselves where all cells expect the same. Where events are few, counts are far from normal, and Gi*
    alone would find too much; so p is the larger of two: that of Gi* by the normal distribution, and the
    chance that of all events, each falling on a cell by its share, so many fall on those around.

    Args:
        counts: of all cells, shape (n,).
        share: of all events, that each cell is expected to have; above 0, 1 in all.
        near: what is around each of `cells`.
        cells: numbers of the cells to score, in order.
    """
    from scipy.stats import binom, norm  # slow to import, and seldom asked for

    total = counts.sum()
    mean = share * max(total, 1)
    z = gi_star((counts - mean) / np.sqrt(mean), near, cells)
    place = np.searchsorted(cells, near.cell)
    around = np.bincount(place, weights=counts[near.other], minlength=len(cells))
    chance = np.bincount(place, weights=share[near.other], minlength=len(cells))
    by_chance = binom.sf(around - 1, total, np.minimum(chance, 1))
    return Scores(z, np.maximum(norm.sf(z), by_chance))


def adjusted(p: Floats, tests: int, correction: Adjustment) -> Floats:
    """Chances corrected for many tests, to be compared with the level that is wanted.

    Args:
        p: of the cells that were scored, the others counting as 1.
        tests: how many cells there are in all.
        correction: which.
    """
    if correction is Adjustment.BONFERRONI:
        return np.minimum(p * tests, 1)
    order = np.argsort(p)[::-1]
    ranked = p[order] * tests / np.arange(len(p), 0, -1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.minimum.accumulate(ranked), 1)
    return found
