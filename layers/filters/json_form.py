"""CQL2 JSON (OGC 21-065, Annex C) into the tree of a filter."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from layers.filters.caps import Place, check_brackets, check_characters, wrong
from layers.filters.literals import day, instant, moment, number
from layers.filters.shapes import Shapes
from layers.filters.tree import ARITY, Builder, Literal, Node, Property, Span

__all__ = ["read"]


def read(text: str, builder: Builder, shapes: Shapes) -> Node:
    """The tree of a JSON text.

    Raises:
        Invalid: it is no JSON, no CQL2 JSON, or too large.
    """
    check_brackets(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise wrong("this is no JSON", error.pos) from None
    return _Reader(builder, shapes).node(value, "")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise wrong("an object has two members of one name", "")
    return found


def _number(text: str) -> Decimal:
    return number(text, "")


def _constant(_text: str) -> NoReturn:
    raise wrong("a number is finite", "")


class _Reader:
    def __init__(self, builder: Builder, shapes: Shapes) -> None:
        self._builder = builder
        self._shapes = shapes

    def node(self, value: object, at: str) -> Node:
        """The node that a JSON value stands for."""
        if isinstance(value, dict):
            return self.member(value, at)
        if isinstance(value, list):
            items = tuple(self.node(item, f"{at}/{n}") for n, item in enumerate(value))
            return self._builder.members(items, at)
        if isinstance(value, str):
            check_characters(value, at)
        elif not isinstance(value, bool | Decimal):
            raise wrong("null is no value; isNull asks for what is missing", at)
        return self._builder.literal(value, at)

    def member(self, value: dict[str, Any], at: str) -> Node:
        """The node that a JSON object stands for, by the member that says so."""
        if "type" in value:
            return self._shapes.geojson(value, at)
        for member, (reader, members) in MEMBERS.items():
            if member in value and value.keys() == members:
                return reader(self, value, at)
        raise wrong(
            "an object has one of these sets of members", at, allowed=[sorted(m) for _, m in MEMBERS.values()]
        )

    def call(self, value: dict[str, Any], at: str) -> Node:
        """{"op": ..., "args": [...]}."""
        op, args = value["op"], value["args"]
        if not isinstance(op, str) or op not in ARITY:
            raise wrong("there is no such operator", f"{at}/op", allowed=list(ARITY))
        if not isinstance(args, list):
            raise wrong("operands are a list", f"{at}/args")
        found = tuple(self.node(arg, f"{at}/args/{n}") for n, arg in enumerate(args))
        return self._builder.call(op, found, at)

    def property(self, value: dict[str, Any], at: Place) -> Property:
        """{"property": name}."""
        name = _text(value["property"], at)
        return self._builder.property(name, at)

    def date(self, value: dict[str, Any], at: Place) -> Literal:
        """{"date": ...}."""
        return self._builder.literal(day(_text(value["date"], at), at), at)

    def timestamp(self, value: dict[str, Any], at: Place) -> Literal:
        """{"timestamp": ...}."""
        return self._builder.literal(moment(_text(value["timestamp"], at), at), at)

    def interval(self, value: dict[str, Any], at: Place) -> Span:
        """{"interval": [start, end]}."""
        ends = value["interval"]
        if not isinstance(ends, list) or len(ends) != 2:
            raise wrong("an interval has two ends", at)
        start, end = (self._end_of_interval(one, f"{at}/interval/{n}") for n, one in enumerate(ends))
        return Span(start, end, at)

    def _end_of_interval(self, value: object, at: Place) -> Property | Literal | None:
        if isinstance(value, dict) and value.keys() == {"property"}:
            return self.property(value, at)
        text = _text(value, at)
        return None if text == ".." else self._builder.literal(instant(text, at), at)

    def box(self, value: dict[str, Any], at: Place) -> Node:
        """{"bbox": [west, south, east, north]}."""
        corners = value["bbox"]
        return self._shapes.box(corners if isinstance(corners, list) else [], at)


def _text(value: object, at: Place) -> str:
    if not isinstance(value, str):
        raise wrong("this is written as a text", at)
    check_characters(value, at)
    return value


MEMBERS: dict[str, tuple[Callable[[_Reader, dict[str, Any], str], Node], set[str]]] = {
    "op": (_Reader.call, {"op", "args"}),
    "property": (_Reader.property, {"property"}),
    "date": (_Reader.date, {"date"}),
    "timestamp": (_Reader.timestamp, {"timestamp"}),
    "interval": (_Reader.interval, {"interval"}),
    "bbox": (_Reader.box, {"bbox"}),
}
"""What an object is, by the member that says so, and all members that it has."""
