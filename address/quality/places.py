"""Positions: missing, outside the area, far from the parent (位置)."""

from collections.abc import Iterator, Sequence
from typing import Final

from address.quality.finding import Check, Suspect
from address.quality.ground import Ground
from address.quality.repair import Fact, Said, into_area, place, survey

__all__ = ["CHECKS"]

PLACED: Final = ("plate", "compound", "building", "poi")
"""Levels that need a position of their own; what lies below is where they are."""

BORDER: Final = 1.0
"""Metres outside its area that a position may be: borders are drawn no better."""
STRAY: Final = 500.0
"""Metres outside from which on the position is doubted rather than the area."""

REACHES: Final = {"compound": 500.0, "building": 1000.0, "unit": 100.0, "floor": 50.0, "room": 50.0}
"""Metres from its parent that an address of a level may lie; roads and lanes are too long to say."""

# The middle of what is below it, else the place of its parent if that is no road.
NO_POSITION: Final = """
SELECT a.code, ST_X(place), ST_Y(place) FROM onemap.address a
CROSS JOIN LATERAL (
  SELECT coalesce(
    (SELECT ST_Centroid(ST_Collect(c.geom ORDER BY c.code)) FROM onemap.address c
     WHERE c.parent_code = a.code AND c.state = 'active'),
    (SELECT p.geom FROM onemap.address p WHERE p.code = a.parent_code AND p.level = ANY (%(levels)s))
  ) AS place
) AS known
WHERE a.state = 'active' AND a.geom IS NULL AND a.level = ANY (%(levels)s) AND a.area_code = ANY (%(members)s)
"""

OUTSIDE: Final = """
SELECT a.code, ST_Distance(r.geom::geography, a.geom::geography) AS metres, r.name, lies.code, lies.name
FROM onemap.address a
JOIN onemap.area r ON r.code = a.area_code
LEFT JOIN LATERAL (
  SELECT c.code, c.name FROM onemap.area c
  WHERE c.level = r.level AND ST_Covers(c.geom, a.geom) ORDER BY c.code LIMIT 1
) AS lies ON true
WHERE a.state = 'active' AND a.level = ANY (%(levels)s) AND a.area_code = ANY (%(members)s)
  AND NOT ST_Covers(r.geom, a.geom) AND NOT ST_DWithin(r.geom::geography, a.geom::geography, %(border)s)
"""

APART: Final = """
SELECT a.code, p.code, ST_Distance(a.geom::geography, p.geom::geography), reach.metres,
       ST_X(p.geom), ST_Y(p.geom)
FROM onemap.address a
JOIN unnest(%(levels)s::text[], %(reaches)s::float8[]) AS reach (level, metres) USING (level)
JOIN onemap.address p ON p.code = a.parent_code AND p.state = 'active'
WHERE a.state = 'active' AND a.area_code = ANY (%(members)s) AND NOT a.geom ~= p.geom
  AND p.level NOT IN ('road', 'lane', 'estate')
  AND NOT ST_DWithin(a.geom::geography, p.geom::geography, reach.metres)
"""


def _no_position(ground: Ground) -> Iterator[Suspect]:
    for code, lon, lat in ground.rows(NO_POSITION, levels=list(PLACED)):
        yield Suspect([code], {}, survey() if lon is None else place(code, (lon, lat)))


def _outside_area(ground: Ground) -> Iterator[Suspect]:
    for code, metres, area, lies, name in ground.rows(OUTSIDE, levels=list(PLACED), border=BORDER):
        facts: dict[str, Fact] = {"metres": round(metres, 1), "area": area, "lies_in": name or "-"}
        yield Suspect([code], facts, into_area(code, lies if metres < STRAY else None, name))


def _far_from_parent(ground: Ground) -> Iterator[Suspect]:
    reaches = {"levels": list(REACHES), "reaches": list(REACHES.values())}
    for code, parent, metres, reach, lon, lat in ground.rows(APART, **reaches):
        facts: dict[str, Fact] = {"metres": round(metres, 1), "expected": reach}
        yield Suspect([code, parent], facts, place(code, (lon, lat)))


CHECKS: Final[Sequence[Check]] = (
    Check(
        "no_position",
        "warning",
        Said("没有位置", "No position"),
        Said("{text} 没有位置", "{text} has no position"),
        _no_position,
    ),
    Check(
        "outside_area",
        "error",
        Said("位置不在所属社区内", "Position outside its area"),
        Said(
            "{text} 的位置在{area}外 {metres:.0f} 米, 落在: {lies_in}",
            "{text} lies {metres:.0f} m outside {area}, in: {lies_in}",
        ),
        _outside_area,
    ),
    Check(
        "far_from_parent",
        "warning",
        Said("离上级太远", "Far from its parent"),
        Said(
            "{text} 离上级 {metres:.0f} 米, 一般不超过 {expected:.0f} 米",
            "{text} is {metres:.0f} m from its parent; {expected:.0f} m is usual at most",
        ),
        _far_from_parent,
    ),
)
"""What is wrong with positions."""
