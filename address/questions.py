"""What the rows of a table ask: which of their columns hold the address, and whether it is a text at all."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from address.text.rules import LONGEST_GIVEN
from layers.errors import Invalid
from layers.schema.addresses import ADDRESS_LEVELS
from layers.schema.areas import AREA_LEVELS

__all__ = ["Given", "Question", "Questions", "Unfit"]

_LEVELS: Final = frozenset({*AREA_LEVELS, *ADDRESS_LEVELS})
_USUAL: Final = ("address", "地址")
_CONTROL: Final = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Given(Protocol):
    """A row of a table."""

    @property
    def names(self) -> Sequence[str]:
        """Of its columns."""
        ...

    @property
    def cells(self) -> Sequence[Any]:
        """Its values, of any kind."""
        ...

    @property
    def error(self) -> str | None:
        """What is wrong with it as a whole."""
        ...


class Unfit(NamedTuple):
    """A row that cannot be asked about."""

    reason: str


Question = str | dict[str, str] | Unfit
"""What a row asks: a text, fields by level, or nothing."""


class Questions:
    """Takes the questions out of the rows of one table."""

    def __init__(self, names: Sequence[str], wanted: Sequence[str], added: Iterable[str]) -> None:
        """Choose the columns.

        Args:
            names: of the table's columns; empty for a table without rows, of which nothing is asked.
            wanted: columns of the address, as `address.batch.Options` has them.
            added: names of the columns that will be added.

        Raises:
            Invalid: a column isn't there, is there twice, or has the name of one that is added.
        """
        self._names = names
        self._added = frozenset(added)
        self._check(names)
        self._columns = _chosen(names, wanted) if names else {}
        self._apart = set(self._columns) <= _LEVELS

    def of(self, rows: Iterable[Given]) -> list[Question]:
        """What each row asks.

        Raises:
            Invalid: a row has a column of the name of one that is added.
        """
        return [self._question(row) for row in rows]

    def _question(self, row: Given) -> Question:
        if row.names is not self._names:
            self._check(row.names)
        if row.error is not None:
            return Unfit(row.error)
        own = dict(zip(row.names, row.cells, strict=True))
        said: dict[str, str] = {}
        for key, name in self._columns.items():
            text = _text(own.get(name))
            if isinstance(text, Unfit):
                return text
            if text:
                said[key] = text
        whole = " ".join(said.values())
        if not whole or len(whole) > LONGEST_GIVEN:
            return Unfit("too long" if whole else "empty")
        return said if self._apart else whole

    def _check(self, names: Iterable[str]) -> None:
        if not self._added.isdisjoint(names):
            taken = min(self._added.intersection(names))
            hint = "let the new columns begin otherwise: prefix"
            raise Invalid(f"the table has a column {taken!r} of its own", hint=hint)


def _chosen(names: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Level, or else name, of each column of the address = its name."""
    usual = [name for name in _USUAL if name in names] or (list(names) if len(names) == 1 else [])
    pairs = [_level_and_name(one, names) for one in wanted or usual[:1]]
    if not pairs:
        raise Invalid("which column holds the address?", columns=list(names)[:20], hint="name it: column")
    for _, name in pairs:
        if (there := list(names).count(name)) != 1:
            said = "several columns are called" if there else "there is no column"
            raise Invalid(f"{said} {name[:40]!r}", columns=list(names)[:20])
    if len(pairs) > 1 and all(level for level, _ in pairs):
        return {level or name: name for level, name in pairs}
    return {f"{n}": name for n, (_, name) in enumerate(pairs)}


def _level_and_name(wanted: str, names: Sequence[str]) -> tuple[str | None, str]:
    level, colon, name = wanted.partition(":")
    if colon and level in _LEVELS and wanted not in names:
        return level, name
    return (wanted if wanted in _LEVELS else None), wanted


def _text(cell: Any) -> str | Unfit:
    """The cell as a text to look for; empty for none."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # what spreadsheets make of a number
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return Unfit("not a text")
    text = str(cell).strip()
    if _SURROGATE.search(text):
        return Unfit("not a text in the encoding of the table")
    return Unfit("control characters") if _CONTROL.search(text) else text
