"""Temporal functions (时间): Allen's relations of intervals, whose ends belong to them."""

from psycopg import sql

from layers.filters.caps import wrong
from layers.filters.columns import Type
from layers.filters.scalars import value
from layers.filters.statement import Statement, joined, mismatch
from layers.filters.tree import Call, Literal, Node, Property, Span

__all__ = ["RELATIONS", "temporal"]

START, END = 0, 1
Condition = tuple[int, str, int]

RELATIONS: dict[str, tuple[Condition, ...]] = {
    "t_after": ((START, ">", END),),
    "t_before": ((END, "<", START),),
    "t_contains": ((START, "<", START), (END, ">", END)),
    "t_during": ((START, ">", START), (END, "<", END)),
    "t_equals": ((START, "=", START), (END, "=", END)),
    "t_finishedBy": ((START, "<", START), (END, "=", END)),
    "t_finishes": ((START, ">", START), (END, "=", END)),
    "t_intersects": ((START, "<=", END), (END, ">=", START)),
    "t_disjoint": ((START, "<=", END), (END, ">=", START)),
    "t_meets": ((END, "=", START),),
    "t_metBy": ((START, "=", END),),
    "t_overlappedBy": ((START, ">", START), (START, "<", END), (END, ">", END)),
    "t_overlaps": ((START, "<", START), (END, ">", START), (END, "<", END)),
    "t_startedBy": ((START, "=", START), (END, ">", END)),
    "t_starts": ((START, "=", START), (END, "<", END)),
}
"""All must hold: an end of the first operand, how it compares, an end of the second. Disjoint: must not."""

INSTANTS = frozenset({"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"})
"""What is asked of instants, too; the rest has a meaning for intervals only."""
OPEN = {(Type.DATE, START): "'-infinity'::date", (Type.DATE, END): "'infinity'::date"} | {
    (Type.MOMENT, START): "'-infinity'::timestamptz",
    (Type.MOMENT, END): "'infinity'::timestamptz",
}
TIMES = {Type.DATE, Type.MOMENT}


def temporal(statement: Statement, call: Call) -> sql.Composable:
    """How two instants or intervals lie to each other.

    Raises:
        Invalid: an operand is neither, is an instant where only intervals have a meaning, or one has dates
            and the other times.
    """
    kinds = {kind for arg in call.args for kind in _kinds(statement, arg, call.op)}
    if len(kinds) > 1:
        raise wrong("dates and times can't be compared", call.at, hint="TIMESTAMP('2026-07-01T00:00:00Z')")
    kind = next(iter(kinds), Type.MOMENT)
    left, right = (_ends(statement, arg, kind) for arg in call.args)
    each = [joined(left[mine], f" {op} ", right[other]) for mine, op, other in RELATIONS[call.op]]
    return joined("(NOT (" if call.op == "t_disjoint" else "((", sql.SQL(" AND ").join(each), "))")


def _kinds(statement: Statement, node: Node, op: str) -> set[Type]:
    """Whether dates or times stand in an operand; neither in an interval that is open at both ends."""
    if isinstance(node, Span):
        ends = [one for one in (node.start, node.end) if one is not None]
        return {_instant(statement, one) for one in ends}
    if not isinstance(node, Property | Literal):
        raise mismatch("a date, a time or an interval", node)
    found = _instant(statement, node)
    if op not in INSTANTS:
        raise wrong(f"{op} compares intervals only", node.at, hint="INTERVAL(start, end), or T_INTERSECTS")
    return {found}


def _instant(statement: Statement, node: Property | Literal) -> Type:
    if isinstance(node, Property):
        kind = statement.type(node)
    else:
        kind = KINDS.get(type(node.value).__name__, Type.TEXT)
    if kind not in TIMES:
        raise mismatch("a date or a time", node)
    return kind


KINDS = {"date": Type.DATE, "datetime": Type.MOMENT}


def _ends(statement: Statement, node: Node, kind: Type) -> tuple[sql.Composable, sql.Composable]:
    if not isinstance(node, Span):
        instant = value(statement, node)
        return instant, instant
    start, end = (
        joined(OPEN[kind, side]) if one is None else value(statement, one)
        for side, one in ((START, node.start), (END, node.end))
    )
    return start, end
