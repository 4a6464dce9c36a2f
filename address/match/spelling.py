"""Names that a text that isn't one may have been meant as: by their sound, or nearly by their signs."""

import re
from collections import Counter
from heapq import nsmallest
from itertools import islice
from typing import Final

from rapidfuzz.distance import OSA, Editop, Levenshtein

from address.index.names import Sense
from address.index.segment import Segment
from address.index.sounds import pairs, signs, sound
from address.match.tokens import Meant, Name, Number, Token, Unknown, senses_of
from address.text.rules import compare_key
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["SOUND", "alike_below", "respelt"]

MOST_NAMES: Final = 8
LOOKED_AT: Final = 24
"""Names whose spelling is compared, of those that share the most pairs of characters."""
_SURE: Final = 100
COMMON: Final = 4000
"""A pair of characters of more names than this says nothing."""

MOST_CHILDREN: Final = 40
MOST_COST: Final = 0.16
_MOST_BELOW: Final = 0.125
_SHORTENED: Final = frozenset({Sense.SHORT, Sense.AREA_SHORT})
_POI: Final = 0.05
"""Shops of one chain have names that are nearly the same."""
_BEGUN: Final = 0.12
"""Cost of taking the beginning of a name for all of it."""
_SEARCHED: Final = 5000
_NAMED_BELOW: Final = frozenset({"plate", "estate", "compound", "lane"})
_NAMES: Final = frozenset({"compound", "building", "poi", "estate"})

_PIECE: Final = re.compile(
    r".{1,}?(?:省|市|区|县|镇|乡|街道|社区|村委会|大道|大街|公路|路|街|巷)(?:[0-9]+段)?|.+"
)
# What tells names of one stem apart: 江汉一路 is not a misspelt 江汉二路.
_TELLING: Final = frozenset("0123456789东西南北中上下前后左右内外新老旧大小")
SOUND: Final = 0.05
_ONE_SIGN: Final = {3: 0.13, 4: 0.11, 5: 0.09}
_TELLING_SIGN: Final = 0.12


def respelt(segment: Segment, tokens: list[Token]) -> list[Token]:
    """The tokens with names in place of unknown texts that may be misspelt ones.

    A short name beside an unknown text may be a part of the misspelt one: 青洲 and 大到 of 青洲大道.
    """
    made: list[Token] = []
    run: list[Token] = []
    for n, token in enumerate([*tokens, None]):
        if token is not None and (_may_be_part(token) or _is_torn(tokens, n)):
            run.append(token)
            continue
        made += _respelt_run(segment, run)
        run = []
        if token is not None:
            made.append(token)
    return made


def _may_be_part(token: Token) -> bool:
    if isinstance(token, Unknown):
        return True
    return isinstance(token, Name) and all(one.sense in _SHORTENED for one in token.senses)


def _is_torn(tokens: list[Token], n: int) -> bool:
    """Whether a number is but a numeral in the middle of unknown text: 3 in 民三路."""
    token = tokens[n]
    if not isinstance(token, Number) or token.level != "bare" or not 0 < n < len(tokens) - 1:
        return False
    return isinstance(tokens[n - 1], Unknown) and isinstance(tokens[n + 1], Unknown) and len(token.text) < 3


def _respelt_run(segment: Segment, run: list[Token]) -> list[Token]:
    """Unknown texts and short names in a row: one name for all of them, or each unknown text by itself."""
    if not any(isinstance(token, Unknown) and token.text for token in run):
        return run
    if len(run) > 1:
        text = "".join(token.text for token in run)
        meant = tuple(one for one in _meant(segment, text) if one.cost <= MOST_COST)
        if meant:
            return [Name(run[0].start, run[-1].end, text, meant)]
    return [
        made
        for token in run
        for made in (_pieces(segment, token) if isinstance(token, Unknown) else (token,))
    ]


def alike_below(segment: Segment, at: int, text: str) -> list[tuple[int, str, float]]:
    """Named things directly below a node that a text may have been meant as: position, name, cost."""
    if ADDRESS_LEVELS[segment.level[at]] not in _NAMED_BELOW or segment.end[at] - at > _SEARCHED:
        return []
    found = []
    for child in islice(segment.children(at), MOST_CHILDREN):
        name = compare_key(segment.own_name(child))
        if ADDRESS_LEVELS[segment.level[child]] in _NAMES and not name[0].isdigit():
            cost = SOUND if sound(name) == sound(text) else _distance(name, text)
            if cost < _MOST_BELOW:
                found.append((child, name, cost))
    return found


def _pieces(segment: Segment, token: Unknown) -> list[Token]:
    made: list[Token] = []
    if len(token.text) < 2:
        return [token]
    for found in _PIECE.finditer(token.text):
        start, end = token.start + found.start(), token.start + found.end()
        meant = _meant(segment, found[0]) if len(found[0]) > 1 else ()
        made.append(Name(start, end, found[0], meant) if meant else Unknown(start, end, found[0]))
    return made


def _meant(segment: Segment, text: str) -> tuple[Meant, ...]:
    """Senses of the names that are nearest to a text or to a part of it."""
    costs = _alike(segment, text)
    for name, cost in _sounding(segment, text).items():
        costs[name] = min(cost, costs.get(name, 1.0))
    for name in islice(segment.name.trie.iterkeys(text) if len(text) > 2 else (), MOST_NAMES):
        costs[name] = min(_BEGUN, costs.get(name, 1.0))
    nearest = sorted(costs.items(), key=lambda item: (item[1], item[0]))[:MOST_NAMES]
    return tuple(
        Meant(one.sense, one.ref, cost + (_POI if one.sense == Sense.POI else 0.0), name)
        for name, cost in nearest
        for one in senses_of(segment, name)
    )


def _sounding(segment: Segment, text: str) -> dict[str, float]:
    """Names that sound like a part of the text."""
    costs: dict[str, float] = {}
    spoken = [sound(sign) for sign in text]
    for start in range(len(text) - 1):
        for end in range(start + 2, min(len(text), start + 12) + 1):
            for number in segment.sound[" ".join(spoken[start:end])]:
                left = len(text) - (end - start)
                name = segment.spelt[number]
                told = sum(a != b and {a, b} <= _TELLING for a, b in zip(name, text[start:end], strict=False))
                cost = SOUND + 0.02 * left + (0.06 if len(name) < 3 else 0.0) + _TELLING_SIGN * told
                costs[name] = min(cost, costs.get(name, 1.0))
    return costs


def _alike(segment: Segment, text: str) -> dict[str, float]:
    """Names that are spelt like a part of the text but for a sign or two."""
    shared: Counter[int] = Counter()
    for pair in pairs(text):
        first, last = segment.pair.span(pair)
        if last - first <= COMMON:
            shared.update(segment.pair.values[first:last].tolist())
    for start in range(len(text) - 2):
        for end in range(start + 3, min(len(text), start + 6) + 1):
            shared.update(dict.fromkeys(segment.pair[signs(text[start:end])], _SURE))
    costs: dict[str, float] = {}
    # Of names that share as many the first ones, so that every process looks at the same.
    for number, _ in nsmallest(LOOKED_AT, shared.items(), key=lambda item: (-item[1], item[0])):
        name = segment.spelt[number]
        cost = _distance(name, text)
        if cost < 0.3:
            costs[name] = cost
    return costs


def _distance(name: str, text: str) -> float:
    """What it costs to take a part of the text for a name."""
    if len(name) < 3:
        return 1.0
    best = 1.0
    for size in (len(name), len(name) - 1, len(name) + 1):
        for start in range(max(1, len(text) - size + 1)):
            part = text[start : start + size]
            edits = OSA.distance(name, part, score_cutoff=2)
            if edits > (1 if len(name) < 6 else 2):
                continue
            told = sum(set(_changed(name, part, op)) <= _TELLING for op in Levenshtein.editops(name, part))
            if sorted(name) == sorted(part):
                best = min(best, SOUND + 0.02 * (len(text) - len(part)))
                continue
            cost = edits * _ONE_SIGN.get(len(name), 0.07) + _TELLING_SIGN * told
            best = min(best, cost + 0.02 * (len(text) - len(part)))
    return best


def _changed(name: str, part: str, op: Editop) -> str:
    return name[op.src_pos : op.src_pos + 1] + part[op.dest_pos : op.dest_pos + 1]
