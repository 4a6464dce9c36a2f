"""How a finding is put right: which unit grids get which shapes, as a rule for each check."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import shapely

from layers.errors import Conflict
from layers.grids.check_finding import Suspect, Words
from layers.grids.check_measure import cleaned, parts, same, square_metres, thick
from layers.grids.repair_draft import Draft

__all__ = ["RULES", "Rule", "whole_community"]


class Rule(NamedTuple):
    """How what a check finds is put right."""

    says: Words
    draft: Callable[[Draft, Suspect], None]


def _fill(draft: Draft, suspect: Suspect) -> None:
    draft.give(suspect.shape)


def _part(draft: Draft, suspect: Suspect) -> None:
    """Take an overlap from one of the two."""
    unit = draft.ground.unit
    place = draft.ground.communities.at(suspect.shape)

    def claim(code: str) -> tuple[bool, float, str]:
        return unit.community[unit.row[code]] != place, square_metres(draft.shape(code)), code

    keeper, loser = sorted(suspect.codes, key=claim)
    left = draft.shape(loser).difference(draft.shape(keeper))
    if parts(left).is_empty:
        draft.heirs[loser] = keeper
    else:
        draft.keep_largest(loser, left)


def _unite(draft: Draft, suspect: Suspect) -> None:
    first, second = suspect.codes
    draft.heirs[second] = first


def _dissolve(draft: Draft, suspect: Suspect) -> None:
    draft.retire(suspect.codes[0])


def _scatter(draft: Draft, suspect: Suspect) -> None:
    draft.keep_largest(suspect.codes[0], draft.shape(suspect.codes[0]))


def _withdraw(draft: Draft, suspect: Suspect) -> None:
    """Cut a grid off at the border; what lay beyond goes to the grids there, unless they have it."""
    code = suspect.codes[0]
    draft.keep_largest(code, draft.shape(code).difference(suspect.shape))
    unit, communities = draft.ground.unit, draft.ground.communities
    others = [unit.geom[n] for n in unit.tree.query(suspect.shape) if unit.code[n] != code]
    for piece in shapely.get_parts(parts(suspect.shape.difference(shapely.union_all(others)))):
        if communities.at(piece) in set(unit.community) and square_metres(piece) > 1:
            draft.give(piece)


def _measure(draft: Draft, suspect: Suspect) -> None:
    """The shape stays as it is; the area that goes with it is measured anew."""
    draft.shapes[suspect.codes[0]] = draft.shape(suspect.codes[0])


def _remake(draft: Draft, suspect: Suspect) -> None:
    """Nothing changes but the shape that is made of unit grids."""
    column = draft.ground.unit.above if suspect.kind == "duty" else draft.ground.unit.composite
    rows = draft.ground.unit.of(column).get(suspect.codes[0], [])
    if not rows:
        hint = "give it unit grids with: onemap grids move; or delete it"
        raise Conflict("it has no unit grids to be made of", code=suspect.codes[0], hint=hint)


REMADE: Final = Words("图形按所属单元网格重新合成", "its shape is made anew as the union of its unit grids")

RULES: Final[Mapping[str, Rule]] = {
    "gap": Rule(
        Words(
            "空白并入与其公共边最长的单元网格, 先考虑同一社区的",
            "the gap joins the unit grid with the longest edge along it, one of its community first",
        ),
        _fill,
    ),
    "overlap": Rule(
        Words(
            "重叠部分归所在社区的网格, 同一社区则归面积较小的网格; 被切断的小块并入公共边最长的邻格",
            "the overlap stays with the grid of the community that it lies in, within one community with the "
            "smaller grid; what is cut off from the other joins the neighbour with the longest edge",
        ),
        _part,
    ),
    "duplicate": Rule(
        Words("保留编码较小的网格, 另一个注销", "the grid with the lower code stays, the other is retired"),
        _unite,
    ),
    "sliver": Rule(
        Words(
            "碎片并入公共边最长的邻格, 原编码注销",
            "it joins the neighbour with the longest edge and is retired",
        ),
        _dissolve,
    ),
    "multipart": Rule(
        Words(
            "保留最大的一块, 其余并入公共边最长的邻格",
            "the largest part stays, the others join their neighbours",
        ),
        _scatter,
    ),
    "crossing": Rule(
        Words(
            "网格在社区边界处截断, 界外无主的部分并入那边的网格",
            "it ends at the border; what lay beyond and is in no other grid joins a grid there",
        ),
        _withdraw,
    ),
    "area": Rule(Words("按图形重新量算面积", "the area is measured anew"), _measure),
    "duty_shape": Rule(REMADE, _remake),
    "composite_shape": Rule(REMADE, _remake),
}
"""The checks whose findings can be put right by a rule."""

CLEANED: Final = Words(
    "整个社区的单元网格统一清理: 截到社区边界内, 消除重叠与空白",
    "all unit grids of the community are cleaned together: cut off at its border, overlaps and gaps closed",
)


def whole_community(draft: Draft, community: str) -> Words:
    """Clean the unit grids of a community together, as one coverage.

    Land of several grids goes to the one with the longest border along it; a gap too, so enclosed or not.
    """
    unit, areas = draft.ground.unit, draft.ground.communities
    rows = np.array(unit.of(unit.community)[community])
    border = areas.geom[list(areas.code).index(community)]
    inside = shapely.intersection(unit.geom[rows], border)
    there = ~shapely.is_empty(inside)
    for n, shape in zip(rows[there], cleaned(inside[there]), strict=True):
        if not (shape.is_empty or same(shape, unit.geom[n])):
            draft.keep_largest(unit.code[n], shape)
    others = np.setdiff1d(unit.tree.query(border), rows)
    covered = [*unit.geom[others], *(draft.shape(code) for code in unit.code[rows])]
    for gap in shapely.get_parts(thick(border.difference(shapely.union_all(covered)))):
        draft.give(gap)
    return CLEANED
