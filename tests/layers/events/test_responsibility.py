"""Whose an event is: class by area, and the duty desk for what no rule covers."""

import pytest

from layers.errors import Invalid
from layers.events import responsibility_table
from layers.events.responsibility import Responsible, responsible_for
from layers.events.rule_tables import Row

HERE = ["420117", "420117001", "420117001001"]


@pytest.fixture
def put(add):
    add("area", code="420117001001")

    def rule(class_code, department, area=None, edition="2026"):
        given = {"class_code": class_code, "area_code": area, "edition": edition}
        return add("responsibility", department_code=department, **given)["code"]

    return rule


def who(conn, class_code="06010", areas=HERE, edition="2026"):
    return responsible_for(conn, edition, class_code, areas).department_code


def test_the_rule_for_most_of_the_class_holds(conn, put):
    put("", "all")
    put("06", "sanitation")
    put("06010", "garbage")
    assert [who(conn, code) for code in ("06010", "06020", "07001")] == ["garbage", "sanitation", "all"]


def test_of_the_same_class_the_rule_for_the_smallest_area_holds(conn, put):
    put("06", "city")
    put("06", "district", "420117")
    put("06", "community", "420117001001")
    put("06", "street", "420117001")
    assert [who(conn, areas=HERE[:n]) for n in (3, 2, 1, 0)] == ["community", "street", "district", "city"]


def test_the_class_decides_before_the_area(conn, put):
    put("", "street office", "420117001")
    put("06", "sanitation")
    assert [who(conn, code) for code in ("06010", "07001")] == ["sanitation", "street office"]


def test_a_rule_for_an_area_above_those_of_the_event_holds(conn, put):
    put("06", "district", "420117")
    assert who(conn, areas=["420117001001"]) == "district"


def test_a_rule_for_another_area_does_not_hold(conn, put, add):
    add("area", code="420117002")
    put("06", "other", "420117002")
    assert responsible_for(conn, "2026", "06010", HERE) == Responsible(None, None, None)


def test_a_class_is_also_whose_it_was_in_2013(conn, put):
    put("0110", "then", edition="2013")
    assert who(conn) == "then"


def test_of_two_rules_that_say_the_same_the_lowest_code_holds(conn, put):
    codes = {put("06", name): name for name in ("one", "two")}
    assert who(conn) == codes[min(codes)]


def test_the_answer_names_the_rule(conn, put):
    code = put("06", "sanitation")
    assert responsible_for(conn, "2026", "06010", HERE) == Responsible("sanitation", "rule", code)


def test_what_no_rule_covers_goes_to_the_duty_desk_and_that_is_said(conn, put, add):
    for code in ("desk2", "desk1"):
        add("department", code=code, kind="duty_desk")
    put("07", "advertising")
    assert responsible_for(conn, "2026", "06010", HERE) == Responsible("desk1", "duty_desk", None)


def test_a_rule_may_choose_the_duty_desk(conn, put, add):
    for code in ("desk2", "desk1"):
        add("department", code=code, kind="duty_desk")
    rule = put("", "desk2")
    assert responsible_for(conn, "2026", "06010", HERE) == Responsible("desk2", "duty_desk", rule)


# Tables


def test_a_table_takes_the_place_of_the_one_before(conn, put, add):
    put("07", "old")
    add("department", code="new")
    cells = {"class_code": "06", "department_code": "new"}
    read = responsibility_table.read(conn, [Row(2, cells), Row(3, cells | {"area_code": "420117001"})])
    assert responsibility_table.replace(conn, read.rules, "t") == (2, 0, 0, 1)
    assert responsibility_table.replace(conn, read.rules, "t") == (0, 0, 2, 0)
    assert (who(conn), who(conn, "07001")) == ("new", None)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"class_code": "06"}, "no department_code"),
        ({"class_code": "06", "department_code": "none"}, "department_code 'none'"),
        ({"class_code": "06", "department_code": "D", "area_code": "0"}, "area_code '0'"),
        ({"class_code": "x", "department_code": "D"}, "digits"),
        ({"edition": "1", "department_code": "D"}, "1"),
    ],
)
def test_a_row_that_is_no_responsibility_is_refused_with_its_line(conn, add, cells, says):
    add("department", code="D")
    read = responsibility_table.read(conn, [Row(7, cells)])
    assert [(line, says in why) for line, why in read.refused] == [(7, True)]


def test_a_table_without_a_rule_takes_no_place(conn):
    with pytest.raises(Invalid):
        responsibility_table.replace(conn, [], "t")
