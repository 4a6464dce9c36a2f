"""Whether grids lie in the community that they say, and are numbered as they lie."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.grids.check_finding import Check, Suspect, Words
from layers.grids.check_ground import Areas, Grids, Ground
from layers.grids.check_measure import METRE, Shape, square_metres, thick
from layers.identifiers import is_unit_grid_code

__all__ = ["CHECKS"]

APART: Final = 50.0
"""Metres by which a grid must lie both north and west of another to have to come before it. So any numbering
from west to east and north to south is in order, by rows or by columns."""


def _home(areas: Areas, grids: Grids, n: int) -> tuple[str | None, Shape]:
    """The community that a grid mostly lies in, and what of the grid lies outside it, noise left out.

    Of several that cover as much it is the one that the grid names, then the one with the lowest code.
    """
    shape, most, home = grids.geom[n], 0.0, None
    for k in np.sort(areas.tree.query(shape, predicate="intersects")):
        common = thick(shape.intersection(areas.geom[k]))
        if common.area > most * (1 + 1e-9) or (
            common.area >= most > 0 and areas.code[k] == grids.community[n]
        ):
            most, home = common.area, k
    if home is None:
        return None, shape
    return areas.code[home], thick(shape.difference(areas.geom[home]))


def _astray(ground: Ground, grids: Grids) -> Iterator[tuple[int, str | None, Shape]]:
    """Grids that are not wholly in the community that they name; the others cost next to nothing."""
    inside, areas = grids.tree.query(ground.communities.geom, predicate="covers")[::-1], ground.communities
    named = grids.community[inside[0]] == areas.code[inside[1]]
    for n in np.setdiff1d(np.arange(len(grids.code)), inside[0][named]):
        yield int(n), *_home(areas, grids, int(n))


def _crossing(ground: Ground) -> Iterator[Suspect]:
    for n, home, outside in _astray(ground, ground.unit):
        if home and not outside.is_empty:
            yield _of(ground.unit, n, outside)


def _outside(ground: Ground) -> Iterator[Suspect]:
    for n, home, _ in _astray(ground, ground.unit):
        if home is None:
            yield _of(ground.unit, n, ground.unit.geom[n])


def _code_prefix(ground: Ground) -> Iterator[Suspect]:
    for n, home, _ in _astray(ground, ground.unit):
        if home not in {None, ground.unit.community[n]}:
            yield _of(ground.unit, n, ground.unit.geom[n])


def _composite_community(ground: Ground) -> Iterator[Suspect]:
    for n, home, outside in _astray(ground, ground.composite):
        if home != ground.composite.community[n] or not outside.is_empty:
            community = ground.composite.community[n] or home
            place = outside if not outside.is_empty else ground.composite.geom[n]
            yield Suspect((ground.composite.code[n],), community, place, square_metres(outside), "composite")


def _of(grids: Grids, n: int, place: Shape) -> Suspect:
    return Suspect((grids.code[n],), grids.community[n], place, square_metres(place))


def _code_length(ground: Ground) -> Iterator[Suspect]:
    for n, code in enumerate(ground.unit.code):
        if not is_unit_grid_code(code):
            yield Suspect((code,), ground.unit.community[n], ground.unit.geom[n])


def _code_order(ground: Ground) -> Iterator[Suspect]:
    """One finding a community: the fewest grids, found greedily, without which all others are in order."""
    for community, rows in ground.unit.of(ground.unit.community).items():
        kept = [n for n in rows if ground.unit.code[n] not in ground.succeeding]
        wrong = [kept[n] for n in _misnumbered(ground.unit.geom[kept])]
        if wrong:
            codes = tuple(ground.unit.code[wrong])
            yield Suspect(codes, community, shapely.union_all(ground.unit.geom[wrong]))


def _misnumbered(shapes: NDArray[np.object_]) -> list[int]:
    """Those of some shapes in the order of their numbers that stand after one that they should precede."""
    east, north = shapely.get_coordinates(shapely.centroid(shapes)).T
    east = east * np.cos(np.radians(north.mean() if len(north) else 0.0))
    before = (east[None, :] < east[:, None] - APART * METRE) & (
        north[None, :] > north[:, None] + APART * METRE
    )
    wrong = np.triu(before)  # [i, j]: j has the higher number and lies northwest of i
    wrong |= wrong.T
    found = []
    while wrong.any():
        worst = int(wrong.sum(axis=0).argmax())
        wrong[worst] = wrong[:, worst] = False
        found.append(worst)
    return sorted(found)


CHECKS: Final[Sequence[Check]] = (
    Check(
        "crossing",
        "error",
        Words("跨社区", "Across a border"),
        Words("单元网格越过所在社区的边界", "a unit grid crosses the border of its community; m² outside it"),
        _crossing,
        unit="m2",
    ),
    Check(
        "outside",
        "error",
        Words("在社区之外", "Outside every community"),
        Words("单元网格不在任何社区内", "a unit grid lies in no community; its m²"),
        _outside,
        unit="m2",
    ),
    Check(
        "code_prefix",
        "error",
        Words("编码与社区不符", "Code of another community"),
        Words(
            "单元网格编码前缀不是所在社区的代码",
            "the code of a unit grid doesn't begin with that of the community it mostly lies in; its m²",
        ),
        _code_prefix,
        unit="m2",
    ),
    Check(
        "code_length",
        "warning",
        Words("编码不是 15 位", "Code without 15 digits"),
        Words("单元网格编码不是 15 位数字", "the code of a unit grid has not 15 digits"),
        _code_length,
    ),
    Check(
        "code_order",
        "warning",
        Words("编号次序", "Order of numbers"),
        Words(
            "社区内编号没有自西向东、自北向南",
            "numbers within a community don't go from west to east and north to south",
        ),
        _code_order,
    ),
    Check(
        "composite_community",
        "error",
        Words("综合网格不在一个社区内", "Composite grid not in one community"),
        Words(
            "综合网格应当正好属于一个社区",
            "a composite grid names no community, another one, or crosses its border; m² outside",
        ),
        _composite_community,
        unit="m2",
    ),
)
"""What is wrong with where a grid lies."""
