"""Arithmetic of filters (算术): double precision that never fails in the database.

PostgreSQL refuses a statement when a division is by zero, or a result too large or too near to zero for a
double. So what is no number here is NULL, and is not selected:

- division by zero, also by `%` and `div`, and powers that are no real number or beyond 1e100;
- a column's value beyond 1e30, nearer to 0 than 1e-30, infinite or NaN.

Numbers in the filter lie within the same bounds, so it is known before anything runs between which powers of
ten every other result lies. An expression that could leave the range of doubles is refused.
"""

from decimal import Decimal
from math import log10
from typing import NamedTuple

from psycopg import sql

from layers.filters.caps import wrong
from layers.filters.columns import NUMBERS, Type
from layers.filters.statement import Statement, joined, mismatch
from layers.filters.tree import Call, Literal, Node, Property

__all__ = ["OPERATORS", "Amount", "amount"]

WIDEST = 300
"""Doubles reach from 1e-308 to 1e308."""
DIGITS = 16
"""So many powers of ten lie between a double and the last bit of it."""

# 15 digits pass from a double into a numeric, so 0.3 is ten times 0.03 there and the rest of it is 0.
REST = ("mod(", "::numeric, nullif(", "::numeric, 0))::float8")
QUOTIENT = ("div(", "::numeric, nullif(", "::numeric, 0))::float8")
IN_RANGE = ("CASE WHEN ", " = 0 OR abs(", ") BETWEEN 1e-30 AND 1e30 THEN ", "::float8 END")
# OFFSET keeps the two from being copied to each place where they are named.
RAISED = (
    """(SELECT CASE
  WHEN base = 0 THEN CASE WHEN exponent > 0 THEN 0 WHEN exponent = 0 THEN 1 END
  WHEN abs(exponent * log(abs(base))) <= 100 AND (base > 0 OR exponent = trunc(exponent))
  THEN power(base, exponent) END
  FROM (SELECT """,
    " AS base, ",
    " AS exponent OFFSET 0) AS operands)",
)


class Amount(NamedTuple):
    """A number as SQL of type float8."""

    sql: sql.Composable
    step: float
    """It is a multiple of a power of 2 that is at least 10 ** step: what is not 0 is not nearer to 0."""
    high: float
    """It is at most 10 ** high, whatever its sign."""


def amount(statement: Statement, node: Node) -> Amount:
    """The number that a node stands for.

    Raises:
        Invalid: it is none, or can leave the range of numbers.
    """
    match node:
        case Literal(Decimal() as value):
            size = log10(abs(value)) if value else 0.0
            return Amount(statement.bind(float(value), "float8"), size - DIGITS, size)
        case Property():
            return _column(statement, node)
        case Call(op, (left, right)) if op in OPERATORS:
            return _within(OPERATORS[op](amount(statement, left), amount(statement, right)), node)
    raise mismatch("a number", node)


def _column(statement: Statement, node: Property) -> Amount:
    kind = statement.type(node)
    if kind not in NUMBERS:
        raise mismatch("a number", node)
    name = statement.column(node)
    if kind is Type.INTEGER:
        return Amount(joined(name, "::float8"), 0, 19)
    first, second, third, last = IN_RANGE
    return Amount(joined(first, name, second, name, third, name, last), -30 - DIGITS, 30)


def _within(found: Amount, node: Node) -> Amount:
    if found.high > WIDEST or found.step < -WIDEST:
        raise wrong("this can leave the range of numbers", node.at)
    return found


def _sum(operator: str, left: Amount, right: Amount) -> Amount:
    text = joined("(", left.sql, operator, right.sql, ")")
    return Amount(text, min(left.step, right.step), max(left.high, right.high) + 1)


def _plus(left: Amount, right: Amount) -> Amount:
    return _sum(" + ", left, right)


def _minus(left: Amount, right: Amount) -> Amount:
    return _sum(" - ", left, right)


def _times(left: Amount, right: Amount) -> Amount:
    text = joined("(", left.sql, " * ", right.sql, ")")
    return Amount(text, left.step + right.step, left.high + right.high)


def _by(left: Amount, right: Amount) -> Amount:
    text = joined("(", left.sql, " / nullif(", right.sql, ", 0))")
    return Amount(text, left.step - right.high - DIGITS, left.high - right.step)


def _rest(left: Amount, right: Amount) -> Amount:
    first, second, last = REST
    step = min(left.step, right.step) - 2 * DIGITS
    return Amount(joined(first, left.sql, second, right.sql, last), step, min(left.high, right.high) + 1)


def _quotient(left: Amount, right: Amount) -> Amount:
    first, second, last = QUOTIENT
    return Amount(joined(first, left.sql, second, right.sql, last), 0, max(left.high - right.step, 0) + 1)


def _power(left: Amount, right: Amount) -> Amount:
    first, second, last = RAISED
    return Amount(joined(first, left.sql, second, right.sql, last), -101 - DIGITS, 101)


OPERATORS = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _by,
    "%": _rest,
    "div": _quotient,
    "^": _power,
}
