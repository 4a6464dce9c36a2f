"""The cities of the installation: where a map of it should look."""

from typing import NamedTuple

import psycopg
from psycopg.rows import class_row

__all__ = ["City", "cities"]


class City(NamedTuple):
    """An area that nothing on the map lies above, or a synthetic one inside a real city."""

    code: str
    name: str
    level: str
    scheme: str
    bbox: list[float]
    """West, south, east, north in degrees."""
    synthetic: bool
    """Made by this program, not surveyed."""


# From the topmost areas down, through those without a geometry, to the first that have one. A synthetic
# district is told apart even inside a real city: what is made up must never pass for surveyed.
CITIES = """
WITH RECURSIVE seen AS (
  SELECT code, geom IS NOT NULL AS placed FROM onemap.area WHERE parent_code IS NULL
  UNION ALL
  SELECT below.code, below.geom IS NOT NULL
  FROM seen JOIN onemap.area AS below ON below.parent_code = seen.code WHERE NOT seen.placed
), shown AS (
  SELECT code FROM seen WHERE placed
  UNION
  SELECT made_up.code
  FROM onemap.area AS made_up JOIN onemap.area AS above ON above.code = made_up.parent_code
  WHERE made_up.source LIKE 'sample:%%' AND made_up.geom IS NOT NULL
    AND above.source NOT LIKE 'sample:%%' AND above.geom IS NOT NULL
)
SELECT code, name, level, scheme, source LIKE 'sample:%%' AS synthetic,
       ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bbox
FROM shown JOIN onemap.area USING (code)
ORDER BY synthetic, code LIMIT %(limit)s
"""


def cities(conn: psycopg.Connection, limit: int = 1000) -> list[City]:
    """The topmost areas that have a geometry, real ones first, then by code; may be empty."""
    with conn.cursor(row_factory=class_row(City)) as cur:
        return cur.execute(CITIES, {"limit": limit}).fetchall()
