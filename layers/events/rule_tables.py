"""Tables of rules that are exchanged as a whole: read row by row, what doesn't fit told, the rest written."""

import csv
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, LiteralString, NamedTuple, TypeVar

import psycopg
import pyarrow as pa
from psycopg import sql

from layers.check_characters import is_digits
from layers.editions import Edition
from layers.errors import Invalid
from layers.rows import merge

__all__ = ["Read", "Refused", "Replaced", "Row", "checked_class", "coded", "collect", "lines", "replace_all"]

Rule = TypeVar("Rule")


class Row(NamedTuple):
    """A row of a file."""

    line: int
    """From 2 where line 1 names the columns."""
    cells: Mapping[str, str]
    """By name of the column, without blanks around; empty ones are not there."""


class Refused(NamedTuple):
    """A row that is no rule."""

    line: int
    why: str


class Read(NamedTuple, Generic[Rule]):
    """What was read."""

    rules: Sequence[Rule]
    refused: Sequence[Refused]


class Replaced(NamedTuple):
    """What became of a table."""

    inserted: int
    updated: int
    unchanged: int
    removed: int


REMOVE: LiteralString = "DELETE FROM {table} WHERE code <> ALL (%s)"


def lines(path: Path) -> Iterator[Row]:
    """The rows of one of the project's own tables: CSV in UTF-8 whose first line names the columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        for cells in reader:
            yield Row(reader.line_num, {name: text for name, cell in cells.items() if (text := cell.strip())})


def coded(rules: Iterable[Mapping[str, Any]], *parts: str) -> list[dict[str, Any]]:
    """Rules with codes: their values of some columns and a running number; the same for the same file."""
    made: list[dict[str, Any]] = []
    numbers = Counter[tuple[str, ...]]()
    for rule in rules:
        key = tuple(rule[part] or "all" for part in parts)
        numbers[key] += 1
        made.append({"code": ".".join([*key, str(numbers[key])]), **rule})
    return made


def replace_all(
    conn: psycopg.Connection, table: LiteralString, rules: Sequence[Mapping[str, object]], source: str
) -> Replaced:
    """Make these rules the only ones of a table; rules that are the same already stay untouched.

    Args:
        conn: an open connection; the caller commits.
        table: of schema `onemap`, with a unique code.
        rules: columns and values, `code` among them.
        source: who says so.

    Raises:
        Invalid: there are no rules at all: a table isn't emptied by mistake.
    """
    if not rules:
        raise Invalid("there are no rules to take the place of those there are")
    merged = merge(conn, table, pa.Table.from_pylist([{**rule, "source": source} for rule in rules]))
    remove = sql.SQL(REMOVE).format(table=sql.Identifier("onemap", table))
    removed = conn.execute(remove, ([rule["code"] for rule in rules],)).rowcount
    return Replaced(*merged, removed)


def collect(
    rows: Iterable[Row],
    make: Callable[[Mapping[str, str]], Iterable[Rule]],
    same: Callable[[Rule], Hashable],
) -> Read[Rule]:
    """Make rules of rows; a row that is none, or says something of the same as one before, is refused.

    Args:
        rows: of a file.
        make: the rules of a row; raises ValueError where it doesn't fit.
        same: what there may be only one rule for.
    """
    first: dict[Hashable, int] = {}
    rules, refused = [], []
    for line, cells in rows:
        try:
            for rule in make(cells):
                if first.setdefault(same(rule), line) != line:
                    raise ValueError(f"line {first[same(rule)]} has a rule for the same")
                rules.append(rule)
        except ValueError as error:
            refused.append(Refused(line, str(error)))
    return Read(rules, refused)


def checked_class(edition: str, class_code: str) -> None:
    """Refuse what is neither a class code of the edition nor the first digits of one.

    Raises:
        ValueError: says what doesn't fit.
    """
    digits = Edition(edition).class_digits
    if class_code and not (len(class_code) <= digits and is_digits(class_code, len(class_code))):
        raise ValueError(f"class {class_code!r} is not up to {digits} digits")
