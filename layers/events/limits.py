"""Time limits (处置时限): how long handling may take, by class and condition."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import psycopg
from psycopg.rows import class_row

from layers.errors import Invalid
from layers.events.class_reach import reach_columns

__all__ = ["Limit", "all_limits", "limit_for", "limits", "refuse_unknown"]

USUAL_HOURS: Final = {"urgent_hour": 1.0, "work_hour": 4.2, "urgent_day": 24.0, "day": 24.0, "work_day": 33.6}
"""Hours of the clock that a unit usually takes, at 40 hours of work a week: to tell the shorter limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule."""

    code: str
    edition: str
    class_code: str
    """A class, or the first digits of several; empty for all."""
    condition: str | None
    """When it holds (立案条件); None for always."""
    amount: Decimal
    unit: str
    """One of `LIMIT_UNITS`."""
    basis: str | None
    """What it rests on."""


FIND = """
SELECT t.code, t.edition, t.class_code, t.condition, t.amount, t.unit, t.basis
FROM unnest(%(reach_edition)s::text[], %(reach_prefix)s::text[], %(reach_depth)s::int[],
            %(reach_own)s::boolean[]) AS reach (edition, prefix, depth, own)
JOIN onemap.time_limit t ON (t.edition, t.class_code) = (reach.edition, reach.prefix)
JOIN unnest(%(units)s::text[], %(hours)s::float8[]) AS usual (unit, hours) USING (unit)
ORDER BY depth DESC, own DESC, t.condition IS NOT DISTINCT FROM %(condition)s DESC, t.condition IS NULL DESC,
         t.amount * usual.hours, t.code
LIMIT %(most)s
"""

ALL = """
SELECT code, edition, class_code, condition, amount, unit, basis FROM onemap.time_limit
WHERE edition = %s ORDER BY class_code, code
"""


def limit_for(
    conn: psycopg.Connection, edition: str, class_code: str, condition: str | None = None
) -> Limit | None:
    """The limit that holds for an event.

    Args:
        conn: an open connection.
        edition: of the class.
        class_code: of the event.
        condition: what was found, in the words of the table; None where nobody said.

    Returns:
        Of the rules with the longest class code the one for this condition, else the one for none, else the
        shortest, so that nobody is told of a limit that is too long; None where no rule covers the class.
    """
    found = limits(conn, edition, class_code, condition, most=1)
    return found[0] if found else None


def refuse_unknown(condition: str | None, limit: Limit | None) -> None:
    """Refuse a condition that the limit found for it isn't of: misspelt, it would bring another limit.

    Raises:
        Invalid: somebody said one, and the class has no limit for it.
    """
    if condition is not None and (limit is None or limit.condition != condition):
        hint = "its conditions: /api/events/limits?class_code="
        raise Invalid("the class has no time limit for this condition", condition=condition, hint=hint)


def limits(
    conn: psycopg.Connection,
    edition: str,
    class_code: str,
    condition: str | None = None,
    *,
    most: int | None = None,
) -> list[Limit]:
    """All limits that a class comes under, the one that holds first; may be empty."""
    usual = {"units": list(USUAL_HOURS), "hours": list(USUAL_HOURS.values())}
    facts = reach_columns(edition, class_code) | usual | {"condition": condition, "most": most}
    with conn.cursor(row_factory=class_row(Limit)) as cur:
        return cur.execute(FIND, facts).fetchall()


def all_limits(conn: psycopg.Connection, edition: str) -> list[Limit]:
    """All rules of an edition, by class."""
    with conn.cursor(row_factory=class_row(Limit)) as cur:
        return cur.execute(ALL, (edition,)).fetchall()
