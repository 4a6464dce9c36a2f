"""Who is responsible for an event (责任分工): class by area, else the duty desk (值班台)."""

from collections.abc import Sequence
from typing import NamedTuple

import psycopg
from psycopg.rows import class_row

from layers.events.class_reach import reach_columns
from layers.schema.areas import AREA_LEVELS

__all__ = ["DUTY_DESK", "Responsible", "responsible_for"]

DUTY_DESK = "duty_desk"
"""The kind of department that gets what no rule covers."""


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
WITH RECURSIVE here AS (
  SELECT code, level, parent_code FROM onemap.area WHERE code = ANY (%(areas)s)
  UNION
  SELECT above.code, above.level, above.parent_code
  FROM here JOIN onemap.area above ON above.code = here.parent_code
), found AS (
  SELECT r.department_code, r.code AS rule, reach.depth, reach.own,
         coalesce(array_position(%(levels)s::text[], here.level), 0) AS nearness
  FROM unnest(%(reach_edition)s::text[], %(reach_prefix)s::text[], %(reach_depth)s::int[],
              %(reach_own)s::boolean[]) AS reach (edition, prefix, depth, own)
  JOIN onemap.responsibility r ON (r.edition, r.class_code) = (reach.edition, reach.prefix)
  LEFT JOIN here ON here.code = r.area_code
  WHERE r.area_code IS NULL OR here.code IS NOT NULL
  UNION ALL
  SELECT code, NULL, -1, false, 0 FROM onemap.department WHERE kind = %(desk)s
)
SELECT found.department_code, CASE WHEN kind = %(desk)s THEN 'duty_desk' ELSE 'rule' END AS assigned_by, rule
FROM found JOIN onemap.department d ON d.code = found.department_code
ORDER BY depth DESC, nearness DESC, own DESC, rule, d.code LIMIT 1
"""


def responsible_for(
    conn: psycopg.Connection, edition: str, class_code: str, areas: Sequence[str]
) -> Responsible:
    """Who is responsible for events of a class in a place.

    Args:
        conn: an open connection.
        edition: of the class.
        class_code: of the event.
        areas: codes of the areas that the place lies in; those above them count, too. May be empty.

    Returns:
        The department of the rule with the longest class code; of several the one for the smallest area,
        then that of the same edition, then the one with the lowest code. Where no rule holds, the duty desk
        with the lowest code.
    """
    facts = reach_columns(edition, class_code)
    wanted = {"areas": list(areas), "levels": list(AREA_LEVELS), "desk": DUTY_DESK}
    with conn.cursor(row_factory=class_row(Responsible)) as cur:
        return cur.execute(FIND, facts | wanted).fetchone() or Responsible(None, None, None)
