"""Chains: pieces of line from crossing to crossing, and pieces that run straight on joined into long ones."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from math import atan2, pi

import numpy as np
from numpy.typing import NDArray

from importers.sample.arrays import Ints

__all__ = ["crossing_to_crossing", "string_together"]

BEND = 0.62
"""How much a road may turn at a crossing and still be the same road, radians."""
CORNER = 1.1
"""How much a piece may turn anywhere and still be one piece."""

Points = NDArray[np.float64]
Step = tuple[int, bool]
"""A piece, and whether it is gone through forward."""


def crossing_to_crossing(
    xy: Points, nodes: Ints, stops: AbstractSet[int]
) -> list[tuple[list[int], list[int]]]:
    """Chains of nodes between crossings, sharp corners and `stops`, and the rows of `nodes` they are made of.

    Args:
        xy: coordinates of all nodes, metres.
        nodes: shape (n, 3): start, middle and end of each edge.
        stops: nodes where a chain ends in any case.
    """
    at: dict[int, list[int]] = defaultdict(list)
    for edge, (a, _, b) in enumerate(nodes.tolist()):
        at[a].append(edge)
        at[b].append(edge)
    ends = {n for n, edges in at.items() if n in stops or len(edges) != 2 or _is_corner(xy, nodes[edges], n)}
    seen = np.zeros(len(nodes), dtype=bool)
    starts = [n for n in at if n in ends] + list(at)
    firsts = ((start, edge) for start in starts for edge in at[start])
    return [_walk(nodes, at, ends, seen, start, edge) for start, edge in firsts if not seen[edge]]


def _is_corner(xy: Points, pair: Ints, node: int) -> bool:
    """Whether two edges meet at a node at a sharp angle."""
    (ax, ay), (bx, by) = xy[pair[:, 1]] - xy[node]
    return abs((atan2(ay, ax) - atan2(by, bx)) % (2 * pi) - pi) > CORNER


def _walk(
    nodes: Ints,
    at: dict[int, list[int]],
    ends: AbstractSet[int],
    seen: NDArray[np.bool_],
    start: int,
    edge: int,
) -> tuple[list[int], list[int]]:
    chain, members, here = [start], [], start
    while True:
        seen[edge] = True
        members.append(edge)
        a, middle, b = nodes[edge].tolist()
        here = b if here == a else a
        chain += [middle, here]
        onward = [other for other in at[here] if not seen[other]]
        if here in ends or not onward:
            return chain, members
        edge = onward[0]


def string_together(xy: Points, pieces: list[list[int]], stops: AbstractSet[int]) -> list[list[Step]]:
    """Join pieces where they run straight on, except at `stops`; each road runs east, or else north."""
    follows: dict[Step, Step] = {}
    for node, ends in _crossings(xy, pieces).items():
        if node not in stops:
            _match(ends, follows)
    return [_oriented(xy, pieces, road) for road in _strings(len(pieces), follows)]


def _match(ends: list[tuple[float, int, bool]], follows: dict[Step, Step]) -> None:
    """Pair the pieces that meet at a crossing, the straightest first."""
    pairs = sorted(
        (abs((a[0] - b[0]) % (2 * pi) - pi), i, j) for i, a in enumerate(ends) for j, b in enumerate(ends[:i])
    )
    taken: set[int] = set()
    for turn, i, j in pairs:
        if turn < BEND and not taken & {i, j}:
            taken |= {i, j}
            for (_, piece, leaving), (_, other, onward) in ((ends[i], ends[j]), (ends[j], ends[i])):
                follows[piece, not leaving] = (other, onward)


def _crossings(xy: Points, pieces: list[list[int]]) -> dict[int, list[tuple[float, int, bool]]]:
    """At each crossing: direction, piece and whether it starts here."""
    found: dict[int, list[tuple[float, int, bool]]] = defaultdict(list)
    for piece, chain in enumerate(pieces):
        for here, there, leaving in ((chain[0], chain[2], True), (chain[-1], chain[-3], False)):
            dx, dy = xy[there] - xy[here]
            found[here].append((atan2(dy, dx), piece, leaving))
    return found


def _strings(total: int, follows: dict[Step, Step]) -> list[list[Step]]:
    seen = [False] * total
    entered = set(follows.values())
    begins = [(s, way) for s in range(total) for way in (True, False) if (s, way) not in entered]
    found = []
    for step in begins + [(s, True) for s in range(total)]:
        here: Step | None = step
        road = []
        while here is not None and not seen[here[0]]:
            seen[here[0]] = True
            road.append(here)
            here = follows.get(here)
        if road:
            found.append(road)
    return found


def _oriented(xy: Points, pieces: list[list[int]], road: list[Step]) -> list[Step]:
    (first, ahead), (last, on) = road[0], road[-1]
    step = xy[pieces[last][-1 if on else 0]] - xy[pieces[first][0 if ahead else -1]]
    backward = step[0] < 0 if abs(step[0]) > abs(step[1]) else step[1] < 0
    return [(piece, not forward) for piece, forward in reversed(road)] if backward else road
