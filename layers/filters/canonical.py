"""One text for all ways to write a filter: CQL2 JSON without spaces.

Numbers stand in their shortest form, moments in UTC, geometries in EPSG:4490 with longitude first (which is
CRS84), the operands of AND and OR and the members of IN sorted, each once. The text can be read again and
then gives itself.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Context, Decimal

import shapely

from layers.filters.tree import Call, Literal, Members, Node, Property, Shape, Span

__all__ = ["canonical"]

EXACT = Context(prec=100)
PLAIN = 15
"""Up to how many digits an integer is written without an exponent."""


def canonical(node: Node) -> str:
    """The canonical text of a tree."""
    match node:
        case Call(op, args):
            return _call(op, args)
        case Property(name):
            return f'{{"property":{_text(name)}}}'
        case Literal(value):
            return _value(value)
        case Span(start, end):
            ends = ",".join(_end(one) for one in (start, end))
            return f'{{"interval":[{ends}]}}'
        case Shape(geometry):
            return str(shapely.to_geojson(geometry))
        case Members(items):
            return _list(map(canonical, items))


def _call(op: str, args: tuple[Node, ...]) -> str:
    texts = [canonical(arg) for arg in args]
    if op in {"and", "or"}:
        texts = sorted(set(texts))
        if len(texts) == 1:
            return texts[0]
    elif op == "in" and isinstance(members := args[1], Members):
        texts[1] = _list(sorted(set(map(canonical, members.items))))
    return f'{{"op":"{op}","args":{_list(texts)}}}'


def _list(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(value: str | bool | Decimal | date) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case Decimal():
            return _number(value)
        case datetime():
            return f'{{"timestamp":"{_instant(value)}"}}'
        case _:
            return f'{{"date":"{_instant(value)}"}}'


def _number(value: Decimal) -> str:
    short = value.normalize(EXACT)
    plain = max(-int(short.as_tuple().exponent), short.adjusted()) <= PLAIN
    return f"{short:f}" if plain else str(short)


def _instant(value: date) -> str:
    """As RFC 3339 has it, in UTC; years have four digits."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return f"{value.replace(tzinfo=None).isoformat()}Z"


def _end(value: Property | Literal | None) -> str:
    if isinstance(value, Literal) and isinstance(value.value, date):
        return f'"{_instant(value.value)}"'
    return '".."' if value is None else canonical(value)
