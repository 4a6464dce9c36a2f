"""Who is responsible for an event (责任分工): class by area, else the duty desk (值班台)."""

from collections.abc import Sequence
from typing import NamedTuple

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Json

from layers.events.class_reach import reach_columns
from layers.schema.areas import AREA_LEVELS

__all__ = ["DUTY_DESK", "Case", "Responsible", "responsible_for", "responsible_for_each"]

DUTY_DESK = "duty_desk"
"""The kind of department that gets what no rule covers."""


class Case(NamedTuple):
    """What decides who is responsible."""

    edition: str
    """Of the class."""
    class_code: str
    areas: Sequence[str]
    """Codes of the areas that the place lies in; those above them count, too. May be empty."""


class Responsible(NamedTuple):
    """Who must act."""

    department_code: str | None
    """None only where there is neither a rule nor a duty desk."""
    assigned_by: str | None
    """`rule`, `duty_desk`, or None like the department."""
    rule: str | None
    """Code of the rule; None where none covers it."""


# The class decides before the area: who does sewers does them also in streets that have an office for all
# else. Then the smaller area, the edition of the event, the lowest code. The desk is the last of all rules.
FIND = """
WITH RECURSIVE asked AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(cases)s) AS given (
    place int, areas text[], reach_edition text[], reach_prefix text[], reach_depth int[], reach_own boolean[]
  )
), here AS (
  SELECT place, code, level, parent_code
  FROM asked CROSS JOIN LATERAL unnest(areas) AS given (area) JOIN onemap.area ON code = given.area
  UNION
  SELECT place, above.code, above.level, above.parent_code
  FROM here JOIN onemap.area above ON above.code = here.parent_code
), found AS (
  SELECT asked.place, r.department_code, r.code AS rule, reach.depth, reach.own,
         coalesce(array_position(%(levels)s::text[], here.level), 0) AS nearness
  FROM asked
  CROSS JOIN LATERAL unnest(reach_edition, reach_prefix, reach_depth, reach_own)
    AS reach (edition, prefix, depth, own)
  JOIN onemap.responsibility r ON (r.edition, r.class_code) = (reach.edition, reach.prefix)
  LEFT JOIN here ON (here.place, here.code) = (asked.place, r.area_code)
  WHERE r.area_code IS NULL OR here.code IS NOT NULL
  UNION ALL
  SELECT place, code, NULL, -1, false, 0 FROM asked CROSS JOIN onemap.department WHERE kind = %(desk)s
)
SELECT DISTINCT ON (place) place, found.department_code,
       CASE WHEN kind = %(desk)s THEN 'duty_desk' ELSE 'rule' END AS assigned_by, rule
FROM found JOIN onemap.department d ON d.code = found.department_code
ORDER BY place, depth DESC, nearness DESC, own DESC, rule, d.code
"""


def responsible_for(
    conn: psycopg.Connection, edition: str, class_code: str, areas: Sequence[str]
) -> Responsible:
    """Who is responsible for events of a class in a place; see `responsible_for_each`."""
    (found,) = responsible_for_each(conn, [Case(edition, class_code, areas)])
    return found


def responsible_for_each(conn: psycopg.Connection, cases: Sequence[Case]) -> list[Responsible]:
    """Who is responsible for each of some events, in one query.

    Args:
        conn: an open connection.
        cases: what decides.

    Returns:
        Of each the department of the rule with the longest class code; of several the one for the smallest
        area, then that of the same edition, then the one with the lowest code. Where no rule holds, the duty
        desk with the lowest code.
    """
    asked = [
        {"place": place, "areas": case.areas, **reach_columns(case.edition, case.class_code)}
        for place, case in enumerate(cases)
    ]
    found = [Responsible(None, None, None)] * len(cases)
    with conn.cursor(row_factory=tuple_row) as cur:
        wanted = {"cases": Json(asked), "levels": list(AREA_LEVELS), "desk": DUTY_DESK}
        for place, *who in cur.execute(FIND, wanted):
            found[place] = Responsible(*who)
    return found
