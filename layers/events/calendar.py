"""The calendar of a city (工作日历): when it works, when a time limit ends, how much of one has passed.

Hours are counted in whole microseconds, so what a limit adds is what is found to have passed.
"""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.errors import Invalid
from layers.events.calendar_rules import WEEK, CalendarRules, load_rules
from layers.events.life_cycle import FOLDER
from layers.events.work_spans import DAYS, EPOCH, MICROSECOND, Spans, local_moments, microseconds

__all__ = ["Calendar", "load"]

HOUR: Final = timedelta(hours=1) // MICROSECOND
CLOCK_UNITS: Final = {"urgent_hour": HOUR, "urgent_day": 24 * HOUR, "day": 24 * HOUR}
"""Units that run day and night."""
BEYOND: Final = f"hours are counted from {DAYS[0]:%Y} to {DAYS[1]:%Y} only"


class Calendar:
    """Counts the hours of a city."""

    def __init__(self, rules: CalendarRules) -> None:
        """Lay out every span of work once."""
        self.rules = rules
        self._units = CLOCK_UNITS | {"work_hour": HOUR, "work_day": rules.day // MICROSECOND}
        days = np.arange(np.datetime64(DAYS[0]), np.datetime64(DAYS[1]))
        self._works = _works(days, rules)
        edges = [edge for span in rules.hours for edge in span]
        self._midnights, *moments = local_moments(days, [time(), *edges], rules.zone)
        begins, ends = (np.stack(half)[:, self._works].T.ravel() for half in (moments[::2], moments[1::2]))
        self._spans = Spans(begins, ends, np.cumsum(ends - begins))

    def deadline(self, start: datetime, amount: Decimal | float, unit: str) -> datetime:
        """The first moment at which so much of a unit has passed.

        Args:
            start: has a time zone; outside working hours work begins with the next.
            amount: not below 0; of nothing the end is the start.
            unit: one of `LIMIT_UNITS`; a `work_day` is as many hours as the city works on a day.

        Returns:
            The moment, in the zone of the calendar.

        Raises:
            Invalid: the amount is negative or no number, or the end lies beyond the days that can be counted.
        """
        length = self._length(amount, unit)
        begin = microseconds(start)
        end: int | None = begin + length
        if unit not in CLOCK_UNITS and length:
            end = self._spans.moment(self._worked(begin) + length)
        if end is None or not self._midnights[0] <= begin <= end <= self._midnights[-1]:
            raise Invalid(BEYOND, start=start.isoformat(), amount=float(amount), unit=unit)
        return (EPOCH + end * MICROSECOND).astimezone(self.rules.zone)

    def elapsed(self, start: datetime, end: datetime, unit: str) -> float:
        """How much of a unit passes from one moment to another; negative when the other is earlier."""
        begin, after = microseconds(start), microseconds(end)
        passed = after - begin if unit in CLOCK_UNITS else self._worked(after) - self._worked(begin)
        return passed / self._unit(unit)

    def elapsed_many(
        self, starts: NDArray[np.datetime64], ends: NDArray[np.datetime64], unit: str
    ) -> NDArray[np.float64]:
        """The same of many moments, in UTC; NaN where one of the two is NaT."""
        begin, after = (moments.astype("datetime64[us]").astype(np.int64) for moments in (starts, ends))
        if unit not in CLOCK_UNITS:
            begin, after = self._spans.before(begin), self._spans.before(after)
        passed: NDArray[np.float64] = (after - begin) / self._unit(unit)
        passed[np.isnat(starts) | np.isnat(ends)] = np.nan
        return passed

    def is_working_day(self, day: date) -> bool:
        """Whether the city works on a day.

        Raises:
            Invalid: the day lies beyond those that can be counted.
        """
        if not DAYS[0] <= day < DAYS[1]:
            raise Invalid(BEYOND, day=day.isoformat())
        return bool(self._works[(day - DAYS[0]).days])

    def on_working_days(self, moments: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Whether each moment, in UTC, lies on a working day of the city; False for NaT."""
        numbers = moments.astype("datetime64[us]").astype(np.int64)
        at = np.searchsorted(self._midnights, numbers, side="right") - 1
        found: NDArray[np.bool_] = (at >= 0) & self._works[at] & ~np.isnat(moments)
        return found

    def counts(self, moment: datetime) -> bool:
        """Whether a moment is one of the days that can be counted."""
        return bool(self._midnights[0] <= microseconds(moment) <= self._midnights[-1])

    def unlisted(self, start: datetime, end: datetime) -> list[int]:
        """The years from one moment to another whose days off are not known."""
        first, last = (moment.astimezone(self.rules.zone).year for moment in (start, end))
        return [year for year in range(first, last + 1) if year not in self.rules.years]

    def _worked(self, moment: int) -> int:
        return int(self._spans.before(np.array([moment]))[0])

    def _length(self, amount: Decimal | float, unit: str) -> int:
        if not math.isfinite(amount) or amount < 0:
            raise Invalid("an amount of time is a number, and not below 0", amount=str(amount))
        return round(Fraction(amount) * self._unit(unit))

    def _unit(self, unit: str) -> int:
        if unit not in self._units:
            raise Invalid(f"no unit of time {unit[:20]!r}", known=list(self._units))
        return self._units[unit]


def load(folder: Path = FOLDER) -> Calendar:
    """Read `calendar.toml` of a folder.

    Raises:
        Invalid: it is no TOML, or its hours and days contradict each other; the message says which.
    """
    return Calendar(load_rules(folder))


def _works(days: NDArray[np.datetime64], rules: CalendarRules) -> NDArray[np.bool_]:
    """Whether the city works, day by day."""
    monday_is_0 = (days.astype(np.int64) + 3) % len(WEEK)
    works: NDArray[np.bool_] = ~np.isin(monday_is_0, [WEEK.index(name) for name in rules.weekend])
    works[np.isin(days, np.array(sorted(rules.off), dtype="datetime64[D]"))] = False
    works[np.isin(days, np.array(sorted(rules.make_up), dtype="datetime64[D]"))] = True
    return works
