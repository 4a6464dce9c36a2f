"""Events are listed by many filters, newest or most pressing first, page by page."""

from datetime import UTC, datetime, timedelta

import pytest

from layers.errors import Invalid, NotFound
from layers.events import Filter, Order, event, events
from layers.paging import Box, cursor_of
from tests.builder import Builder


def test_an_unknown_event_is_not_found(conn):
    with pytest.raises(NotFound):
        event(conn, "no such")


def at(add: Builder, n: int, **more) -> str:
    return add("event", reported_at=f"2026-07-01T08:00:{n:02d}+08:00", **more)["code"]


def test_events_come_newest_first(conn, add):
    codes = [at(add, n) for n in (2, 3, 1)]
    assert [one.code for one in events(conn).items] == [codes[1], codes[0], codes[2]]


def test_pages_follow_each_other_although_events_come_meanwhile(conn, add):
    codes = [at(add, n // 2) for n in range(5)]
    first = events(conn, limit=2)
    at(add, 30)
    second = events(conn, limit=2, cursor=first.next)
    third = events(conn, limit=2, cursor=second.next)
    found = [one.code for page in (first, second, third) for one in page.items]
    assert (found, third.next) == (codes[::-1], None)


def test_events_of_a_box_and_of_a_community_are_found(conn, add):
    here = at(add, 1, community_code="420117001001", geom="POINT(114.8 30.84)")
    at(add, 2, community_code="420117001002", geom="POINT(115.8 30.84)")
    box = Box(114.7, 30.7, 114.9, 30.9)
    found = [events(conn, Filter(box=box)), events(conn, Filter(community="420117001001"))]
    assert [[one.code for one in page.items] for page in found] == [[here], [here]]


def test_what_was_said_is_for_insiders_only(conn, add):
    at(add, 1, description="说了什么", address_text="某人家")
    found = [events(conn, internal=who).items[0] for who in (False, True)]
    assert [(one.description, one.address_text) for one in found] == [(None, None), ("说了什么", "某人家")]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        cursor_of("reported", "yesterday", 1),
        cursor_of(1),
        cursor_of("reported", "2026-07-01", 1),
        cursor_of("reported", "2026-07-01T00:00:00Z", -1),
        cursor_of("deadline", "infinity", 1),
    ],
)
def test_a_cursor_of_somebody_else_is_refused(conn, cursor):
    with pytest.raises(Invalid):
        events(conn, cursor=cursor)


NOW = datetime.now(UTC)
EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


def codes(conn, order=Order.REPORTED, **wanted) -> list[str]:
    return [one.code for one in events(conn, Filter(**wanted), order=order).items]


def test_the_earliest_deadline_comes_first_and_none_last(conn, add):
    late, none, soon = (add("event", deadline=when)["code"] for when in (LATER, None, EARLIER))
    assert codes(conn, Order.DEADLINE) == [soon, late, none]


def test_pages_by_deadline_follow_each_other_from_those_with_one_to_those_without(conn, add):
    made = [add("event", deadline=when)["code"] for when in (EARLIER, EARLIER, LATER, None, None, None)]
    found, cursor = [], None
    for _ in range(3):
        page = events(conn, order=Order.DEADLINE, limit=2, cursor=cursor)
        found += [one.code for one in page.items]
        cursor = page.next
    assert (found, cursor) == (made, None)


@pytest.mark.parametrize(
    ("given", "overdue"),
    [
        ({"deadline": EARLIER}, True),
        ({"deadline": LATER}, False),
        ({}, False),
        ({"deadline": EARLIER, "suspended_at": NOW}, False),
        ({"deadline": EARLIER, "handled_at": EARLIER}, False),
        ({"deadline": EARLIER, "handled_at": NOW}, True),
        ({"deadline": EARLIER, "handled_at": EARLIER, "closed_at": NOW}, False),
        ({"deadline": EARLIER, "closed_at": NOW}, True),
    ],
)
def test_an_event_is_overdue_when_its_clock_ran_beyond_the_deadline(conn, add, given, overdue):
    code = add("event", **given)["code"]
    assert (event(conn, code).overdue, codes(conn, overdue=overdue)) == (overdue, [code])


MORE = {
    "state": "filed", "class_code": "06010", "edition": "2026", "reported_by": "hotline",
    "department_code": "D1", "district_code": "420117", "street_code": "420117001",
    "community_code": "420117001001", "unit_grid_code": "420117001001001", "duty_grid_code": "Z1",
    "urgent": True, "supervised": True, "reported_at": "2026-07-02T08:00:00Z", "description": "路灯 ABC 不亮",
    "address_text": "红旗路12号",
}  # fmt: skip
SINCE = datetime(2026, 7, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        ({"states": ["filed", "verifying"]}, {"state": "reported"}),
        ({"open": True}, {"closed_at": NOW}),
        ({"class_code": "06"}, {"class_code": "07001"}),
        ({"class_code": "06010"}, {"class_code": "06011"}),
        ({"edition": "2026"}, {"edition": "2013", "class_code": "0610"}),
        ({"source": "hotline"}, {"reported_by": "drone"}),
        ({"department": "D1"}, {"department_code": "D2"}),
        ({"area": "420117001001"}, {"community_code": "420117001002"}),
        ({"area": "420117001"}, {"street_code": "420117002"}),
        ({"area": "420117"}, {"street_code": "420118001", "district_code": "420118"}),
        ({"area": "4201"}, {"street_code": None, "district_code": None}),
        ({"grid": "420117001001001"}, {"unit_grid_code": "420117001001002"}),
        ({"grid": "Z1"}, {"duty_grid_code": "Z2"}),
        ({"urgent": True}, {"urgent": False}),
        ({"supervised": True}, {"supervised": False}),
        ({"since": SINCE}, {"reported_at": SINCE - timedelta(seconds=1)}),
        ({"until": SINCE + timedelta(seconds=1)}, {"reported_at": SINCE + timedelta(seconds=1)}),
        ({"text": "abc 不亮"}, {"description": None}),
        ({"text": "红旗路"}, {"address_text": "黄旗路"}),
    ],
)
def test_a_filter_finds_those_that_fit(conn, add, wanted, other):
    add("area", code="420117001001")
    one = add("event", **MORE)["code"]
    add("event", **(MORE | {"description": "别的", "address_text": "别处"} | other))
    assert codes(conn, **wanted) == [one]


def test_an_event_is_found_by_its_number(conn, add):
    made = [add("event")["code"] for _ in range(2)]
    assert codes(conn, text=made[1]) == [made[1]]


def test_an_unknown_area_is_not_found(conn):
    with pytest.raises(NotFound):
        events(conn, Filter(area="999999"))
