"""Time limits: which one holds for an event, and how tables of them are brought in."""

from decimal import Decimal

import pytest

from importers.tables import READERS, form_of
from layers.classes import Kind
from layers.classes import load as load_classes
from layers.errors import Invalid
from layers.events import limit_table
from layers.events.limit_table import LimitRule
from layers.events.limits import limit_for, limits
from layers.events.rule_tables import Row


def put(add, class_code, amount, unit="work_hour", edition="2026", **more):
    row = {"condition": None} | more
    add("time_limit", edition=edition, class_code=class_code, amount=amount, unit=unit, **row)


def found(conn, class_code, condition=None, edition="2026"):
    limit = limit_for(conn, edition, class_code, condition)
    return limit and int(limit.amount)


def test_the_rule_for_most_of_the_class_holds(conn, add):
    for n, prefix in enumerate(("", "06", "060", "06010", "06011"), 1):
        put(add, prefix, n)
    assert [found(conn, code) for code in ("06010", "06020", "06120", "07001")] == [4, 3, 2, 1]


def test_a_rule_for_the_condition_goes_before_one_for_none(conn, add):
    put(add, "06010", 1)
    put(add, "06010", 9, condition="大量")
    assert [found(conn, "06010", said) for said in ("大量", "少量", None)] == [9, 1, 1]


def test_who_says_no_condition_gets_the_shortest_limit(conn, add):
    put(add, "06010", 3, "work_hour", condition="大量")
    put(add, "06010", 4, "urgent_hour", condition="危险")
    put(add, "06010", 2, "work_day", condition="少量")
    assert found(conn, "06010") == 4


def test_a_class_has_the_limit_of_the_class_that_it_was_in_2013(conn, add):
    put(add, "0110", 4, edition="2013")
    put(add, "06", 9)
    assert found(conn, "06010") == 4


def test_a_class_of_2013_has_the_limit_of_the_class_that_it_became(conn, add):
    put(add, "06010", 4)
    assert found(conn, "0110", edition="2013") == 4


def test_a_rule_of_the_same_edition_goes_before_one_of_another(conn, add):
    put(add, "0110", 4, edition="2013")
    put(add, "06010", 9)
    assert (found(conn, "06010"), found(conn, "0110", edition="2013")) == (9, 4)


def test_a_rule_for_every_class_holds_in_every_edition(conn, add):
    put(add, "", 5)
    assert (found(conn, "0101", edition="2007"), found(conn, "0501", edition="2013")) == (5, 5)


def test_without_a_rule_there_is_no_limit(conn, add):
    put(add, "07", 5)
    assert (found(conn, "06010"), limits(conn, "2026", "06010")) == (None, [])


# Tables


def rules(**cells: str) -> list[LimitRule]:
    read = limit_table.read([Row(2, cells)])
    assert read.refused == []
    return list(read.rules)


def test_a_cell_of_several_limits_is_one_for_each_case():
    made = rules(kind="事件", code_2013="0101", limits_by_condition="2紧急工作日; 15工作日", source="某市")
    assert made == [
        LimitRule("2013", "0101", "情形1", Decimal(2), "urgent_day", "某市"),
        LimitRule("2013", "0101", "情形2", Decimal(15), "work_day", "某市"),
    ]


def test_a_class_of_components_of_2013_is_one_of_events_of_2026():
    (made,) = rules(kind="部件", code_2013="0101", limits_by_condition="4工作时")
    assert (made.edition, made.class_code, made.condition) == ("2026", "01001", None)


def test_the_projects_own_columns_are_understood():
    (made,) = rules(class_code="06", condition="夜间", amount="1.5", unit="work_hour", basis="自定")
    assert made == LimitRule("2026", "06", "夜间", Decimal("1.5"), "work_hour", "自定")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"class_code": "06010", "amount": "4"}, "no limit"),
        ({"class_code": "06010", "amount": "4", "unit": "工作周"}, "units are"),
        ({"class_code": "06010", "amount": "0", "unit": "工作日"}, "no time"),
        ({"class_code": "06010", "amount": "-1", "unit": "工作日"}, "no limit"),
        ({"class_code": "0601x", "amount": "1", "unit": "工作日"}, "digits"),
        ({"class_code": "060100", "amount": "1", "unit": "工作日"}, "digits"),
        ({"edition": "1999", "amount": "1", "unit": "工作日"}, "1999"),
        ({"kind": "部件", "code_2013": "0299", "limits_by_condition": "1工作日"}, "0299"),
    ],
)
def test_a_row_that_is_no_limit_is_refused_with_its_line(cells, says):
    read = limit_table.read([Row(7, cells)])
    assert [(line, says in why) for line, why in read.refused] == [(7, True)]


def test_two_rows_for_the_same_are_not_both_taken():
    row = {"class_code": "06010", "amount": "4", "unit": "工作时"}
    read = limit_table.read([Row(2, row), Row(3, row | {"amount": "5"})])
    assert ([int(one.amount) for one in read.rules], read.refused[0].why) == (
        [4],
        "line 2 has a rule for the same",
    )


def test_a_table_takes_the_place_of_the_one_before(conn):
    old = [LimitRule("2026", code, None, Decimal(4), "work_hour") for code in ("06010", "06011", "06012")]
    new = [*old[:1], LimitRule("2026", "06011", None, Decimal("0.5"), "work_day")]
    assert limit_table.replace(conn, old, "t") == (3, 0, 0, 0)
    assert limit_table.replace(conn, new, "t") == (0, 1, 1, 1)
    assert (found(conn, "06012"), limit_for(conn, "2026", "06011").amount) == (None, Decimal("0.5"))


def test_a_table_without_a_rule_takes_no_place(conn):
    with pytest.raises(Invalid):
        limit_table.replace(conn, [], "t")


def test_the_projects_own_table_is_whole(conn):
    read = limit_table.load()
    known = {(one.edition, one.code) for one in load_classes() if one.kind is Kind.EVENT}
    assert read.refused == []
    assert {(one.edition, one.class_code) for one in read.rules if one.class_code} <= known
    assert limit_table.replace(conn, read.rules, "t").inserted == len(read.rules)


def test_a_citys_table_is_brought_in_as_it_is(conn, shared_data):
    path = shared_data.parent / "standards" / "time_limits_example.csv"
    if not path.exists():
        pytest.skip(f"no {path}")
    with path.open("rb", buffering=0) as file:
        table = READERS[form_of(path)](file, None, None)
        rows = [row for chunk in table.chunks for row in chunk]
        read = limit_table.read(
            Row(n, dict(zip(row.names, map(str, row.cells), strict=True))) for n, row in enumerate(rows, 2)
        )
    limit_table.replace(conn, read.rules, "t")
    assert (len(rows), len(read.rules), len(read.refused)) == (190, 421, 27)
    assert [
        (found(conn, code), limit_for(conn, "2026", code).unit) for code in ("06010", "01001", "06011")
    ] == [
        (4, "work_hour"),
        (2, "urgent_hour"),
        (5, "work_day"),
    ]
