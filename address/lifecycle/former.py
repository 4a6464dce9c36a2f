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

# UNION leaves out what is there already, so chains of mergers end even where they are rings.
FORMER: Final = """
WITH RECURSIVE heir (id, heir_code) AS (
  SELECT id, merged_into FROM onemap.address WHERE merged_into IS NOT NULL
  UNION
  SELECT heir.id, a.merged_into FROM heir JOIN onemap.address a ON a.code = heir.heir_code
  WHERE a.merged_into IS NOT NULL
), said (id, area_code, local_text, kind, past) AS NOT MATERIALIZED (
  SELECT a.id, a.area_code, l.local_text, l.kind, false
  FROM onemap.address_alias l JOIN onemap.address a ON a.code = l.address_code
  UNION ALL
  SELECT h.id, coalesce(area.code, a.area_code), h.local_text, 'old_name', true
  FROM onemap_history.address h JOIN onemap.address a USING (id)
  LEFT JOIN onemap.area ON area.code = h.area_code
  WHERE h.state = 'active'
    AND (h.local_text, coalesce(area.code, a.area_code)) IS DISTINCT FROM (a.local_text, a.area_code)
), means AS (
  SELECT now.id, now.code, said.area_code, said.local_text, said.kind, said.past
  FROM said JOIN onemap.address now USING (id) WHERE now.state = 'active'
  UNION ALL
  SELECT now.id, now.code, said.area_code, said.local_text, said.kind, said.past
  FROM heir JOIN said USING (id) JOIN onemap.address now ON now.code = heir.heir_code
  WHERE now.state = 'active'
  UNION ALL
  SELECT now.id, now.code, own.area_code, own.local_text, 'old_name', true
  FROM heir JOIN onemap.address own USING (id) JOIN onemap.address now ON now.code = heir.heir_code
  WHERE now.state = 'active'
)
SELECT DISTINCT m.id AS address_id, m.code AS address_code, m.area_code, m.local_text, m.kind
FROM means m
WHERE NOT (m.past AND EXISTS (
  SELECT FROM onemap.address b
  WHERE b.area_code = m.area_code AND b.local_text = m.local_text AND b.state = 'active'
))
"""
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
