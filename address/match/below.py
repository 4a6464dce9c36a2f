"""Addresses below a name that has been typed: 红旗路1 goes on to 红旗路1号, 10号, 12号."""

import math
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from address.index.names import REF_BITS, Sense
from address.index.places import SCALE
from address.index.segment import Segment
from address.index.terms import NAMED
from address.match.typed import LATIN, Cut, exact
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["Below", "below", "children", "continued"]

Ints = NDArray[Any]

_RING: Final = 500.0
"""Metres; addresses at most this far away go first, then those at most three times, seven times as far."""
_MANY: Final = 60_000
"""Nodes below a name that are looked at."""
_SAID: Final = tuple(ADDRESS_LEVELS.index(level) for level in ("road", "lane", "plate", "building"))
"""Levels that nobody leaves out: 3栋502 means a room of 3栋, and 红旗路502 none of a house of the road."""
_REF: Final = (1 << REF_BITS) - 1
_WORD_BEGUN: Final = re.compile("(?<=[0-9])(?:号|[A-Z]+)$")
_NUMBER: Final = re.compile("[0-9]")


class Below(NamedTuple):
    """A node below, with what it is ranked by."""

    ring: int
    depth: int
    length: int
    """Of its name."""
    name: str
    level: int
    """The larger first, so with its sign turned."""
    at: int


def continued(
    segment: Segment, gone: frozenset[int], cut: Cut, *, shortened: bool = False, loose: bool = False
) -> Ints:
    """Positions of the nodes that a text goes on to, being a name and the beginning of something below it.

    Args:
        segment: the index.
        gone: positions that don't count.
        cut: the text.
        loose: whether a word behind the last number is disregarded: 3号 may become 3号楼, which is
            compared as 3栋, and 3don becomes 3栋.
        shortened: whether the name is one without the word for its kind: 红旗1 for 红旗路1.
    """
    rest = _WORD_BEGUN.sub("", cut.rest) if loose else cut.rest
    heads = _short_heads(segment, rest) if shortened else _heads(segment, rest)
    dead = np.fromiter(gone, np.int64, len(gone))
    for nodes, tail in heads:
        found = _going_on(segment, dead, nodes, tail)
        if cut.inside is not None:
            found = found[cut.inside[segment.parts.arrays["area"][found]]]
        if len(found):
            return found
    return np.empty(0, np.int64)


def children(segment: Segment, gone: frozenset[int], nodes: Ints) -> Ints:
    """Positions of the nodes directly below some, without those that are gone."""
    inside = _spread(segment, nodes)
    found: Ints = inside[np.isin(segment.parts.arrays["parent"][inside], nodes)]
    return _living(found, np.fromiter(gone, np.int64, len(gone)))


def below(segment: Segment, nodes: Ints, near: tuple[float, float] | None, limit: int) -> Iterator[Below]:
    """The first of some nodes: near ones, then those few levels down, of short names, in their order."""
    typed, arrays = segment.typed, segment.parts.arrays
    step = typed.step_of[arrays["name"][nodes]]
    length, level = typed.step.lengths[step], arrays["level"][nodes].astype(np.int32)
    depth, ring = _depth(segment, nodes), _rings(segment, nodes, near)
    rough = (ring << 16) + (depth << 8) + np.minimum(length, 255)
    some = np.arange(len(nodes))
    if limit < len(nodes):
        some = np.flatnonzero(rough <= np.partition(rough, limit)[limit])
    order = some[np.lexsort((nodes[some], -level[some], step[some], rough[some]))]
    for n in order[:limit].tolist():
        name = typed.step[int(step[n])]
        yield Below(int(ring[n]), int(depth[n]), int(length[n]), name, -int(level[n]), int(nodes[n]))


def _heads(segment: Segment, key: str) -> Iterator[tuple[Ints, str]]:
    """Nodes of the names that a text begins with, the longest first, and what follows."""
    for head, tail in _beginnings(segment, key):
        refs = [(ref >> REF_BITS, ref & _REF) for ref in segment.name[head]]
        nodes = [at for sense, ref in refs if sense == Sense.NODE for at in _called(segment, ref)]
        nodes += [ref for sense, ref in refs if sense in (Sense.ALIAS, Sense.FORMER, Sense.POI)]
        if nodes:
            yield np.unique(np.array(nodes, np.int64)), tail
    latin = LATIN.match(key)
    if latin and latin.end() < len(key):
        typed = segment.typed
        entries = exact(typed, latin[0])
        if not len(entries) and (number := typed.initials.number(latin[0])) >= 0:
            readings = typed.initials.of_span(number, number + 1)
            entries = typed.key.of_keys(np.unique(typed.reading_key[readings]))
        yield np.unique(typed.ref[entries[typed.sense[entries] != Sense.AREA]]), key[latin.end() :]


def _short_heads(segment: Segment, key: str) -> Iterator[tuple[Ints, str]]:
    """The same of names without the word for their kind, when a number follows."""
    for head, tail in _beginnings(segment, key):
        refs = [ref & _REF for ref in segment.name[head] if ref >> REF_BITS == Sense.SHORT]
        nodes = [at for ref in refs for at in _called(segment, ref)] if _NUMBER.match(tail) else []
        if nodes:
            yield np.unique(np.array(nodes, np.int64)), tail


def _beginnings(segment: Segment, key: str) -> list[tuple[str, str]]:
    """Names that a text begins with, the longest first, each with what follows."""
    heads = reversed(segment.name.prefixes(key))
    return [(head, key[len(head) :]) for head in heads if len(head) < len(key)]


def _called(segment: Segment, name: int) -> list[int]:
    return segment.term[NAMED + segment.named[name]]


def _going_on(segment: Segment, dead: Ints, nodes: Ints, tail: str) -> Ints:
    """Nodes below whose names begin with the tail, or with what names on the way down leave of it."""
    typed = segment.typed
    inside = _spread(segment, nodes)
    step = typed.step_of[segment.parts.arrays["name"][inside]]
    first, last = typed.step.span(tail)
    found = _living(_reached(segment, nodes, inside[(step >= first) & (step < last)]), dead)
    if len(found):
        return found
    for end in range(len(tail) - 1, 0, -1):
        number = typed.step.number(tail[:end])
        upper = inside[step == number] if number >= 0 else inside[:0]
        if len(upper) and len(found := _going_on(segment, dead, upper, tail[end:])):
            return found
    return inside[:0]


def _living(nodes: Ints, dead: Ints) -> Ints:
    return nodes[~np.isin(nodes, dead)] if len(dead) else nodes


def _reached(segment: Segment, heads: Ints, nodes: Ints) -> Ints:
    """Those of some nodes that people say right behind a head: no number between them is left out."""
    if not len(nodes):
        return nodes
    head = heads[np.searchsorted(heads, nodes) - 1]
    between = _numbered_above(segment, nodes) - _numbered_above(segment, head)
    found: Ints = nodes[between == np.isin(segment.parts.arrays["level"][head], _SAID)]
    return found


def _numbered_above(segment: Segment, nodes: Ints) -> Ints:
    """How many nodes above each have a number that nobody leaves out."""
    arrays = segment.parts.arrays
    count, at = np.zeros(len(nodes), np.int32), arrays["parent"][nodes]
    while (here := at >= 0).any():
        count += here & np.isin(arrays["level"][at], _SAID)
        at = np.where(here, arrays["parent"][at], -1)
    return count


def _spread(segment: Segment, nodes: Ints) -> Ints:
    """Positions of all nodes below some, in order, and of some of them that stand between."""
    end = segment.parts.arrays["end"][nodes].astype(np.int64)
    outer = (
        np.concatenate(([True], nodes[1:] >= np.maximum.accumulate(end)[:-1])) if len(nodes) else nodes > 0
    )
    first, end = nodes[outer] + 1, end[outer]
    count = end - first
    starts = np.concatenate(([0], np.cumsum(count)[:-1])) if len(count) else count
    made: Ints = np.arange(int(count.sum())) + np.repeat(first - starts, count)
    return made[:_MANY]


def _depth(segment: Segment, nodes: Ints) -> Ints:
    depth, at = np.zeros(len(nodes), np.int32), segment.parts.arrays["parent"][nodes]
    while (here := at >= 0).any():
        depth += here
        at = np.where(here, segment.parts.arrays["parent"][at], -1)
    return depth


def _rings(segment: Segment, nodes: Ints, near: tuple[float, float] | None) -> Ints:
    if near is None:
        return np.zeros(len(nodes), np.int32)
    arrays, degree = segment.parts.arrays, 111_319.5 / SCALE
    east = (arrays["lon"][nodes] - near[0] * SCALE) * (degree * math.cos(math.radians(near[1])))
    north = (arrays["lat"][nodes] - near[1] * SCALE) * degree
    return np.ceil(np.log2(1 + np.hypot(east, north) / _RING)).astype(np.int32)
