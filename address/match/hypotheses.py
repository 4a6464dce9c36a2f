"""Hypotheses followed token by token down the tree.

Each token makes new hypotheses out of each: it fits below, it is left out, or it begins anew. Only the
cheapest few go on.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from address.answer import Fault, FaultKind
from address.index.names import Sense
from address.index.segment import Segment
from address.index.terms import NAMED
from address.match.descent import MOST, below, having
from address.match.hypothesis import COSTS, GUESS, Hypothesis
from address.match.spelling import alike_below
from address.match.tokens import Meant, Name, Number, Reading, Token
from address.text.rules import compare_key
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["follow"]

WIDTH: Final = 8
"""Hypotheses that are kept after each token."""
HOPELESS: Final = 0.4
"""What costs so much more than the best is not followed."""
FEW: Final = 60
"""Lanes of one number that are looked at when no road is said."""

_PLACE_WORD: Final = re.compile("[省市区县镇乡村街路道里弄巷园苑城湾]")
_SECTION: Final = re.compile(r"[0-9]+段")
_RANKS: Final = ("lane", "plate", "building", "unit", "floor", "room", "bare")
_OWN_COST: Final = {
    Sense.SHORT: COSTS["short"], Sense.FORMER: COSTS["former"], Sense.POI: COSTS["poi"]
}  # fmt: skip
_LEVEL: Final = {"l": "lane", "h": "plate", "b": "building", "u": "unit", "f": "floor", "r": "room"}
_NEXT: Final = {
    "road": "plate", "lane": "plate", "estate": "plate", "plate": "building", "compound": "building",
    "building": "room", "unit": "room", "floor": "room",
}  # fmt: skip
"""Level that is missing where a number without a word is not found below a node."""


def follow(
    segment: Segment,
    tokens: Sequence[Token],
    gone: frozenset[int],
    say: Callable[[str], None] | None = None,
) -> list[Hypothesis]:
    """Follow the tokens of a text; the hypotheses that are left, the cheapest first.

    Args:
        segment: the index.
        tokens: of the text.
        gone: positions that count as not there.
        say: is told each step, for explanations.
    """
    areas, tokens = _leading(tokens)
    living = [Hypothesis(areas=areas)]
    for number, token in enumerate(tokens):
        later = any(isinstance(one, Number) for one in tokens[number + 1 :])
        living = _best([made for one in living for made in _step(segment, one, token, later, gone)])
        if say:
            say(f"{token.text}: {len(living)} ways, " + " | ".join(_told(segment, one) for one in living[:3]))
    if any(one.pending and one.nodes for one in living):
        living += [made for one in living if one.nodes for made in _turned(segment, one, one.pending, gone)]
        living.sort(key=lambda one: one.cost)
    return [_settled(one) for one in living]


def _leading(tokens: Sequence[Token]) -> tuple[tuple[Name, ...], Sequence[Token]]:
    """Names that are of areas only, at the beginning, and the rest: there is but one way to take them."""
    areas: list[Name] = []
    for token in tokens:
        if not isinstance(token, Name) or any(one.sense < Sense.AREA or one.cost for one in token.senses):
            break
        areas.append(token)
    return tuple(areas), tokens[len(areas) :]


def _told(segment: Segment, one: Hypothesis) -> str:
    first = segment.local_text(one.nodes[0]) if one.nodes else "-"
    return f"{first} x{len(one.nodes)} -{one.cost:.2f}"


def _best(made: list[Hypothesis]) -> list[Hypothesis]:
    if len(made) == 1:
        return made
    kept: dict[tuple[object, ...], Hypothesis] = {}
    made.sort(key=_cost)
    most = made[0].cost + HOPELESS
    for one in made:
        if one.cost > most or len(kept) == WIDTH:
            break
        kept.setdefault((one.nodes, one.areas, one.stopped, one.upper), one)
    return list(kept.values())


def _cost(one: Hypothesis) -> float:
    return one.cost


def _settled(one: Hypothesis) -> Hypothesis:
    """With numbers that hang on nothing as faults."""
    for token in one.pending:
        fault = Fault(_word(token), FaultKind.UNKNOWN, token.text, None)
        one = one.with_fault(fault, COSTS["loose_number"])
    return one._replace(pending=()) if one.pending else one


def _step(
    segment: Segment, one: Hypothesis, token: Token, later: bool, gone: frozenset[int]
) -> Iterable[Hypothesis]:
    if isinstance(token, Number):
        return _number(segment, one, token, later, gone)
    if isinstance(token, Name):
        return _name(segment, one, token, gone)
    return _unknown(segment, one, token.text)


def _unknown(segment: Segment, one: Hypothesis, text: str) -> list[Hypothesis]:
    """Left out, unless something directly below is nearly called so."""
    if len(one.nodes) == 1 and not one.stopped and len(text) > 1:
        nearly = [
            one.with_fault(Fault(segment.level_word(at), FaultKind.MISSPELT, text, name), cost)._replace(
                nodes=(at,), guessed=one.guessed + cost
            )
            for at, name, cost in alike_below(segment, one.nodes[0], text)
        ]  # fmt: skip
        if nearly:
            return nearly
    before = not one.nodes and _PLACE_WORD.search(text)
    cost = COSTS["unknown_before" if before else "unknown"]
    if len(text) > 2 and next(segment.name.trie.iterkeys(text), None):
        cost = COSTS["known_elsewhere"]
    if one.nodes and _SECTION.match(text):
        cost = COSTS["other_section"]
    return [one.with_fault(Fault(None, FaultKind.IGNORED, text, None), cost)]


def _number(
    segment: Segment, one: Hypothesis, token: Number, later: bool, gone: frozenset[int]
) -> list[Hypothesis]:
    """All ways to read it that fit as far as any does."""
    if one.stopped:
        return [one]
    if token.level == "phase":
        return [one.with_fault(Fault("estate", FaultKind.UNKNOWN, token.text, None), COSTS["phase"])]
    if not one.nodes:
        return [*_lanes(segment, one, token, gone), one._replace(pending=(*one.pending, token))]
    if one.upper:
        inside = _descend(segment, one._replace(upper=()), token, token.readings[0], gone)[1]
        confirmed = _confirmed(segment, one, token, gone) if inside.stopped else inside
        if confirmed:
            return [confirmed]
    found = _read(segment, one, token, gone)
    depth = max(steps for steps, _ in found)
    if token.level == "floor" and depth == 0 and later:
        return [
            one.with_fault(Fault("floor", FaultKind.CONTRADICTING, token.text, None), COSTS["other_floor"])
        ]
    return _second_thoughts([made for steps, made in found if steps == depth])


def _read(
    segment: Segment, one: Hypothesis, token: Number, gone: frozenset[int]
) -> list[tuple[int, Hypothesis]]:
    """Follow the readings of a number; the first alone where it is what its word says, and there."""
    found: list[tuple[int, Hypothesis]] = []
    for reading in token.readings:
        found.append(_descend(segment, one, token, reading, gone))
        if reading.cost == 0 and not found[-1][1].stopped:
            break
    return found


def _second_thoughts(made: list[Hypothesis]) -> list[Hypothesis]:
    """Another reading of a number that is right as its word says costs so much more."""
    least = min(one.cost for one in made)
    return [
        one if one.cost == least else one._replace(cost=one.cost + COSTS["other_reading"]) for one in made
    ]


def _lanes(segment: Segment, one: Hypothesis, token: Number, gone: frozenset[int]) -> Iterator[Hypothesis]:
    """The lanes and groups of a number, where their road or village is not said."""
    if token.level == "lane" and not one.pending and not one.faults:
        nodes = having(segment, token.readings[0].terms[0], gone) if token.readings else []
        if 0 < len(nodes) <= FEW:
            of_a_village = token.readings[0].terms[0].endswith("组") and not one.areas
            cost = COSTS["no_village" if of_a_village else "no_road"]
            yield one._replace(
                nodes=tuple(nodes), cost=one.cost + cost, numbers=1, said=(token.text,), guessed=GUESS
            )


def _confirmed(segment: Segment, one: Hypothesis, token: Number, gone: frozenset[int]) -> Hypothesis | None:
    """A number of what is above, right when the present nodes lie below it; None when it is none."""
    wrong = None
    for reading in token.readings:
        found, _ = below(segment, one.upper, reading.terms[0], gone)
        around = [at for at in found if at <= one.nodes[0] < segment.end[at]]
        if around:
            return one._replace(upper=tuple(around))
        if found and reading.cost == 0:
            fault = Fault(_word(token), FaultKind.CONTRADICTING, token.text, None)
            wrong = one.with_fault(fault, COSTS["begun_anew_number"])
    return wrong


def _word(token: Number) -> str | None:
    return token.level if token.level != "bare" else None


def _descend(
    segment: Segment, one: Hypothesis, token: Number, reading: Reading, gone: frozenset[int]
) -> tuple[int, Hypothesis]:
    """Follow one reading as far as it goes: how many of its terms were found, and what is left then."""
    nodes: Sequence[int] = one.nodes
    cost = one.cost + reading.cost
    for steps, term in enumerate(reading.terms):
        found, passed = below(segment, nodes, term, gone)
        if not found:
            level = _missing(segment, nodes[0], token, term, steps)
            fault = Fault(level, FaultKind.UNKNOWN, token.text if not steps else term[1:], None)
            stopped = one._replace(nodes=tuple(nodes), cost=cost, stopped=True)
            return steps, stopped.with_fault(fault, COSTS[level])
        nodes = found
        cost += COSTS["passed"] * passed
    return len(reading.terms), one._replace(
        nodes=tuple(nodes), cost=cost, numbers=one.numbers + 1, said=(*one.said, token.text)
    )


def _missing(segment: Segment, at: int, token: Number, term: str, steps: int) -> str:
    """Level of what is not there: as its word says, or what the node that is there lacks."""
    if token.level != "bare":
        return token.level if not steps or term.startswith(("h-", "r-")) else _LEVEL[term[0]]
    return _NEXT.get(ADDRESS_LEVELS[segment.level[at]], _LEVEL[term[0]])


def _name(segment: Segment, one: Hypothesis, token: Name, gone: frozenset[int]) -> Iterator[Hypothesis]:
    areas = tuple(meant for meant in token.senses if meant.sense >= Sense.AREA)
    if areas and (not one.nodes or any(meant.sense == Sense.AREA for meant in areas)):
        said = Name(token.start, token.end, token.text, areas)
        yield one._replace(areas=(*one.areas, said), cost=one.cost + min(meant.cost for meant in areas))
    fits = False
    for meant in token.senses:
        if meant.sense < Sense.AREA:
            for made in _sense(segment, one, token, meant, gone):
                fits = fits or (made.numbers >= one.numbers and not one.stopped)
                yield made
    if not fits and (one.nodes or not areas):
        fault = Fault(None, FaultKind.CONTRADICTING if one.nodes else FaultKind.UNKNOWN, token.text, None)
        yield one.with_fault(fault, COSTS["elsewhere"])


def _sense(
    segment: Segment, one: Hypothesis, token: Name, meant: Meant, gone: frozenset[int]
) -> Iterator[Hypothesis]:
    """The name below what is known, or above it, or else the name anew."""
    cost = one.cost + meant.cost + _OWN_COST.get(meant.sense, 0.0)
    how, said = one.how | {meant.sense}, meant.name or token.text
    guessed = one.guessed + meant.cost
    every = _all(segment, meant, gone)
    if not every or len(every) > MOST * 10:
        return
    if one.nodes and not one.stopped:
        inside, passed = _inside(segment, one.nodes, meant, gone)
        if inside:
            cost += COSTS["passed"] * passed
            faults = one.faults + _faults(segment, inside[0], token, meant)
            yield one._replace(nodes=tuple(inside), cost=cost, faults=faults, how=how, said=(*one.said, said),
                guessed=guessed, upper=(),
            )  # fmt: skip
            return
        if around := [at for at in every if any(at < node < segment.end[at] for node in one.nodes)]:
            under = tuple(n for n in one.nodes if any(at < n < segment.end[at] for at in around))
            yield one._replace(nodes=under, cost=cost, upper=tuple(around))
            return
    faults = _faults(segment, every[0], token, meant)
    yield from _anew(segment, one, Hypothesis(tuple(every), cost, faults, how=how, said=(said,)), meant, gone)


def _anew(
    segment: Segment, one: Hypothesis, begun: Hypothesis, meant: Meant, gone: frozenset[int]
) -> Iterator[Hypothesis]:
    """Begun with another name; what was understood before it is a contradiction."""
    cost, faults = begun.cost, one.faults
    if one.nodes:
        cost += COSTS["begun_anew_number"] if one.numbers or one.stopped else COSTS["begun_anew"]
        before = segment.level_word(one.nodes[0])
        faults = (*faults, Fault(before, FaultKind.CONTRADICTING, one.said[-1], None))
    made = begun._replace(cost=cost, faults=faults + begun.faults, areas=one.areas, guessed=meant.cost)
    if one.pending:
        yield from _turned(segment, made, one.pending, gone)
    yield made._replace(pending=one.pending)


def _turned(
    segment: Segment, one: Hypothesis, pending: Sequence[Number], gone: frozenset[int]
) -> list[Hypothesis]:
    """With the numbers that were said before the name, the largest first."""
    living = [one._replace(cost=one.cost + COSTS["said_backwards"], pending=())]
    for token in sorted(pending, key=lambda number: _RANKS.index(number.level)):
        living = [made for last in living for made in _number(segment, last, token, False, gone)]
    return [made for made in living if not made.stopped]


def _faults(segment: Segment, at: int, token: Name, meant: Meant) -> tuple[Fault, ...]:
    """What is to be said about a name that is not the present one or not spelt so."""
    level = segment.level_word(at)
    if meant.name:
        return (Fault(level, FaultKind.MISSPELT, token.text, meant.name),)
    if meant.sense != Sense.FORMER:
        return ()
    for above in segment.path(at):
        name = segment.own_name(above)
        if compare_key(name) not in token.text:
            return (Fault(segment.level_word(above), FaultKind.FORMER, token.text, name),)
    return (Fault(level, FaultKind.FORMER, token.text, segment.own_name(at)),)


def _all(segment: Segment, meant: Meant, gone: frozenset[int]) -> list[int]:
    if meant.sense <= Sense.SHORT:
        return having(segment, NAMED + segment.named[meant.ref], gone)
    return [meant.ref] if meant.ref not in gone else []


def _inside(
    segment: Segment, nodes: Sequence[int], meant: Meant, gone: frozenset[int]
) -> tuple[list[int], int]:
    if meant.sense <= Sense.SHORT:
        return below(segment, nodes, NAMED + segment.named[meant.ref], gone)
    inside = any(node <= meant.ref < segment.end[node] for node in nodes)
    return ([meant.ref] if inside and meant.ref not in gone else []), 0
