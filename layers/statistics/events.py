"""Statistics of events (统计): indicators by area, grid, class, who reports, time or hexagon.

All numbers are of the events that were *reported* in the period, whatever became of them since; so numerator
and denominator are always of the same events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

import psycopg

from layers.events import calendar
from layers.events.calendar import Calendar
from layers.statistics import indicators
from layers.statistics.grids import grid_counts
from layers.statistics.hexagons import Json, cells
from layers.statistics.indicators import Indicators
from layers.statistics.keys import KEYS, OF_CLASSES, Grouping, names
from layers.statistics.period import Compare, Earlier, Period, earlier, period
from layers.statistics.scan import Scan, Wanted, read, wanted
from layers.statistics.selection import Selection, conditions
from layers.statistics.shapes import shapes
from layers.statistics.sheet import BY_COUNT, BY_KEY, Sheet, Value

__all__ = ["Question", "Row", "Rules", "Statistics", "default_rules", "events"]


class Rules(NamedTuple):
    """What the statistics of a city go by."""

    indicators: Indicators
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked."""

    by: Grouping = Grouping.STREET
    """What the rows are."""
    selection: Selection = field(default_factory=Selection)
    """Which events; all by default."""
    compare: Compare = Compare.NONE
    """With which earlier period."""
    resolution: int = 9
    """Of hexagons, 7 to 11."""
    chosen: Sequence[str] | None = None
    """Codes of indicators; None for all."""
    order: str | None = None
    """`count`, `key` or the code of an indicator: the largest first, missing ones last, but keys from A to Z.
    None: times by key, all else by count."""
    limit: int | None = 1000
    """How many rows at most; None for all."""
    geometry: bool = False
    """Whether rows that lie somewhere come with their shape."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of statistics."""

    key: str | None
    """None: of events that have no such thing, or of the total."""
    name: str | None
    edition: str | None
    """Of a class; None for all else."""
    count: int
    """Events that were reported."""
    indicators: Mapping[str, Value]
    geometry: Json | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was found."""

    by: Grouping
    period: Period
    compared: Period | None
    rows: Sequence[Row]
    total: Row
    """Of all rows, also those beyond the limit: counts of events are sums, all else is computed anew."""
    found: int
    """How many rows there are."""


@cache
def default_rules() -> Rules:
    """The indicators and the calendar that this project ships."""
    return Rules(indicators.load(), calendar.load())


def events(
    conn: psycopg.Connection,
    asked: Question | None = None,
    *,
    rules: Rules | None = None,
    now: datetime | None = None,
) -> Statistics:
    """Indicators of the events that were reported in a period.

    Args:
        conn: an open connection.
        asked: what is asked; None: all events by street.
        rules: indicators and calendar; None for those that this project ships.
        now: the present moment, by which limits have passed or not; None for now.

    Raises:
        NotFound: there is no such area.
        Invalid: something that is asked for is not there.
    """
    asked, rules, now = asked or Question(), rules or default_rules(), now or datetime.now(UTC)
    selection = asked.selection
    within = period(selection.since, selection.until, rules.calendar.rules.zone, now=now)
    before = earlier(within, asked.compare)
    chosen = rules.indicators.chosen(asked.chosen)
    needed = wanted(rules.indicators, chosen)
    scan = _scan(conn, asked, needed, rules, within, before, now)
    grids = grid_counts(conn, asked.by, scan.keys, selection.area) if needed.grids else None
    sheet = Sheet(
        scan,
        chosen,
        grids=grids,
        high_incidence=rules.indicators.high_incidence,
        clock=rules.calendar if selection.working_days else None,
    )
    rows = _rows(conn, asked, rules, scan, sheet)
    total = Row(None, None, None, int(sheet.reported[-1]), sheet.values(-1))
    return Statistics(asked.by, within, before.period if before else None, rows, total, len(scan.keys))


def _scan(
    conn: psycopg.Connection,
    asked: Question,
    needed: Wanted,
    rules: Rules,
    within: Period,
    before: Earlier | None,
    now: datetime,
) -> Scan:
    where = conditions(conn, asked.selection, within, before.period if before else None, rules.calendar)
    if asked.by is Grouping.H3:
        where.facts.update(cells(conn, where, asked.resolution))
    return read(
        conn,
        KEYS[asked.by],
        needed,
        where,
        limits=dict(rules.indicators.limits),
        now=now,
        shift=before.shift if before else None,
    )


def _rows(conn: psycopg.Connection, asked: Question, rules: Rules, scan: Scan, sheet: Sheet) -> Sequence[Row]:
    by = asked.by
    numbers = sheet.order(asked.order or (BY_KEY if KEYS[by].timed else BY_COUNT))[: asked.limit]
    keys = [scan.keys[number] for number in numbers]
    called = names(conn, by, keys, rules.indicators.sources)
    drawn = shapes(conn, by, keys) if asked.geometry else {}
    found = []
    for number, key in zip(numbers, keys, strict=True):
        edition, code = (key or " ").split(" ") if by in OF_CLASSES else ("", key)
        found.append(
            Row(
                code or None,
                called.get(key or ""),
                edition or None,
                int(sheet.reported[number]),
                sheet.values(number),
                drawn.get(key or ""),
            )
        )
    return found
