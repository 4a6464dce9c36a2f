"""The order of one walk through a forest, made without walking: by counting."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["uprooted", "walk"]

Ints = NDArray[np.int64]


def uprooted(parent: Ints) -> Ints:
    """The parents, with nodes as roots that are above themselves or below such a one."""
    reached = np.zeros(len(parent), bool)
    for nodes in _levels(parent):
        reached[nodes] = True
    return np.where(reached, parent, -1)


def walk(parent: Ints, term: Ints, area: Ints) -> tuple[Ints, Ints]:
    """Positions of the nodes of a forest: parents first, siblings by term, roots of one name together.

    Args:
        parent: number of each node's parent, -1 for a root; without rings.
        term: what siblings are ordered by.
        area: what roots of the same term are ordered by.

    Returns:
        The node at each position, and the position behind the last one below it.
    """
    levels = _levels(parent)
    size = np.ones(len(parent), np.int64)
    for nodes in reversed(levels[1:]):
        np.add.at(size, parent[nodes], size[nodes])
    order = np.lexsort((area, term, parent))
    before = np.cumsum(size[order]) - size[order]
    first = np.searchsorted(parent[order], parent[order])
    within = np.empty(len(parent), np.int64)
    within[order] = before - before[first] if len(order) else before
    position = within
    for nodes in levels[1:]:
        position[nodes] += position[parent[nodes]] + 1
    at = np.argsort(position)
    return at, (position + size)[at]


def _levels(parent: Ints) -> list[Ints]:
    """Nodes by how many are above them; those in rings are left out."""
    reached = parent < 0
    levels = [np.flatnonzero(reached)]
    rest = np.flatnonzero(~reached)
    while len(nodes := rest[reached[parent[rest]]]):
        reached[nodes] = True
        levels.append(nodes)
        rest = rest[~reached[rest]]
    return levels
