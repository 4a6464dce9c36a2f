"""Doubles: an address written twice, a number for several places (一号多址), several for one (一址多号)."""

from collections.abc import Iterator, Sequence
from typing import Final

from address.quality.finding import Check, Suspect
from address.quality.ground import Ground
from address.quality.repair import Fact, Said, merge, renumber, survey

__all__ = ["CHECKS"]

PLAUSIBLE: Final = 50.0
"""Metres within which two plates of one number in two communities are one plate on the border of both."""

DUPLICATE: Final = """
SELECT array_agg(code ORDER BY code), count(*)
FROM onemap.address WHERE state = 'active' AND area_code = ANY (%(members)s)
GROUP BY area_code, search_text HAVING count(*) > 1
"""

SAME_NAME: Final = """
SELECT array_agg(code ORDER BY code), count(*)
FROM onemap.address WHERE state = 'active' AND area_code = ANY (%(members)s) AND parent_code IS NOT NULL
GROUP BY parent_code, name HAVING count(DISTINCT search_text) > 1
"""

# How far the plates lie from the first one; a number may well be there more than twice.
ONE_NUMBER: Final = """
SELECT array_agg(code ORDER BY code), count(*), max(ST_Distance(geom::geography, first::geography))
FROM (
  SELECT code, area_code, search_text, geom,
         first_value(geom) OVER (PARTITION BY search_text ORDER BY code) AS first,
         count(*) OVER (PARTITION BY search_text) AS amount
  FROM onemap.address
  WHERE state = 'active' AND level = 'plate' AND area_code = ANY (%(members)s) AND geom IS NOT NULL
) AS plate
WHERE amount > 1
GROUP BY search_text HAVING count(DISTINCT area_code) > 1
"""

# Branches of one number (12号, 12号之1) may share its place.
ONE_PLACE: Final = """
SELECT array_agg(code ORDER BY code), count(DISTINCT (road, number)), array_agg(DISTINCT road),
       count(DISTINCT tail)
FROM (
  SELECT a.code, a.geom, p.search_text AS road, tail, coalesce(substring(tail FROM '[0-9]+'), tail) AS number
  FROM onemap.address a JOIN onemap.address p ON p.code = a.parent_code
  CROSS JOIN LATERAL substr(a.search_text, length(p.search_text) + 1) AS tail
  WHERE a.state = 'active' AND a.level = 'plate' AND a.area_code = ANY (%(members)s) AND a.geom IS NOT NULL
) AS plate
GROUP BY geom HAVING count(DISTINCT (road, number)) > 1
"""

# A terrace has many numbers of one road; numbers of several roads on one building are worth a look. Each
# point counts once: what shares a point was found before.
ONE_BUILDING: Final = """
SELECT array_agg(a.code ORDER BY a.code), b.code, count(*), count(DISTINCT p.search_text)
FROM onemap.address a
JOIN onemap.address p ON p.code = a.parent_code
JOIN onemap.building b ON ST_Covers(b.geom, a.geom)
WHERE a.state = 'active' AND a.level = 'plate' AND a.area_code = ANY (%(members)s)
GROUP BY b.code HAVING count(DISTINCT p.search_text) > 1 AND count(DISTINCT ST_AsEWKB(a.geom)) > 1
"""


def _duplicate(ground: Ground) -> Iterator[Suspect]:
    for codes, amount in ground.rows(DUPLICATE):
        yield _merged(codes, {"count": amount})


def _same_name(ground: Ground) -> Iterator[Suspect]:
    for codes, amount in ground.rows(SAME_NAME):
        yield _merged(codes, {"count": amount})


def _on_border(ground: Ground) -> Iterator[Suspect]:
    for codes, amount, metres in ground.rows(ONE_NUMBER):
        if metres <= PLAUSIBLE:
            yield _merged(codes, {"count": amount, "metres": round(metres, 1)})


def _one_number(ground: Ground) -> Iterator[Suspect]:
    for codes, amount, metres in ground.rows(ONE_NUMBER):
        if metres > PLAUSIBLE:
            facts: dict[str, Fact] = {"count": amount, "metres": round(metres, 1), "expected": PLAUSIBLE}
            yield Suspect(codes[::-1], facts, renumber())


def _one_place(ground: Ground) -> Iterator[Suspect]:
    for codes, amount, roads, tails in ground.rows(ONE_PLACE):
        if not _is_misspelt(roads, tails):
            yield Suspect(codes, {"count": amount, "roads": len(roads)}, survey())


def _road_misspelt(ground: Ground) -> Iterator[Suspect]:
    for codes, amount, roads, tails in ground.rows(ONE_PLACE):
        if _is_misspelt(roads, tails):
            yield _merged(codes, {"count": amount, "roads": " / ".join(roads)})


def _is_misspelt(roads: list[str], tails: int) -> bool:
    """Whether one number on one point belongs to two roads that differ by one character (厦门街, 廈门街)."""
    if len(roads) != 2 or tails != 1 or len(roads[0]) != len(roads[1]):
        return False
    return [one == other for one, other in zip(*roads, strict=True)].count(False) == 1


def _one_building(ground: Ground) -> Iterator[Suspect]:
    found: dict[str, Suspect] = {}
    for codes, building, amount, roads in ground.rows(ONE_BUILDING):
        suspect = Suspect(codes, {"count": amount, "roads": roads, "building": building}, survey())
        found.setdefault(codes[0], suspect)
    yield from found.values()


def _merged(codes: list[str], facts: dict[str, Fact]) -> Suspect:
    """The youngest is the one too many: the oldest code has been given out for longest."""
    return Suspect(codes[::-1], facts, merge(codes[-1], codes[0]))


CHECKS: Final[Sequence[Check]] = (
    Check(
        "duplicate",
        "error",
        Said("重复地址", "Duplicate"),
        Said(
            "{text} 在同一社区有 {count} 条, 只是写法不同",
            "{text} is there {count} times in one area, written differently",
        ),
        _duplicate,
    ),
    Check(
        "same_name",
        "error",
        Said("同一上级下重名", "Same name under one parent"),
        Said(
            "{text} 的上级之下有 {count} 个同名地址",
            "{count} addresses under one parent are named like {text}",
        ),
        _same_name,
    ),
    Check(
        "border_duplicate",
        "warning",
        Said("两个社区重复登记", "Registered in two communities"),
        Said(
            "{text} 在 {metres:.0f} 米内登记了 {count} 次, 分属不同社区",
            "{text} is there {count} times within {metres:.0f} m, in different communities",
        ),
        _on_border,
    ),
    Check(
        "one_number_many_places",
        "error",
        Said("一号多址", "One number, several places"),
        Said(
            "{text} 的号在同一街道有 {count} 处, 相距 {metres:.0f} 米",
            "the number of {text} stands for {count} places in one street, {metres:.0f} m apart",
        ),
        _one_number,
    ),
    Check(
        "one_place_many_numbers",
        "warning",
        Said("一址多号", "One place, several numbers"),
        Said("{text} 的位置上有 {count} 个门牌号", "{count} numbers lie on the point of {text}"),
        _one_place,
    ),
    Check(
        "road_misspelt",
        "error",
        Said("路名写法不一", "Road spelt in two ways"),
        Said(
            "{text} 与同一位置的同号门牌只差一个字: {roads}",
            "{text} and the same number on its point differ by one character: {roads}",
        ),
        _road_misspelt,
    ),
    Check(
        "building_many_roads",
        "notice",
        Said("一栋楼有多条路的门牌", "One building, plates of several roads"),
        Said(
            "{text} 所在的楼有 {roads} 条路的 {count} 个门牌",
            "the building of {text} has {count} plates of {roads} roads",
        ),
        _one_building,
    ),
)
"""What is there twice."""
