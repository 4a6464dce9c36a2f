"""Duty grids (责任网格): connected groups of unit grids with about the same load.

An area is split in two along an edge of a spanning tree of its grids, so that both parts are connected
whatever happens, and each part is split again. Of many random trees, and of all their edges, the one is taken
that balances the load best without leaving long borders; borders along large roads and rivers count less.

Source: the recombination step of redistricting (DeFord, Duchin, Solomon, 2021), here used once a split.
"""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

from layers.grids.divide_faces import Borders
from layers.grids.plane import Floats, Ints

__all__ = ["Loads", "balance", "duty_groups", "loads"]

TREES = 24
"""Random trees tried for a split."""
EVEN = 6.0
"""What an imbalance of the whole load of a part costs, against a border as long as the root of the area."""

Loads = dict[str, tuple[float, Floats]]
"""By what is counted: its weight, and how much of it each unit grid has."""


def loads(parts: Loads) -> Floats:
    """The load of each unit grid; 1 is that of an average one.

    Each part is divided by its mean first, so that weights compare square metres with counts. A part that is
    nowhere (no events yet) counts nothing.
    """
    there = [(weight, amount / amount.mean()) for weight, amount in parts.values() if amount.any()]
    total = sum(weight for weight, _ in there)
    if not total:
        return np.ones(len(next(iter(parts.values()))[1]))
    return np.asarray(sum(weight * amount for weight, amount in there) / total)


def duty_groups(
    within: Ints, load: Floats, area: Floats, found: Borders, strength: Floats, wanted: float, seed: int = 7
) -> Ints:
    """The duty grid of each unit grid, as numbers from 0.

    Args:
        within: the community or street of each unit grid; no duty grid is in two.
        load: of each unit grid.
        area: of each unit grid, square metres.
        found: the borders between unit grids.
        strength: of each of the borders, see `Division`.
        wanted: load of a duty grid.
        seed: the same number gives the same groups.
    """
    inside = within[found.left] == within[found.right]
    pairs = np.column_stack((found.left, found.right))[inside]
    ease = (found.length / strength)[inside]
    rng = np.random.default_rng(seed)
    count = len(within)
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    number, part = connected_components(links, directed=False)
    order, edges = np.argsort(part, kind="stable"), np.argsort(part[pairs[:, 0]], kind="stable")
    starts = np.searchsorted(part[order], np.arange(number + 1))
    cuts = np.searchsorted(part[pairs[edges, 0]], np.arange(number + 1))
    groups, next_group = np.zeros(count, dtype=np.int64), 0
    for n in range(number):
        nodes, own = order[starts[n] : starts[n + 1]], edges[cuts[n] : cuts[n + 1]]
        pieces = max(1, round(float(load[nodes].sum()) / wanted))
        for group in _split(rng, nodes, pairs[own], ease[own], load, area, min(pieces, len(nodes))):
            groups[group] = next_group
            next_group += 1
    return groups


def balance(groups: Ints, load: Floats) -> tuple[Floats, float]:
    """The load of each group, and the largest over the mean: 1 when all are the same."""
    total: Floats = np.asarray(np.bincount(groups, weights=load), dtype=np.float64)
    return total, float(total.max() / total.mean()) if total.any() else 1.0


def _split(
    rng: np.random.Generator, nodes: Ints, pairs: Ints, ease: Floats, load: Floats, area: Floats, pieces: int
) -> Iterator[Ints]:
    """Split connected grids into so many connected groups, or fewer where there are too few grids."""
    pending = [(nodes, pairs, ease, pieces)]
    while pending:
        nodes, pairs, ease, pieces = pending.pop()
        if pieces < 2 or len(nodes) < 2:
            yield nodes
            continue
        position = np.searchsorted(sorted_nodes := np.sort(nodes), pairs)
        inside, share = _halve(rng, position, ease, load[sorted_nodes], area[sorted_nodes], pieces)
        for side, parts in ((inside, share), (~inside, pieces - share)):
            kept = side[position].all(axis=1)
            pending.append((sorted_nodes[side], pairs[kept], ease[kept], parts))


def _halve(
    rng: np.random.Generator, pairs: Ints, ease: Floats, load: Floats, area: Floats, pieces: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], int]:
    """The best of many splits: which grids are on one side, and how many pieces that side becomes."""
    size, best, found = float(np.sqrt(area.sum())), np.inf, (np.zeros(len(load), dtype=bool), 1)
    for _ in range(TREES):
        order, up, below = _tree(rng, pairs, ease, load)
        share = np.clip(np.rint(below * pieces / load.sum()), 1, pieces - 1)
        ideal = load.sum() / pieces or 1.0
        off = np.maximum(
            np.abs(below / share - ideal), np.abs((load.sum() - below) / (pieces - share) - ideal)
        )
        for node in order[1:][np.argsort(off[order[1:]])[:3]].tolist():
            inside = _under(node, order, up)
            border = float(ease[inside[pairs[:, 0]] != inside[pairs[:, 1]]].sum())
            cost = EVEN * float(off[node]) / ideal + border / size
            if cost < best:
                best, found = cost, (inside, int(share[node]))
    return found


def _tree(rng: np.random.Generator, pairs: Ints, ease: Floats, load: Floats) -> tuple[Ints, Ints, Floats]:
    """A random spanning tree: nodes from the root on, the node above each, and the load below each."""
    weight = rng.random(len(pairs)) / ease + 1e-12
    graph = coo_array((weight, (pairs[:, 0], pairs[:, 1])), shape=(len(load), len(load))).tocsr()
    order, up = breadth_first_order(
        minimum_spanning_tree(graph), int(rng.integers(len(load))), directed=False
    )
    below = load.tolist()
    above = up.tolist()
    for node in order[:0:-1].tolist():
        below[above[node]] += below[node]
    return order.astype(np.int64), up.astype(np.int64), np.array(below, dtype=np.float64)


def _under(node: int, order: Ints, up: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which nodes are below a node of a tree, itself included."""
    inside = [False] * len(up)
    inside[node] = True
    above = up.tolist()
    for other in order[1:].tolist():
        if inside[above[other]]:
            inside[other] = True
    return np.array(inside)
