"""Time limits as people write them down, in tables that are brought in as a whole.

The project's own columns are edition, class_code, condition, amount, unit and basis. Tables of cities have a
cell of several limits, one for each condition, such as `2紧急工作时; 4工作时`, under the code of 2013.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import psycopg

from layers.classes import Kind, load_migrations
from layers.editions import Edition
from layers.events.life_cycle import FOLDER
from layers.events.rule_tables import Read, Replaced, Row, checked_class, coded, collect, lines, replace_all
from layers.schema.events import LIMIT_UNITS

__all__ = ["FILE", "LimitRule", "load", "read", "replace"]

FILE: Final = FOLDER / "time_limits.csv"
"""The project's own table."""
UNITS: Final[Mapping[str, str]] = {
    "紧急工作时": "urgent_hour",
    "工作时": "work_hour",
    "工作日": "work_day",
    "紧急工作日": "urgent_day",
    "自然日": "day",
} | {unit: unit for unit in LIMIT_UNITS}
AMOUNT: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)\s*(\S+)")
KINDS: Final[Mapping[str, Kind]] = {"部件": Kind.COMPONENT, "事件": Kind.EVENT}


@dataclass(frozen=True, slots=True)
class LimitRule:
    """One limit."""

    edition: str
    class_code: str
    """A class, or the first digits of several; empty for all."""
    condition: str | None
    """None for always."""
    amount: Decimal
    unit: str
    basis: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no limit.

        Raises:
            ValueError: says what doesn't fit.
        """
        checked_class(self.edition, self.class_code)
        if self.amount <= 0:
            raise ValueError(f"{self.amount} is no time to do anything in")


def load(path: Path = FILE) -> Read[LimitRule]:
    """The rules of one of the project's own tables."""
    return read(lines(path))


def read(rows: Iterable[Row]) -> Read[LimitRule]:
    """The rules of a table, and the rows that are none."""
    return collect(rows, _rules, lambda rule: (rule.edition, rule.class_code, rule.condition))


def replace(conn: psycopg.Connection, rules: Iterable[LimitRule], source: str) -> Replaced:
    """Make these limits the only ones.

    Raises:
        Invalid: there are none.
    """
    return replace_all(conn, "time_limit", coded(map(_row, rules), "edition", "class_code"), source)


def _row(rule: LimitRule) -> dict[str, object]:
    return asdict(rule) | {"amount": str(rule.amount)}


def _rules(cells: Mapping[str, str]) -> Iterator[LimitRule]:
    edition, class_code = _class(cells)
    basis = cells.get("basis") or cells.get("source")
    said = cells.get("limits_by_condition") or cells.get("amount", "") + cells.get("unit", "")
    limits = [_limit(part) for part in re.split("[;；]", said)]
    for number, (amount, unit) in enumerate(limits, 1):
        condition = cells.get("condition") if len(limits) == 1 else f"情形{number}"
        yield LimitRule(edition, class_code, condition, amount, unit, basis)


def _limit(text: str) -> tuple[Decimal, str]:
    """What `2紧急工作时` says."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None or found[2] not in UNITS:
        raise ValueError(f"{text.strip()!r} is no limit; units are {', '.join(UNITS)}")
    return Decimal(found[1]), UNITS[found[2]]


def _class(cells: Mapping[str, str]) -> tuple[str, str]:
    """Edition and code; a class of components of 2013 is one of events only since 2026."""
    if "code_2013" not in cells:
        return cells.get("edition") or Edition.E2026, cells.get("class_code", "")
    code = cells["code_2013"]
    if KINDS.get(cells.get("kind", "事件")) is not Kind.COMPONENT:
        return Edition.E2013, code
    if code not in _matters():
        raise ValueError(f"component class {code!r} of 2013 is no class of events in 2026")
    return Edition.E2026, _matters()[code]


@cache
def _matters() -> Mapping[str, str]:
    """The class of events of 2026 that says of a component of 2013 that something is wrong with it."""
    found = load_migrations().items()
    return {code: to.code_2026 for (kind, code), to in found if kind is Kind.COMPONENT and to.code_2026}
