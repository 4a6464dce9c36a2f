"""Numbers out of order, on the wrong side, or far from their road, by comparison with their neighbours.

Everything is measured against the plates of the same road, so nothing is said where a road follows no rule:
where many of its numbers are out of order, or odd and even numbers share a side.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from scipy.spatial import KDTree

from address.quality.plates import Floats, Integers, Plates
from address.quality.series import OFFSETS, REACH, Flags, Series

__all__ = ["Astray", "Disorder", "Wrong", "astray", "disorder", "wrong_sides"]

LONELY: Final = 500.0
"""Metres to the nearest plate of its road, beyond which a plate is astray ..."""
UNUSUAL: Final = 10.0
"""... if it is so many times as far as usual on this road."""
STRETCH: Final = 1.5
"""... and so many times as far as its number says: along a bare stretch of road numbers go on."""
FEWEST: Final = 5
"""Plates that make a road."""

UNEVEN: Final = 10.0
"""Metres by which a number may lie behind the one before it; or half a step, where that is more."""
DISORDERLY: Final = 0.1
"""Share of a side's numbers beyond which they don't follow an order at all."""

APART: Final = 6.0
"""Metres between the sides, below which there are none."""
NEARBY: Final = 150.0
"""Metres within which a plate is compared with others of either side."""
COMPARED: Final = 6
"""Plates of either side that it is compared with, of which `ENOUGH` are needed."""
ENOUGH: Final = 4
ORDERLY: Final = 0.9
"""Share of a road's numbers on their side, from which it follows odd and even."""
DECIDED: Final = 10
"""Plates of a road that lie clearly on a side, below which nothing is said."""

LAYER: Final = 1e7
"""Metres between roads that are held apart in the third dimension."""


class Astray(NamedTuple):
    """A plate far from all others of its road."""

    plate: int
    metres: float
    """To the nearest one."""
    expected: float
    """The same by the difference of their numbers, on this road."""


class Disorder(NamedTuple):
    """A plate out of the order of its numbers."""

    plate: int
    others: list[int]
    """Its neighbours in number that it has passed, the nearest first."""
    metres: float
    """By how much it has passed them at most, along the road."""
    swapped: bool
    """Whether it has passed one only, and that one no other: either of the two may be wrong."""
    between: list[int]
    """The neighbours in number between which it belongs; one at the end of the road."""


class Wrong(NamedTuple):
    """A plate on the wrong side of its road."""

    plate: int
    others: list[int]
    """Plates of the other parity next to it, nearest first."""
    metres: float
    """How far it is beyond the middle of the road."""
    share: float
    """Share of the road's numbers that lie on their side."""


def astray(plates: Plates) -> list[Astray]:
    """Plates that no other of their road is near, and whose number does not say so."""
    if len(plates.code) < FEWEST:
        return []
    apart = np.column_stack([plates.place, plates.road * LAYER])
    metres, nearest = (np.asarray(column)[:, 1] for column in KDTree(apart).query(apart, k=2))
    found = []
    for start, end in pairwise(np.flatnonzero(np.diff(plates.road, prepend=-1, append=-1)).tolist()):
        usual = float(np.median(metres[start:end]))
        far = start + np.flatnonzero(metres[start:end] > max(LONELY, UNUSUAL * usual))
        if end - start < FEWEST or not len(far):
            continue
        expected = _pace(plates, start, end) * np.abs(plates.number[far] - plates.number[nearest[far]])
        found += [
            Astray(int(one), float(metres[one]), float(by_number))
            for one, by_number in zip(far, expected, strict=True)
            if metres[one] > STRETCH * by_number
        ]
    return found


def _pace(plates: Plates, start: int, end: int) -> float:
    """Metres from number to number on a road: the median between neighbours on the same side."""
    side = plates.number[start:end] % 2
    order = np.argsort(side, kind="stable")
    number, place = plates.number[start:end][order], plates.place[start:end][order]
    steps = np.diff(number)
    forward = steps > 0
    paces = np.hypot(*np.diff(place, axis=0).T)[forward] / steps[forward]
    return float(np.median(paces)) if len(paces) else 0.0


def disorder(series: Series) -> list[Disorder]:
    """Numbers that lie beyond their neighbours along the road.

    Two have passed each other if the way of the road says so at both of them. Of the two, the one that has
    passed more is out of order, if it has passed its next neighbour too.
    """
    ahead = np.einsum("nkd,nd->nk", series.place[series.near] - series.place[:, None], series.way)
    slack = np.maximum(UNEVEN, series.step / 2)[:, None]
    passed = series.there & np.where(OFFSETS < 0, ahead > slack, ahead < -slack)
    passed &= passed[series.near, np.arange(len(OFFSETS))[::-1]]
    count = passed.sum(axis=1)
    rival = np.where(passed, count[series.near], 0)
    lower = np.where(passed & (rival == count[:, None]), series.near, len(count)).min(
        axis=1, initial=len(count)
    )
    guilty = (
        passed[:, [REACH - 1, REACH]].any(axis=1)
        & (rival.max(axis=1, initial=0) <= count)
        & (np.arange(len(count)) < lower)
    )
    found = []
    for start, end in series.bounds:
        which = start + np.flatnonzero(guilty[start:end])
        if len(which) <= max(1, DISORDERLY * (end - start)):
            found += [_disorder(series, int(one), passed[one], ahead[one], count) for one in which]
    return found


def _disorder(series: Series, one: int, passed: Flags, ahead: Floats, count: Integers) -> Disorder:
    """What is to be said about one number that is out of order."""
    others = series.near[one][passed]
    others = others[np.argsort(np.abs(others - one), kind="stable")]
    beside = [REACH - 1, REACH]
    return Disorder(
        plate=int(series.at[one]),
        others=series.at[others].tolist(),
        metres=float(np.abs(ahead[passed]).max()),
        swapped=len(others) == 1 and int(count[others[0]]) == 1,
        between=series.at[series.near[one][beside][series.there[one][beside]]].tolist(),
    )


def wrong_sides(series: Series) -> list[Wrong]:
    """Odd numbers among the even ones of their road, and the other way round."""
    if not len(series.at):
        return []
    same, same_there = _nearby(series, series.side)
    other, other_there = _nearby(series, series.side ^ 1)
    same_there &= same != np.arange(len(series.at))[:, None]
    own_line, own_spread = _line(series, same, same_there)
    other_line, other_spread = _line(series, other, other_there)
    gap = other_line - own_line
    with np.errstate(invalid="ignore"):
        clear = (np.abs(gap) >= APART) & (np.maximum(own_spread, other_spread) <= np.abs(gap) / 3)
        beyond = -np.sign(gap) * (own_line + other_line) / 2
        over = clear & (beyond > np.maximum(APART / 2, np.abs(gap) / 4)) & (beyond < np.abs(gap))
    sided = np.bincount(series.road, clear)[series.road]
    share = np.divide(
        np.bincount(series.road, clear & (beyond < 0))[series.road],
        sided,
        out=np.zeros_like(sided),
        where=sided > 0,
    )
    wrong = np.flatnonzero(over & (sided >= DECIDED) & (share >= ORDERLY))
    return [
        Wrong(
            int(series.at[i]), series.at[other[i][other_there[i]]].tolist(), float(beyond[i]), float(share[i])
        )
        for i in wrong
    ]


def _nearby(series: Series, side: Integers) -> tuple[Integers, Flags]:
    """The nearest members that are on a side, shape (n, COMPARED + 1), and whether there are so many."""
    tree = KDTree(np.column_stack([series.place, series.side * LAYER]))
    wanted = np.column_stack([series.place, side * LAYER])
    found = np.asarray(tree.query(wanted, k=COMPARED + 1, distance_upper_bound=NEARBY)[1], np.int64)
    there: Flags = found < len(series.at)
    return np.where(there, found, 0), there


def _line(series: Series, members: Integers, there: Flags) -> tuple[Floats, Floats]:
    """How far left of each plate the others lie, seen along the road: median and spread, metres."""
    left = np.column_stack([-series.way[:, 1], series.way[:, 0]])
    away = np.einsum("nkd,nd->nk", series.place[members] - series.place[:, None], left)
    away[~there | (there.sum(axis=1) < ENOUGH)[:, None]] = np.nan
    known = ~np.isnan(away).all(axis=1)
    line, spread = np.full((2, len(away)), np.nan)
    line[known] = np.nanmedian(away[known], axis=1)
    spread[known] = np.nanmedian(np.abs(away[known] - line[known, None]), axis=1)
    return line, spread
