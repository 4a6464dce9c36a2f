"""Times of `datetime` (OGC API Features, Part 1): moments, intervals, and the buckets of tiles.

A time slider asks for another interval with every pixel that it moves. Tiles are made for intervals that
begin and end on whole buckets, so that near ones share them.
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from layers.columns import moment
from layers.errors import Invalid

__all__ = ["BUCKETS", "LARGEST_BUCKET", "Interval", "parse_interval", "snap"]

HINT = "2026-07-01T08:00:00Z, 2026-07-01T00:00:00Z/2026-07-02T00:00:00Z, ../2026-07-01T00:00:00Z"
OPEN = {"", ".."}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

BUCKETS: dict[timedelta, timedelta] = {
    timedelta(hours=1): timedelta(minutes=1),
    timedelta(days=1): timedelta(minutes=15),
    timedelta(days=366): timedelta(hours=1),
}
"""Intervals up to this length begin and end on multiples of that; moments are the shortest."""
LARGEST_BUCKET = timedelta(days=1)
"""For what is longer. Buckets are counted from midnight UTC."""
OPEN_BUCKET = timedelta(minutes=15)
"""For an interval that is open at one end."""


class Interval(NamedTuple):
    """A time from a moment to a moment, both included and in UTC; None is open."""

    start: datetime | None
    end: datetime | None


def parse_interval(text: str) -> Interval:
    """Read the value of `datetime`: a moment, whose start and end are one, or an interval.

    Raises:
        Invalid: it is neither, a time has no zone, or it runs backwards.
    """
    parts = text.split("/")
    if len(parts) == 1 and text not in OPEN:
        parts = [text, text]
    try:
        start, end = (None if part in OPEN else moment(part).astimezone(UTC) for part in parts)
    except (ValueError, OverflowError):
        raise Invalid("parameter 'datetime' is an RFC 3339 time or an interval of two", hint=HINT) from None
    if start and end and start > end:
        raise Invalid("parameter 'datetime' runs backwards")
    return Interval(start, end)


def snap(interval: Interval) -> Interval:
    """The interval of whole buckets that holds this one: what holds in this one is never left out.

    A moment becomes the bucket that it lies in. Snapping again changes nothing; what would lie before the
    year 1 or after 9999 is open.
    """
    start, end = interval
    bucket = _bucket(interval)
    return Interval(start and _floor(start, bucket), end and _ceiling(end, bucket))


def _bucket(interval: Interval) -> timedelta:
    start, end = interval
    if start is None or end is None:
        return OPEN_BUCKET
    lengths = list(BUCKETS)
    place = bisect_left(lengths, end - start)
    return BUCKETS[lengths[place]] if place < len(lengths) else LARGEST_BUCKET


def _floor(moment: datetime, bucket: timedelta) -> datetime | None:
    try:
        return moment - (moment - EPOCH) % bucket
    except OverflowError:
        return None


def _ceiling(moment: datetime, bucket: timedelta) -> datetime | None:
    try:
        return moment + (EPOCH - moment) % bucket
    except OverflowError:
        return None
