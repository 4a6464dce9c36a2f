"""Responsibilities as people write them down: edition, class_code, area_code, department_code, note."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

import psycopg
from psycopg.rows import scalar_row

from layers.editions import Edition
from layers.events.rule_tables import Read, Replaced, Row, checked_class, coded, collect, replace_all

__all__ = ["ResponsibilityRule", "read", "replace"]


@dataclass(frozen=True, slots=True)
class ResponsibilityRule:
    """Who does what where."""

    edition: str
    class_code: str
    """A class, or the first digits of several; empty for all."""
    area_code: str | None
    """None for the whole city."""
    department_code: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no class.

        Raises:
            ValueError: says what doesn't fit.
        """
        checked_class(self.edition, self.class_code)


KNOWN = """
SELECT 'area_code ' || code FROM onemap.area
UNION ALL
SELECT 'department_code ' || code FROM onemap.department
"""


def read(conn: psycopg.Connection, rows: Iterable[Row]) -> Read[ResponsibilityRule]:
    """The rules of a table, and the rows that are none, or name areas or departments that there aren't."""
    with conn.cursor(row_factory=scalar_row) as cur:
        known = frozenset(cur.execute(KNOWN))

    def make(cells: Mapping[str, str]) -> Iterator[ResponsibilityRule]:
        for name in ("area_code", "department_code"):
            if name in cells and f"{name} {cells[name]}" not in known:
                raise ValueError(f"{name} {cells[name]!r}: nothing has this code")
        if "department_code" not in cells:
            raise ValueError("no department_code")
        yield ResponsibilityRule(
            edition=cells.get("edition") or Edition.E2026,
            class_code=cells.get("class_code", ""),
            area_code=cells.get("area_code"),
            department_code=cells["department_code"],
            note=cells.get("note"),
        )

    return collect(rows, make, lambda rule: (rule.edition, rule.class_code, rule.area_code))


def replace(conn: psycopg.Connection, rules: Iterable[ResponsibilityRule], source: str) -> Replaced:
    """Make these responsibilities the only ones.

    Raises:
        Invalid: there are none.
    """
    rows = coded(map(asdict, rules), "edition", "class_code", "area_code")
    return replace_all(conn, "responsibility", rows, source)
