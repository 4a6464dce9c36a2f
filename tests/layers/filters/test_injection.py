"""No text of a caller is ever SQL: it is refused, or it is a value."""

import json

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from layers.catalogue import Layer
from layers.errors import Invalid
from layers.filters import Lang, compile_filter, parse

TRIES = [
    "x' OR '1'='1",
    "x'; DROP TABLE odd; --",
    'x" OR "1"="1',
    "x\\' OR 1=1 --",
    "%s %(p)s %% %",
    "{} {0} {name}",
    "$1 $$ $tag$",
    "*/ OR 1=1 /*",
    "x' UNION SELECT secret FROM odd --",
    "\u02bc\uff07 OR 1=1",
    "E'\\x27'",
    "U&'\\0027'",
    "a'||pg_sleep(9)||'",
    "\r\n;--",
    "public.odd",
    'geom"::text',
]


@pytest.mark.parametrize("name", TRIES)
def test_a_name_is_one_of_the_layer_or_refused(layer: Layer, name: str) -> None:
    wanted = parse(json.dumps({"op": "isNull", "args": [{"property": name}]}), Lang.JSON)

    with pytest.raises(Invalid, match="there is no property"):
        compile_filter(wanted, layer)


@pytest.mark.parametrize("text", TRIES)
@pytest.mark.parametrize("op", ["=", "like", "in", "casei", "a_contains"])
def test_a_literal_is_bound(odd: psycopg.Connection, layer: Layer, op: str, text: str) -> None:
    name = {"property": "tags" if op == "a_contains" else "name"}
    folded = {"op": "casei", "args": [text]}
    args = {"in": [name, [text]], "casei": [name, folded], "a_contains": [name, [text]]}.get(op, [name, text])
    tree = {"op": "=" if op == "casei" else op, "args": args}

    condition, values = compile_filter(parse(json.dumps(tree), Lang.JSON), layer)

    assert text not in condition.as_string(None)
    assert odd.execute(sql.SQL("SELECT id FROM odd WHERE {}").format(condition), values).fetchall() == []


@pytest.mark.parametrize("text", TRIES)
def test_a_filter_that_is_sql_is_refused(layer: Layer, text: str) -> None:
    with pytest.raises(Invalid):
        compile_filter(parse(f"name = '{text}' AND {text}"), layer)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(layer: Layer, text: str) -> None:
    for lang in Lang:
        try:
            compile_filter(parse(text, lang), layer)
        except Invalid:
            continue


@given(st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_value(odd: psycopg.Connection, layer: Layer, text: str) -> None:
    quoted = text.replace("\\", "").replace("'", "''")
    try:
        condition, values = compile_filter(parse(f"name <> '{quoted}'"), layer)
    except Invalid:
        return

    assert odd.execute(sql.SQL("SELECT id FROM odd WHERE {}").format(condition), values).rowcount >= 0
