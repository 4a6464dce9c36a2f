"""Hours are counted as a city works: over nights, noon, weekends, days off and make-up days."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import Invalid
from layers.events.calendar import Calendar, load
from layers.events.calendar_rules import CalendarRules, load_rules
from layers.events.life_cycle import FOLDER
from layers.schema.events import LIMIT_UNITS

CITY = load()


def at(text: str) -> datetime:
    """A moment of 2026 in the city, such as `07-01 08:00`; 1 July is a Wednesday."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CITY.rules.zone)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("07-01 08:00", 2, "work_hour", "07-01 10:00"),
        ("07-01 11:00", 2, "work_hour", "07-01 15:00"),  # over noon
        ("07-01 12:30", 2, "work_hour", "07-01 16:00"),  # at noon
        ("07-01 17:00", 2, "work_hour", "07-02 09:00"),  # over night
        ("07-01 14:00", 4, "work_hour", "07-01 18:00"),  # to the end of the day, not the next morning
        ("07-01 20:00", 1, "work_hour", "07-02 09:00"),
        ("07-03 17:00", 2, "work_hour", "07-06 09:00"),  # over a weekend
        ("07-04 10:00", 1, "work_hour", "07-06 09:00"),  # on a weekend
        ("07-01 10:00", 1, "work_day", "07-02 10:00"),
        ("07-03 10:00", 1, "work_day", "07-06 10:00"),
        ("07-03 20:00", 1, "work_day", "07-06 18:00"),
        ("09-30 10:00", 1, "work_day", "10-08 10:00"),  # over the National Day
        ("10-09 10:00", 1, "work_day", "10-10 10:00"),  # a Saturday on which the city works
        ("09-19 10:00", 1, "work_day", "09-20 18:00"),  # a Sunday on which the city works
        ("07-01 17:00", 2, "urgent_hour", "07-01 19:00"),
        ("07-03 17:00", 2, "urgent_day", "07-05 17:00"),
        ("07-03 17:00", 3, "day", "07-06 17:00"),
        ("07-01 08:00", Decimal("0.5"), "work_hour", "07-01 08:30"),
        ("07-01 08:00", 0.25, "work_day", "07-01 10:00"),
        ("07-01 20:00", 0, "work_hour", "07-01 20:00"),
        ("07-04 10:00", 0, "work_day", "07-04 10:00"),
        ("07-01 08:00", 8, "work_hour", "07-01 18:00"),
        ("02-13 17:00", 9, "work_hour", "02-14 18:00"),  # the last day before the Spring Festival
        ("02-13 17:00", 10, "work_hour", "02-24 09:00"),
    ],
)
def test_a_deadline_is_when_so_much_has_passed(start, amount, unit, end):
    assert CITY.deadline(at(start), amount, unit) == at(end)


def test_a_deadline_is_in_the_time_of_the_city():
    assert CITY.deadline(datetime(2026, 7, 1, tzinfo=UTC), 1, "work_hour").isoformat() == (
        "2026-07-01T09:00:00+08:00"
    )


def between(first: str, last: str, zone: ZoneInfo) -> st.SearchStrategy[datetime]:
    edges = (datetime.fromisoformat(day) for day in (first, last))
    return st.datetimes(*edges, timezones=st.just(zone))


MOMENTS = between("2024-01-01", "2028-01-01", CITY.rules.zone)
NEW_YORK = ZoneInfo("America/New_York")
UNITS = st.sampled_from(LIMIT_UNITS)
AMOUNTS = st.integers(0, 4000).map(lambda n: n / 32)


@given(MOMENTS, AMOUNTS, UNITS)
def test_what_a_limit_adds_has_passed_at_its_end(start, amount, unit):
    assert CITY.elapsed(start, CITY.deadline(start, amount, unit), unit) == amount


@given(MOMENTS, AMOUNTS, UNITS)
def test_before_its_end_less_has_passed(start, amount, unit):
    end = CITY.deadline(start, amount, unit)
    assert end == start or CITY.elapsed(start, end - timedelta(microseconds=1), unit) < amount


@given(MOMENTS, MOMENTS, AMOUNTS, UNITS)
def test_who_begins_later_ends_no_earlier(one, other, amount, unit):
    first, second = sorted((one, other))
    assert CITY.deadline(first, amount, unit) <= CITY.deadline(second, amount, unit)


@given(MOMENTS, AMOUNTS, AMOUNTS, UNITS)
def test_two_limits_one_after_the_other_are_one(start, one, more, unit):
    there = CITY.deadline(start, one, unit)
    assert CITY.deadline(there, more, unit) == CITY.deadline(start, one + more, unit) or not more


@given(MOMENTS, MOMENTS, MOMENTS, UNITS)
def test_time_that_passes_adds_up(one, two, three, unit):
    parts = CITY.elapsed(one, two, unit) + CITY.elapsed(two, three, unit)
    assert parts == pytest.approx(CITY.elapsed(one, three, unit), abs=1e-9)


@given(st.lists(st.tuples(MOMENTS, MOMENTS), max_size=20), UNITS)
def test_many_are_counted_as_one_by_one(pairs, unit):
    columns = [utc([pair[n] for pair in pairs]) for n in (0, 1)]
    one_by_one = [CITY.elapsed(start, end, unit) for start, end in pairs]
    assert CITY.elapsed_many(*columns, unit).tolist() == one_by_one


@given(st.lists(MOMENTS, max_size=20))
def test_working_days_are_found_among_moments(moments):
    wanted = [CITY.is_working_day(moment.date()) for moment in moments]
    assert CITY.on_working_days(utc(moments)).tolist() == wanted


def utc(moments: list[datetime]) -> np.ndarray:
    return np.array([one.astimezone(UTC).replace(tzinfo=None) for one in moments], dtype="datetime64[us]")


def test_what_has_no_time_passes_nothing():
    never = np.array(["NaT", "2026-07-01"], "datetime64[s]")
    assert np.isnan(CITY.elapsed_many(never, never[[1, 1]], "work_day")).tolist() == [True, False]
    assert CITY.on_working_days(never).tolist() == [False, True]


@given(between("2026-10-20", "2026-11-05", NEW_YORK), st.integers(0, 60))
def test_where_clocks_change_hours_are_those_that_pass(start, amount):
    hours = ((time(0, 30), time(6)), (time(8), time(17)))
    night = Calendar(CalendarRules(NEW_YORK, hours, frozenset({"sunday"})))
    assert night.elapsed(start, night.deadline(start, amount, "work_hour"), "work_hour") == amount


def test_on_the_day_on_which_clocks_go_back_a_night_shift_is_an_hour_longer():
    zone = ZoneInfo("Europe/Paris")
    night = Calendar(CalendarRules(zone, ((time(0), time(6)),)))
    change = datetime(2026, 10, 25, tzinfo=zone)
    assert night.elapsed(change, change + timedelta(days=1), "work_hour") == 7


def test_a_year_without_a_list_of_days_off_is_known():
    assert CITY.unlisted(at("12-31 08:00"), at("12-31 23:00") + timedelta(days=2)) == [2027]


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), Decimal("NaN"), 1e9])
def test_what_is_no_amount_of_time_is_refused(amount):
    with pytest.raises(Invalid):
        CITY.deadline(at("07-01 08:00"), amount, "work_hour")


def test_a_unit_that_nobody_knows_is_refused():
    with pytest.raises(Invalid):
        CITY.elapsed(at("07-01 08:00"), at("07-01 09:00"), "fortnight")


@pytest.mark.parametrize("year", [1990, 2070])
def test_days_that_cannot_be_counted_are_refused(year):
    with pytest.raises(Invalid):
        CITY.is_working_day(date(year, 1, 1))
    with pytest.raises(Invalid):
        CITY.deadline(datetime(year, 1, 1, tzinfo=UTC), 1, "day")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"12:00"', '"07:00"', "one after the other"),
        ('"saturday", "sunday"', '"caturday"', "caturday"),
        ("2026-01-04, 2026-02-14", "2026-01-05, 2026-02-14", "2026-01-05"),
        ("2026-01-04, 2026-02-14", "2025-01-04, 2026-02-14", "year 2026"),
        ("2026-02-15, 2026-02-23", "2026-02-23, 2026-02-15", "year 2026"),
        ('"Asia/Shanghai"', '"Asia/Atlantis"', "Atlantis"),
        ("timezone", "time_zone", "time_zone"),
        ("[[year]]", "[year", "line"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(tmp_path: Path, old, new, says):
    text = (FOLDER / "calendar.toml").read_text("utf-8")
    (tmp_path / "calendar.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Invalid, match=says) as refused:
        load_rules(tmp_path)
    assert refused.value.facts["file"] == "calendar.toml"
