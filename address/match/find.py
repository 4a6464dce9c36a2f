"""Finding what a text means: understood, followed down the tree, decided, answered."""

from collections.abc import Sequence, Set
from typing import Final

from address.answer import Answer
from address.index.segment import Segment
from address.match.answers import answer
from address.match.candidates import Candidate, area_candidates, candidates, decided
from address.match.hypotheses import follow
from address.match.spelling import respelt
from address.match.tokens import Token, Unknown, scan
from address.text.rules import compare_key, standard_text
from layers.errors import NotFound

__all__ = ["find"]

SURE: Final = 0.9
"""From this score on no other spelling is tried."""

Pieces = Sequence[tuple[Segment, Set[int]]]
"""Indexes with the positions that don't count, the one that wins first."""


def find(
    pieces: Pieces,
    text: str,
    *,
    limit: int = 5,
    within: str | None = None,
    near: tuple[float, float] | None = None,
    explain: bool = False,
) -> list[Answer]:
    """See `address.geocoder.Geocoder.geocode`."""
    if within and not any(within in segment.area_by_code for segment, _ in pieces):
        raise NotFound(f"no area {within[:20]!r}")
    steps: list[str] = []
    key = compare_key(standard_text(text))
    found = [
        c
        for segment, gone in pieces
        for c in _matched(segment, gone, key, within, steps if explain else None)
    ]
    best = decided(_merged(found), near)[: limit + 1]
    answers = [answer(c) for c in best]
    for one, other in zip(answers, answers[1:], strict=False):
        one.gap = round(one.score - other.score, 3)
    for one in answers:
        one.steps = steps
    return answers[:limit]


def _merged(found: list[Candidate]) -> list[Candidate]:
    """Of one thing in two indexes the better candidate."""
    kept: dict[tuple[bool, str], Candidate] = {}
    for c in sorted(found, key=lambda c: -c.score):
        kept.setdefault((c.is_area, c.code), c)
    return list(kept.values())


def _matched(
    segment: Segment, gone: Set[int], key: str, within: str | None, steps: list[str] | None
) -> list[Candidate]:
    """Candidates as the text is written, or else by other spellings of what is unknown."""
    tokens = scan(segment, key)
    found = _tried(segment, gone, tokens, within, steps)
    if (not found or found[0].score < SURE) and any(
        isinstance(t, Unknown) and len(t.text) > 1 for t in tokens
    ):
        other = respelt(segment, tokens)
        if other != tokens:
            found += _tried(segment, gone, other, within, steps)
            found.sort(key=lambda c: -c.score)
    return found


def _tried(
    segment: Segment, gone: Set[int], tokens: list[Token], within: str | None, steps: list[str] | None
) -> list[Candidate]:
    living = follow(segment, tokens, gone, steps.append if steps is not None else None)
    found = candidates(segment, living, within) or area_candidates(segment, living, within)
    return found[:200]
