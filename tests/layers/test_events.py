"""Events are located and numbered when they are reported, and read newest first."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from layers.errors import Conflict, Invalid, NotFound
from layers.events import event, events, steps
from layers.paging import Box, cursor_of
from layers.events.report import Report, report
from tests.builder import Builder

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"
GIVEN = Report(class_code="06010", lon=114.8, lat=30.84, source="hotline", description="一堆垃圾")


def lay_out(add: Builder) -> Builder:
    add("area", code="420117", geom=SQUARE)
    add("area", code="420117001", geom=SQUARE)
    add("area", code="420117001001", geom=SQUARE)
    add("duty_grid", code="Z1", geom=SQUARE)
    add("unit_grid", code="420117001001001", geom=SQUARE)
    return add


@pytest.fixture
def town(add: Builder) -> Builder:
    return lay_out(add)


def test_an_event_gets_the_grids_and_areas_of_its_place(conn, town):
    made = report(conn, GIVEN, actor="admin")
    assert (made.district, made.street, made.community, made.unit_grid, made.duty_grid) == (
        "420117",
        "420117001",
        "420117001001",
        "420117001001001",
        "Z1",
    )


def test_an_event_has_the_name_of_its_class(conn, town):
    assert report(conn, GIVEN, actor="admin").class_name == "暴露垃圾"


def test_numbers_are_area_date_and_a_running_number(conn, town):
    today = conn.execute("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')").fetchone()[0]
    codes = [report(conn, GIVEN, actor="admin").code for _ in range(3)]
    assert codes == [f"420117{today}{n:05d}" for n in (1, 2, 3)]


def test_numbers_go_on_after_those_that_were_brought_in(conn, town):
    first = report(conn, GIVEN, actor="admin").code
    town("event", code=f"{first[:14]}00041")
    assert report(conn, GIVEN, actor="admin").code == f"{first[:14]}00042"


def test_a_step_that_was_taken_stays(conn, town):
    report(conn, GIVEN, actor="admin")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        conn.execute("DELETE FROM onemap.event_step")


def test_a_day_without_numbers_left_is_a_conflict(conn, town):
    code = report(conn, GIVEN, actor="admin").code
    conn.execute("UPDATE onemap.event_counter SET last = 99999")
    with pytest.raises(Conflict):
        report(conn, GIVEN, actor="admin")
    assert event(conn, code).code == code


def test_reports_at_the_same_time_get_numbers_of_their_own(scratch):
    with psycopg.connect(scratch) as conn:
        lay_out(Builder(conn))

    def take_in(_: int) -> str:
        with psycopg.connect(scratch) as conn:
            return report(conn, GIVEN, actor="admin").code

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(take_in, range(40)))
    assert sorted(int(code[14:]) for code in codes) == list(range(1, 41))


def test_the_first_step_says_who_took_it_in(conn, town):
    code = report(conn, GIVEN, actor="clerk").code
    made = conn.execute("SELECT step, state, actor FROM onemap.event_step WHERE event_code = %s", (code,))
    assert made.fetchall() == [("report", "reported", "clerk")]
    assert [(one.step, one.state) for one in steps(conn, code)] == [("report", "reported")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"class_code": "99999"},
        {"class_code": "\U0001f600" * 100},
        {"edition": "1999"},
        {"source": "rumour"},
        {"lon": 10.0, "lat": 50.0},
        {"lon": float("nan")},
    ],
)
def test_what_cannot_be_an_event_is_refused(conn, town, wrong):
    given = {name: getattr(GIVEN, name) for name in ("class_code", "lon", "lat", "source")} | wrong
    with pytest.raises(Invalid):
        report(conn, Report(**given), actor="admin")


def test_a_class_of_an_older_edition_needs_its_edition(conn, town):
    with pytest.raises(Invalid):
        report(conn, Report("0110", 114.8, 30.84, "public"), actor="admin")
    assert (
        report(conn, Report("0110", 114.8, 30.84, "public", edition="2013"), actor="admin").edition == "2013"
    )


def test_without_a_district_of_six_digits_the_number_has_six_digits_of_a_smaller_area(conn, add):
    conn.execute("INSERT INTO onemap.area_level VALUES ('tw-taipei', 'street', 7)")
    add("area", code="6300100", scheme="tw-taipei", level="street", geom=SQUARE)
    assert report(conn, GIVEN, actor="admin").code.startswith("630010")


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
    found = [events(conn, box=box), events(conn, community="420117001001")]
    assert [[one.code for one in page.items] for page in found] == [[here], [here]]


def test_what_was_said_is_for_insiders_only(conn, add):
    at(add, 1, description="说了什么", address_text="某人家")
    found = [events(conn, internal=who).items[0] for who in (False, True)]
    assert [(one.description, one.address_text) for one in found] == [(None, None), ("说了什么", "某人家")]


@pytest.mark.parametrize(
    "cursor", ["x", "é", "AAAA", cursor_of("yesterday", 1), cursor_of(1), cursor_of("2026-07-01", -1)]
)
def test_a_cursor_of_somebody_else_is_refused(conn, cursor):
    with pytest.raises(Invalid):
        events(conn, cursor=cursor)
