"""From a candidate to an answer: texts, elements, places and codes around it."""

import math
from typing import Final

import numpy as np

from address.answer import Answer, MatchType
from address.index.places import CENTRE, NONE
from address.index.segment import Area, Segment
from address.match.candidates import Candidate
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["answer", "area_answer", "metres", "node_answer"]

_RADIUS: Final = {"room": 20.0, "floor": 20.0, "unit": 20.0, "building": 30.0, "plate": 30.0, "poi": 50.0}
_WIDEST: Final = 20_000
"""Nodes below a road or an estate that are looked at for its extent."""
_BY_ACCURACY: Final = {"plate": "plate", "building": "building"}


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points in degrees, a few km apart at most; error below 0.3 %."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2)) * 111_319.5
    north = (one[1] - other[1]) * 110_950.0
    return math.hypot(east, north)


def answer(c: Candidate) -> Answer:
    """What a candidate is, as it is told to callers; coordinates in CGCS2000."""
    made = area_answer(c.segment, c.segment.areas[c.at]) if c.is_area else node_answer(c.segment, c.at)
    made.match_type, made.score, made.faults = c.match_type, round(c.score, 3), c.faults
    if c.parts and made.radius_m is not None:
        made.radius_m = max(made.radius_m, *(_reach(c.segment, at, made) for at in c.parts))
    return made


def _reach(segment: Segment, at: int, found: Answer) -> float:
    """Metres from an answer's place to the farther end of another part of it."""
    there = segment.lonlat(at)
    if there is None or found.lon is None or found.lat is None:
        return 0.0
    return float(round(metres((found.lon, found.lat), there) + _extent(segment, at, there)))


def node_answer(segment: Segment, at: int) -> Answer:
    """The answer that an address is, without faults."""
    number = segment.area[at]
    area = segment.areas[number] if number >= 0 else None
    local = segment.local_text(at)
    level = segment.level_word(at)
    found = Answer(
        label=(area.full_name if area else "") + local,
        level=level,
        address_code=segment.code(at) if segment.id[at] >= 0 else None,
        area_code=area.code if area else None,
        elements=_elements(segment, area, at),
        match_type=MatchType.EXACT,
        score=1.0,
        matched=local,
    )
    _place(segment, at, level, found)
    _around(segment, at, area, found)
    return found


def area_answer(segment: Segment, area: Area) -> Answer:
    """The answer that an area is, at a point on its surface."""
    found = Answer(
        label=area.full_name,
        level=area.level,
        address_code=None,
        area_code=area.code,
        elements={segment.areas[n].level: segment.areas[n].name for n in area.above},
        match_type=MatchType.AREA,
        score=1.0,
        lon=area.lon,
        lat=area.lat,
        position_level=area.level if area.lon is not None else None,
        radius_m=round(area.radius) if area.radius else None,
        matched=area.name,
    )
    for n in area.above:
        _set_area(found, segment.areas[n])
    return found


def _elements(segment: Segment, area: Area | None, at: int) -> dict[str, str]:
    """Level = name; a lane in a lane gives one text, a name that repeats the one above it only the rest."""
    made = {segment.areas[n].level: segment.areas[n].name for n in area.above} if area else {}
    above = ""
    for node in segment.path(at):
        level, name = ADDRESS_LEVELS[segment.level[node]], segment.own_name(node)
        own = name.removeprefix(above) if level == "room" and name != above else name
        made[level] = made.get(level, "") + own
        above = name
    return made


def _place(segment: Segment, at: int, level: str, found: Answer) -> None:
    place = segment.lonlat(at)
    if place is None:
        return
    found.lon, found.lat = place
    found.accuracy = segment.accuracy_word(at)
    number = segment.position_level[at]
    known = level if number in (CENTRE, NONE) else ADDRESS_LEVELS[number]
    found.position_level = _BY_ACCURACY.get(found.accuracy or "", known) if number != CENTRE else level
    if number == CENTRE:
        found.accuracy = "centroid"
    wide = level in ("road", "lane", "estate") or number == CENTRE
    found.radius_m = _extent(segment, at, place) if wide else _RADIUS.get(found.position_level, 50.0)


def _extent(segment: Segment, at: int, place: tuple[float, float]) -> float:
    """Metres to the farthest of the nodes below."""
    end = min(segment.end[at], at + _WIDEST)
    lon, lat = (segment.parts.arrays[name][at:end] / 1e7 for name in ("lon", "lat"))
    known = segment.parts.arrays["position_level"][at:end] != NONE
    if not known.any():
        return 0.0
    east = (lon[known] - place[0]) * math.cos(math.radians(place[1])) * 111_319.5
    north = (lat[known] - place[1]) * 110_950.0
    return float(round(np.hypot(east, north).max() + 10))


def _around(segment: Segment, at: int, area: Area | None, found: Answer) -> None:
    """Codes of areas and grid, by the place; by the library where the place says nothing."""
    for n in area.above if area else ():
        _set_area(found, segment.areas[n])
    place = segment.place[at]
    if place >= 0 and (there := segment.area_by_code.get(segment.place_code[place])):
        for n in there.above:
            _set_area(found, segment.areas[n])
    grid = segment.grid[at]
    found.grid = segment.grid_code[grid] if grid >= 0 else None


def _set_area(found: Answer, area: Area) -> None:
    if area.level == "district":
        found.district = area.code
    elif area.level == "street":
        found.street = area.code
    elif area.level == "community":
        found.community = area.code
