"""Events get their areas, grids, number and first step when they are reported."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from layers.errors import Conflict, Invalid
from layers.events import classes, event, life_cycle, steps
from layers.events.detail import Detail
from layers.events.given import Placed, Report, placed
from layers.events.report import report
from layers.locate import locate
from tests.builder import Builder

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"
OTHER = "POLYGON((114.9 30.83, 115 30.83, 115 30.85, 114.9 30.85, 114.9 30.83))"
HERE, THERE = Placed(114.8, 30.84, "point"), Placed(114.95, 30.84, "point")
GIVEN = {"class_code": "06010", "place": HERE, "source": "hotline", "description": "一堆垃圾"}
CLASSES, LIFE = classes.load(), life_cycle.load()


def lay_out(add: Builder) -> Builder:
    add("area", code="420117", geom=SQUARE)
    add("area", code="420117001", geom=SQUARE)
    add("area", code="420117001001", geom=SQUARE)
    add("duty_grid", code="Z1", geom=SQUARE)
    add("unit_grid", code="420117001001001", geom=SQUARE)
    return add


def said(conn: psycopg.Connection, **more) -> Report:
    """The usual report, with some things said otherwise."""
    given = GIVEN | more
    (where,) = locate(conn, [given["place"].lon], [given["place"].lat])
    return Report(where=where, **given)


def together(conn: psycopg.Connection, *given: Report, actor: str = "admin") -> list[Detail | Exception]:
    return report(conn, given, CLASSES, LIFE, actor=actor).details()


def take_in(conn: psycopg.Connection, actor: str = "admin", **more) -> Detail:
    (told,) = together(conn, said(conn, **more), actor=actor)
    if isinstance(told, Exception):
        raise told
    return told


@pytest.fixture
def town(add: Builder) -> Builder:
    return lay_out(add)


def test_an_event_gets_the_grids_and_areas_of_its_place(conn, town):
    made = take_in(conn).event
    assert (made.district, made.street, made.community, made.unit_grid, made.duty_grid) == (
        "420117",
        "420117001",
        "420117001001",
        "420117001001001",
        "Z1",
    )


def test_an_event_has_the_name_of_its_class(conn, town):
    assert take_in(conn).event.class_name == "暴露垃圾"


def test_numbers_are_area_date_and_a_running_number(conn, town):
    today = conn.execute("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')").fetchone()[0]
    codes = [take_in(conn).event.code for _ in range(3)]
    assert codes == [f"420117{today}{n:05d}" for n in (1, 2, 3)]


def test_numbers_go_on_after_those_that_were_brought_in(conn, town):
    first = take_in(conn).event.code
    town("event", code=f"{first[:14]}00041")
    assert take_in(conn).event.code == f"{first[:14]}00042"


def test_a_step_that_was_taken_stays(conn, town):
    take_in(conn)
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        conn.execute("DELETE FROM onemap.event_step")


def test_a_day_without_numbers_left_is_a_conflict(conn, town):
    code = take_in(conn).event.code
    conn.execute("UPDATE onemap.event_counter SET last = 99999")
    with pytest.raises(Conflict):
        take_in(conn)
    assert event(conn, code).code == code


def test_reports_at_the_same_time_get_numbers_of_their_own(scratch):
    with psycopg.connect(scratch) as conn:
        lay_out(Builder(conn))

    def one(_: int) -> str:
        with psycopg.connect(scratch) as conn:
            return take_in(conn).event.code

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(one, range(40)))
    assert sorted(int(code[14:]) for code in codes) == list(range(1, 41))


def test_what_comes_together_is_numbered_in_its_order(conn, town):
    take_in(conn)
    made = together(conn, *(said(conn, description=word) for word in "甲乙丙"))
    assert [(one.event.code[14:], one.event.description) for one in made] == [
        ("00002", "甲"),
        ("00003", "乙"),
        ("00004", "丙"),
    ]


def test_each_district_has_numbers_of_its_own(conn, town):
    town("area", code="420118", geom=OTHER)
    made = together(conn, said(conn), said(conn, place=THERE), said(conn), said(conn, place=THERE))
    assert [one.event.code[:6] + one.event.code[14:] for one in made] == [
        "42011700001",
        "42011800001",
        "42011700002",
        "42011800002",
    ]


def test_what_cannot_be_an_event_takes_no_number_from_the_others(conn, town):
    made = together(conn, said(conn), said(conn, class_code="99999"), said(conn))
    assert [one if isinstance(one, Exception) else one.event.code[14:] for one in made] == [
        "00001",
        made[1],
        "00002",
    ]


def test_of_more_reports_than_numbers_left_none_is_written(conn, town):
    take_in(conn)
    conn.execute("UPDATE onemap.event_counter SET last = 99998")
    made = together(conn, said(conn), said(conn))
    assert ([type(one) for one in made], take_in(conn).event.code[14:]) == ([Conflict] * 2, "99999")


def test_each_of_those_together_has_its_own_surroundings(conn, town):
    lamp = town("component", class_code="01037", geom="POINT(114.8 30.84)")["code"]
    made = together(conn, said(conn), said(conn, class_code="01037"))
    assert [[near.code for near in one.nearby.components] for one in made] == [[], [lamp]]


def test_each_of_those_together_has_its_own_department_and_limit(conn, town):
    for code, department, amount in (("06010", "D1", 4), ("01037", "D2", 8)):
        town("responsibility", edition="2026", class_code=code, department_code=department)
        town("time_limit", edition="2026", class_code=code, amount=amount, unit="work_hour")
    made = [one.event for one in together(conn, said(conn, class_code="01037"), said(conn))]
    assert [(one.department_code, one.limit.amount) for one in made] == [("D2", 8), ("D1", 4)]


def test_each_of_those_together_is_a_line_of_the_change_log(conn, town):
    made = together(conn, said(conn), said(conn))
    logged = conn.execute("SELECT ids FROM onemap.change_log WHERE layer = 'event' ORDER BY n").fetchall()
    assert logged == [([one.event.id],) for one in made]


def test_reports_of_two_districts_at_the_same_time_do_not_block_each_other(scratch):
    with psycopg.connect(scratch) as conn:
        lay_out(Builder(conn))("area", code="420118", geom=OTHER)

    def some(turn: int) -> list[str]:
        with psycopg.connect(scratch) as conn:
            both = [said(conn), said(conn, place=THERE)]
            return [one.event.code for one in together(conn, *both[:: (-1) ** turn])]

    with ThreadPoolExecutor(8) as pool:
        codes = {code for made in pool.map(some, range(40)) for code in made}
    assert sorted(int(code[14:]) for code in codes) == sorted([*range(1, 41)] * 2)


def test_the_first_step_says_who_took_it_in(conn, town):
    code = take_in(conn, actor="clerk").event.code
    made = conn.execute("SELECT step, state, actor FROM onemap.event_step WHERE event_code = %s", (code,))
    assert made.fetchall() == [("report", "reported", "clerk")]


def test_the_answer_has_the_first_step_as_it_was_written(conn, town):
    made = take_in(conn)
    assert made.steps == steps(conn, made.event.code, internal=True)


def test_the_answer_is_the_event_as_it_was_written(conn, town):
    made = take_in(conn)
    assert made.event == event(conn, made.event.code, internal=True)


def test_the_answer_says_what_may_come_next(conn, town):
    assert {"file", "reject"} < {one.step for one in take_in(conn).next_steps}


def test_the_rule_proposes_the_department(conn, town):
    town("responsibility", edition="2026", class_code="06", department_code="D1")
    made = take_in(conn).event
    assert (made.department_code, made.assigned_by, made.deadline) == ("D1", "rule", None)


def test_without_a_rule_it_goes_to_the_duty_desk_and_that_is_said(conn, town):
    town("department", code="DESK", kind="duty_desk")
    made = take_in(conn)
    assert (made.event.department_code, "no_rule" in made.warnings) == ("DESK", True)


def test_the_limit_for_the_condition_stands_from_the_report_on(conn, town):
    town("time_limit", edition="2026", class_code="06010", condition="夜间", amount=2, unit="urgent_hour")
    town("time_limit", edition="2026", class_code="06010", amount=4, unit="work_hour")
    found = [take_in(conn, condition=said).event.limit for said in ("夜间", None)]
    assert [(one.amount, one.unit) for one in found] == [(2, "urgent_hour"), (4, "work_hour")]


def test_what_the_reporter_knows_is_kept(conn, town):
    lamp, who = town("component", class_code="01037")["code"], town("grid_worker", code="W1")["code"]
    told = {"component_code": lamp, "collector_code": who, "urgent": True, "supervised": True}
    made = take_in(conn, **told).event
    assert {name: getattr(made, name) for name in told} == told


def test_a_point_decides_and_the_way_to_the_address_is_kept(conn, town):
    """A hundredth of a degree of longitude is 956.6 m here."""
    made = take_in(conn, place=placed((114.8, 30.84), (114.81, 30.84)))
    assert (made.event.lon, made.event.placed_from, round(made.event.place_gap_m)) == (114.8, "both", 957)


@pytest.mark.parametrize(("lon", "warned"), [(114.8009, False), (114.8011, True)])
def test_a_point_too_far_from_the_address_is_said(conn, town, lon, warned):
    made = take_in(conn, place=placed((114.8, 30.84), (lon, 30.84)))
    assert ("place_disagrees" in made.warnings) is warned


def test_no_place_at_all_is_refused():
    with pytest.raises(Invalid):
        placed(None, None)


def test_an_event_that_no_unit_grid_covers_says_so(conn, add):
    add("area", code="420117001001", geom=SQUARE)
    assert "in_no_grid" in take_in(conn).warnings


def test_the_same_thing_reported_again_is_likely_a_duplicate(conn, town):
    first = take_in(conn).event.code
    again = take_in(conn)
    assert ([one.code for one in again.nearby.similar], "likely_duplicate" in again.warnings) == (
        [first],
        True,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"class_code": "99999"},
        {"class_code": "\U0001f600" * 100},
        {"edition": "1999"},
        {"source": "rumour"},
        {"place": Placed(10.0, 50.0, "point")},
        {"component_code": "42011701037000001"},
        {"collector_code": "nobody"},
        {"condition": "从来没有的情形"},
    ],
)
def test_what_cannot_be_an_event_is_refused(conn, town, wrong):
    with pytest.raises(Invalid):
        take_in(conn, **wrong)


def test_a_class_of_an_older_edition_needs_its_edition(conn, town):
    with pytest.raises(Invalid):
        take_in(conn, class_code="0110")
    assert take_in(conn, class_code="0110", edition="2013").event.edition == "2013"


def test_without_a_district_of_six_digits_the_number_has_six_digits_of_a_smaller_area(conn, add):
    conn.execute("INSERT INTO onemap.area_level VALUES ('tw-taipei', 'street', 7)")
    add("area", code="6300100", scheme="tw-taipei", level="street", geom=SQUARE)
    assert take_in(conn).event.code.startswith("630010")
