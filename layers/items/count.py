"""How many features there are: exactly where that is cheap, and else as the planner guesses."""

from typing import NamedTuple

import psycopg
from psycopg import sql

from layers.catalogue import Kind, Layer
from layers.items import statement
from layers.items.query import Page, Query

__all__ = ["Count", "count"]

COUNTED = 2_000
"""Up to so many, as the planner guesses, are counted."""

GUESS = "EXPLAIN (FORMAT JSON) SELECT FROM {rows} AS f WHERE true{rules}"
# The guess may be far too low, so the count stops where it would no longer be cheap.
EXACT = """
SELECT count(*) FROM (SELECT {distinct} FROM {rows} AS f WHERE true{rules} LIMIT 2 * {most} + 1) AS counted
"""


class Count(NamedTuple):
    """A number of features."""

    number: int
    exact: bool
    """Counted; else what the planner guesses from its statistics."""


def count(
    conn: psycopg.Connection, layer: Layer, query: Query, page: Page, *, internal: bool = False
) -> Count:
    """How many features there are on all pages together.

    Args:
        conn: an open connection.
        layer: whose features they are.
        query: which of them; what page of them does not matter.
        page: the page that was found; where it is all, it is what there is.
        internal: whether fields for internal use may be compared.
    """
    if page.next is None and page.prev is None:
        return Count(len(page.features), exact=True)
    if query.placed and layer.geometry is Kind.NONE:
        return Count(0, exact=True)
    parts = {
        "rows": statement.rows(layer, query, internal=internal),
        "rules": statement.rules(layer, query, internal=internal),
        "distinct": sql.SQL("DISTINCT id" if query.timed else ""),
        "most": sql.Literal(COUNTED),
    }
    bound = statement.values(layer, query, internal=internal)
    guess = _number(conn, sql.SQL(GUESS).format(**parts), bound)
    if guess > COUNTED:
        return Count(guess, exact=False)
    number = int((conn.execute(sql.SQL(EXACT).format(**parts), bound).fetchone() or (0,))[0])
    return Count(number, exact=number <= 2 * COUNTED)


def _number(conn: psycopg.Connection, composed: sql.Composed, bound: dict[str, object]) -> int:
    ((plan,),) = conn.execute(composed, bound).fetchall()
    return int(plan[0]["Plan"]["Plan Rows"])
