"""Numbers along roads: out of order, on the wrong side, far from their road or their main number."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from address.quality.finding import Check, Suspect
from address.quality.ground import Ground
from address.quality.numbering import Disorder, disorder, wrong_sides
from address.quality.plates import Plates
from address.quality.repair import Fact, Repair, Said, exchange, place, survey

__all__ = ["CHECKS"]

COURTYARD: Final = 300.0
"""Metres that a branch number (12号之1) may lie from its main number: behind it in a courtyard."""


def _far_from_road(ground: Ground) -> Iterator[Suspect]:
    plates = ground.plates
    for one in ground.astray:
        facts: dict[str, Fact] = {"metres": round(one.metres, 1), "expected": round(one.expected, 1)}
        yield Suspect([plates.code[one.plate]], facts, survey())


def _branch_far(ground: Ground) -> Iterator[Suspect]:
    plates = ground.plates
    key = plates.road * 100_000 + plates.number
    first = np.searchsorted(key, key)
    metres = np.hypot(*(plates.place - plates.place[first]).T)
    for one in np.flatnonzero(
        (plates.branch > 0) & (plates.branch[first] == 0) & (metres > COURTYARD)
    ).tolist():
        facts: dict[str, Fact] = {"metres": round(float(metres[one]), 1), "expected": COURTYARD}
        yield Suspect([plates.code[one], plates.code[first[one]]], facts, survey())


def _out_of_order(ground: Ground) -> Iterator[Suspect]:
    plates = ground.plates
    for one in disorder(ground.series):
        facts: dict[str, Fact] = {"metres": round(one.metres, 1), "passed": len(one.others)}
        codes = [plates.code[i] for i in (one.plate, *one.others)]
        yield Suspect(codes, facts, _put_right(plates, one))


def _put_right(plates: Plates, one: Disorder) -> Repair:
    """Two that have passed each other change places; one alone goes between its neighbours."""
    code = plates.code[one.plate]
    if one.swapped:
        other = one.others[0]
        return exchange(code, _point(plates, one.plate), plates.code[other], _point(plates, other))
    if len(one.between) < 2:
        return survey()
    lon, lat = plates.lonlat[one.between].mean(axis=0).tolist()
    return place(code, (lon, lat))


def _point(plates: Plates, which: int) -> tuple[float, float]:
    lon, lat = plates.lonlat[which].tolist()
    return lon, lat


def _wrong_side(ground: Ground) -> Iterator[Suspect]:
    plates = ground.plates
    for one in wrong_sides(ground.series):
        facts: dict[str, Fact] = {"metres": round(one.metres, 1), "percent": round(100 * one.share)}
        codes = [plates.code[i] for i in (one.plate, *one.others)]
        yield Suspect(codes, facts, survey())


CHECKS: Final[Sequence[Check]] = (
    Check(
        "number_order",
        "warning",
        Said("门牌号次序颠倒", "Number out of order"),
        Said(
            "{text} 沿路越过了前后 {passed} 个号, 最多 {metres:.0f} 米",
            "{text} lies up to {metres:.0f} m beyond {passed} of its neighbours in number",
        ),
        _out_of_order,
    ),
    Check(
        "number_side",
        "warning",
        Said("单双号错边", "Number on the wrong side"),
        Said(
            "{text} 过路中线 {metres:.0f} 米; 这条路 {percent}% 的号单双分边",
            "{text} lies {metres:.0f} m beyond the middle; {percent} % of the road's numbers keep their side",
        ),
        _wrong_side,
    ),
    Check(
        "far_from_road",
        "warning",
        Said("远离本路其他门牌", "Far from its road"),
        Said(
            "{text} 离同路最近的门牌 {metres:.0f} 米, 按号数约 {expected:.0f} 米",
            "{text} is {metres:.0f} m from the nearest plate of its road; by number, {expected:.0f} m",
        ),
        _far_from_road,
    ),
    Check(
        "branch_far",
        "notice",
        Said("附号远离主号", "Branch far from its number"),
        Said("{text} 离主号 {metres:.0f} 米", "{text} is {metres:.0f} m from its main number"),
        _branch_far,
    ),
)
"""What is wrong with numbers."""
