"""Array functions (数组): arrays as sets of their members."""

from psycopg import sql

from layers.filters.caps import wrong
from layers.filters.columns import NUMBERS, Type, element
from layers.filters.scalars import CASTS, LITERALS
from layers.filters.statement import Statement, described, joined, mismatch
from layers.filters.tree import Call, Literal, Members, Node, Property

__all__ = ["FUNCTIONS", "array"]

FUNCTIONS: dict[str, tuple[str, ...]] = {
    "a_contains": (" @> ",),
    "a_containedBy": (" <@ ",),
    "a_overlaps": (" && ",),
    "a_equals": (" @> ", " <@ "),
}
"""What must hold between the two."""


def array(statement: Statement, call: Call) -> sql.Composable:
    """How the members of two arrays lie to each other; order and repetition do not matter.

    Raises:
        Invalid: an operand is no array, or their members are of different types.
    """
    kinds = [kind for arg in call.args if (kind := _element(statement, arg))]
    if len(set(kinds)) > 1:
        raise wrong(f"an array of {kinds[0].value} and one of {kinds[1].value} can't be compared", call.at)
    cast = CASTS.get(kinds[0], "numeric") if kinds else "text"
    left, right = (_array(statement, arg, cast) for arg in call.args)
    each = [joined(left, operator, right) for operator in FUNCTIONS[call.op]]
    return joined("(", sql.SQL(" AND ").join(each), ")")


def _element(statement: Statement, node: Node) -> Type | None:
    """The type of the members, all numbers being one; None of none."""
    if isinstance(node, Property):
        if statement.type(node) is not Type.ARRAY:
            raise mismatch("an array", node)
        return _one_of_numbers(element(statement.layer, node.name))
    if not isinstance(node, Members):
        raise mismatch("an array", node)
    kinds = {_one_of_numbers(LITERALS[type(one.value)]): one for one in map(_literal, node.items)}
    if len(kinds) > 1:
        raise wrong("the members of an array are of one type", node.at)
    return next(iter(kinds), None)


def _one_of_numbers(kind: Type) -> Type:
    return Type.FLOAT if kind in NUMBERS else kind


def _literal(node: Node) -> Literal:
    if not isinstance(node, Literal):
        raise wrong(f"members of arrays are values, not {described(node)}", node.at)
    return node


def _array(statement: Statement, node: Node, cast: str) -> sql.Composable:
    if isinstance(node, Property):
        return joined(statement.column(node), "::", cast, "[]")
    items = node.items if isinstance(node, Members) else ()
    return statement.bind([_literal(one).value for one in items], f"{cast}[]")
