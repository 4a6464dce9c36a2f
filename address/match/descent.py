"""What is below some nodes and called so: the one step that all matching is made of."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from address.index.segment import Segment
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["MOST", "below", "having"]

MOST: Final = 400
"""Nodes that are followed at once; a text that means more is too short to be decided."""

# To pass over an unsaid level costs so much: a lane not at all, since its houses have numbers of their own.
_PASSED: Final = {"lane": 100, "plate": 3, "estate": 2, "compound": 1, "building": 1, "road": 1}
_COST: Final = tuple(_PASSED.get(level, 0) for level in ADDRESS_LEVELS)


def _without(*barred: str) -> tuple[int, ...]:
    return tuple(100 if level in barred else _PASSED.get(level, 0) for level in ADDRESS_LEVELS)


# A room without its plate is no room in particular, and 之2 without its floor neither.
_INNER: Final = _without("lane", "plate", "estate")
_COSTS: Final = {"u": _INNER, "f": _INNER, "r": _INNER, "r-": _without("lane", "plate", "estate", "floor")}


def having(segment: Segment, term: str, gone: frozenset[int]) -> list[int]:
    """Positions of all nodes with a term."""
    first, last = segment.term.span(term)
    found = segment.term.values[first:last].tolist()
    return [at for at in found if at not in gone] if gone else found


def below(segment: Segment, nodes: Sequence[int], term: str, gone: frozenset[int]) -> tuple[list[int], int]:
    """Positions of the nodes with a term below any of some nodes, by the shortest way there is.

    Args:
        segment: the index.
        nodes: positions in order.
        term: of the nodes wanted.
        gone: positions that count as not there.

    Returns:
        The positions, in order, and what it cost to pass over levels that the text doesn't say.
    """
    first, last = segment.term.span(term)
    if first == last:
        return [], 0
    values, end = segment.term.values, segment.end
    costs = _COSTS.get(term[:2]) or _COSTS.get(term[0], _COST)
    best: list[int] = []
    least = 100
    for node in nodes:
        first = bisect_right(values, node, first, last)
        behind = end[node]
        while first < last and values[first] < behind:
            at = values[first]
            first += 1
            cost = _way(segment, node, at, costs)
            if cost > least or cost >= 100 or at in gone:
                continue
            if cost < least:
                best, least = [], cost
            best.append(at)
        if len(best) >= MOST or first == last:
            break
    return best, least if best else 0


def _way(segment: Segment, node: int, at: int, costs: Sequence[int]) -> int:
    cost, parent = 0, segment.parent
    while (at := parent[at]) != node:
        cost += costs[segment.level[at]]
    return cost
