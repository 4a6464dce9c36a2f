"""A number that the library doesn't have, between two of its road that it has."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from address.answer import Answer, FaultKind, MatchType
from address.match.answers import metres, node_answer
from address.match.candidates import Candidate
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["interpolated"]

REACH: Final = 40
"""Numbers on either side within which the neighbours must be."""
FAR: Final = 500.0
"""Metres; neighbours farther apart than this say nothing about what lies between them."""
_ALONG: Final = frozenset({"road", "lane", "estate"})


class _Plate(NamedTuple):
    number: int
    road: int
    place: tuple[float, float]


def interpolated(c: Candidate) -> Answer | None:
    """The place of a missing door plate between its neighbours of the same side; None where it has none.

    The answer is the road, which is certain, at the place where the plate should be.
    """
    wanted = _wanted(c)
    if wanted is None:
        return None
    lower = upper = None
    for plate in _plates(c):
        if plate.number % 2 == wanted % 2 and abs(plate.number - wanted) <= REACH:
            if plate.number < wanted and (lower is None or plate.number > lower.number):
                lower = plate
            if plate.number > wanted and (upper is None or plate.number < upper.number):
                upper = plate
    if lower is None or upper is None or (apart := metres(lower.place, upper.place)) > FAR:
        return None
    share = (wanted - lower.number) / (upper.number - lower.number)
    made = node_answer(c.segment, lower.road)
    made.lon, made.lat = (a + (b - a) * share for a, b in zip(lower.place, upper.place, strict=True))
    made.position_level, made.accuracy = "interpolated", "interpolated"
    made.radius_m = round(apart / 2 + 20)
    return replace(made, match_type=MatchType.INTERPOLATED, score=round(c.score, 3), faults=c.faults)


def _wanted(c: Candidate) -> int | None:
    """The number of the plate that is missing, when it alone is what the candidate lacks."""
    if c.is_area or c.match_type != MatchType.FALLBACK or c.level not in _ALONG or not c.hypothesis.stopped:
        return None
    missing = [f for f in c.faults if f.kind == FaultKind.UNKNOWN and f.level == "plate"]
    found = re.match(r"\d{1,6}(?=\D|$)", missing[-1].given) if missing else None
    return int(found[0]) if found else None


def _plates(c: Candidate) -> Iterator[_Plate]:
    """The plates with positions along all parts of the road."""
    segment = c.segment
    for road in c.hypothesis.nodes:
        for child in segment.children(road):
            if ADDRESS_LEVELS[segment.level[child]] == "plate" and (place := segment.lonlat(child)):
                number = re.match(r"\d{1,6}", segment.own_name(child))
                if number:
                    yield _Plate(int(number[0]), road, place)
