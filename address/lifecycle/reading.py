"""Corrections as they are read: what was proposed, what became of it, and what may be done next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import dict_row

from layers.errors import Invalid, NotFound
from layers.paging import cursor_of, read_cursor
from layers.schema.corrections import STATES

__all__ = ["STATE_LABELS", "STEPS", "Correction", "Page", "Step", "StepRule", "correction", "corrections"]

LABELS: Final = ("待审", "已通过", "已驳回", "已撤回", "已发布")
STATE_LABELS: Final = dict(zip(STATES, LABELS, strict=True))
"""What users see for a state."""


class StepRule(NamedTuple):
    """When a step may be taken, and what it leads to."""

    label: str
    """What users see."""
    before: frozenset[str]
    after: str
    needs_reason: bool


OPEN: Final = frozenset({"proposed", "accepted"})
STEPS: Final = {
    "accept": StepRule("通过", OPEN, "accepted", needs_reason=False),
    "reject": StepRule("驳回", OPEN, "rejected", needs_reason=True),
    "withdraw": StepRule("撤回", OPEN, "withdrawn", needs_reason=False),
    "publish": StepRule("发布", frozenset({"accepted"}), "published", needs_reason=False),
}
"""Steps of a reviewer by name. One that is accepted may be accepted anew, as the library is by then."""


class Step(NamedTuple):
    """One step of a correction: who took it, when, and why."""

    step: str
    state: str
    actor: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A proposed change of the library."""

    id: int
    action: str
    address_code: str | None
    """The address that it is about; the one above for one to be added; None at the top of an area."""
    wanted: dict[str, Any]
    """Fields of the action."""
    seen: list[dict[str, Any]]
    """The addresses that it names, as they were when it was proposed or last accepted."""
    planned: list[dict[str, Any]]
    """The same afterwards, and one that is new; code null until it is published."""
    changed: int
    """Rows that change: the address, those below it, aliases."""
    state: str
    result_code: str | None
    """Of the address that it led to; None until it is published."""
    steps: list[Step]
    """Oldest first."""

    @property
    def label(self) -> str:
        """Full text of the address that it is about; of the new one for one to be added."""
        about = self.planned[-1] if self.action == "add" else self.seen[0]
        return str(about["full_text"])

    @property
    def may(self) -> list[str]:
        """Steps that can be taken now."""
        return [name for name, rule in STEPS.items() if self.state in rule.before]


class Page(NamedTuple):
    """Some corrections, newest first, and where the next page begins."""

    items: list[Correction]
    next: str | None


# The address itself, what it was merged into or hung under, and what became of it: all have it in their file.
READ = """
SELECT id, action, address_code, wanted, seen, planned, changed, state, result_code
FROM onemap.address_correction
WHERE (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s)) AND (%(state)s::text IS NULL OR state = %(state)s)
  AND (%(code)s::text IS NULL OR %(code)s IN (address_code, result_code))
  AND (%(below)s::bigint IS NULL OR id < %(below)s)
ORDER BY id DESC LIMIT %(limit)s
"""
READ_STEPS = """
SELECT correction_id, step, state, actor, at, reason FROM onemap.address_correction_step
WHERE correction_id = ANY (%(ids)s) ORDER BY id
"""


def correction(conn: psycopg.Connection, number: int) -> Correction:
    """One correction with its steps.

    Raises:
        NotFound: there is none of this number.
    """
    found = _read(conn, ids=[number])
    if not found:
        raise NotFound(f"no correction {number}", hint="the list is at /api/address/corrections")
    return found[0]


def corrections(
    conn: psycopg.Connection,
    *,
    state: str | None = None,
    code: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """A page of corrections, newest first.

    Args:
        conn: an open connection.
        state: one of `layers.schema.corrections.STATES`, None for all.
        code: of an address: those that are about it, or led to it; None for all.
        limit: how many at most.
        cursor: `next` of the page before.

    Raises:
        Invalid: an unknown state or a foreign cursor.
    """
    if state not in (None, *STATES):
        raise Invalid("no such state of a correction", allowed=list(STATES))
    below = read_cursor(cursor, int)[0] if cursor else None
    found = _read(conn, state=state, code=code, below=below, limit=limit + 1)
    more = len(found) > limit
    return Page(found[:limit], cursor_of(found[limit - 1].id) if more else None)


def _read(conn: psycopg.Connection, **facts: Any) -> list[Correction]:
    asked = {"ids": None, "state": None, "code": None, "below": None, "limit": 1} | facts
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(READ, asked).fetchall()
        steps = cur.execute(READ_STEPS, {"ids": [row["id"] for row in rows]}).fetchall()
    taken: dict[int, list[Step]] = {row["id"]: [] for row in rows}
    for step in steps:
        taken[step.pop("correction_id")].append(Step(**step))
    return [Correction(**row, steps=taken[row["id"]]) for row in rows]
