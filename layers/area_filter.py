"""The rule by which a table's rows lie in an area of any level (区域条件)."""

from typing import LiteralString, NamedTuple

import psycopg
from psycopg.rows import scalar_row

from layers.errors import NotFound

__all__ = ["AreaRule", "area_codes", "area_level", "area_rule"]

LEVEL = "SELECT level FROM onemap.area WHERE code = %s"
BELOW = """
WITH RECURSIVE below AS (
  SELECT code, level FROM onemap.area WHERE code = %s
  UNION
  SELECT a.code, a.level
  FROM below JOIN onemap.area a ON a.parent_code = below.code WHERE below.level <> 'street'
)
SELECT code FROM below
"""

RULES: dict[str, LiteralString] = {
    "community": "community_code = %(area)s",
    "street": "street_code = %(area)s",
}
# What lies in a city without districts still has a street.
ANYWHERE_BELOW: LiteralString = "(district_code = ANY (%(areas)s) OR street_code = ANY (%(areas)s))"


class AreaRule(NamedTuple):
    """A condition on the columns district_code, street_code and community_code, with its values."""

    rule: LiteralString
    facts: dict[str, object]


def area_level(conn: psycopg.Connection, area: str) -> str:
    """The level of an area.

    Raises:
        NotFound: there is no such area.
    """
    found = _scalars(conn, LEVEL, area)
    if not found:
        raise NotFound(f"no area {area[:20]!r}")
    return found[0]


def area_rule(conn: psycopg.Connection, area: str) -> AreaRule:
    """The condition for lying in an area of any level.

    Raises:
        NotFound: there is no such area.
    """
    rule = RULES.get(area_level(conn, area))
    if rule:
        return AreaRule(rule, {"area": area})
    return AreaRule(ANYWHERE_BELOW, {"areas": _scalars(conn, BELOW, area)})


def area_codes(conn: psycopg.Connection, area: str) -> frozenset[str]:
    """The codes of which a row in an area has one, as its community, its street or its district.

    Raises:
        NotFound: there is no such area.
    """
    if area_level(conn, area) in RULES:
        return frozenset({area})
    return frozenset(_scalars(conn, BELOW, area))


def _scalars(conn: psycopg.Connection, query: LiteralString, value: str) -> list[str]:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(query, (value,)).fetchall()
