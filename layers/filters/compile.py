"""From the tree of a filter to a condition on the table of a layer.

Every value is bound; names come from the layer file, and only those that the caller may see are there.
Types are checked before the database sees them, and what is accepted never fails in it.
"""

from psycopg import sql

from layers.catalogue import Layer
from layers.filters.arrays import FUNCTIONS as ARRAYS
from layers.filters.arrays import array
from layers.filters.caps import wrong
from layers.filters.columns import Type
from layers.filters.parse import Filter
from layers.filters.scalars import between, compare, is_in, like
from layers.filters.spatial import FUNCTIONS as SPATIAL
from layers.filters.spatial import spatial
from layers.filters.statement import Statement, joined, mismatch
from layers.filters.temporal import RELATIONS, temporal
from layers.filters.tree import Call, Literal, Node, Property

__all__ = ["compile_filter"]

COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
LOGIC = {"and": sql.SQL(" AND "), "or": sql.SQL(" OR ")}


def compile_filter(
    wanted: Filter,
    layer: Layer,
    *,
    internal: bool = False,
    prefix: str = "filter",
    alias: str | None = None,
) -> tuple[sql.Composable, dict[str, object]]:
    """The condition of a filter on the rows of a layer, in brackets, with its values.

    Args:
        wanted: the filter.
        layer: of which layer; the rows that its `where` names are the business of the statement.
        internal: whether the caller may see fields for internal use.
        prefix: of the names of all values, so that several conditions stand in one statement.
        alias: of the layer's table in the statement; None: its columns are named alone.

    Raises:
        Invalid: the layer has no such field for this caller, or a value does not fit its type.
    """
    statement = Statement(layer, internal, prefix, alias)
    return predicate(statement, wanted.tree), statement.values


def predicate(statement: Statement, node: Node) -> sql.Composable:
    """SQL of what is true, false or, where something is missing, neither."""
    match node:
        case Call(op):
            return _call(statement, node, op)
        case Literal(bool(found)):
            return joined("TRUE" if found else "FALSE")
        case Property() if statement.type(node) is Type.TRUTH:
            return statement.column(node)
    raise mismatch("a condition", node)


def _call(statement: Statement, node: Call, op: str) -> sql.Composable:
    if op in LOGIC:
        return joined("(", LOGIC[op].join([predicate(statement, arg) for arg in node.args]), ")")
    if op == "not":
        return joined("(NOT ", predicate(statement, node.args[0]), ")")
    if op in COMPARISONS:
        return compare(statement, op, node.args[0], node.args[1], node.at)
    for names, rule in FAMILIES:
        if op in names:
            return rule(statement, node)
    raise mismatch("a condition", node)


def _is_null(statement: Statement, node: Call) -> sql.Composable:
    arg = node.args[0]
    if isinstance(arg, Property):
        statement.type(arg)
        return joined("(", statement.column(arg), " IS NULL)")
    raise wrong("IS NULL is asked of a property", arg.at)


FAMILIES = (
    (frozenset({"isNull"}), _is_null),
    (frozenset({"between"}), lambda statement, node: between(statement, node.args, node.at)),
    (frozenset({"in"}), lambda statement, node: is_in(statement, *node.args)),
    (frozenset({"like"}), lambda statement, node: like(statement, *node.args)),
    (frozenset(SPATIAL), spatial),
    (frozenset(RELATIONS), temporal),
    (frozenset(ARRAYS), array),
)
