"""Finding what a text means: understood, followed down the tree, decided, answered."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from address.answer import Answer, Fault, FaultKind, MatchType
from address.index.segment import Segment
from address.match.answers import answer
from address.match.candidates import Candidate, area_candidates, candidates, decided
from address.match.clauses import clauses
from address.match.elsewhere import elsewhere
from address.match.hypotheses import follow
from address.match.interpolation import interpolated
from address.match.pieces import Pieces, merged, whole_text
from address.match.relations import between, crossing, related
from address.match.spelling import respelt
from address.match.tokens import Token, Unknown, is_counted, scan
from address.text.relation import Relation, RelationKind, take_relation
from address.text.rules import LONGEST, compare_key, refuse, standard_text
from layers.errors import NotFound

__all__ = ["find"]

LONGEST_NAME: Final = 40
_BRACKET: Final = re.compile(r"[()（）\[\]【】]")
_TWO_ROADS: Final = re.compile(
    r"(.*?(?:区|街道|镇)?)([^区镇/]{1,10}(?:路|街|道|巷))[/+&]([^/]{1,10}(?:路|街|道|巷))"
)
CLAUSE: Final = 0.03
"""What it costs to hear a part of what was said only."""
VAGUE: Final = 0.12
"""What it costs when such a part is but a road or an area."""
RELATED: Final = 0.1
_WIDE: Final = frozenset({"province", "city", "district", "street", "community", "road", "lane"})
_RELATED: Final = (MatchType.RELATIVE, MatchType.INTERSECTION)
_PLACE_WORD: Final = re.compile("附近|旁|对面|[往向].{1,6}米|路口|门口")
SURE: Final = 0.9
"""From this score on no other spelling is tried."""


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
    if not explain and (exact := whole_text(pieces, text, within)):
        return [exact]
    refuse(text)
    asked = _Asked(pieces, within, near, limit, [] if explain else None)
    answers = _understood(asked, text)
    if _is_story(answers):
        answers = _by_clauses(asked, text, answers)
    for one, other in pairwise(answers):
        one.gap = round(one.score - other.score, 3)
    for one in answers:
        one.steps = asked.steps or []
    return answers[:limit]


def _understood(asked: "_Asked", text: str) -> list[Answer]:
    """Answers to a text as one."""
    if len(text) > LONGEST:
        return []
    standard = _as_named(asked.pieces, text) or standard_text(text)
    answers = _by_itself(asked, standard)
    rest, relation = _crossed(standard) or take_relation(standard)
    if relation and not (answers and answers[0].score >= SURE and not answers[0].faults):
        return _by_relation(asked, rest, relation) or answers
    return answers


def _by_clauses(asked: "_Asked", text: str, whole: list[Answer]) -> list[Answer]:
    """The answers to the clause that says best where, if it does so better than the whole."""
    best, most = whole, _worth(whole[0]) if whole else 0.0
    for clause in clauses(text):
        found = _understood(asked, clause)
        if found and _worth(found[0]) - CLAUSE > most and not _says_less(found[0], whole):
            best, most = found, _worth(found[0]) - CLAUSE
    if best is not whole:
        cost = VAGUE if _is_vague(best[0]) else CLAUSE
        for one in best:
            one.score = round(max(0.0, one.score - cost), 3)
    return best


def _says_less(one: Answer, whole: Sequence[Answer]) -> bool:
    """Whether it is only what an answer to the whole lies in."""
    return any(
        other.matched != one.matched and (other.matched or "").startswith(one.matched or "-")
        for other in whole
    )


def _is_vague(one: Answer) -> bool:
    return one.level in _WIDE and one.match_type not in _RELATED


def _worth(one: Answer) -> float:
    """Score, with what speaks for a precise place and for a relation that was understood."""
    more = RELATED if one.match_type in _RELATED else 0.0
    return one.score + more - (VAGUE if _is_vague(one) else 0.0)


def _is_story(answers: Sequence[Answer]) -> bool:
    """Whether more was told than where: a clause of it may say it better."""
    if not answers or answers[0].score < SURE:
        return True
    return any(f.kind == FaultKind.IGNORED and _PLACE_WORD.search(f.given) for f in answers[0].faults)


class _Asked(NamedTuple):
    """A question without its text."""

    pieces: Pieces
    within: str | None
    near: tuple[float, float] | None
    limit: int
    steps: list[str] | None


def _crossed(standard: str) -> tuple[str, Relation] | None:
    """Two roads with but a stroke between them: 中山路/青洲大道."""
    found = _TWO_ROADS.fullmatch(standard)
    if not found:
        return None
    return found[1] + found[2], Relation(RelationKind.INTERSECTION, 60.0, parts=(found[2], found[3]))


def _as_named(pieces: Pieces, text: str) -> str | None:
    """The text as a whole, when it is a name; rules would cut what is in its brackets."""
    key = compare_key(text) if len(text) <= LONGEST_NAME and _BRACKET.search(text) else ""
    return key if key and any(segment.name[key] for segment, _ in pieces) else None


def _all(asked: _Asked, standard: str) -> list[Candidate]:
    """Candidates for a text in standard form, best first."""
    key = compare_key(standard)
    found: list[Candidate] = []
    for segment, gone in asked.pieces:
        tokens = scan(segment, key)
        made = _matched(segment, gone, tokens, asked.within, asked.steps)
        if (not made or made[0].score < SURE) and any(map(is_counted, tokens)):
            made += _matched(segment, gone, scan(segment, key, apart=True), asked.within, asked.steps)
        if any(isinstance(token, Unknown) for token in tokens):
            cost, faults = elsewhere(segment, standard, tokens)
            for c in made:
                c.score, c.faults = c.score - cost, (*faults, *_beside(c.faults, faults))
        found += [c for c in made if c.score > 0]
    return merged(asked.pieces, found)


def _beside(faults: Sequence[Fault], said: Sequence[Fault]) -> list[Fault]:
    """Faults without those about words that others are about already."""
    words = compare_key("".join(fault.given for fault in said))
    return [fault for fault in faults if fault.kind != FaultKind.IGNORED or fault.given not in words]


def _by_itself(asked: _Asked, standard: str) -> list[Answer]:
    return [
        interpolated(c) or answer(c) for c in decided(_all(asked, standard), asked.near)[: asked.limit + 1]
    ]


def _by_relation(asked: _Asked, rest: str, relation: Relation) -> list[Answer]:
    """By what the place is related to."""
    if relation.kind == RelationKind.INTERSECTION and len(relation.parts) == 2:
        areas = rest.split(relation.parts[0], maxsplit=1)[0]
        roads = [
            [c for c in _all(asked, areas + part) if not c.is_area and c.level in ("road", "lane")]
            for part in relation.parts
        ]
        if met := crossing(roads, relation):
            return met
    if relation.kind == RelationKind.BETWEEN and len(relation.parts) == 2:
        before = rest.split(relation.parts[0], maxsplit=1)[0]
        if not re.match(r"\d", relation.parts[0]) and re.match(r"\d", relation.parts[1]):
            before += re.sub(r"\d.*", "", relation.parts[0])
        one, other = (_by_itself(asked, part) for part in (rest, before + relation.parts[1]))
        return between([one, other], relation)
    return related(_by_itself(asked, rest), relation)


def _matched(
    segment: Segment, gone: frozenset[int], tokens: list[Token], within: str | None, steps: list[str] | None
) -> list[Candidate]:
    """Candidates as the text is written, or else by other spellings of what is unknown."""
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
    segment: Segment, gone: frozenset[int], tokens: list[Token], within: str | None, steps: list[str] | None
) -> list[Candidate]:
    living = follow(segment, tokens, gone, steps.append if steps is not None else None)
    found = candidates(segment, living, within) or area_candidates(segment, living, within)
    return found[:200]
