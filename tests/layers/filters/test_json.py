"""CQL2 JSON: what is refused, and where."""

import re

import pytest

from layers.errors import Invalid
from layers.filters import Lang, parse

WRONG = [
    ("", "character 1", "this is no JSON"),
    ('{"op":"=","args":[{"property":"a"},]}', "character 36", "this is no JSON"),
    ("null", "its root", "null is no value"),
    ('{"op":"=","args":[{"property":"a"},NaN]}', "its root", "a number is finite"),
    ('{"op":"=","args":[{"property":"a"},-Infinity]}', "its root", "a number is finite"),
    ('{"op":"=","args":[{"property":"a"},null]}', "/args/1", "null is no value"),
    ('{"op":"=","args":[{"property":"a"},"\\u0000"]}', "/args/1", "NUL"),
    ('{"op":"=","args":[{"property":"a"},"\\ud800"]}', "/args/1", "surrogate"),
    ('{"op":"=","args":[{"property":"\\udfff"},1]}', "/args/0", "surrogate"),
    ('{"op":"=","args":[{"property":1},1]}', "/args/0", "written as a text"),
    ('{"op":"=","args":[{"property":"a","x":1},1]}', "/args/0", "one of these sets of members"),
    ('{"op":"=","args":{}}', "/args", "operands are a list"),
    ('{"op":"=","args":[1]}', "its root", "= takes 2 operands, not 1"),
    ('{"op":"and","args":[true]}', "its root", "and takes two or more operands"),
    ('{"op":["="],"args":[1,2]}', "/op", "no such operator"),
    ('{"op":"pg_sleep","args":[1]}', "/op", "no such operator"),
    ('{"op":"=","op":"<","args":[1,2]}', "its root", "two members of one name"),
    ('{"op":"not","args":[{"op":"=","args":[{"date":"2026-1-1"},1]}]}', "/args/0/args/0", "this is no date"),
    ('{"op":"t_after","args":[{"property":"a"},{"interval":[".."]}]}', "/args/1", "two ends"),
    ('{"op":"t_after","args":[{"property":"a"},{"interval":["..","x"]}]}', "/args/1/interval/1", "no date"),
]


@pytest.mark.parametrize(("text", "place", "why"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, place: str, why: str) -> None:
    with pytest.raises(Invalid, match=re.escape(f"filter, at {place}: ")) as caught:
        parse(text, Lang.JSON)

    assert why in caught.value.message


def test_numbers_are_kept_to_the_last_digit() -> None:
    wanted = parse('{"op":"=","args":[{"property":"a"},9007199254740993]}', Lang.JSON)

    assert "9007199254740993" in wanted.text
