"""Several indexes asked as one: the library as it was indexed, and what changed since."""

from collections.abc import Sequence

from address.answer import Answer
from address.index.segment import Segment
from address.match.answers import node_answer
from address.match.candidates import Candidate

__all__ = ["Pieces", "merged", "whole_text"]

Pieces = Sequence[tuple[Segment, frozenset[int]]]
"""Indexes with the positions that don't count, the one that wins first."""


def whole_text(pieces: Pieces, text: str, within: str | None) -> Answer | None:
    """The address whose full text this is, letter by letter: nothing else can be meant."""
    found = []
    for segment, gone in pieces:
        for at in segment.whole.having(text):
            if at not in gone:
                made = node_answer(segment, at)
                if made.label == text and made.address_code:
                    found.append((segment, made))
    if len({made.address_code for _, made in found}) != 1:
        return None
    segment, made = found[0]
    if within and within not in _codes_above(segment, made.area_code):
        return None
    return made


def _codes_above(segment: Segment, code: str | None) -> set[str]:
    area = segment.area_by_code.get(code or "")
    return {segment.areas[n].code for n in area.above} if area else set()


def merged(pieces: Pieces, found: list[Candidate]) -> list[Candidate]:
    """Of one thing in two indexes the better candidate.

    What stands above something that changed is in the index of changes too, without most of what is below it;
    there it says nothing. And where one index stops and the other one goes on, the first lacks something.
    """
    kept: dict[tuple[bool, str], Candidate] = {}
    for c in sorted(found, key=lambda c: -c.score):
        if not _is_shadow(pieces, c) and not any(_goes_on(other, c) for other in kept.values()):
            kept.setdefault((c.is_area, c.code), c)
    addresses = [c for c in kept.values() if not c.is_area]
    return addresses or list(kept.values())


def _is_shadow(pieces: Pieces, c: Candidate) -> bool:
    """Whether a candidate of the index of changes has not changed itself."""
    base, gone = pieces[-1]
    if c.segment is base:
        return False
    at = None if c.is_area else base.position_of(c.segment.id[c.at])
    return c.is_area or (at is not None and at not in gone)


def _goes_on(one: Candidate, other: Candidate) -> bool:
    """Whether one index found more of the numbers of a text than the other one did."""
    if one.segment is other.segment or not other.hypothesis.stopped:
        return False
    return not one.hypothesis.stopped or one.hypothesis.numbers > other.hypothesis.numbers
