"""Numbers, dates and times of a filter, from their text."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from layers.filters.caps import Place, wrong

__all__ = ["LARGEST", "SMALLEST", "instant", "moment", "number"]

LARGEST = Decimal("1e30")
SMALLEST = Decimal("1e-30")
"""Numbers of a filter are 0 or between these, whatever their sign: see `layers.filters.arithmetic`."""
MOST_DIGITS = 60

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
TIME = re.compile(DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")


def number(text: str, at: Place) -> Decimal:
    """A number, exactly as written; what is nearer to 0 than `SMALLEST` is 0.

    Raises:
        Invalid: it is too long or too large.
    """
    if len(text) > MOST_DIGITS:
        raise wrong(f"a number has at most {MOST_DIGITS} characters", at)
    value = Decimal(text)
    if abs(value) > LARGEST:
        raise wrong("a number is at most 1e30", at)
    return value if abs(value) >= SMALLEST else Decimal(0)


def day(text: str, at: Place) -> date:
    """A date.

    Raises:
        Invalid: it is none, or not written YYYY-MM-DD.
    """
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise wrong("this is no date; it is written 2026-07-01", at)


def moment(text: str, at: Place) -> datetime:
    """A moment, brought to UTC.

    Raises:
        Invalid: it is none, has no zone, or its year is not one of 0001 to 9999.
    """
    try:
        if TIME.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise wrong(
        "this is no time with a zone; it is written 2026-07-01T08:00:00Z or with +08:00 at its end", at
    )


def instant(text: str, at: Place) -> date:
    """A date or a moment, as the ends of an interval are written."""
    return moment(text, at) if "T" in text else day(text, at)
