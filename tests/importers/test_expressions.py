"""What a manifest may say about a column."""

import json
from typing import Any

import pyarrow as pa
import pytest

from importers.expressions import Values, columns_of, evaluate, expression
from layers.errors import Invalid

ROWS = pa.RecordBatch.from_pylist(
    [
        {"name": " 甲 ", "code": "63-001", "kind": "a", "height": "1.5", "when": "2023-06-01 15:34:43"},
        {"name": "", "code": "63-002", "kind": "z", "height": "tall", "when": "yesterday"},
    ]
)
TABLES = {"kind": {"a": "road"}}


def values(raw: Any) -> Values:
    return evaluate(expression(raw), ROWS, TABLES)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("name", ["甲", None]),
        ({"value": "x"}, ["x", "x"]),
        ({"use": "digits", "of": "code"}, ["63001", "63002"]),
        (
            {"use": "join", "of": ["name", "kind"], "before": "<", "between": "-", "after": ">"},
            ["<甲-a>", "<z>"],
        ),
        ({"use": "join", "of": ["name", "name"]}, ["甲甲", None]),
        ({"use": "first", "of": ["name", "kind"]}, ["甲", "z"]),
        ({"use": "head", "of": "code", "by": "kind", "lengths": {"a": 2, "z": 4}}, ["63", "63-0"]),
        ({"use": "lookup", "of": "kind", "table": "kind", "other": "path"}, ["road", "path"]),
        ({"use": "number", "of": "height", "times": 100}, ["150", None]),
    ],
)
def test_a_transformation_gives_its_values(raw: Any, expected: list[str | None]) -> None:
    assert values(raw).column.to_pylist() == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"use": "lookup", "of": "kind", "table": "kind"}, "kind 'z' is not in the table 'kind'"),
        ({"use": "number", "of": "height"}, "height is no number"),
        ({"use": "moment", "of": "when", "zone": "Asia/Taipei"}, "when is no time"),
        ({"use": "head", "of": "code", "by": "kind", "lengths": {"a": 2}}, "kind 'z' has no length"),
    ],
)
def test_a_value_that_cannot_be_used_has_its_reason(raw: Any, reason: str) -> None:
    assert values(raw).wrong == {1: reason}


def test_a_time_without_offset_is_of_the_zone() -> None:
    moment = values({"use": "moment", "of": "when", "zone": "Asia/Taipei"}).column[0].as_py()

    assert moment == "2023-06-01T15:34:43+08:00"


def test_members_of_an_object_without_a_value_are_left_out() -> None:
    members = {"n": "name", "h": {"use": "number", "of": "height"}}
    objects = values({"use": "json", "members": members}).column.to_pylist()

    assert [one and json.loads(one) for one in objects] == [{"n": "甲", "h": 1.5}, None]


def test_a_fingerprint_tells_rows_apart_and_stays_the_same() -> None:
    first, second = values({"use": "fingerprint", "of": ["code", "kind"], "before": "x-"}).column.to_pylist()

    assert (first != second, first, len(second)) == (True, "x-d977d3f5f400f26d", 18)


def test_the_columns_of_nested_expressions_are_known() -> None:
    members = {"n": "name", "h": {"use": "number", "of": "height"}}

    assert columns_of(expression({"use": "json", "members": members})) == {"name", "height"}


@pytest.mark.parametrize(
    "raw", [7, {"use": "eval", "of": "name"}, {"use": "join", "of": ["name"], "code": "1"}]
)
def test_what_is_no_expression_is_refused(raw: Any) -> None:
    with pytest.raises(Invalid):
        expression(raw)
