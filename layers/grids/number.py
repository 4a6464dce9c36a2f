"""Codes of grids, given as a person reads a map: from the north to the south, in a band from west to east."""

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from layers.errors import Invalid
from layers.grids.plane import Floats, Ints

__all__ = ["MOST", "grid_codes", "reading_order"]

MOST = 999
"""Unit grids of a community that three digits can tell apart."""


def reading_order(centres: Floats, band: float) -> Ints:
    """Positions of points in reading order.

    Args:
        centres: shape (n, 2), x to the east and y to the north.
        band: height of a band, in the unit of the points. Each band begins at the northernmost point that is
            in none yet; a point more than this north of another always comes before it.
    """
    order = np.argsort(-centres[:, 1], kind="stable")
    bands, top, number = np.zeros(len(order), dtype=np.int64), np.inf, -1
    for position in order.tolist():
        if centres[position, 1] < top - band:
            top, number = centres[position, 1], number + 1
        bands[position] = max(number, 0)
    return np.asarray(np.lexsort((centres[:, 0], bands)))


def grid_codes(
    communities: Sequence[str], community: Ints, centres: Floats, target: float, used: Mapping[str, int]
) -> list[str]:
    """Codes of unit grids: that of the community and three digits, in reading order.

    Args:
        communities: codes of the communities, 12 digits in the national scheme.
        community: of each grid, its position in `communities`.
        centres: of each grid, shape (n, 2), metres.
        target: area of a grid, square metres; its square root is the height of a band.
        used: the highest number ever used, by community; none for one that had no grids.

    Raises:
        Invalid: a community would need a number above 999.
    """
    counted = np.bincount(community, minlength=len(communities)).tolist()
    before = [used.get(code, 0) for code in communities]
    if any(count and count > MOST - last for count, last in zip(counted, before, strict=True)):
        raise _too_many(communities, counted, before, target)
    codes = [""] * len(community)
    for n, code in enumerate(communities):
        own = np.flatnonzero(community == n)
        order = own[reading_order(centres[own], target**0.5)]
        for number, position in enumerate(order.tolist(), before[n] + 1):
            codes[position] = f"{code}{number:03d}"
    return codes


def _too_many(
    communities: Sequence[str], counted: Sequence[int], before: Sequence[int], target: float
) -> Invalid:
    """What to say of the community that is furthest beyond its numbers."""
    beyond = [count / max(MOST - last, 0.5) for count, last in zip(counted, before, strict=True)]
    worst = int(np.argmax(beyond))
    code, count, left = communities[worst], counted[worst], MOST - before[worst]
    if not left:
        return Invalid(
            f"community {code} has used all {MOST} numbers of its grids",
            community=code, hint="give the community a new code, or change single grids by hand",
        )  # fmt: skip
    larger = ceil(target * count / left * 1.05 / 1000) * 1000
    return Invalid(
        f"community {code} would get {count} unit grids, but has only {left} numbers left of {MOST}",
        community=code, grids=count, numbers=left, hint=f"a larger target: --target {larger}",
    )  # fmt: skip
