"""The tree of a filter: what both encodings of CQL2 are read into.

Nodes hold values that are already checked by themselves (finite numbers, zoned times, valid geometries in
EPSG:4490). Whether they fit each other and the columns of a layer is known only when a filter meets a
layer: see `layers.filters.compile`.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from layers.filters.caps import MOST_DEPTH, MOST_MEMBERS, MOST_NODES, MOST_VERTICES, Place, wrong

__all__ = ["ARITY", "Builder", "Call", "Literal", "Members", "Node", "Property", "Shape", "Span"]


class Property(NamedTuple):
    """A field of the layer, by name."""

    name: str
    at: Place


class Literal(NamedTuple):
    """A value: text, number, truth, date, or moment in UTC."""

    value: str | bool | Decimal | date
    at: Place


class Span(NamedTuple):
    """An interval of time, both ends included; None is open."""

    start: Property | Literal | None
    end: Property | Literal | None
    at: Place


class Shape(NamedTuple):
    """A geometry in EPSG:4490, longitude first; valid, without heights, not empty."""

    geometry: BaseGeometry
    at: Place


class Members(NamedTuple):
    """The list of IN, or an array."""

    items: tuple["Node", ...]
    at: Place


class Call(NamedTuple):
    """An operator or function and what it is applied to."""

    op: str
    args: tuple["Node", ...]
    at: Place
    depth: int


Node = Property | Literal | Span | Shape | Members | Call

_SPATIAL = ("intersects", "disjoint", "equals", "touches", "crosses", "within", "contains", "overlaps")
_TEMPORAL = (
    *("after", "before", "contains", "disjoint", "during", "equals", "finishedBy", "finishes", "intersects"),
    *("meets", "metBy", "overlappedBy", "overlaps", "startedBy", "starts"),
)
_ARRAY = ("equals", "contains", "containedBy", "overlaps")

ARITY: dict[str, int | None] = (
    {
        "and": None,
        "or": None,
        "not": 1,
        "isNull": 1,
        "casei": 1,
        "accenti": 1,
        "between": 3,
        "in": 2,
        "like": 2,
    }
    | dict.fromkeys(("=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "div", "^"), 2)
    | {f"s_{name}": 2 for name in _SPATIAL}
    | {f"t_{name}": 2 for name in _TEMPORAL}
    | {f"a_{name}": 2 for name in _ARRAY}
)
"""Every operator by the name that CQL2 JSON has for it, and how many operands it takes; None: two or more."""

FUNCTIONS = {name.lower(): name for name in ARITY if name[:2] in {"s_", "t_", "a_"} or name.endswith("i")}
"""What the text encoding writes as a function, by its name in lower case."""


class Builder:
    """Makes the nodes of one filter and counts them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.nodes = 0
        self.vertices = 0
        self.names: set[str] = set()

    def count(self, at: Place) -> None:
        """One more node."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise wrong(
                f"a filter has at most {MOST_NODES} operators, names and values", at, maximum=MOST_NODES
            )

    def count_vertices(self, vertices: int, at: Place) -> None:
        """So many more vertices."""
        self.vertices += vertices
        if self.vertices > MOST_VERTICES:
            raise wrong(f"a filter has at most {MOST_VERTICES} vertices", at, maximum=MOST_VERTICES)

    def property(self, name: str, at: Place) -> Property:
        """A name."""
        self.count(at)
        self.names.add(name)
        return Property(name, at)

    def literal(self, value: str | bool | Decimal | date, at: Place) -> Literal:
        """A value."""
        self.count(at)
        return Literal(value, at)

    def members(self, items: tuple[Node, ...], at: Place) -> Members:
        """A list."""
        if len(items) > MOST_MEMBERS:
            raise wrong(f"a list has at most {MOST_MEMBERS} members", at, maximum=MOST_MEMBERS)
        return Members(items, at)

    def call(self, op: str, args: tuple[Node, ...], at: Place) -> Call:
        """An operator with as many operands as it takes; AND within AND is one AND, and so is OR.

        Raises:
            Invalid: it takes another number, or lies too deep.
        """
        self.count(at)
        wanted = ARITY[op]
        if wanted is None:
            args = tuple(part for arg in args for part in _flat(op, arg))
        if len(args) != wanted and (wanted is not None or len(args) < 2):
            raise wrong(f"{op} takes {wanted or 'two or more'} operands, not {len(args)}", at)
        depth = 1 + max(map(_depth, args))
        if depth > MOST_DEPTH:
            raise wrong("it nests too deep", at, maximum=MOST_DEPTH)
        return Call(op, args, at, depth)


def _flat(op: str, node: Node) -> tuple[Node, ...]:
    return node.args if isinstance(node, Call) and node.op == op else (node,)


def _depth(node: Node) -> int:
    if isinstance(node, Call):
        return node.depth
    return max(map(_depth, node.items), default=0) if isinstance(node, Members) else 0
