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
    codes = [""] * len(community)
    for n, code in enumerate(communities):
        own = np.flatnonzero(community == n)
        first = used.get(code, 0) + 1
        if first + len(own) - 1 > MOST:
            raise _too_many(code, len(own), first, target)
        for number, position in enumerate(own[reading_order(centres[own], target**0.5)].tolist(), first):
            codes[position] = f"{code}{number:03d}"
    return codes


def _too_many(community: str, count: int, first: int, target: float) -> Invalid:
    left = MOST + 1 - first
    if not left:
        return Invalid(
            f"community {community} has used all {MOST} numbers of its grids",
            community=community, hint="give the community a new code, or change single grids by hand",
        )  # fmt: skip
    larger = ceil(target * count / left * 1.05 / 1000) * 1000
    return Invalid(
        f"community {community} would get {count} unit grids, but has only {left} numbers left of {MOST}",
        community=community, grids=count, numbers=left, hint=f"a larger target: --target {larger}",
    )  # fmt: skip
