"""Whether each unit grid is a shape to work with: one piece, wide enough, of a useful size, well measured."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely

from layers.grids.check_finding import Check, Suspect, Words
from layers.grids.check_ground import NARROW, Grids, Ground
from layers.grids.check_measure import Shape, square_metres, thick

__all__ = ["CHECKS"]

USUAL: Final = 10_000.0
"""Square metres of a unit grid (万米单元网格) ..."""
TIMES: Final = 4.0
"""... of which it may have so many times more or less; a compound of one owner stays whole."""

INEXACT: Final = 0.005
"""Share by which the attribute may differ from the measured area ..."""
LEAST: Final = 1.0
"""... or so many square metres, where that is more."""


def _sliver(ground: Ground) -> Iterator[Suspect]:
    for n, across in ground.unit.narrow.items():
        yield _of(ground.unit, n, across)


def _multipart(ground: Ground) -> Iterator[Suspect]:
    for n in np.flatnonzero(shapely.get_num_geometries(ground.unit.geom) > 1):
        smaller = sorted(shapely.get_parts(ground.unit.geom[n]), key=square_metres)[:-1]
        shape = thick(shapely.MultiPolygon(smaller))
        if not shape.is_empty:
            yield _of(ground.unit, int(n), square_metres(shape), shape)


def _size(ground: Ground) -> Iterator[Suspect]:
    for n, area in enumerate(ground.unit.measured):
        if n not in ground.unit.narrow and not USUAL / TIMES <= area <= USUAL * TIMES:
            yield _of(ground.unit, n, area)


def _area(ground: Ground) -> Iterator[Suspect]:
    for n, said in enumerate(ground.unit.area):
        area = ground.unit.measured[n]
        off = area if np.isnan(said) else abs(said - area)
        if off > max(LEAST, area * INEXACT):
            yield _of(ground.unit, n, off)


def _of(grids: Grids, n: int, amount: float, shape: Shape | None = None) -> Suspect:
    where = grids.geom[n] if shape is None else shape
    return Suspect((grids.code[n],), grids.community[n], where, float(amount))


CHECKS: Final[Sequence[Check]] = (
    Check(
        "sliver",
        "error",
        Words("狭长碎片", "Sliver"),
        Words(
            f"单元网格最宽处不足 {NARROW:g} 米", f"a unit grid is nowhere {NARROW:g} m wide; its width in m"
        ),
        _sliver,
        unit="m",
    ),
    Check(
        "multipart",
        "error",
        Words("一格多块", "Several parts"),
        Words(
            "单元网格由不相连的几块组成",
            "a unit grid has several parts; m² of all but the largest",
        ),
        _multipart,
        unit="m2",
    ),
    Check(
        "size",
        "warning",
        Words("面积异常", "Unusual size"),
        Words(
            f"单元网格面积与 {USUAL:g} 平方米相差 {TIMES:g} 倍以上",
            f"a unit grid has less than {USUAL / TIMES:g} or more than {USUAL * TIMES:g} m²; its area in m²",
        ),
        _size,
        unit="m2",
    ),
    Check(
        "area",
        "warning",
        Words("面积不符", "Area not as said"),
        Words(
            "单元网格的面积属性与量算面积不符",
            "the attribute area_m2 is missing or differs from the measured area; the difference in m²",
        ),
        _area,
        unit="m2",
    ),
)
"""What is wrong with the shape of a single unit grid."""
