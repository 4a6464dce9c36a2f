"""From a text to addresses and areas (地理编码): by exact comparison form, and by its beginning."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import class_row

from address.found import Found, addresses, areas, in_crs, placed
from address.prefixes import AreaName, Reading, area_of_code, areas_named_in, narrowed, readings
from address.standardize import comparison_form
from layers.crs import CGCS2000, Crs
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["MOST", "geocode"]

MOST: Final = 50
"""Answers to one text."""

# What is most often left out at the end of a text; asked for by name, since 红旗路1 begins many longer ones.
_ENDINGS: Final = {"plate": "号", "building": "栋", "floor": "层", "room": "室", "unit": "单元", "lane": "巷"}

# Limits of what is read for one way to read a text: rows a level, and rows in all its communities together.
_A_LEVEL: Final = 50
_IN_AREAS: Final = 4000

_LAST: Final = "\U0010ffff"
"""Comes after every character, so all texts that begin with x lie between x and x + this."""

# Four ways to candidates, each a walk of an index with a bound: the same form, or the same but for a usual
# ending; a longer form, by levels when no area is named, else by the communities of the areas that are; an
# alias. Rows in the order of the index are not the best ones, only some; `_ENDINGS` keeps the likeliest.
CANDIDATES = """
WITH RECURSIVE reading AS (
  SELECT *
  FROM unnest(%(n)s::int[], %(key)s::text[], %(next)s::text[], %(free)s::bool[]) AS r (n, key, next, free)
), inside AS (
  SELECT n, code FROM unnest(%(area_n)s::int[], %(area)s::text[]) AS a (n, code)
  UNION
  SELECT inside.n, below.code FROM inside JOIN onemap.area AS below ON below.parent_code = inside.code
), community AS (
  SELECT n, code, greatest(8, %(in_areas)s / count(*) OVER (PARTITION BY n)) AS share FROM inside
), hit AS (
  SELECT r.n, a.* FROM reading r
  CROSS JOIN unnest(%(ended)s::text[], %(endings)s::text[]) AS e (level, ending)
  CROSS JOIN LATERAL (
    SELECT id, code, level, area_code, search_text, local_text AS text FROM onemap.address
    WHERE level = e.level AND search_text = r.key || e.ending AND state = 'active' LIMIT 500
  ) AS a
  UNION ALL
  SELECT r.n, a.* FROM reading r CROSS JOIN unnest(%(levels)s::text[]) AS l (level)
  CROSS JOIN LATERAL (
    SELECT id, code, level, area_code, search_text, local_text FROM onemap.address
    WHERE level = l.level AND search_text ~>=~ r.key AND search_text ~<~ r.next AND state = 'active'
    ORDER BY search_text USING ~<~ LIMIT %(a_level)s
  ) AS a WHERE r.free
  UNION ALL
  SELECT r.n, a.* FROM reading r JOIN community c USING (n)
  CROSS JOIN LATERAL (
    SELECT id, code, level, area_code, search_text, local_text FROM onemap.address
    WHERE area_code = c.code AND search_text ~>=~ r.key AND search_text ~<~ r.next AND state = 'active'
    ORDER BY search_text USING ~<~ LIMIT c.share
  ) AS a
  UNION ALL
  SELECT r.n, a.id, a.code, a.level, a.area_code, alias.search_text, alias.text FROM reading r
  CROSS JOIN LATERAL (
    SELECT address_code, search_text, text FROM onemap.address_alias
    WHERE search_text ~>=~ r.key AND search_text ~<~ r.next
    ORDER BY search_text USING ~<~ LIMIT %(a_level)s
  ) AS alias
  JOIN onemap.address a ON a.code = alias.address_code AND a.state = 'active'
), best AS (
  SELECT DISTINCT ON (hit.id) hit.*, hit.search_text = r.key AS exact,
         length(r.key)::float8 / length(hit.search_text) AS score
  FROM hit JOIN reading r USING (n)
  WHERE r.free OR EXISTS (SELECT FROM inside i WHERE i.n = hit.n AND i.code = hit.area_code)
  ORDER BY hit.id, score DESC, hit.n
)
SELECT id, text, exact, score FROM best
ORDER BY exact DESC, score DESC, n, array_position(%(levels)s::text[], level), text COLLATE "C",
         code COLLATE "C"
LIMIT %(limit)s
"""


class _Hit(NamedTuple):
    """A row of the library that matches, and how well."""

    id: int
    text: str
    exact: bool
    score: float


def geocode(
    conn: psycopg.Connection, text: str, *, limit: int = 5, within: str | None = None, crs: Crs = CGCS2000
) -> list[Found]:
    """Addresses and areas that a text means, best first.

    Texts are compared by their comparison form; names of areas at the beginning may be absent, doubled or
    without the word for their kind. An address whose form is the same matches exactly, one that begins with
    it by prefix; the score is the share of its form that was asked for. Aliases match like addresses.

    Args:
        conn: an open connection.
        text: as people write it.
        limit: how many answers at most.
        within: code of an area of any level in which the answers must lie.
        crs: what the coordinates of the answers are in.

    Returns:
        Answers in an order that only depends on the rows; empty when nothing matches.

    Raises:
        Invalid: the text is too long to be an address.
        NotFound: there is no area `within`.
    """
    key = comparison_form(text)
    confined = area_of_code(conn, within) if within else None
    if not key:
        return []
    ways = readings(key, areas_named_in(conn, key))
    if confined:
        ways = narrowed(ways, confined)
    found = _areas(conn, key, ways) + _addresses(conn, ways, limit)
    found.sort(key=lambda one: (one.match != "exact", -one.score))
    return in_crs(placed(conn, found[:limit]), crs)


def _areas(conn: psycopg.Connection, key: str, ways: Sequence[Reading]) -> list[Found]:
    """Areas that the whole text names."""
    meant = next((one.areas for one in ways if not one.rest and one.taken), ())
    found = areas(conn, [area.code for area in meant])
    for one, area in zip(found, meant, strict=True):
        one.match, one.score, one.matched = _named(key, area)
    return found


def _named(key: str, area: AreaName) -> tuple[str, float, str]:
    whole = area.search_name
    if whole in key:
        return "exact", 1.0, area.name
    share = max(len(name) for name in area.called() if name in key) / len(whole)
    return "prefix", round(share, 4), area.name


def _addresses(conn: psycopg.Connection, ways: Sequence[Reading], limit: int) -> list[Found]:
    """Addresses that the text names or begins."""
    asked = [one for one in ways if one.rest]
    if not asked:
        return []
    with conn.cursor(row_factory=class_row(_Hit)) as cur:
        hits = cur.execute(CANDIDATES, _facts(asked) | {"limit": limit}).fetchall()
    found = addresses(conn, [hit.id for hit in hits])
    for one, hit in zip(found, hits, strict=True):
        one.match, one.score, one.matched = "exact" if hit.exact else "prefix", round(hit.score, 4), hit.text
    return found


def _facts(ways: Sequence[Reading]) -> dict[str, Any]:
    meant = [(n, area.code) for n, one in enumerate(ways) for area in one.areas]
    return {
        "n": list(range(len(ways))),
        "key": [one.rest for one in ways],
        "next": [one.rest + _LAST for one in ways],
        "free": [not one.areas for one in ways],
        "area_n": [n for n, _ in meant],
        "area": [code for _, code in meant],
        "levels": list(ADDRESS_LEVELS),
        "ended": [*ADDRESS_LEVELS, *_ENDINGS],
        "endings": [*([""] * len(ADDRESS_LEVELS)), *_ENDINGS.values()],
        "a_level": _A_LEVEL,
        "in_areas": _IN_AREAS,
    }
