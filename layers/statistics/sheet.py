"""The sheet of figures: every indicator of every key, in the period and in the one compared with."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from layers.errors import Invalid
from layers.events.calendar import Calendar
from layers.statistics.figures import Figures, Floats, Table, changes
from layers.statistics.indicators import Indicator
from layers.statistics.scan import Scan, Side

__all__ = ["BY_COUNT", "BY_KEY", "Sheet", "Value"]

BY_COUNT: Final = "count"
BY_KEY: Final = "key"


class Value(NamedTuple):
    """One indicator of a row. None: there is no such number."""

    numerator: float | None
    denominator: float | None
    value: float | None
    previous: float | None = None
    """The value in the period compared with."""
    change: float | None = None
    """A share by subtraction, all else as a share of the value before."""


class Column(NamedTuple):
    """An indicator, of all keys and of the total."""

    now: Figures
    previous: Floats
    change: Floats


class Sheet:
    """Indicators of keys; the row after the last key is the total."""

    def __init__(
        self,
        scan: Scan,
        chosen: Sequence[Indicator],
        *,
        grids: Floats | None,
        high_incidence: int,
        clock: Calendar | None,
    ) -> None:
        """Compute all of it at once.

        Args:
            scan: what was found.
            chosen: the indicators.
            grids: unit grids of each key and of all; None: they are not asked for.
            high_incidence: from how many events on a unit grid is one of high incidence.
            clock: counts hours of work; None: all hours.
        """
        self._keys = scan.keys

        def table(side: Side) -> Table:
            return Table(side, len(scan.keys), grids=grids, high_incidence=high_incidence, clock=clock)

        now, earlier = table(scan.now), table(scan.earlier) if scan.earlier else None
        self.reported = now.reported
        self.columns = {one.code: _column(one, now, earlier) for one in chosen}

    def order(self, by: str) -> list[int]:
        """The rows of keys in an order: by count or an indicator the largest first, missing ones last.

        Raises:
            Invalid: there is no such indicator in the sheet.
        """
        keys = [key or "\U0010ffff" for key in self._keys]
        alphabetic = sorted(range(len(keys)), key=keys.__getitem__)
        if by == BY_KEY:
            return alphabetic
        if by != BY_COUNT and by not in self.columns:
            raise Invalid(f"no order {by[:40]!r}", known=[BY_COUNT, BY_KEY, *self.columns])
        weight = self.reported if by == BY_COUNT else self.columns[by].now.value
        found: list[int] = np.array(alphabetic, dtype=np.int64)[
            np.argsort(-weight[alphabetic], kind="stable")
        ].tolist()
        return found

    def values(self, row: int) -> Mapping[str, Value]:
        """The indicators of a row."""
        return {
            code: Value(
                *(
                    _number(column[row])
                    for column in (of.now.numerator, of.now.denominator, of.now.value, of.previous, of.change)
                )
            )
            for code, of in self.columns.items()
        }


def _column(indicator: Indicator, now: Table, earlier: Table | None) -> Column:
    present = now.figures(indicator)
    if earlier is None:
        nothing = np.full(len(present.value), np.nan)
        return Column(present, nothing, nothing)
    previous = earlier.figures(indicator).value
    return Column(present, previous, changes(indicator, present.value, previous))


def _number(value: float) -> float | None:
    """None for NaN, and a whole number without a fraction."""
    if np.isnan(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 6)
