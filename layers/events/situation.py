"""What a step is judged by: how an event stands at the moment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import class_row

from layers.errors import NotFound
from layers.events.guards import Judged

__all__ = ["Situation", "situation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How an event stands."""

    code: str
    version: int
    state: str
    resume_state: str | None = None
    """The state before the pause."""
    reported_by: str = "collector"
    verified: bool = False
    """Whether somebody was there and saw it."""
    edition: str = "2026"
    class_code: str = ""
    condition: str | None = None
    component_code: str | None = None
    duplicate_of: str | None = None
    department_code: str | None = None
    assigned_by: str | None = None
    limit_amount: Decimal | None = None
    limit_unit: str | None = None
    clock_from: datetime | None = None
    deadline: datetime | None = None
    suspended_at: datetime | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    handled_at: datetime | None = None
    checked_at: datetime | None = None
    closed_at: datetime | None = None
    returns: int = 0
    reworks: int = 0
    urgent: bool = False
    supervised: bool = False
    forced: bool = False
    district_code: str | None = None
    street_code: str | None = None
    community_code: str | None = None

    @property
    def judged(self) -> Judged:
        """What guards look at."""
        return Judged(self.reported_by, self.verified, self.department_code)

    @property
    def areas(self) -> list[str]:
        """Codes of the areas that it lies in."""
        return [code for code in (self.district_code, self.street_code, self.community_code) if code]


READ = """
SELECT code, version, state, resume_state, reported_by, edition, class_code, condition, component_code,
       duplicate_of, department_code, assigned_by, limit_amount, limit_unit, clock_from, deadline,
       suspended_at, filed_at, dispatched_at, handled_at, checked_at, closed_at, returns, reworks, urgent,
       supervised, forced, district_code, street_code, community_code,
       EXISTS (SELECT FROM onemap.event_step s WHERE s.event_code = e.code AND s.step = 'verify') AS verified
FROM onemap.event e WHERE code = %s
"""


def situation(conn: psycopg.Connection, code: str) -> Situation:
    """How an event stands.

    Raises:
        NotFound: there is none of that number.
    """
    with conn.cursor(row_factory=class_row(Situation)) as cur:
        found = cur.execute(READ, (code,)).fetchone()
    if found is None:
        raise NotFound(f"no event {code[:20]!r}")
    return found
