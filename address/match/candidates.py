"""From hypotheses to candidates: one node each, with a score and all its faults, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from address.answer import Fault, FaultKind, MatchType
from address.index.groups import together
from address.index.names import Sense
from address.index.segment import Area, Segment
from address.index.terms import NAMED
from address.match.descent import having
from address.match.hypothesis import GUESS, Hypothesis
from address.match.spelling import SOUND
from address.match.tokens import Name
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["Candidate", "area_candidates", "candidates", "decided"]

MOST: Final = 60
"""Nodes of one hypothesis that become candidates."""
NEARLY: Final = 0.025
"""Candidates whose scores differ by less are as good as each other."""
SAME_PLACE: Final = 500
"""In 1e-7 degrees, some 50 m: two rows of one text so near to each other are one address twice."""
AMBIGUOUS: Final = 0.13
ANCESTOR: Final = 0.03

_WRONG: Final = {"province": 0.35, "city": 0.35, "district": 0.09, "street": 0.05, "community": 0.04}
_ELSEWHERE: Final = 0.05
_WRONG_SHORT: Final = 0.02
_PRECISE: Final = frozenset({"plate", "compound", "building", "unit", "floor", "room", "poi"})


@dataclass(slots=True)
class Candidate:
    """A node or an area that may be meant."""

    segment: Segment
    at: int
    """Position of the node; the area's number when it is an area."""
    is_area: bool
    score: float
    faults: tuple[Fault, ...]
    match_type: MatchType
    hypothesis: Hypothesis
    level: str
    parts: tuple[int, ...] = ()
    """Positions of the parts of the same road in other areas."""

    @property
    def code(self) -> str:
        """Code of the address or the area."""
        return self.segment.areas[self.at].code if self.is_area else self.segment.code(self.at)


def candidates(segment: Segment, living: Sequence[Hypothesis], within: str | None = None) -> list[Candidate]:
    """A candidate for each node of the hypotheses, best first; of one node the best.

    Args:
        segment: the index.
        living: hypotheses with or without nodes; those without are left out.
        within: code of an area outside of which nothing counts.
    """
    found: dict[int, Candidate] = {}
    for one in living:
        if _is_guess(one):
            continue
        for at in _spread(segment, one.nodes):
            above = _areas_of(segment, at)
            if within and not any(segment.areas[number].code == within for number in above):
                continue
            cost, faults = _checked(segment, one.areas, above)
            if any(_refutes(one, fault) for fault in faults):
                continue
            score = max(0.0, 1.0 - one.cost - cost)
            if at not in found or found[at].score < score:
                found[at] = Candidate(
                    segment, at, False, score, one.faults + faults, _how(segment, one, at), one,
                    segment.level_word(at),
                )  # fmt: skip
    made = sorted(found.values(), key=lambda c: (-c.score, c.at))
    _doubt(made)
    return made


def _refutes(one: Hypothesis, fault: Fault) -> bool:
    """Whether a wrong area shows that a name was only guessed."""
    return one.guessed >= GUESS or (one.guessed > SOUND and fault.level != "community")


def _doubt(made: list[Candidate]) -> None:
    """Less score for a first one that lies elsewhere than said, where another of its name lies there."""
    if not made or not any(f.kind == FaultKind.CONTRADICTING and f.level in _WRONG for f in made[0].faults):
        return
    segment, one = made[0].segment, made[0].hypothesis
    named = having(segment, NAMED + one.said[0], frozenset()) if one.said else []
    if any(not _checked(segment, one.areas, _areas_of(segment, at))[1] for at in named[:MOST]):
        made[0].score -= _ELSEWHERE


def _is_guess(one: Hypothesis) -> bool:
    """Whether nothing speaks for a misspelt name: not even its number is there."""
    return one.stopped and not one.numbers and one.guessed > SOUND


def _spread(segment: Segment, nodes: Sequence[int]) -> Sequence[int]:
    """Some of many nodes: of a road that runs through many areas the parts with most below them."""
    if len(nodes) <= MOST:
        return nodes
    return sorted(nodes, key=lambda at: at - segment.end[at])[:MOST]


def _areas_of(segment: Segment, at: int) -> frozenset[int]:
    """Numbers of the areas that a node lies in, by the library and by its place."""
    number = segment.area[at]
    above = segment.areas[number].above if number >= 0 else ()
    place = segment.place[at]
    if place >= 0 and (area := segment.area_by_code.get(segment.place_code[place])):
        above += area.above
    return frozenset(above)


def _checked(
    segment: Segment, said: Sequence[Name], above: frozenset[int]
) -> tuple[float, tuple[Fault, ...]]:
    """What the areas that were said have against a node."""
    cost, faults = 0.0, []
    for name in said:
        if any(meant.ref in above for meant in name.senses):
            continue
        area = segment.areas[name.senses[0].ref]
        short = all(meant.sense == Sense.AREA_SHORT for meant in name.senses)
        cost += _WRONG_SHORT if short and area.level in ("community", "street") else _WRONG[area.level]
        used = next((segment.areas[n].name for n in above if segment.areas[n].level == area.level), None)
        faults.append(Fault(area.level, FaultKind.CONTRADICTING, name.text, used))
    return cost, tuple(faults)


def _how(segment: Segment, one: Hypothesis, at: int) -> MatchType:
    if one.stopped:
        return MatchType.FALLBACK
    if Sense.POI in one.how or segment.level_word(at) == "poi":
        return MatchType.POI
    other = {Sense.ALIAS, Sense.FORMER} & one.how
    return MatchType.ALIAS if other else MatchType.EXACT


def area_candidates(segment: Segment, living: Sequence[Hypothesis], within: str | None) -> list[Candidate]:
    """The areas that are named where no address is."""
    found: dict[int, Candidate] = {}
    for one in living:
        if one.nodes or not one.areas:
            continue
        rest = any(fault.kind in (FaultKind.UNKNOWN, FaultKind.IGNORED) for fault in one.faults)
        for area in _lowest(segment, one.areas):
            if within and not any(segment.areas[number].code == within for number in area.above):
                continue
            cost, faults = _checked(segment, one.areas, frozenset(area.above))
            score = max(0.0, (0.45 if rest else 1.0) - one.cost - cost)
            how = MatchType.FALLBACK if rest else MatchType.AREA
            if area.number not in found or found[area.number].score < score:
                found[area.number] = Candidate(
                    segment, area.number, True, score, one.faults + faults, how, one, area.level
                )
    return sorted(found.values(), key=lambda c: (-c.score, c.at))


def _lowest(segment: Segment, said: Sequence[Name]) -> Iterable[Area]:
    """The areas of the lowest level that was said, those that lie in the others first."""
    meant = [segment.areas[one.ref] for name in said for one in name.senses]
    deepest = max(len(area.above) for area in meant)
    return [area for area in dict.fromkeys(meant) if len(area.above) == deepest]


def decided(found: list[Candidate], near: tuple[float, float] | None = None) -> list[Candidate]:
    """The candidates with one road once, and with less score where several are as good as the first.

    Of several parts of a road the largest speaks for it. Where the best ones lie below one precise address,
    that one goes first: a room that is in two units means the building.

    Args:
        found: best first.
        near: a point; of equally good candidates the nearest goes first.
    """
    if not found:
        return found
    found = _once(found)
    rivals = [c for c in found if found[0].score - c.score < NEARLY]
    rest = found[len(rivals) :]
    if near:
        rivals.sort(key=lambda c: _metres(c, near))
    rivals = [c for c in rivals if not any(_above(c, other) for other in rivals)]
    others = [c for c in rivals[1:] if not _same(rivals[0], c)]
    if not others:
        return rivals + rest
    fault = Fault(rivals[0].level, FaultKind.AMBIGUOUS, _text(rivals[0]), None)
    score = max(0.0, rivals[0].score - AMBIGUOUS)
    for c in rivals:
        c.score, c.faults = score, (*c.faults, fault)
    ancestor = _common(rivals)
    return sorted(([ancestor] if ancestor else []) + rivals + rest, key=lambda c: -c.score)


def _once(found: list[Candidate]) -> list[Candidate]:
    """Roads and lanes that go on in the next area only once, by their largest part."""
    kept: dict[object, Candidate] = {}
    part = _parts(found)
    for c in found:
        key = part.get(id(c), (c.is_area, c.at, id(c.segment)))
        best = kept.get(key)
        if best is None:
            kept[key] = c
        elif _below(best) < _below(c) and best.score - c.score < NEARLY:
            c.score, c.parts = best.score, (*best.parts, best.at)
            kept[key] = c
        else:
            best.parts += (c.at,)
    return sorted(kept.values(), key=lambda c: -c.score)


def _parts(found: Sequence[Candidate]) -> dict[int, object]:
    """Of which road each candidate for one is a part: parts of one name that come near each other."""
    by_name: dict[tuple[str, int], list[Candidate]] = {}
    for c in found:
        if not c.is_area and c.level in ("road", "lane"):
            by_name.setdefault((c.segment.local_text(c.at), id(c.segment)), []).append(c)
    parts: dict[int, object] = {}
    for name, some in by_name.items():
        if len(some) > 1:
            roads = together(some[0].segment.parts, np.array([c.at for c in some])).tolist()
            parts |= {id(c): (*name, road) for c, road in zip(some, roads, strict=True)}
    return parts


def _below(c: Candidate) -> int:
    return int(c.segment.end[c.at]) - c.at


def _above(one: Candidate, other: Candidate) -> bool:
    """Whether the other, which says more, lies below."""
    if one.is_area or other.is_area or one.segment is not other.segment:
        return False
    return one.at < other.at < one.segment.end[one.at]


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two rows are one address: of one text, at one place."""
    if one.is_area or other.is_area or one.segment is not other.segment:
        return one.code == other.code
    s = one.segment
    near = abs(s.lon[one.at] - s.lon[other.at]) + abs(s.lat[one.at] - s.lat[other.at]) < SAME_PLACE * 10
    return near and s.local_text(one.at) == s.local_text(other.at)


def _common(rivals: Sequence[Candidate]) -> Candidate | None:
    """The precise address that all rivals lie below; None when there is none."""
    first = rivals[0]
    if any(c.is_area or c.segment is not first.segment for c in rivals):
        return None
    segment = first.segment
    at = segment.parent[first.at]
    while at >= 0 and not all(at <= c.at < segment.end[at] for c in rivals):
        at = segment.parent[at]
    if at < 0 or ADDRESS_LEVELS[segment.level[at]] not in _PRECISE:
        return None
    return replace(
        first, at=at, match_type=MatchType.FALLBACK, level=segment.level_word(at),
        score=max(0.0, first.score - ANCESTOR + 0.05),
    )  # fmt: skip


def _text(c: Candidate) -> str:
    """What was said that may mean several."""
    return c.hypothesis.said[-1] if c.hypothesis.said else c.segment.areas[c.at].name


def _metres(c: Candidate, near: tuple[float, float]) -> float:
    """Squared degrees, which is enough to order by."""
    if c.is_area:
        area = c.segment.areas[c.at]
        place = (area.lon, area.lat) if area.lon is not None and area.lat is not None else None
    else:
        place = c.segment.lonlat(c.at)
    return (place[0] - near[0]) ** 2 + (place[1] - near[1]) ** 2 if place else 1e9
