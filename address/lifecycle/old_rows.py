"""Files that are brought in again after the library has gone on: rows under names of before.

A road that was renamed in the library still has its old name in the file it came from. Its rows mean the
addresses of today, so they are left out: the library knows better. What is new below them is hung under the
present address, with its present text.
"""

from typing import Final

import psycopg
from psycopg import sql

from address.lifecycle.former import FORMER

__all__ = ["follow_renames"]

# One meaning a text; an address that was merged has its text still, and means another for what stands below.
MEANT: Final = """
CREATE TEMP TABLE meant ON COMMIT DROP AS
SELECT DISTINCT ON (f.area_code, f.local_text) f.area_code, f.local_text,
       now.area_code AS now_area, now.local_text AS now_text
FROM ({former}) AS f JOIN onemap.address now ON now.id = f.address_id
WHERE f.kind = 'old_name' AND NOT EXISTS (
  SELECT FROM onemap.address a
  WHERE a.area_code = f.area_code AND a.local_text = f.local_text AND a.state <> 'merged'
)
ORDER BY f.area_code, f.local_text, f.address_id
"""
NONE: Final = "SELECT NOT EXISTS (SELECT FROM meant)"
ANALYZE: Final = "ANALYZE meant; ANALYZE staged_address"
LEAVE_OUT: Final = "DELETE FROM staged_address s USING meant m WHERE {same}"
SAME: Final = "s.area_code = m.area_code AND s.local_text = m.local_text"

HANG: Final = """
WITH RECURSIVE fresh AS MATERIALIZED (
  SELECT n, area_code, local_text, parent_local_text FROM staged_address s
  WHERE parent_local_text IS NOT NULL AND NOT EXISTS (
    SELECT FROM onemap.address a WHERE a.area_code = s.area_code AND a.local_text = s.local_text
  )
), hung AS (
  SELECT s.n, s.area_code, s.local_text, m.now_area, m.now_text AS parent_text,
         m.now_text || substr(s.local_text, length(s.parent_local_text) + 1) AS text
  FROM fresh s JOIN meant m ON m.area_code = s.area_code AND m.local_text = s.parent_local_text
  UNION ALL
  SELECT s.n, s.area_code, s.local_text, h.now_area, h.text,
         h.text || substr(s.local_text, length(s.parent_local_text) + 1)
  FROM hung h JOIN fresh s ON s.area_code = h.area_code AND s.parent_local_text = h.local_text
)
UPDATE staged_address s
SET area_code = h.now_area, local_text = h.text, parent_local_text = h.parent_text
FROM hung h WHERE s.n = h.n
RETURNING s.n
"""
TWICE: Final = """
DELETE FROM staged_address s USING staged_address o
WHERE s.n = ANY (%(hung)s) AND o.area_code = s.area_code AND o.local_text = s.local_text
  AND (o.n < s.n OR o.n <> ALL (%(hung)s)) AND o.n <> s.n
"""


def follow_renames(cur: psycopg.Cursor[int]) -> None:
    """Make the rows of `staged_address` speak of the library as it is called today.

    Args:
        cur: of a transaction in which `address.tree` has staged its rows; gives the first column of a row.
    """
    cur.execute(sql.SQL(MEANT).format(former=sql.SQL(FORMER)))
    if not cur.execute(NONE).fetchone():
        cur.execute(ANALYZE)
        cur.execute(sql.SQL(LEAVE_OUT).format(same=sql.SQL(SAME)))
        hung = cur.execute(HANG).fetchall()
        cur.execute(TWICE, {"hung": hung})
    cur.execute("DROP TABLE meant")
