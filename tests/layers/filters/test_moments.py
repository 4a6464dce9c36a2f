"""Times of `datetime`, and the buckets of tiles."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import Invalid
from layers.filters import Interval, parse_interval, snap

TIMES = st.datetimes(timezones=st.just(UTC))
ENDS = st.none() | TIMES


def test_a_moment_begins_and_ends_at_once() -> None:
    moment = datetime(2026, 7, 1, tzinfo=UTC)

    assert parse_interval("2026-07-01T08:00:00+08:00") == Interval(moment, moment)


@pytest.mark.parametrize("text", ["../2026-07-01T00:00:00Z", "/2026-07-01T00:00:00Z"])
def test_an_interval_may_be_open(text: str) -> None:
    assert parse_interval(text) == Interval(None, datetime(2026, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "2026-07-01T00:00:00",
        "x/y",
        "a/b/c",
        "2026-07-02T00:00:00Z/2026-07-01T00:00:00Z",
        "0001-01-01T00:00:00+08:00",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="datetime"):
        parse_interval(text)


@given(ENDS, ENDS)
def test_a_snapped_interval_holds_the_one_it_was(one: datetime | None, other: datetime | None) -> None:
    start, end = sorted((one, other)) if one and other else (one, other)
    low, high = snap(Interval(start, end))

    assert low is None or (start and low <= start)
    assert high is None or (end and high >= end)


@given(ENDS, ENDS)
def test_snapping_again_changes_nothing_or_little(one: datetime | None, other: datetime | None) -> None:
    start, end = sorted((one, other)) if one and other else (one, other)
    snapped = snap(snap(Interval(start, end)))

    assert snap(snapped) == snapped


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        (timedelta(0), 60),
        (timedelta(hours=1), 60),
        (timedelta(days=1), 900),
        (timedelta(days=30), 3600),
        (timedelta(days=400), 86400),
    ],
)
def test_longer_intervals_have_larger_buckets(length: timedelta, seconds: int) -> None:
    start = datetime(2026, 7, 1, 8, 17, 31, tzinfo=UTC)
    low, high = snap(Interval(start, start + length))

    assert low is not None
    assert high is not None
    assert (low.timestamp() % seconds, high.timestamp() % seconds) == (0, 0)
    assert high - low < length + timedelta(seconds=2 * seconds)
