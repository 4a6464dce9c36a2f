"""How a manifest says what stands in a column: a column of the file, a constant, or a named transformation.

    name     = "TNAME"                                  # a column of the file, as text
    level    = { value = "street" }                     # the same on every row
    code     = { use = "join", of = ["osm_id"], before = "osm-" }

`TRANSFORMATIONS` is the whole list; nothing in a manifest is ever run as code. Every one gives text, with
null for a missing value and for a row that it cannot do, beside the reason.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from layers.errors import Invalid

__all__ = ["TRANSFORMATIONS", "Expression", "Tables", "Values", "columns_of", "evaluate", "expression"]

Tables = Mapping[str, Mapping[str, str]]
"""The lookup tables of a manifest, by name."""


class Values(NamedTuple):
    """A column, and what was wrong with some of its rows."""

    column: pa.Array
    """Text, null for a missing value."""
    wrong: dict[int, str]
    """Row -> reason, for rows that have something, but nothing that can be used."""


@dataclass(frozen=True)
class Expression:
    """What stands in a column."""

    use: str
    of: tuple[str, ...] = ()
    """Columns of the file."""
    options: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, "Expression"] = field(default_factory=dict)
    """Of `json`: name of the member -> what stands there."""


def expression(raw: Any) -> Expression:
    """Understand an expression of a manifest.

    Raises:
        Invalid: no such transformation, or it does not take these entries.
    """
    if isinstance(raw, str):
        return Expression("text", (raw,))
    if not isinstance(raw, dict):
        raise Invalid(f"{raw!r} is no expression", hint='a column is "NAME", a constant { value = ... }')
    options = dict(raw)
    use = options.pop("use", "value" if "value" in options else "text")
    if use not in TRANSFORMATIONS:
        raise Invalid(f"there is no transformation {use!r}", known=sorted(TRANSFORMATIONS))
    if stray := set(options) - TRANSFORMATIONS[use].takes:
        takes = sorted(TRANSFORMATIONS[use].takes)
        raise Invalid(f"{use!r} does not take {sorted(stray)}", hint=f"it takes {takes}")
    parts = {name: expression(part) for name, part in options.pop("members", {}).items()}
    of = options.pop("of", ())
    return Expression(use, (of,) if isinstance(of, str) else tuple(of), options, parts)


def columns_of(one: Expression) -> set[str]:
    """The columns of the file that an expression reads."""
    by = {str(one.options["by"])} if "by" in one.options else set()
    return set(one.of) | by | {column for part in one.parts.values() for column in columns_of(part)}


def evaluate(one: Expression, rows: pa.RecordBatch, tables: Tables) -> Values:
    """The values of an expression over some rows."""
    return TRANSFORMATIONS[one.use].run(one, rows, tables)


def _text(rows: pa.RecordBatch, column: str) -> pa.Array:
    """A column as text without space around it; empty is null."""
    given = rows[column]
    if pa.types.is_dictionary(given.type):
        given = given.dictionary_decode()
    trimmed = pc.utf8_trim_whitespace(given.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _mapped(column: pa.Array, change: Callable[[str], str | None]) -> Values:
    """Apply a function once to every different text; it raises Invalid for one that it cannot do."""
    encoded = column.dictionary_encode()
    done: list[str | None] = []
    bad: dict[int, str] = {}
    for place, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            done.append(change(text))
        except Invalid as error:
            done.append(None)
            bad[place] = error.message
    values = pa.array(done, pa.string()).take(encoded.indices)
    if not bad:
        return Values(values, {})
    wrong = {row: bad[place] for row, place in enumerate(encoded.indices.to_pylist()) if place in bad}
    return Values(values, wrong)


def _plain(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    return Values(_text(rows, one.of[0]), {})


def _value(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    return Values(pa.repeat(pa.scalar(str(one.options["value"])), rows.num_rows), {})


def _digits(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    return Values(pc.replace_substring_regex(_text(rows, one.of[0]), "[^0-9]", ""), {})


def _join(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    """Columns one behind the other; missing ones are left out, and nothing at all is null."""
    between = one.options.get("between", "")
    joined = _text(rows, one.of[0])
    for column in one.of[1:]:
        following = _text(rows, column)
        both = pc.binary_join_element_wise(joined, following, between)
        joined = pc.coalesce(both, joined, following)
    around = (one.options.get("before", ""), one.options.get("after", ""))
    return Values(pc.binary_join_element_wise(around[0], joined, around[1], ""), {})


def _first(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    """The first of several columns that has something."""
    return Values(pc.coalesce(*(_text(rows, column) for column in one.of)), {})


def _lookup(one: Expression, rows: pa.RecordBatch, tables: Tables) -> Values:
    table = tables[one.options["table"]]
    other = one.options.get("other")

    def found(text: str) -> str | None:
        if text in table or other is not None:
            return table.get(text, other)
        raise Invalid(f"{one.of[0]} {text!r} is not in the table {one.options['table']!r}")

    return _mapped(_text(rows, one.of[0]), found)


def _head(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    """The first characters; how many, another column says by way of `lengths`."""
    lengths: Mapping[str, int] = one.options["lengths"]
    texts = _text(rows, one.of[0])
    kinds = _text(rows, one.options["by"]).to_pylist()
    heads: list[str | None] = []
    wrong: dict[int, str] = {}
    for row, (text, kind) in enumerate(zip(texts.to_pylist(), kinds, strict=True)):
        if kind not in lengths:
            wrong[row] = f"{one.options['by']} {kind!r} has no length"
        heads.append(None if text is None or kind not in lengths else text[: lengths[kind]])
    return Values(pa.array(heads, pa.string()), wrong)


def _number(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    factor = one.options.get("times", 1)

    def number(text: str) -> str | None:
        try:
            value = float(text) * factor
        except ValueError:
            raise Invalid(f"{one.of[0]} is no number") from None
        return None if math.isnan(value) else f"{value:.10g}"

    return _mapped(_text(rows, one.of[0]), number)


def _moment(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    """A date or a time in ISO 8601; without an offset it is local time of `zone`."""
    zone = ZoneInfo(one.options["zone"])

    def moment(text: str) -> str | None:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise Invalid(f"{one.of[0]} is no time") from None
        return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()

    return _mapped(_text(rows, one.of[0]), moment)


def _json(one: Expression, rows: pa.RecordBatch, tables: Tables) -> Values:
    """An object; members without a value are left out, numbers are numbers, and `{}` is null."""
    columns: dict[str, list[Any]] = {}
    wrong: dict[int, str] = {}
    for name, part in one.parts.items():
        values = evaluate(part, rows, tables)
        wrong |= values.wrong
        texts = values.column.to_pylist()
        columns[name] = [text and float(text) for text in texts] if part.use == "number" else texts
    objects = []
    for members in zip(*columns.values(), strict=True):
        found = {name: one for name, one in zip(columns, members, strict=True) if one is not None}
        objects.append(json.dumps(found, ensure_ascii=False) if found else None)
    return Values(pa.array(objects, pa.string()), wrong)


def _fingerprint(one: Expression, rows: pa.RecordBatch, _: Tables) -> Values:
    """A key for a file without one: 16 hexadecimal digits of what its columns say."""
    columns = [_text(rows, column).to_pylist() for column in one.of]
    before = one.options.get("before", "")
    keys = []
    for parts in zip(*columns, strict=True):
        digest = hashlib.sha256("\x1f".join(part or "" for part in parts).encode())
        keys.append(before + digest.hexdigest()[:16])
    return Values(pa.array(keys, pa.string()), {})


class _Transformation(NamedTuple):
    run: Callable[[Expression, pa.RecordBatch, Tables], Values]
    takes: frozenset[str]


TRANSFORMATIONS: dict[str, _Transformation] = {
    "text": _Transformation(_plain, frozenset({"of"})),
    "value": _Transformation(_value, frozenset({"value"})),
    "digits": _Transformation(_digits, frozenset({"of"})),
    "join": _Transformation(_join, frozenset({"of", "before", "between", "after"})),
    "first": _Transformation(_first, frozenset({"of"})),
    "head": _Transformation(_head, frozenset({"of", "by", "lengths"})),
    "lookup": _Transformation(_lookup, frozenset({"of", "table", "other"})),
    "number": _Transformation(_number, frozenset({"of", "times"})),
    "moment": _Transformation(_moment, frozenset({"of", "zone"})),
    "json": _Transformation(_json, frozenset({"members"})),
    "fingerprint": _Transformation(_fingerprint, frozenset({"of", "before"})),
}
"""Name -> what it does and the entries it takes."""
