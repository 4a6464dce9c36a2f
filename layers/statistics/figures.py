"""From what was counted to indicators: numerator, denominator and value of each key, and of all of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.events.calendar import Calendar
from layers.statistics.indicators import Indicator
from layers.statistics.scan import Side

__all__ = ["Figures", "Floats", "Table", "changes"]

Floats = NDArray[np.float64]
"""A number for each key and, last, for all of them; NaN: there is none."""

QUANTILES: Final = {"median": 0.5, "p90": 0.9}


@dataclass(frozen=True)
class Figures:
    """One indicator."""

    numerator: Floats
    denominator: Floats
    value: Floats


class Table:
    """The indicators of one period."""

    def __init__(
        self, side: Side, keys: int, *, grids: Floats | None, high_incidence: int, clock: Calendar | None
    ):
        """Make what was found ready.

        Args:
            side: what was found.
            keys: how many there are.
            grids: unit grids of each key and of all, NaN where that means nothing; None: not asked for.
            high_incidence: from how many events on a unit grid is one of high incidence.
            clock: counts hours of work; None: all hours.
        """
        self._keys = keys
        self._counts = {code: _with_total(column) for code, column in side.counts.items()}
        if grids is not None:
            self._counts |= _of_grids(side, keys, high_incidence) | {"grids": grids}
        self._spans = {
            code: _Hours(rows, _hours(begin, end, clock), keys)
            for code, (rows, begin, end) in side.spans.items()
        }

    @property
    def reported(self) -> Floats:
        """How many events."""
        return self._counts["reported"]

    def figures(self, indicator: Indicator) -> Figures:
        """An indicator; its value is missing where its denominator is 0 or means nothing."""
        if indicator.span:
            return self._spans[indicator.span].figures(indicator.of or "")
        numerator = self._counts[indicator.numerator or ""]
        if indicator.denominator is None:
            return Figures(numerator, np.full(self._keys + 1, np.nan), numerator)
        denominator = self._counts[indicator.denominator]
        return Figures(numerator, denominator, _divided(numerator, denominator))


class _Hours:
    """The hours of one span, in order, so that any quantile is found at once."""

    def __init__(self, rows: NDArray[np.int64], hours: Floats, keys: int) -> None:
        """Sort the hours of each key, and those of all, which come last."""
        rows = np.concatenate([rows, np.full(len(rows), keys)])
        hours = np.concatenate([hours, hours])
        self._hours = hours[np.lexsort((hours, rows))]
        self.count = np.bincount(rows, minlength=keys + 1).astype(np.float64)
        self.sum = np.bincount(rows, weights=hours, minlength=keys + 1).astype(np.float64)

    def figures(self, of: str) -> Figures:
        """Mean, median or p90; a quantile is of its cases, but no sum of anything."""
        if of in QUANTILES:
            return Figures(np.full(len(self.count), np.nan), self.count, self._quantile(QUANTILES[of]))
        return Figures(self.sum, self.count, _divided(self.sum, self.count))

    def _quantile(self, share: float) -> Floats:
        """As `numpy.quantile` has it: between two neighbours in proportion."""
        found = np.full(len(self.count), np.nan)
        some = self.count > 0
        first = (np.cumsum(self.count) - self.count)[some]
        at = first + share * (self.count[some] - 1)
        low = np.floor(at).astype(np.int64)
        high = np.ceil(at).astype(np.int64)
        found[some] = self._hours[low] + (at - low) * (self._hours[high] - self._hours[low])
        return found


def changes(indicator: Indicator, value: Floats, before: Floats) -> Floats:
    """How a value differs from the one before it (同比, 环比).

    A share by subtraction (0.01 is one percentage point), all else as a share of the value before; NaN where
    one of the two is missing, or there was nothing before.
    """
    if indicator.unit == "share":
        return value - before
    return _divided(value - before, before)


def _divided(numerator: Floats, denominator: Floats) -> Floats:
    found = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=found, where=denominator > 0)
    return found


def _with_total(column: NDArray[np.int64]) -> Floats:
    return np.append(column, column.sum()).astype(np.float64)


def _hours(begin: NDArray[np.datetime64], end: NDArray[np.datetime64], clock: Calendar | None) -> Floats:
    if clock:
        return clock.elapsed_many(begin, end, "work_hour")
    return (end - begin).astype(np.float64) / 3.6e9


def _of_grids(side: Side, keys: int, high_incidence: int) -> dict[str, Floats]:
    """How many unit grids have events, and how many events lie in those that have many."""
    rows, grids = side.grids
    each = _grid_counts(rows, grids, keys, high_incidence)
    whole = _grid_counts(np.zeros_like(rows), grids, 1, high_incidence)
    return {code: np.append(each[code], whole[code]) for code in each}


def _grid_counts(
    rows: NDArray[np.int64], grids: NDArray[np.int64], keys: int, high_incidence: int
) -> dict[str, Floats]:
    order = np.lexsort((grids, rows))
    rows, grids = rows[order], grids[order]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (rows[1:] != rows[:-1]) | (grids[1:] != grids[:-1])
    first = np.flatnonzero(fresh)
    events = np.diff(np.append(first, len(rows)))
    of = rows[first]
    many = np.where(events >= high_incidence, events, 0)
    return {
        "grids_reached": np.bincount(of, minlength=keys).astype(np.float64),
        "in_high_incidence": np.bincount(of, weights=many, minlength=keys).astype(np.float64),
    }
