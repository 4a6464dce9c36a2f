"""Hypotheses: ways to understand a text, followed token by token down the tree.

A hypothesis is a set of nodes that fit all that was understood so far, what it cost to believe so, and the
faults found. Each token makes new ones out of each: it fits below, it is left out, or it begins anew.
Only the cheapest few go on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from address.answer import Fault, FaultKind
from address.index.names import Sense
from address.index.segment import Segment
from address.index.terms import NAMED
from address.match.descent import MOST, below, having
from address.match.spelling import alike_below
from address.match.tokens import Meant, Name, Number, Reading, Token, Unknown

__all__ = ["COSTS", "Hypothesis", "follow"]

WIDTH: Final = 10
"""Hypotheses that are kept after each token."""

COSTS: Final = {
    "short": 0.03,
    "former": 0.02,
    "poi": 0.02,
    "passed": 0.01,
    "unknown": 0.02,
    "unknown_before": 0.05,
    "elsewhere": 0.06,
    "begun_anew": 0.06,
    "begun_anew_number": 0.12,
    "lane": 0.30, "plate": 0.35, "building": 0.28, "unit": 0.22, "floor": 0.15, "room": 0.15,
}  # fmt: skip
"""What it costs to believe something; the last line: that a number isn't in the library."""

_OWN_COST: Final = {
    Sense.SHORT: COSTS["short"], Sense.FORMER: COSTS["former"], Sense.POI: COSTS["poi"]
}  # fmt: skip
_LEVEL: Final = {"l": "lane", "h": "plate", "b": "building", "u": "unit", "f": "floor", "r": "room"}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way to understand what was read so far."""

    nodes: tuple[int, ...] = ()
    """Positions; nothing is understood yet when there are none."""
    cost: float = 0.0
    faults: tuple[Fault, ...] = ()
    areas: tuple[Name, ...] = ()
    """Names of areas that were said."""
    stopped: bool = False
    """A number was not found: what follows it says nothing more."""
    numbers: int = 0
    """How many numbers were found since the last name that it began with."""
    how: frozenset[Sense] = frozenset()
    """Senses of the names that were taken."""
    said: tuple[str, ...] = ()
    """Terms that were found."""
    guessed: float = 0.0
    """What the names cost that were taken for misspelt ones."""


def follow(
    segment: Segment, tokens: Sequence[Token], gone: frozenset[int], say: Callable[[str], None] | None = None
) -> list[Hypothesis]:
    """Follow the tokens of a text; the hypotheses that are left, the cheapest first.

    Args:
        segment: the index.
        tokens: of the text.
        gone: positions that count as not there.
        say: is told each step, for explanations.
    """
    living = [Hypothesis()]
    for number, token in enumerate(tokens):
        made: list[Hypothesis] = []
        for one in living:
            made.extend(_step(segment, one, token, tokens[number + 1 :], gone))
        living = _best(made)
        if say:
            say(f"{token.text}: {len(living)} ways, " + " | ".join(_told(segment, one) for one in living[:3]))
    return living


def _told(segment: Segment, one: Hypothesis) -> str:
    first = segment.local_text(one.nodes[0]) if one.nodes else "-"
    return f"{first} x{len(one.nodes)} -{one.cost:.2f}"


def _best(made: list[Hypothesis]) -> list[Hypothesis]:
    if len(made) == 1:
        return made
    kept: dict[tuple[object, ...], Hypothesis] = {}
    for one in sorted(made, key=lambda h: h.cost):
        kept.setdefault((one.nodes, one.areas, one.stopped), one)
    return list(kept.values())[:WIDTH]


def _step(
    segment: Segment, one: Hypothesis, token: Token, later: Sequence[Token], gone: frozenset[int]
) -> Iterable[Hypothesis]:
    if isinstance(token, Number):
        return _number(segment, one, token, later, gone)
    if isinstance(token, Name):
        return _name(segment, one, token, gone)
    return _unknown(segment, one, token)


def _unknown(segment: Segment, one: Hypothesis, token: Unknown) -> list[Hypothesis]:
    """Left out, unless something directly below is nearly called so."""
    if len(one.nodes) == 1 and not one.stopped and len(token.text) > 1:
        below_it = [
            replace(
                one, nodes=(at,), cost=one.cost + cost, guessed=one.guessed + cost,
                faults=(*one.faults, Fault(segment.level_word(at), FaultKind.MISSPELT, token.text, name)),
            )
            for at, name, cost in alike_below(segment, one.nodes[0], token.text)
        ]  # fmt: skip
        if below_it:
            return below_it
    cost = COSTS["unknown"] if one.nodes else COSTS["unknown_before"]
    fault = Fault(None, FaultKind.IGNORED, token.text, None)
    return [replace(one, cost=one.cost + cost, faults=(*one.faults, fault))]


def _number(
    segment: Segment, one: Hypothesis, token: Number, later: Sequence[Token], gone: frozenset[int]
) -> list[Hypothesis]:
    """All ways to read it that fit as far as any does."""
    if one.stopped or not one.nodes:
        return [_loose(one, token)]
    found = [_descend(segment, one, token, reading, gone) for reading in token.readings]
    depth = max(steps for steps, _ in found)
    best = [made for steps, made in found if steps == depth]
    if token.level == "floor" and depth == 0 and any(isinstance(t, Number) for t in later):
        fault = Fault("floor", FaultKind.CONTRADICTING, token.text, None)
        return [replace(one, cost=one.cost + 0.12, faults=(*one.faults, fault))]
    return best


def _loose(one: Hypothesis, token: Number) -> Hypothesis:
    """A number that hangs on nothing known."""
    if one.stopped:
        return one
    fault = Fault(_word(token), FaultKind.UNKNOWN, token.text, None)
    return replace(one, cost=one.cost + 0.08, faults=(*one.faults, fault))


def _word(token: Number) -> str | None:
    return token.level if token.level != "bare" else None


def _descend(
    segment: Segment, one: Hypothesis, token: Number, reading: Reading, gone: frozenset[int]
) -> tuple[int, Hypothesis]:
    """Follow one reading as far as it goes: how many of its terms were found, and what is left then."""
    nodes: Sequence[int] = one.nodes
    cost, said = one.cost + reading.cost, list(one.said)
    for steps, term in enumerate(reading.terms):
        found, passed = below(segment, nodes, term, gone)
        if not found:
            level = _LEVEL[term[0]] if steps else _word(token) or _LEVEL[term[0]]
            fault = Fault(level, FaultKind.UNKNOWN, term[1:] if steps else token.text, None)
            cost += COSTS[_LEVEL[term[0]]] if steps or token.level == "bare" else COSTS[token.level]
            return steps, replace(
                one,
                nodes=tuple(nodes),
                cost=cost,
                faults=(*one.faults, fault),
                stopped=True,
                said=tuple(said),
            )
        nodes = found
        said.append(term)
        cost += COSTS["passed"] * passed
    return len(reading.terms), replace(
        one, nodes=tuple(nodes), cost=cost, numbers=one.numbers + 1, said=tuple(said)
    )


def _name(segment: Segment, one: Hypothesis, token: Name, gone: frozenset[int]) -> Iterator[Hypothesis]:
    areas = tuple(meant for meant in token.senses if meant.sense >= Sense.AREA)
    if areas and (not one.nodes or any(meant.sense == Sense.AREA for meant in areas)):
        said = Name(token.start, token.end, token.text, areas)
        yield replace(one, areas=(*one.areas, said), cost=one.cost + min(meant.cost for meant in areas))
    fits = False
    for meant in token.senses:
        if meant.sense < Sense.AREA:
            for made in _sense(segment, one, token, meant, gone):
                fits = fits or (made.numbers >= one.numbers and not one.stopped)
                yield made
    if not fits and (one.nodes or not areas):
        fault = Fault(None, FaultKind.CONTRADICTING if one.nodes else FaultKind.UNKNOWN, token.text, None)
        yield replace(one, cost=one.cost + COSTS["elsewhere"], faults=(*one.faults, fault))


def _sense(
    segment: Segment, one: Hypothesis, token: Name, meant: Meant, gone: frozenset[int]
) -> Iterator[Hypothesis]:
    """The name below what is known, or else the name anew."""
    cost = one.cost + meant.cost + _OWN_COST.get(meant.sense, 0.0)
    faults = one.faults
    if meant.name:
        faults = (*faults, Fault(None, FaultKind.MISSPELT, token.text, meant.name))
    how, said = one.how | {meant.sense}, meant.name or token.text
    if one.nodes and not one.stopped:
        inside, passed = _inside(segment, one.nodes, meant, gone)
        if inside:
            cost += COSTS["passed"] * passed
            yield replace(one, nodes=tuple(inside), cost=cost, faults=faults, how=how, said=(*one.said, said))
            return
    every = _all(segment, meant, gone)
    if not every or len(every) > MOST * 10:
        return
    if one.nodes:
        cost += COSTS["begun_anew_number"] if one.numbers or one.stopped else COSTS["begun_anew"]
        last = one.nodes[0]
        faults = (*faults, Fault(segment.level_word(last), FaultKind.CONTRADICTING, one.said[-1], None))
    yield Hypothesis(tuple(every), cost, faults, one.areas, how=how, said=(said,), guessed=meant.cost)


def _all(segment: Segment, meant: Meant, gone: frozenset[int]) -> list[int]:
    if meant.sense <= Sense.SHORT:
        return having(segment, NAMED + segment.named[meant.ref], gone)
    return [meant.ref] if meant.ref not in gone else []


def _inside(segment: Segment, nodes: Sequence[int], meant: Meant, gone: frozenset[int]) -> tuple[list[int], int]:
    if meant.sense <= Sense.SHORT:
        return below(segment, nodes, NAMED + segment.named[meant.ref], gone)
    inside = any(node <= meant.ref < segment.end[node] for node in nodes)
    return ([meant.ref] if inside and meant.ref not in gone else []), 0
