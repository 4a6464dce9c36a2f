"""The spans of time in which a city works, as arrays, so that an hour is found by bisection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DAYS",
    "EPOCH",
    "MICROSECOND",
    "Spans",
    "Times",
    "local_moments",
    "microseconds",
    "since_midnight",
]

DAYS: Final = (date(2000, 1, 1), date(2061, 1, 1))
"""The first day of which hours can be counted, and the day after the last."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

Times = NDArray[np.int64]
"""Moments as microseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of work, one after the other."""

    begins: Times
    ends: Times
    worked: Times
    """Microseconds worked from the first span up to the end of each."""

    def before(self, moments: Times) -> Times:
        """How much is worked from the first span up to each moment."""
        last = np.searchsorted(self.begins, moments, side="right") - 1
        rest = np.maximum(self.ends[last] - moments, 0)
        return np.where(last < 0, 0, self.worked[last] - rest)

    def moment(self, worked: int) -> int | None:
        """The first moment up to which so much, more than nothing, is worked; None: not before the last."""
        at = int(np.searchsorted(self.worked, worked))
        return None if at == len(self.worked) else int(self.ends[at] - self.worked[at]) + worked


def microseconds(moment: datetime) -> int:
    """A moment that has a time zone, since 1970 UTC."""
    return (moment - EPOCH) // MICROSECOND


def local_moments(days: NDArray[np.datetime64], hours: Sequence[time], zone: ZoneInfo) -> list[Times]:
    """When clocks of a zone show each of some hours, on each of the days, which follow each other.

    Offsets are looked up once a day, but for the days on which the clocks change.
    """
    all_days: list[date] = days.tolist()
    offsets = np.array([_offset(day, time(), zone) for day in [*all_days, all_days[-1] + timedelta(1)]])
    changing = np.flatnonzero(offsets[:-1] != offsets[1:])
    midnights = days.astype("datetime64[us]").astype(np.int64)
    moments = []
    for hour in hours:
        offset = offsets[:-1].copy()
        offset[changing] = [_offset(all_days[n], hour, zone) for n in changing]
        moments.append(midnights + since_midnight(hour) // MICROSECOND - offset)
    return moments


def since_midnight(hour: time) -> timedelta:
    """What clocks show, as a length of time."""
    return timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second)


def _offset(day: date, hour: time, zone: ZoneInfo) -> int:
    """How far local clocks are ahead of UTC, microseconds."""
    return (datetime.combine(day, hour, zone).utcoffset() or timedelta()) // MICROSECOND
