"""A filter meets a layer: names that are there, types that fit, values that are bound."""

import re

import psycopg
import pytest
from psycopg import sql

from layers.catalogue import Layer
from layers.errors import Invalid
from layers.filters import compile_filter, parse, queryables

WRONG = [
    ("nothing = 1", 1, "there is no property"),
    ("n = 'x'", 3, "n (a whole number) and a text can't be compared"),
    ("name = 1", 6, "name (text) and a number can't be compared"),
    ("at > '2026-07-01T00:00:00Z'", 4, "at (a time) and a text"),
    ("at > DATE('2026-07-01')", 4, "at (a time) and a date"),
    ("ok < TRUE", 4, "TRUE and FALSE have no order"),
    ("n IN (1, 'x')", 10, "n (a whole number) and a text"),
    ("n IN ()", 6, "at least one member"),
    ("n BETWEEN 1 AND 'x'", 3, "can't be compared"),
    ("n", 1, "a condition is wanted here, not n"),
    ("1", 1, "a condition is wanted here, not a number"),
    ("n + 1", 3, "a condition is wanted here, not what + gives"),
    ("(n = 1) = TRUE", 4, "a single value is wanted here"),
    ("name + 1 = 2", 1, "a number is wanted here, not name"),
    ("CASEI(n) = 'x'", 7, "a text is wanted here, not n"),
    ("name LIKE other", 11, "a pattern in single quotes is wanted"),
    ("name LIKE 'x\\'", 11, "neither a name"),
    ("n LIKE 'x'", 1, "a text is wanted here, not n"),
    ("tags = 'x'", 1, "tags is an array"),
    ("meta = 'x'", 1, "meta is an object"),
    ("geom = 'x'", 1, "geom is a geometry"),
    ("n = POINT(1 1)", 5, "a single value is wanted here, not a geometry"),
    ("S_INTERSECTS(name, POINT(1 1))", 14, "a geometry is wanted here, not name"),
    ("T_AFTER(at, DATE('2026-07-01'))", 1, "dates and times can't be compared"),
    ("T_AFTER(n, DATE('2026-07-01'))", 9, "a date or a time is wanted here, not n"),
    ("T_DURING(at, INTERVAL('..', '..'))", 10, "compares intervals only"),
    ("A_CONTAINS(tags, (1, 2))", 1, "an array of text and one of a number"),
    ("A_CONTAINS(tags, ('a', 1))", 18, "members of an array are of one type"),
    ("A_CONTAINS(name, ('a'))", 12, "an array is wanted here, not name"),
    ("x * x * x * x * x * x * x * x * x * x * x = 1", 0, "can leave the range of numbers"),
    ("(1 IS NULL)", 2, "IS NULL is asked of a property"),
]


@pytest.mark.parametrize(("text", "character", "why"), WRONG)
def test_what_does_not_fit_is_refused_with_its_place(
    layer: Layer, text: str, character: int, why: str
) -> None:
    place = f"at character {character}:" if character else "at character"
    with pytest.raises(Invalid, match=re.escape(place)) as caught:
        compile_filter(parse(text), layer)

    assert why in caught.value.message


@pytest.mark.parametrize("name", ["secret", "phone", "id", "ctid", "xmin", "tableoid", "odd", "valid_from"])
def test_a_name_that_may_not_be_seen_is_one_that_is_not_there(layer: Layer, name: str) -> None:
    def error(of: str) -> tuple[str, object]:
        with pytest.raises(Invalid) as caught:
            compile_filter(parse(f"{of} IS NULL"), layer)
        return caught.value.message.replace(of, "?"), caught.value.facts

    assert error(name) == error("nothing")


def test_insiders_see_internal_fields_and_nobody_personal_ones(layer: Layer) -> None:
    assert compile_filter(parse("secret = 'x'"), layer, internal=True)
    with pytest.raises(Invalid, match="no property 'phone'"):
        compile_filter(parse("phone = 'x'"), layer, internal=True)


def test_queryables_are_what_filters_may_name(layer: Layer) -> None:
    for internal in (False, True):
        properties = queryables(layer, internal=internal)["properties"]
        assert isinstance(properties, dict)
        for name in properties:
            compile_filter(parse(f'"{name}" IS NULL'), layer, internal=internal)
        assert ("secret" in properties, "phone" in properties) == (internal, False)


def test_queryables_say_their_types(layer: Layer) -> None:
    properties = queryables(layer)["properties"]

    assert isinstance(properties, dict)
    assert properties["at"] == {"title": "at", "type": "string", "format": "date-time"}
    assert properties["tags"] == {"title": "tags", "type": "array", "items": {"type": "string"}}
    assert properties["geom"]["x-ogc-role"] == "primary-geometry"


def test_two_conditions_stand_in_one_statement(odd: psycopg.Connection, layer: Layer) -> None:
    first, one = compile_filter(parse("n = 7"), layer, prefix="a", alias="o")
    second, two = compile_filter(parse("n = 2"), layer, prefix="b", alias="p")
    statement = sql.SQL("SELECT count(*) FROM odd AS o, odd AS p WHERE {} AND {}").format(first, second)

    assert odd.execute(statement, one | two).fetchone() != (0,)
