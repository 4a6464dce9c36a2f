"""Which events are counted (筛选), as conditions of SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

from layers.area_filter import area_rule
from layers.errors import Invalid
from layers.events.calendar import Calendar
from layers.events.work_spans import DAYS
from layers.schema.events import EVENT_SOURCES
from layers.statistics.period import Period

__all__ = ["INTERNAL", "Conditions", "Selection", "conditions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events are meant; None is all of them."""

    since: datetime | None = None
    """Reported then or later; without a time zone it is the city's."""
    until: datetime | None = None
    """Reported before; None: before now."""
    area: str | None = None
    """Code of an area of any level."""
    grid: str | None = None
    """Code of a unit grid or of a duty grid."""
    class_code: str | None = None
    """A class, or the first digits of several."""
    edition: str | None = None
    source: str | None = None
    department: str | None = None
    collector: str | None = None
    working_days: bool = False
    """Only what was reported on working days; spans are then hours of work."""


class Conditions(NamedTuple):
    """What holds of the events, with its values."""

    rules: list[LiteralString]
    facts: dict[str, Any]


INTERNAL: Final = ("department", "collector")
"""By what only holders of the key may select, since an event's own is for them."""

RULES: Final[Mapping[str, LiteralString]] = {
    "grid": "%(grid)s IN (e.unit_grid_code, e.duty_grid_code)",
    "class_code": "starts_with(e.class_code, %(class_code)s)",
    "edition": "e.edition = %(edition)s",
    "source": "e.reported_by = %(source)s",
    "department": "e.department_code = %(department)s",
    "collector": "e.collector_code = %(collector)s",
}
ON_DAYS: Final = "(e.reported_at AT TIME ZONE %(zone)s)::date = ANY (%(days)s)"
IN_PERIOD: Final = "e.reported_at >= %(since)s AND e.reported_at < %(until)s"
IN_EITHER: Final = (
    f"({IN_PERIOD} OR e.reported_at >= %(earlier_since)s AND e.reported_at < %(earlier_until)s)"
)


def conditions(
    conn: psycopg.Connection,
    wanted: Selection,
    within: Period,
    before: Period | None,
    calendar: Calendar,
) -> Conditions:
    """The selection as SQL of an event `e`.

    Raises:
        NotFound: there is no such area.
        Invalid: there is no such source.
    """
    if wanted.source is not None and wanted.source not in EVENT_SOURCES:
        raise Invalid(f"no source of events {wanted.source[:40]!r}", known=list(EVENT_SOURCES))
    facts: dict[str, Any] = {name: value for name in RULES if (value := getattr(wanted, name)) is not None}
    rules = [RULES[name] for name in facts]
    if wanted.area is not None:
        area = area_rule(conn, wanted.area)
        rules.append(area.rule)
        facts |= area.facts
    if wanted.working_days:
        rules.append(ON_DAYS)
        facts["days"] = _working_days(calendar, (before or within).since, within.until)
    rules.append(IN_EITHER if before else IN_PERIOD)
    facts |= {"zone": calendar.rules.zone.key, "since": _first(within), "until": within.until}
    if before:
        facts |= {"earlier_since": _first(before), "earlier_until": before.until}
    return Conditions(rules, facts)


def _first(period: Period) -> datetime:
    """Its beginning; when it has none, a moment before any event."""
    return period.since or datetime.combine(DAYS[0], datetime.min.time(), UTC)


def _working_days(calendar: Calendar, since: datetime | None, until: datetime) -> list[date]:
    """The working days of the city from one moment to another."""
    first = since.date() if since else DAYS[0]
    days = (first + timedelta(days=number) for number in range((until.date() - first).days + 1))
    return [day for day in days if calendar.is_working_day(day)]
