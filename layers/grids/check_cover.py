"""Whether grids cover their ground once: gaps, overlaps, doubles."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.grids.check_finding import Check, Suspect, Words
from layers.grids.check_ground import Grids, Ground
from layers.grids.check_measure import METRE, NOISE, SPECK, Shape, Shapes, same, square_metres, thick

__all__ = ["CHECKS"]


def _gap(ground: Ground) -> Iterator[Suspect]:
    """Land of a community that has unit grids, in none of them."""
    used = set(ground.unit.community)
    for code, shape in zip(ground.communities.code, ground.communities.geom, strict=True):
        if code in used and ground.is_asked(code):
            for gap in _uncovered(shape, [ground.unit.geom[_near(ground.unit, shape)]]):
                yield Suspect(_beside(ground.unit, gap), code, gap, square_metres(gap))


def _gap_between(ground: Ground) -> Iterator[Suspect]:
    """Land of a street between its communities, in none of them and in no unit grid."""
    used = {ground.street_of.get(community) for community in set(ground.unit.community)}
    for code, shape in zip(ground.streets.code, ground.streets.geom, strict=True):
        if code not in used or not ground.is_asked(code):
            continue
        areas = ground.communities.geom[ground.communities.tree.query(shape)]
        for gap in _uncovered(shape, [areas, ground.unit.geom[_near(ground.unit, shape)]]):
            beside = _beside(ground.unit, gap)
            community = ground.unit.community[ground.unit.row[beside[0]]] if beside else None
            yield Suspect(beside, community, gap, square_metres(gap))


def _uncovered(shape: Shape, covers: Sequence[Shapes]) -> Sequence[Shape]:
    """The parts of a shape that are not covered, noise left out."""
    left = shape.difference(shapely.union_all(np.concatenate(covers)))
    return shapely.get_parts(thick(left)).tolist() if left.area > SPECK else []


def _near(grids: Grids, shape: Shape) -> NDArray[np.int64]:
    return grids.tree.query(shape)


def _beside(grids: Grids, shape: Shape) -> tuple[str, ...]:
    """The grids that a shape touches."""
    found = grids.tree.query(shape.buffer(NOISE * METRE), predicate="intersects")
    return tuple(grids.code[np.sort(found)])


def _overlap(ground: Ground) -> Iterator[Suspect]:
    for grids in ground.kinds:
        for one, other, shared in grids.shared:
            if not same(grids.geom[one], grids.geom[other]):
                yield _shared(ground, grids, one, other, shared)


def _duplicate(ground: Ground) -> Iterator[Suspect]:
    for grids in ground.kinds:
        for one, other, shared in grids.shared:
            if same(grids.geom[one], grids.geom[other]):
                yield _shared(ground, grids, one, other, shared)


def _shared(ground: Ground, grids: Grids, one: int, other: int, shared: Shape) -> Suspect:
    community = ground.communities.at(shared) or grids.community[one]
    codes = (grids.code[one], grids.code[other])
    return Suspect(codes, community, shared, square_metres(shared), grids.kind)


CHECKS: Final[Sequence[Check]] = (
    Check(
        "gap",
        "error",
        Words("空白", "Gap"),
        Words("社区内有一块地不在任何单元网格内", "land of a community lies in none of its unit grids; m²"),
        _gap,
        unit="m2",
        placed=True,
    ),
    Check(
        "gap_between",
        "warning",
        Words("社区之间的空白", "Gap between communities"),
        Words(
            "街道内有一块地不属于任何社区和单元网格",
            "land of a street lies in no community and in no unit grid; m²",
        ),
        _gap_between,
        unit="m2",
        placed=True,
        wide=True,
    ),
    Check(
        "overlap",
        "error",
        Words("重叠", "Overlap"),
        Words("同类网格互相重叠", "two grids of a kind share land; m²"),
        _overlap,
        unit="m2",
    ),
    Check(
        "duplicate",
        "error",
        Words("重复", "Duplicate"),
        Words("两个同类网格的图形相同", "two grids of a kind have the same shape; m²"),
        _duplicate,
        unit="m2",
    ),
)
"""What is covered twice or not at all."""
