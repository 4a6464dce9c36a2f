"""CQL2 text: what belongs together, what is refused and where, and that another reader reads the same."""

import json
import re
from typing import Any

import cql2
import pytest
from hypothesis import given, settings

from layers.errors import Invalid
from layers.filters import Lang, parse
from tests.layers.filters.making import FILTERS

SAME = [
    ("a = 1 AND b = 2 OR c = 3", "((a = 1) AND (b = 2)) OR (c = 3)"),
    ("NOT a = 1 AND b = 2", "(NOT (a = 1)) AND (b = 2)"),
    ("a = 1 + 2 * 3 - 4 / 5", "a = ((1 + (2 * 3)) - (4 / 5))"),
    ("a = 2 * b ^ 2", "a = (2 * (b ^ 2))"),
    ("a = -b ^ 2", "a = ((-1 * b) ^ 2)"),
    ("a NOT IN (1, 2)", "NOT (a IN (1, 2))"),
    ("a NOT LIKE 'x%'", "NOT (a LIKE 'x%')"),
    ("a NOT BETWEEN 1 AND 2 AND b = 1", "(NOT (a BETWEEN 1 AND 2)) AND (b = 1)"),
    ("a IS NOT NULL", "NOT (a IS NULL)"),
    ("A_EQUALS(a, ('x'))", "A_EQUALS(a, ((('x'))))"),
    ("name = 'it''s'", r"name = 'it\'s'"),
    ('"a" = 1', "a = 1"),
    ("s_intersects(geom, point(1 2))", "S_INTERSECTS(geom, POINT Z (1 2 3))"),
]
WRONG = [
    ("", 1, "a name or a value is missing"),
    ("a =", 4, "a name or a value is missing"),
    ("a = 1 b = 2", 7, "an operator or the end is missing"),
    ("a = 'x", 5, "neither a name"),
    ("a = 1 AND (b = 2", 17, ") is missing"),
    ("a = 1 = 2", 7, "brackets are missing"),
    ("a = b ^ c ^ 2", 11, "brackets are missing"),
    ("a = - - 1", 7, "one minus is enough"),
    ("a != 1", 3, "neither a name"),
    ("a = 1; DROP TABLE x", 6, "neither a name"),
    ("a BETWEEN 1 OR 2", 13, "AND is missing"),
    ("a NOT 1", 7, "LIKE, BETWEEN or IN is missing"),
    ("a = 1abc", 5, "neither a name"),
    ("pg_sleep(1) = 1", 1, "there is no function"),
    ("CASEI(a, b) = 'x'", 1, "casei takes 1 operands"),
    ("day = DATE('2026-02-30')", 12, "this is no date"),
    ("day = DATE('12026-01-01')", 12, "this is no date"),
    ("at = TIMESTAMP('2026-07-01T08:00:00')", 16, "no time with a zone"),
    ("at = TIMESTAMP('12026-07-01T08:00:00Z')", 16, "no time with a zone"),
    ("at = TIMESTAMP('0001-01-01T00:00:00+08:00')", 16, "no time with a zone"),
    ("at = TIMESTAMP('2026-07-01T08:00:60Z')", 16, "no time with a zone"),
    ("T_AFTER(at, INTERVAL('yesterday', '..'))", 22, "this is no date"),
    ("a = 1e31", 5, "a number is at most"),
    ("a = 1e999", 5, "a number is at most"),
    ("a = 'x\0'", 1, "NUL"),
    ("a = '\ud800'", 1, "surrogate"),
]


@pytest.mark.parametrize(("short", "long"), SAME)
def test_operators_bind_as_the_standard_says(short: str, long: str) -> None:
    assert parse(short) == parse(long)


@pytest.mark.parametrize(("text", "character", "why"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, character: int, why: str) -> None:
    with pytest.raises(Invalid, match=re.escape(f"at character {character}:")) as caught:
        parse(text)

    assert why in caught.value.message


def test_an_encoding_that_is_not_known_is_refused() -> None:
    with pytest.raises(Invalid, match="filter-lang"):
        parse("a = 1", "cql-text")


def shared(tree: Any) -> bool:
    """Whether the other reader follows the standard: not where it writes div, or reads a backslash."""
    text = json.dumps(tree)
    return '"div"' not in text and "\\\\" not in text


@given(FILTERS.filter(shared))
@settings(max_examples=150, deadline=None)
def test_another_reader_of_the_text_reads_the_same(tree: Any) -> None:
    try:
        text = cql2.parse_json(parse(json.dumps(tree), Lang.JSON).text).to_text()
        theirs = json.dumps(cql2.parse_text(text).to_json())
    except (Invalid, cql2.ParseError):
        return  # it knows no array without members
    if text.count("^") > 1:
        return  # it leaves out brackets that the grammar wants around powers of powers

    assert parse(text) == parse(theirs, Lang.JSON)
