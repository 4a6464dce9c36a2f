"""Places that are described by others: near, opposite, a way off, between two, where two roads meet."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from address.answer import Answer, Fault, FaultKind, MatchType
from address.index.crossings import pair_key
from address.index.segment import Segment
from address.match.answers import metres, node_answer
from address.match.candidates import AMBIGUOUS, NEARLY, Candidate
from address.text.relation import Relation, RelationKind
from address.text.rules import compare_key

__all__ = ["between", "crossing", "related"]

CORNER: Final = 12.0
"""Metres from the middle of a crossing to its corner."""
MEET: Final = 90.0
"""Plates of two roads that are nearer than this stand at a crossing, where no base map knows better."""
BESIDE: Final = 15.0
REACH: Final = 3000.0
"""Metres from the middle of the part of a road in one area to its farther end, at most."""
WIDTH: Final = 30
_BY_MAP, _BY_PLATES = 0.98, 0.8
_NOT_MET: Final = 0.6


def related(answers: Sequence[Answer], relation: Relation) -> list[Answer]:
    """The answers with their places moved as the relation says, as far as it says so."""
    return [_moved(one, relation) for one in answers]


def _moved(one: Answer, relation: Relation) -> Answer:
    if relation.kind == RelationKind.INTERSECTION and len(relation.parts) == 2:
        fault = Fault("road", FaultKind.UNKNOWN, relation.parts[1], None)
        return replace(
            one, match_type=MatchType.FALLBACK, score=one.score * _NOT_MET, faults=(*one.faults, fault)
        )
    if one.lon is None or one.lat is None:
        return one
    made = replace(one, radius_m=max(one.radius_m or 0.0, relation.radius_m))
    if one.match_type != MatchType.FALLBACK:
        made.match_type = MatchType.RELATIVE
    if relation.bearing is not None:
        away = relation.metres if relation.metres is not None else BESIDE
        made.lon, made.lat = _off((one.lon, one.lat), relation.bearing, away)
        made.position_level = "offset"
    elif relation.metres is not None:
        made.radius_m = max(made.radius_m or 0.0, relation.metres * 1.3)
    return made


def _off(place: tuple[float, float], bearing: float, away: float) -> tuple[float, float]:
    """A point some metres off, degrees clockwise from north."""
    east, north = math.sin(math.radians(bearing)) * away, math.cos(math.radians(bearing)) * away
    return place[0] + east / (111_319.5 * math.cos(math.radians(place[1]))), place[1] + north / 110_950.0


def crossing(roads: Sequence[Sequence[Candidate]], relation: Relation) -> list[Answer]:
    """Where one of the first roads meets one of the second: by the base map, or else by their plates.

    Args:
        roads: for each of the two texts the roads that it may mean, best first.
        relation: of two parts.

    Returns:
        Places, best first; none when no such roads meet.
    """
    found = [
        _met(one, other, place, min(one.score, other.score) * sure, relation)
        for one, other, place, sure in list(_on_map(*roads)) or _by_plates(*roads)
    ]
    best: dict[tuple[float | None, float | None], Answer] = {}
    for made in sorted(found, key=lambda a: (-a.score, a.label)):
        best.setdefault((made.lon, made.lat), made)
    return _told_apart(list(best.values()))


def _told_apart(found: list[Answer]) -> list[Answer]:
    """Roads of one name may meet in several places: none of them is sure then."""
    if len(found) > 1 and found[0].score - found[1].score < NEARLY:
        for one in found:
            one.score = round(max(0.0, one.score - AMBIGUOUS), 3)
            one.faults = (*one.faults, Fault("road", FaultKind.AMBIGUOUS, one.matched or "", None))
    return found


Met = tuple[Candidate, Candidate, tuple[float, float], float]
"""Two roads, where they meet, and how sure it is."""


def _on_map(ones: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[Met]:
    """Crossings of roads of these names, with the parts of the roads that are nearest to each."""
    names = {_name(c) for c in ones[:WIDTH]}, {_name(c) for c in others[:WIDTH]}
    segments = {id(c.segment): c.segment for c in (*ones, *others)}.values()
    for segment in segments:
        for pair in product(*map(sorted, names)):
            for number in segment.crossing[pair_key(*pair)]:
                east, north = segment.parts.arrays["crossing.lonlat"][number].tolist()
                one = _nearest([c for c in ones if _name(c) == pair[0]], (east, north))
                other = _nearest([c for c in others if _name(c) == pair[1]], (east, north))
                if one and other:
                    yield one, other, (east, north), _BY_MAP


def _name(c: Candidate) -> str:
    return compare_key(c.segment.local_text(c.at))


def _nearest(roads: Sequence[Candidate], place: tuple[float, float]) -> Candidate | None:
    """The best of the roads that reach a place."""
    reaching = [(c, metres(there, place)) for c in roads if (there := c.segment.lonlat(c.at))]
    near = [(c, away) for c, away in reaching if away < REACH]
    return max(near, key=lambda one: (one[0].score, -one[1]))[0] if near else None


def _by_plates(ones: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[Met]:
    """Between the nearest plates of the best roads, when they are near enough."""
    for one, other in product(ones[:3], others[:3]):
        apart = [
            (metres(here, there), here, there)
            for here in _plates(one.segment, one.at)
            for there in _plates(other.segment, other.at)
        ]
        nearest = min(apart, default=None)
        if nearest and nearest[0] < MEET:
            _, here, there = nearest
            yield one, other, ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2), _BY_PLATES


def _plates(segment: Segment, road: int) -> list[tuple[float, float]]:
    """Places of some plates along a road, from its beginning to its end."""
    children = list(segment.children(road))
    step = max(1, len(children) // 60)
    return [place for at in children[::step] if (place := segment.lonlat(at))]


def _met(
    one: Candidate, other: Candidate, place: tuple[float, ...], score: float, relation: Relation
) -> Answer:
    made = node_answer(one.segment, one.at)
    name = one.segment.own_name(other.at) if one.segment is other.segment else ""
    made.label, made.address_code = f"{made.label}与{name}交叉口", None
    made.matched = f"{made.matched}与{name}交叉口"
    made.lon, made.lat = place[0], place[1]
    made.position_level, made.accuracy = "intersection", None
    made.radius_m = relation.radius_m
    made.match_type, made.score, made.faults = MatchType.INTERSECTION, round(score, 3), one.faults
    bearing = relation.corner if relation.corner is not None else relation.bearing
    if bearing is not None:
        away = CORNER if relation.metres is None else relation.metres
        made.lon, made.lat = _off((place[0], place[1]), bearing, away)
    return made


def _best(answers: Sequence[Answer]) -> list[Answer]:
    """The answers that are as good as the first."""
    return [one for one in answers if answers[0].score - one.score < NEARLY]


def _apart(pair: tuple[Answer, Answer]) -> float:
    here, there = ((one.lon or 0.0, one.lat or 0.0) for one in pair)
    return metres(here, there)


def between(ends: Sequence[Sequence[Answer]], relation: Relation) -> list[Answer]:
    """Half way between two answers."""
    if not all(ends):
        return [one for end in ends for one in end]
    one, other = min(product(_best(ends[0]), _best(ends[1])), key=_apart)
    if None in (one.lon, one.lat, other.lon, other.lat):
        return [one]
    here, there = (one.lon or 0.0, one.lat or 0.0), (other.lon or 0.0, other.lat or 0.0)
    made = replace(one, match_type=MatchType.RELATIVE, score=min(one.score, other.score))
    made.lon, made.lat = (here[0] + there[0]) / 2, (here[1] + there[1]) / 2
    made.position_level = "offset"
    made.radius_m = max(relation.radius_m, round(metres(here, there) / 2))
    made.faults = (*one.faults, *other.faults)
    return [made]
