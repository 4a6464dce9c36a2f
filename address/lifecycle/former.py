"""Texts that mean an address beside its own: other names, and what it was called before.

Three things give them: other names (`address_alias`), texts of before (`onemap_history.address`), and the
texts of addresses that were merged into others. A text of before is left out where another address in use is
called so today: the present wins.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row

__all__ = ["FORMER", "Former", "former_texts"]

# What the address `said` was called means the address `id`.
CALLED: Final = """
  SELECT m.id, m.code, m.area_code, l.local_text, l.kind
  FROM {means} m JOIN onemap.address_alias l ON l.address_code = m.said_code
  UNION ALL
  SELECT m.id, m.code, coalesce(area.code, m.area_code), h.local_text, 'old_name'
  FROM {means} m JOIN onemap_history.address h ON h.id = m.said
  LEFT JOIN onemap.area ON area.code = h.area_code
  WHERE h.state = 'active'
    AND (h.local_text, coalesce(area.code, m.area_code)) IS DISTINCT FROM (m.local_text, m.area_code)
    AND NOT EXISTS (
      SELECT FROM onemap.address b
      WHERE b.area_code = coalesce(area.code, m.area_code) AND b.local_text = h.local_text
        AND b.state = 'active'
    )
"""

# UNION leaves out what is there already, so chains of mergers end even where they are rings. Those who mean
# themselves and the heirs of others are asked one after the other, for a plan that begins with the few.
EVERYBODY: Final = """
WITH RECURSIVE onward (id, heir_code) AS (
  SELECT id, merged_into FROM onemap.address WHERE merged_into IS NOT NULL
  UNION
  SELECT o.id, a.merged_into FROM onward o JOIN onemap.address a ON a.code = o.heir_code
  WHERE a.merged_into IS NOT NULL
), heir AS (
  SELECT said.id AS said, said.code AS said_code, said.area_code, said.local_text, a.id, a.code
  FROM onward o JOIN onemap.address said USING (id) JOIN onemap.address a ON a.code = o.heir_code
  WHERE a.state = 'active'
), own AS NOT MATERIALIZED (
  SELECT id AS said, code AS said_code, area_code, local_text, id, code
  FROM onemap.address WHERE state = 'active'
)
SELECT DISTINCT address_id, address_code, area_code, local_text, kind FROM (
  SELECT id AS address_id, code AS address_code, area_code, local_text, 'old_name' AS kind FROM heir
"""

FORMER: Final = "  UNION ALL".join(
    (EVERYBODY, CALLED.format(means="own"), CALLED.format(means="heir") + ") AS text")
)
"""Rows address_id, address_code, area_code, local_text, kind; a relation, without parameters.

`address_id` and `address_code` are of an address in use. `local_text` stands below the area, and `area_code`
is the area that it stood in, which may be another than the address lies in now; the present one where the
area of before is no more. `kind` is `alias`, `old_name` or `nickname`.
"""

SOME: Final = """
SELECT * FROM ({former}) AS f WHERE address_id = ANY (%(ids)s) ORDER BY address_id, local_text
"""
ALL: Final = "SELECT * FROM ({former}) AS f ORDER BY address_id, local_text"


class Former(NamedTuple):
    """One text that means an address beside its own text."""

    address_id: int
    address_code: str
    area_code: str
    local_text: str
    kind: str


def former_texts(conn: psycopg.Connection, ids: Sequence[int] | None = None) -> list[Former]:
    """Other texts of addresses in use, see `FORMER`.

    Args:
        conn: an open connection.
        ids: of the addresses asked for, None for all; one that is not in use has none.
    """
    query = sql.SQL(ALL if ids is None else SOME).format(former=sql.SQL(FORMER))
    with conn.cursor(row_factory=class_row(Former)) as cur:
        return cur.execute(query, None if ids is None else {"ids": list(ids)}).fetchall()
