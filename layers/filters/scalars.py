"""Comparisons (比较): two values of one type, and what LIKE, BETWEEN and IN say of them."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import sql

from layers.errors import Invalid
from layers.filters.arithmetic import OPERATORS, amount
from layers.filters.caps import Place, wrong
from layers.filters.columns import NUMBERS, Type
from layers.filters.statement import Statement, described, joined, mismatch
from layers.filters.tree import Call, Literal, Members, Node, Property

__all__ = ["between", "compare", "is_in", "like", "scalar_type"]

# Full case folding, near enough: ICU knows that STRASSE is the upper case of two spellings. Everything
# is compared by code point, whatever the database's collation.
FOLDED = ("(lower(upper(", ' COLLATE "und-x-icu")) COLLATE "C")')
UNMARKED = ("normalize(regexp_replace(normalize(", ", NFD), '[\u0300-\u036f]', '', 'g'), NFC)")
FUNCTIONS = {"casei": FOLDED, "accenti": UNMARKED}

CASTS = {Type.TEXT: "text", Type.TRUTH: "boolean", Type.DATE: "date", Type.MOMENT: "timestamptz"}
LITERALS: dict[type, Type] = {
    str: Type.TEXT,
    bool: Type.TRUTH,
    Decimal: Type.FLOAT,
    date: Type.DATE,
    datetime: Type.MOMENT,
}
EQUALITY = frozenset({"=", "<>"})
INT8 = range(-(2**63), 2**63)
ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
PLAIN = (Type.OBJECT, Type.ARRAY, Type.GEOMETRY)
"""Of which two are not compared by these operators."""


class Scalar(NamedTuple):
    """An operand and its type."""

    type: Type
    node: Node


def scalar_type(statement: Statement, node: Node) -> Type:
    """The type of a single value.

    Raises:
        Invalid: it is none, or of a type that can't be compared.
    """
    match node:
        case Literal(value):
            return LITERALS[type(value)]
        case Property():
            found = statement.type(node)
            if found in PLAIN:
                raise wrong(f"{node.name} is {found.value} and can't be compared so", node.at)
            return found
        case Call(op) if op in FUNCTIONS:
            return Type.TEXT
        case Call(op) if op in OPERATORS:
            return Type.FLOAT
    raise mismatch("a single value", node)


def compare(statement: Statement, op: str, left: Node, right: Node, at: Place) -> sql.Composable:
    """A comparison of two values of one type.

    Raises:
        Invalid: they are of different types, or of one that has no order.
    """
    types = scalar_type(statement, left), scalar_type(statement, right)
    if NUMBERS.issuperset(types):
        first, second = _numbers(statement, Scalar(types[0], left), Scalar(types[1], right))
        return joined("(", first, f" {op} ", second, ")")
    if types[0] is not types[1]:
        raise _unlike(left, types[0], right, types[1], at)
    if types[0] is Type.TRUTH and op not in EQUALITY:
        raise wrong("TRUE and FALSE have no order", at)
    collation = ' COLLATE "C"' if types[0] is Type.TEXT and op not in EQUALITY else ""
    return joined("(", value(statement, left), f" {op} ", value(statement, right), collation, ")")


def _unlike(left: Node, first: Type, right: Node, second: Type, at: Place) -> Invalid:
    timed = {first, second} & {Type.DATE, Type.MOMENT}
    hint = {"hint": "write DATE('2026-07-01') or TIMESTAMP('2026-07-01T08:00:00Z')"} if timed else {}
    names = [
        f"{described(node)} ({kind.value})" if isinstance(node, Property) else described(node)
        for node, kind in ((left, first), (right, second))
    ]
    return wrong(f"{names[0]} and {names[1]} can't be compared", at, **hint)


def value(statement: Statement, node: Node) -> sql.Composable:
    """SQL of a value that is no number."""
    match node:
        case Property():
            return statement.column(node)
        case Literal(found):
            return statement.bind(found, CASTS[LITERALS[type(found)]])
        case Call(op, (arg,)):
            return _function(op, text(statement, arg))
    raise mismatch("a single value", node)


def text(statement: Statement, node: Node) -> sql.Composable:
    """SQL of a text.

    Raises:
        Invalid: it is none.
    """
    if scalar_type(statement, node) is not Type.TEXT:
        raise mismatch("a text", node)
    return value(statement, node)


def _function(op: str, inner: sql.Composable) -> sql.Composable:
    before, after = FUNCTIONS[op]
    return joined(before, inner, after)


def _numbers(statement: Statement, left: Scalar, right: Scalar) -> tuple[sql.Composable, sql.Composable]:
    """Two numbers: a column as it is beside a value of its type or another column of it, else doubles."""
    match left.node, right.node:
        case Property() as first, Property() as second if left.type is right.type:
            return statement.column(first), statement.column(second)
        case Property() as first, Literal() as second:
            return statement.column(first), _typed(statement, second, left.type)
        case Literal() as first, Property() as second:
            return _typed(statement, first, right.type), statement.column(second)
    return amount(statement, left.node).sql, amount(statement, right.node).sql


def _typed(statement: Statement, node: Literal, kind: Type) -> sql.Composable:
    cast, number = _as(kind, [node.value])
    return statement.bind(number[0], cast)


def _as(kind: Type, values: list[object]) -> tuple[str, list[object]]:
    """The PostgreSQL type for numbers that a column of a type is compared with, and they."""
    numbers = [one for one in values if isinstance(one, Decimal)]
    if kind is Type.FLOAT:
        return "float8", [float(one) for one in numbers]
    if kind is Type.INTEGER and all(one == int(one) and int(one) in INT8 for one in numbers):
        return "int8", [int(one) for one in numbers]
    return "numeric", [*numbers]


def between(statement: Statement, args: tuple[Node, ...], at: Place) -> sql.Composable:
    """Whether a value is one of two or lies between them."""
    tested, low, high = args
    first = compare(statement, ">=", tested, low, at)
    return joined("(", first, " AND ", compare(statement, "<=", tested, high, at), ")")


def is_in(statement: Statement, tested: Node, members: Node) -> sql.Composable:
    """Whether a value is one of a list.

    Raises:
        Invalid: the list is none, is empty or has a member of another type.
    """
    if not isinstance(members, Members) or not members.items:
        raise wrong("IN takes a list with at least one member", members.at)
    kind = scalar_type(statement, tested)
    if not isinstance(tested, Property) or not all(isinstance(item, Literal) for item in members.items):
        each = [compare(statement, "=", tested, item, item.at) for item in members.items]
        return joined("(", sql.SQL(" OR ").join(each), ")")
    values: list[object] = []
    for item in members.items:
        found = scalar_type(statement, item)
        if found is not kind and not NUMBERS.issuperset((found, kind)):
            raise _unlike(tested, kind, item, found, item.at)
        values.append(item.value if isinstance(item, Literal) else None)
    cast, bound = _as(kind, values) if kind in NUMBERS else (CASTS[kind], values)
    return joined("(", statement.column(tested), " = ANY (", statement.bind(bound, f"{cast}[]"), "))")


def like(statement: Statement, tested: Node, pattern: Node) -> sql.Composable:
    r"""Whether a text is like a pattern: % is any text, _ any character, \ takes their meaning away.

    Raises:
        Invalid: the pattern is no literal, or its last character takes away the meaning of nothing.
    """
    return joined("(", text(statement, tested), " LIKE ", _pattern(statement, pattern), ")")


def _pattern(statement: Statement, node: Node) -> sql.Composable:
    if isinstance(node, Call) and node.op in FUNCTIONS:
        return _function(node.op, _pattern(statement, node.args[0]))
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        raise mismatch("a pattern in single quotes", node)
    if any(not found[1] for found in ESCAPE.finditer(node.value)):
        raise wrong("the pattern ends with the character that takes away the meaning of the next", node.at)
    return statement.bind(ESCAPE.sub(_escaped, node.value), "text")


def _escaped(found: re.Match[str]) -> str:
    """Escapes only where one is needed: an accent after one may go, and the escape would stand alone."""
    return found[0] if found[1] in "%_\\" else found[1]
