"""What is accepted runs on PostGIS, whatever is in the table, and gives the rows that plain Python gives."""

import json
from typing import Any

import psycopg
from hypothesis import given, settings
from psycopg import sql

from layers.catalogue import Layer
from layers.errors import Invalid
from layers.filters import Filter, compile_filter, parse
from tests.layers.filters.evaluate import truth
from tests.layers.filters.making import ANYTHING, FILTERS
from tests.layers.filters.rows import ROWS

SELECT = "SELECT id FROM odd AS o WHERE {} ORDER BY id"


def selected(conn: psycopg.Connection, layer: Layer, wanted: Filter) -> list[int]:
    condition, values = compile_filter(wanted, layer, alias="o")
    return [number for (number,) in conn.execute(sql.SQL(SELECT).format(condition), values)]


def expected(wanted: Filter) -> list[int]:
    return [number for number, row in enumerate(ROWS) if truth(wanted.tree, row)]


def accepted(tree: Any) -> Filter | None:
    try:
        return parse(json.dumps(tree), "cql2-json")
    except Invalid:
        return None


@given(FILTERS)
@settings(max_examples=400, deadline=None)
def test_a_filter_gives_the_rows_that_plain_python_gives(
    odd: psycopg.Connection, layer: Layer, tree: Any
) -> None:
    wanted = accepted(tree)
    try:
        found = wanted and selected(odd, layer, wanted)
    except Invalid:
        return

    assert wanted is None or found == expected(wanted)


@given(ANYTHING)
@settings(max_examples=400, deadline=None)
def test_whatever_is_accepted_runs(odd: psycopg.Connection, layer: Layer, tree: Any) -> None:
    wanted = accepted(tree)
    try:
        found = wanted and selected(odd, layer, wanted)
    except Invalid:
        return

    assert wanted is None or found == expected(wanted)
