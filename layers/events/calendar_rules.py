"""What a calendar is made of: `calendar.toml`, read and checked."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from layers.errors import Invalid
from layers.events.work_spans import DAYS, since_midnight

__all__ = ["WEEK", "CalendarRules", "load_rules"]

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class CalendarRules:
    """Working hours, weekends, days off and make-up days, in one time zone."""

    zone: ZoneInfo
    hours: tuple[tuple[time, time], ...]
    """Of a working day, in order; the end of each is not in it."""
    weekend: frozenset[str] = frozenset()
    """Names of days of the week: those of WEEK."""
    off: frozenset[date] = frozenset()
    """Days off (节假日), also those that are on a weekend."""
    make_up: frozenset[date] = frozenset()
    """Days of a weekend on which the city works (调休上班)."""
    years: frozenset[int] = frozenset()
    """Those whose days off are known."""

    def __post_init__(self) -> None:
        """Refuse what no city can mean.

        Raises:
            ValueError: says which hour or day doesn't fit.
        """
        edges = [edge for span in self.hours for edge in span]
        if not edges or any(one >= other for one, other in pairwise(edges)):
            raise ValueError(
                "hours are spans of a day, one after the other, each with a begin before its end"
            )
        if not self.weekend < set(WEEK):
            raise ValueError(f"weekend {sorted(self.weekend)}: some of {list(WEEK)}, not all")
        for day in sorted(self.make_up):
            if WEEK[day.weekday()] not in self.weekend or day in self.off:
                raise ValueError(f"work {day}: a make-up day lies on a weekend, and is no day off")
        for day in sorted(self.off | self.make_up):
            if not DAYS[0] <= day < DAYS[1]:
                raise ValueError(f"{day}: days are counted from {DAYS[0]} to {DAYS[1]}")

    @property
    def day(self) -> timedelta:
        """How long the city works on a day."""
        return sum((since_midnight(end) - since_midnight(begin) for begin, end in self.hours), timedelta())


def load_rules(folder: Path) -> CalendarRules:
    """Read `calendar.toml` of a folder.

    Raises:
        Invalid: it is not there, no TOML, or its hours and days contradict each other; it says which.
    """
    path = folder / "calendar.toml"
    try:
        return _rules(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise Invalid(f"there is no {path}", hint="set ONEMAP_EVENTS to the folder that has it") from None
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        hint = "data/events/README.md says what stands in it"
        raise Invalid(f"{path.name}: {error}", file=path.name, hint=hint) from error


def _rules(raw: dict[str, Any]) -> CalendarRules:
    if stray := raw.keys() - {"timezone", "hours", "weekend", "year"}:
        raise ValueError(f"unknown entries {sorted(stray)}")
    years = raw.get("year", [])
    return CalendarRules(
        zone=ZoneInfo(raw["timezone"]),
        hours=tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in raw["hours"]),
        weekend=frozenset(raw["weekend"]),
        off=frozenset(day for year in years for day in _days(year["year"], year.get("off", ()))),
        make_up=frozenset(day for year in years for day in _days(year["year"], year.get("work", ()))),
        years=frozenset(year["year"] for year in years),
    )


def _days(year: int, entries: Iterable[date | list[date]]) -> Iterator[date]:
    """Single days, and all of a pair of first and last."""
    for entry in entries:
        first, last = entry if isinstance(entry, list) else (entry, entry)
        if not first.year == last.year == year or first > last:
            raise ValueError(f"year {year}: {first} to {last} are no days of it")
        yield from (first + timedelta(n) for n in range((last - first).days + 1))
