"""Orphans: addresses whose place in the tree, or whose text, does not hold (孤儿地址)."""

from collections.abc import Iterator, Sequence
from typing import Final

from address.quality.finding import Check, Suspect
from address.quality.ground import Ground
from address.quality.repair import Said, into_area, merge, retire, rewrite, survey, under
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["CHECKS"]

# A lane may stand alone by its name (东堂子胡同), not by a number (1巷). The parent that it should have is
# the address whose text is its own without its name.
NO_PARENT: Final = """
SELECT a.code, b.code FROM onemap.address a
LEFT JOIN onemap.address b ON b.area_code = a.area_code AND b.state = 'active' AND b.code <> a.code
  AND right(a.local_text, length(a.name)) = a.name
  AND b.local_text = left(a.local_text, greatest(length(a.local_text) - length(a.name), 0))
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s) AND a.parent_code IS NULL
  AND (a.level IN ('plate', 'building', 'unit', 'floor', 'room')
       OR a.level = 'lane' AND a.search_text ~ '^[0-9]+(巷|弄)')
"""

PARENT_GONE: Final = """
SELECT a.code, p.code, p.state, p.merged_into FROM onemap.address a
JOIN onemap.address p ON p.code = a.parent_code AND p.state IN ('retired', 'merged')
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s)
"""

PARENT_BELOW: Final = """
SELECT a.code, p.code, a.level, p.level FROM onemap.address a
JOIN onemap.address p ON p.code = a.parent_code
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s)
  AND array_position(%(levels)s::text[], p.level) > array_position(%(levels)s::text[], a.level)
"""

# The same road has an entry of its own in every community that it passes through.
PARENT_ELSEWHERE: Final = """
SELECT a.code, p.code, there.name, b.code FROM onemap.address a
JOIN onemap.address p ON p.code = a.parent_code AND p.area_code <> a.area_code AND p.state = 'active'
JOIN onemap.area there ON there.code = p.area_code
LEFT JOIN onemap.address b ON b.area_code = a.area_code AND b.local_text = p.local_text
  AND b.state = 'active' AND b.level = p.level
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s)
"""

# Where a chain of mergers ends; a ring ends nowhere.
MERGED_NOWHERE: Final = """
SELECT a.code, heir.code FROM onemap.address a
LEFT JOIN onemap.address t ON t.code = a.merged_into
LEFT JOIN LATERAL (
  WITH RECURSIVE chain (code, state, merged_into) AS (
    SELECT t.code, t.state, t.merged_into
    UNION
    SELECT n.code, n.state, n.merged_into FROM chain JOIN onemap.address n ON n.code = chain.merged_into
  ) SELECT code FROM chain WHERE state = 'active' ORDER BY code LIMIT 1
) AS heir ON true
WHERE a.state = 'merged' AND a.area_code = ANY (%(members)s) AND t.state IS DISTINCT FROM 'active'
"""

AREA_COARSE: Final = """
SELECT a.code, r.name, lies.code, lies.name FROM onemap.address a
JOIN onemap.area r ON r.code = a.area_code
LEFT JOIN LATERAL (
  SELECT c.code, c.name FROM onemap.area c
  WHERE c.level = 'community' AND ST_Covers(c.geom, a.geom) ORDER BY c.code LIMIT 1
) AS lies ON true
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s) AND r.level <> 'community'
"""

TEXT_OUTDATED: Final = """
SELECT a.code, r.full_name || a.local_text FROM onemap.address a
JOIN onemap.area r ON r.code = a.area_code
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s) AND a.full_text <> r.full_name || a.local_text
"""


def _no_parent(ground: Ground) -> Iterator[Suspect]:
    for code, above in ground.rows(NO_PARENT):
        yield Suspect([code], {}, under(code, above))


def _parent_gone(ground: Ground) -> Iterator[Suspect]:
    for code, parent, state, heir in ground.rows(PARENT_GONE):
        yield Suspect([code, parent], {"state": state}, under(code, heir) if heir else retire(code))


def _parent_below(ground: Ground) -> Iterator[Suspect]:
    for code, parent, level, above in ground.rows(PARENT_BELOW, levels=list(ADDRESS_LEVELS)):
        yield Suspect([code, parent], {"level": level, "parent_level": above}, survey())


def _parent_elsewhere(ground: Ground) -> Iterator[Suspect]:
    for code, parent, area, better in ground.rows(PARENT_ELSEWHERE):
        yield Suspect([code, parent], {"parent_area": area}, under(code, better))


def _merged_nowhere(ground: Ground) -> Iterator[Suspect]:
    for code, heir in ground.rows(MERGED_NOWHERE):
        yield Suspect([code], {}, merge(code, heir))


def _area_coarse(ground: Ground) -> Iterator[Suspect]:
    for code, area, lies, name in ground.rows(AREA_COARSE):
        yield Suspect([code], {"area": area}, into_area(code, lies, name))


def _text_outdated(ground: Ground) -> Iterator[Suspect]:
    for code, wanted in ground.rows(TEXT_OUTDATED):
        yield Suspect([code], {}, rewrite(wanted))


CHECKS: Final[Sequence[Check]] = (
    Check(
        "no_parent",
        "error",
        Said("缺少上级", "No parent"),
        Said("{text} 没有上级地址", "{text} has no parent, and its level needs one"),
        _no_parent,
    ),
    Check(
        "parent_gone",
        "error",
        Said("上级已注销或并入他址", "Parent retired or merged"),
        Said("{text} 的上级状态为 {state}", "the parent of {text} is {state}"),
        _parent_gone,
    ),
    Check(
        "parent_below",
        "error",
        Said("上级层级不对", "Parent not above it"),
        Said("{text} ({level}) 的上级是 {parent_level}", "{text}, a {level}, stands under a {parent_level}"),
        _parent_below,
    ),
    Check(
        "parent_elsewhere",
        "warning",
        Said("上级在别的社区", "Parent in another area"),
        Said("{text} 的上级属于{parent_area}", "the parent of {text} belongs to {parent_area}"),
        _parent_elsewhere,
    ),
    Check(
        "merged_nowhere",
        "error",
        Said("并入的地址不存在", "Merged into nothing"),
        Said("{text} 并入的不是现用地址", "{text} was merged into no address in use"),
        _merged_nowhere,
    ),
    Check(
        "area_coarse",
        "warning",
        Said("没有落到社区", "Not in a community"),
        Said("{text} 只归到{area}", "{text} belongs to {area} only"),
        _area_coarse,
    ),
    Check(
        "text_outdated",
        "warning",
        Said("标准地址过时", "Text outdated"),
        Said("{text} 与区划现名不符", "{text} does not begin with the present name of its area"),
        _text_outdated,
    ),
)
"""What makes an address an orphan, gravest first."""
