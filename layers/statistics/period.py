"""The period that is looked at, and the one that it is compared with (同比, 环比)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from layers.errors import Invalid
from layers.events.work_spans import DAYS

__all__ = ["Compare", "Earlier", "Period", "earlier", "period"]

YEAR: Final = 12


class Compare(StrEnum):
    """With which period."""

    NONE = "none"
    YEAR = "year"
    """The same days a year before (同比)."""
    PREVIOUS = "previous"
    """As long, just before (环比); of whole months as many months before."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment on until before another, both in the zone of the city; None: open."""

    since: datetime | None
    until: datetime
    zone: ZoneInfo


class Earlier(NamedTuple):
    """A period before another."""

    period: Period
    shift: str
    """What brings a moment of it into the later one, as an interval of SQL."""


def period(since: datetime | None, until: datetime | None, zone: ZoneInfo, *, now: datetime) -> Period:
    """The period of events reported from `since` on and before `until`.

    Args:
        since: a moment; without a time zone it is the city's.
        until: another; None for now.
        zone: of the city.
        now: the present moment.

    Raises:
        Invalid: it ends before it begins, or lies outside the years that can be counted.
    """
    begin, end = (_local(moment, zone) if moment else None for moment in (since, until or now))
    if end is None or (begin and begin >= end):
        hint = "a period without until ends now"
        raise Invalid("since must be before until", since=str(since), until=str(until), hint=hint)
    return Period(begin, end, zone)


def earlier(given: Period, compare: Compare) -> Earlier | None:
    """The period to compare with; None for `Compare.NONE`.

    Raises:
        Invalid: the period has no beginning, or the other one would begin before hours are counted.
    """
    if compare is Compare.NONE:
        return None
    since, until, zone = given.since, given.until, given.zone
    if since is None:
        raise Invalid("a comparison needs since")
    months = YEAR if compare is Compare.YEAR else _whole_months(since, until)
    if months:
        before = Period(_back(since, months, zone), _back(until, months, zone), zone)
        return Earlier(before, f"{months} months")
    length = until.astimezone(UTC) - since.astimezone(UTC)
    before = Period(_local(since.astimezone(UTC) - length, zone), since, zone)
    return Earlier(before, f"{length.total_seconds():.6f} seconds")


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    if not DAYS[0].year < moment.year < DAYS[1].year:
        raise Invalid(f"a year from {DAYS[0].year + 1} to {DAYS[1].year - 1} is wanted", given=str(moment))
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _whole_months(since: datetime, until: datetime) -> int:
    """How many months a period is made of; 0 when it begins or ends within one."""
    if any((moment.day, moment.time()) != (1, time()) for moment in (since, until)):
        return 0
    return (until.year - since.year) * 12 + until.month - since.month


def _back(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and hour months before; of a month that is too short, its last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return _local(moment.replace(year=year, month=month + 1, day=day, tzinfo=None), zone)
