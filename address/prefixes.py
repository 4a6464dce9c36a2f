"""The names of areas that an address text begins with (省市区街道社区), any of them absent or doubled."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import class_row

from layers.errors import NotFound

__all__ = ["AreaName", "Reading", "area_of_code", "areas_named_in", "narrowed", "readings"]

_LOOKED_AT: Final = 48
"""Characters at the beginning of a text in which names of areas are looked for."""
_SIZES: Final = range(12, 1, -1)
"""Characters of an area's name, the longest first."""
_SKIPPED: Final = re.compile("办事处|社区居委会|居委会|村委会|居民委员会|村民委员会|[0-9]{1,3}邻")
_MOST: Final = 3
"""Readings of one text."""


class AreaName(NamedTuple):
    """An area that may be meant by a part of a text."""

    code: str
    level: str
    name: str
    full_name: str
    search_name: str
    search_short: str | None
    path: list[str]
    """Codes from the topmost area down to this one."""
    levels: list[str]
    names: list[str]
    """Levels and names of the path."""

    def called(self) -> set[str]:
        """Comparison forms of what people call it: 邾城街道, 邾城街, 邾城."""
        town = self.search_name[:-1] if self.search_name.endswith("街道") else None
        return {form for form in (self.search_name, town, self.search_short) if form}


class Reading(NamedTuple):
    """One way to read a text: its first part names areas, the rest stands below them."""

    rest: str
    areas: tuple[AreaName, ...]
    """Areas that the first part may mean, all of them, by code; none when it names none."""
    taken: int
    """Characters of the comparison form that name areas."""


NAMED = """
WITH RECURSIVE leaf AS (
  SELECT a.code FROM unnest(%(parts)s::text[]) AS part (name) JOIN onemap.area a ON a.search_name = part.name
  UNION
  SELECT a.code FROM unnest(%(parts)s::text[]) AS part (name) JOIN onemap.area a ON a.search_short = part.name
  UNION
  SELECT code FROM onemap.area WHERE code = %(code)s
), up AS (
  SELECT code AS leaf, code, 0 AS height FROM leaf
  UNION ALL
  SELECT up.leaf, a.parent_code, up.height + 1
  FROM up JOIN onemap.area a ON a.code = up.code WHERE a.parent_code IS NOT NULL AND up.height < 10
)
SELECT a.code, a.level, a.name, a.full_name, a.search_name, a.search_short, found.path, found.levels,
       found.names
FROM (
  SELECT leaf, array_agg(code ORDER BY height DESC) AS path, array_agg(level ORDER BY height DESC) AS levels,
         array_agg(name ORDER BY height DESC) AS names
  FROM up JOIN onemap.area USING (code) GROUP BY leaf
) AS found
JOIN onemap.area a ON a.code = found.leaf
ORDER BY a.code
"""


def areas_named_in(conn: psycopg.Connection, key: str) -> list[AreaName]:
    """Areas whose name, with or without the word for its kind, stands near the beginning of a text.

    Args:
        conn: an open connection.
        key: comparison form of the text.
    """
    head = key[:_LOOKED_AT]
    parts = {head[n : n + size] for n in range(len(head) - 1) for size in _SIZES}
    towns = {part + "道" for part in parts if part.endswith("街")}
    with conn.cursor(row_factory=class_row(AreaName)) as cur:
        return cur.execute(NAMED, {"parts": sorted(parts | towns), "code": None}).fetchall()


def area_of_code(conn: psycopg.Connection, code: str) -> AreaName:
    """The area of a code.

    Raises:
        NotFound: there is none.
    """
    with conn.cursor(row_factory=class_row(AreaName)) as cur:
        found = cur.execute(NAMED, {"parts": [], "code": code}).fetchone()
    if found is None:
        raise NotFound(f"no area {code[:20]!r}")
    return found


def readings(key: str, areas: Sequence[AreaName]) -> list[Reading]:
    """The likeliest ways to take names of areas off the beginning of a text, the one that takes most first.

    A name is taken when it lies in one line with those before it: a district in its city, the same district
    twice, but no street of another district. The last reading is always the whole text, because a road may
    be named like an area.

    Args:
        key: comparison form of the text.
        areas: as `areas_named_in` gives them for this key.
    """
    by_name: dict[str, list[AreaName]] = {}
    for area in areas:
        for name in area.called():
            by_name.setdefault(name, []).append(area)
    reached: dict[int, dict[str, AreaName]] = {0: {}}
    for start in range(min(len(key), _LOOKED_AT)):
        if start in reached:
            for end, meant in _steps(key, start, by_name, reached[start]):
                reached.setdefault(end, {}).update(meant)
    ends = sorted(reached, reverse=True)
    found = [Reading(key[end:], tuple(area for _, area in sorted(reached[end].items())), end) for end in ends]
    return [*found[:-1][: _MOST - 1], found[-1]]


def narrowed(found: Sequence[Reading], within: AreaName) -> list[Reading]:
    """The readings that can be meant inside an area, each confined to it."""
    inside = []
    for one in found:
        areas = _deepest([within], {area.code: area for area in one.areas})
        areas = {code: area for code, area in areas.items() if within.code in area.path}
        if areas:
            inside.append(one._replace(areas=tuple(areas.values())))
    return inside


def _steps(
    key: str, start: int, by_name: dict[str, list[AreaName]], above: dict[str, AreaName]
) -> list[tuple[int, dict[str, AreaName]]]:
    """Names of areas that stand at a place of the text: where each ends, and what it can mean there."""
    steps = []
    taken: set[str] = set()
    for size in _SIZES:
        text = key[start : start + size]
        named = [area for area in by_name.get(text, []) if area.code not in taken]
        taken |= {area.code for area in named}
        meant = _deepest(named, above)
        if meant:
            end = start + len(text)
            skipped = _SKIPPED.match(key, end)
            steps.append((skipped.end() if skipped else end, meant))
    return steps


def _deepest(named: Sequence[AreaName], above: dict[str, AreaName]) -> dict[str, AreaName]:
    """The lower one of each pair of an area named now and one named before that lie in one line."""
    if not above:
        return {area.code: area for area in named}
    pairs = [(area, old) for area in named for old in above.values()]
    lower = [area if old.code in area.path else old for area, old in pairs if _in_line(area, old)]
    return {area.code: area for area in lower}


def _in_line(one: AreaName, other: AreaName) -> bool:
    return one.code in other.path or other.code in one.path
