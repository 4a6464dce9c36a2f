"""A filter read plainly: what a row of Python values answers to its tree. None is neither true nor false."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from operator import add, mul, sub, truediv
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.filters.tree import Call, Literal, Members, Node, Property, Shape, Span

Row = dict[str, Any]
Truth = bool | None

WHOLE = {"small", "n", "big"}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
PLAIN: dict[str, Callable[[float, float], float]] = {"+": add, "-": sub, "*": mul, "/": truediv}
ARITHMETIC = {*PLAIN, "%", "div", "^"}
SPATIAL: dict[str, Callable[[BaseGeometry, BaseGeometry], Any]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_overlaps": shapely.overlaps,
}
TEMPORAL: dict[str, str] = {
    "t_after": "a > d",
    "t_before": "b < c",
    "t_contains": "a < c and b > d",
    "t_disjoint": "b < c or a > d",
    "t_during": "a > c and b < d",
    "t_equals": "a = c and b = d",
    "t_finishedBy": "a < c and b = d",
    "t_finishes": "a > c and b = d",
    "t_intersects": "a <= d and b >= c",
    "t_meets": "b = c",
    "t_metBy": "a = d",
    "t_overlappedBy": "a > c and a < d and b > d",
    "t_overlaps": "a < c and b > c and b < d",
    "t_startedBy": "a = c and b > d",
    "t_starts": "a = c and b < d",
}
"""The first interval is from a to b, the second from c to d."""
ARRAYS: dict[str, Callable[[set[Any], set[Any]], bool]] = {
    "a_contains": lambda a, b: None not in b and a >= b,
    "a_containedBy": lambda a, b: None not in a and a <= b,
    "a_overlaps": lambda a, b: bool((a & b) - {None}),
    "a_equals": lambda a, b: None not in a | b and a == b,
}


def truth(node: Node, row: Row) -> Truth:
    """What a condition says of a row."""
    if not isinstance(node, Call):
        found = value(node, row)
        assert found is None or isinstance(found, bool)
        return found
    if node.op in {"and", "or", "not"}:
        return _logic(node.op, [truth(arg, row) for arg in node.args])
    if node.op in {"between", "in", *COMPARE}:
        return _comparison(node, row)
    return value(node.args[0], row) is None if node.op == "isNull" else _relation(node, row)


def _comparison(node: Call, row: Row) -> Truth:
    tested, other = node.args[:2]
    if node.op == "between":
        return _logic("and", [_compare(">=", tested, other, row), _compare("<=", tested, node.args[2], row)])
    if isinstance(other, Members):
        return _logic("or", [_compare("=", tested, item, row) for item in other.items])
    return _compare(node.op, tested, other, row)


def _logic(op: str, parts: list[Truth]) -> Truth:
    if op == "not":
        return None if parts[0] is None else not parts[0]
    decisive = op == "or"
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _relation(node: Call, row: Row) -> Truth:
    if node.op == "like":
        text, pattern = value(node.args[0], row), value(node.args[1], row)
        return None if text is None else _like(text, pattern)
    if node.op.startswith("t_"):
        ends = [*_ends(node.args[0], row), *_ends(node.args[1], row)]
        return _temporal(node.op, ends)
    left, right = value(node.args[0], row), value(node.args[1], row)
    if left is None or right is None:
        return None
    if node.op.startswith("a_"):
        return ARRAYS[node.op](set(left), set(right))
    collections = "GeometryCollection" in {left.geom_type, right.geom_type}
    if collections and node.op not in {"s_intersects", "s_disjoint"}:
        return False
    return bool(SPATIAL[node.op](left, right))


def _temporal(op: str, ends: list[Any]) -> Truth:
    named = dict(zip("abcd", ends, strict=True))
    joint = "or" if " or " in TEMPORAL[op] else "and"
    parts = [part.split() for part in TEMPORAL[op].split(f" {joint} ")]
    return _logic(joint, [_known(sign, named[one], named[two]) for one, sign, two in parts])


def _ends(node: Node, row: Row) -> tuple[Any, Any]:
    """Both ends as numbers that compare; None is not known."""
    if not isinstance(node, Span):
        return (_seconds(value(node, row)),) * 2
    start = -math.inf if node.start is None else _seconds(value(node.start, row))
    end = math.inf if node.end is None else _seconds(value(node.end, row))
    return start, end


def _seconds(moment: date | None) -> Any:
    if isinstance(moment, datetime):
        days = moment - datetime(1, 1, 1, tzinfo=UTC)
        return (days.days * 86400 + days.seconds) * 10**6 + days.microseconds
    return None if moment is None else moment.toordinal()


def value(node: Node, row: Row) -> Any:
    """What a node is for a row."""
    match node:
        case Property(name):
            found = row.get(name)
            return shapely.from_wkt(found) if name == "geom" else found
        case Literal(found) | Shape(found):
            return found
        case Members(items):
            return [value(item, row) for item in items]
        case Call(op, (left, right)):
            return _result(op, _double(left, row), _double(right, row))
        case Call(op, (arg,)):
            text = value(arg, row)
            return None if text is None else FOLDED[op](text)
    raise AssertionError(node)


def _known(op: str, left: Any, right: Any) -> Truth:
    return None if left is None or right is None else COMPARE[op](left, right)


def _compare(op: str, left: Node, right: Node, row: Row) -> Truth:
    """As PostgreSQL has it: NaN is equal to itself and greater than every number."""
    one, two = _pair(left, right, row)
    if one is None or two is None:
        return None
    return COMPARE[op](*(one, two) if isinstance(one, str | date) else (_order(one), _order(two)))


def _order(number: Any) -> tuple[bool, Any]:
    return (True, 0) if math.isnan(number) else (False, number)


def _pair(left: Node, right: Node, row: Row) -> tuple[Any, Any]:
    """Two values of one type: a column beside a value or a column of its type as it is, else doubles."""
    kinds = _kind(left), _kind(right)
    if "other" in kinds:
        return value(left, row), value(right, row)
    if kinds[0] == kinds[1] and kinds[0] in {"whole", "double", "decimal"}:
        return value(left, row), value(right, row)
    if set(kinds) == {"literal", "double"}:
        one, two = value(left, row), value(right, row)
        return None if one is None else float(one), None if two is None else float(two)
    if "literal" in kinds and set(kinds) & {"whole", "decimal"}:
        return value(left, row), value(right, row)
    return _double(left, row), _double(right, row)


def _kind(node: Node) -> str:
    match node:
        case Property(name):
            kind = {"x": "double", "y": "double", "d": "decimal"} | dict.fromkeys(WHOLE, "whole")
            return kind.get(name, "other")
        case Literal(Decimal()):
            return "literal"
        case Call(op) if op in ARITHMETIC:
            return "result"
    return "other"


def _double(node: Node, row: Row) -> float | None:
    found = value(node, row)
    if found is None:
        return None
    if isinstance(node, Call | Literal) or _kind(node) == "whole":
        return float(found)
    in_range = not math.isnan(found) and (found == 0 or 10**-30 <= abs(found) <= 10**30)
    return float(found) if in_range else None


def _result(op: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    if op in {"/", "%", "div"} and right == 0:
        return None
    if op in {"%", "div"}:
        one, two = (Decimal(format(number, ".15g")) for number in (left, right))
        with localcontext(prec=1000):
            return float(one % two if op == "%" else one // two)
    if op == "^":
        return _power(left, right)
    return PLAIN[op](left, right)


def _power(base: float, exponent: float) -> float | None:
    if base == 0:
        return None if exponent < 0 else float(exponent == 0)
    if abs(exponent * math.log10(abs(base))) > 100 or (base < 0 and exponent != math.trunc(exponent)):
        return None
    return math.pow(base, exponent)


def _like(text: str, pattern: str) -> bool:
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    meaning = {"%": ".*", "_": "."}
    expression = "".join(meaning.get(part) or re.escape(part[-1]) for part in parts)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _unmarked(text: str) -> str:
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


FOLDED = {"casei": lambda text: text.upper().lower(), "accenti": _unmarked}
