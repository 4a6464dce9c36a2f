"""Time limits (处置时限): how long handling may take, by class and condition."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import class_row, tuple_row
from psycopg.types.json import Json

from layers.errors import Invalid
from layers.events.class_reach import reach_columns

__all__ = [
    "Limit",
    "Matter",
    "all_limits",
    "limit_for",
    "limit_for_each",
    "limits",
    "refuse_unknown",
]

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


class Matter(NamedTuple):
    """What decides which limit holds."""

    edition: str
    """Of the class."""
    class_code: str
    condition: str | None = None
    """What was found, in the words of the table; None where nobody said."""


FIND = """
SELECT given.place, t.code, t.edition, t.class_code, t.condition, t.amount, t.unit, t.basis
FROM json_to_recordset(%(matters)s) AS given (
  place int, condition text, reach_edition text[], reach_prefix text[], reach_depth int[], reach_own boolean[]
)
CROSS JOIN LATERAL unnest(reach_edition, reach_prefix, reach_depth, reach_own)
  AS reach (edition, prefix, depth, own)
JOIN onemap.time_limit t ON (t.edition, t.class_code) = (reach.edition, reach.prefix)
JOIN unnest(%(units)s::text[], %(hours)s::float8[]) AS usual (unit, hours) USING (unit)
ORDER BY given.place, depth DESC, own DESC, t.condition IS NOT DISTINCT FROM given.condition DESC,
         t.condition IS NULL DESC, t.amount * usual.hours, t.code
"""

ALL = """
SELECT code, edition, class_code, condition, amount, unit, basis FROM onemap.time_limit
WHERE edition = %s ORDER BY class_code, code
"""


def limit_for(
    conn: psycopg.Connection, edition: str, class_code: str, condition: str | None = None
) -> Limit | None:
    """The limit that holds for an event; see `limit_for_each`."""
    (found,) = limit_for_each(conn, [Matter(edition, class_code, condition)])
    return found


def limit_for_each(conn: psycopg.Connection, matters: Sequence[Matter]) -> list[Limit | None]:
    """The limit that holds for each of some events, in one query.

    Returns:
        Of the rules with the longest class code the one for this condition, else the one for none, else the
        shortest, so that nobody is told of a limit that is too long; None where no rule covers the class.
    """
    return [next(iter(found), None) for found in _found(conn, matters)]


def refuse_unknown(condition: str | None, limit: Limit | None) -> None:
    """Refuse a condition that the limit found for it isn't of: misspelt, it would bring another limit.

    Raises:
        Invalid: somebody said one, and the class has no limit for it.
    """
    if condition is not None and (limit is None or limit.condition != condition):
        hint = "its conditions: /api/events/limits?class_code="
        raise Invalid("the class has no time limit for this condition", condition=condition, hint=hint)


def limits(
    conn: psycopg.Connection, edition: str, class_code: str, condition: str | None = None
) -> list[Limit]:
    """All limits that a class comes under, the one that holds first; may be empty."""
    (found,) = _found(conn, [Matter(edition, class_code, condition)])
    return found


def _found(conn: psycopg.Connection, matters: Sequence[Matter]) -> list[list[Limit]]:
    asked = [
        {"place": place, "condition": one.condition, **reach_columns(one.edition, one.class_code)}
        for place, one in enumerate(matters)
    ]
    usual = {"units": list(USUAL_HOURS), "hours": list(USUAL_HOURS.values())}
    found: list[list[Limit]] = [[] for _ in matters]
    with conn.cursor(row_factory=tuple_row) as cur:
        for place, *rule in cur.execute(FIND, {"matters": Json(asked), **usual}):
            found[place].append(Limit(*rule))
    return found


def all_limits(conn: psycopg.Connection, edition: str) -> list[Limit]:
    """All rules of an edition, by class."""
    with conn.cursor(row_factory=class_row(Limit)) as cur:
        return cur.execute(ALL, (edition,)).fetchall()
