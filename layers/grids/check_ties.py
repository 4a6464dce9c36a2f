"""Whether duty grids and composite grids are made of whole unit grids (责任网格, 多格合一)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import shapely

from layers.grids.check_finding import Check, Suspect, Words
from layers.grids.check_ground import Grids, Ground
from layers.grids.check_measure import METRE, NOISE, Shape, parts, square_metres, thick

__all__ = ["CHECKS"]


def _no_duty_grid(ground: Ground) -> Iterator[Suspect]:
    for n, duty in enumerate(ground.unit.above):
        if duty is None:
            shape = ground.unit.geom[n]
            yield Suspect((ground.unit.code[n],), ground.unit.community[n], shape, square_metres(shape))


def _duty_elsewhere(ground: Ground) -> Iterator[Suspect]:
    """The duty grid of a unit grid names another community, or another street."""
    for n, duty in enumerate(ground.unit.above):
        k = ground.duty.row.get(duty)
        if k is None:
            continue
        community = ground.unit.community[n]
        street = ground.street_of.get(community)
        if ground.duty.community[k] not in {None, community} or ground.duty.above[k] not in {None, street}:
            yield Suspect((ground.unit.code[n], duty), community, ground.unit.geom[n])


def _duty_shape(ground: Ground) -> Iterator[Suspect]:
    return _unlike(ground, ground.duty, ground.duty_cover)


def _composite_shape(ground: Ground) -> Iterator[Suspect]:
    """A composite grid that no unit grid names is made of the grids of trades alone."""
    return _unlike(ground, ground.composite, ground.composite_cover, bare=False)


def _unlike(
    ground: Ground, grids: Grids, cover: Mapping[str, Shape], *, bare: bool = True
) -> Iterator[Suspect]:
    for n, code in enumerate(grids.code):
        if not bare and code not in cover:
            continue
        unlike = thick(grids.geom[n].symmetric_difference(cover.get(code, shapely.MultiPolygon())))
        if not unlike.is_empty:
            yield Suspect((code,), _community(ground, grids, n), unlike, square_metres(unlike), grids.kind)


def _duty_apart(ground: Ground) -> Iterator[Suspect]:
    for n, shape in enumerate(ground.duty.geom):
        if shapely.get_num_geometries(shape) == 1:
            continue
        closed = shape.buffer(NOISE / 2 * METRE, join_style="mitre")
        cores = shapely.get_parts(closed.buffer(-2 * NOISE * METRE, join_style="mitre"))
        if len(cores) > 1:
            smaller = shapely.MultiPolygon(sorted(cores, key=square_metres)[:-1])
            apart = parts(shape.intersection(smaller.buffer(4 * NOISE * METRE, join_style="mitre")))
            community = _community(ground, ground.duty, n)
            yield Suspect((ground.duty.code[n],), community, apart, square_metres(apart), "duty")


def _community(ground: Ground, grids: Grids, n: int) -> str | None:
    """The community of a duty or composite grid; without one, that of the first of its unit grids."""
    if (known := grids.community[n]) is not None:
        return str(known)
    column = ground.unit.above if grids.kind == "duty" else ground.unit.composite
    rows = ground.unit.of(column).get(grids.code[n], [])
    return str(ground.unit.community[rows[0]]) if rows else None


CHECKS: Final[Sequence[Check]] = (
    Check(
        "no_duty_grid",
        "warning",
        Words("未划入责任网格", "In no duty grid"),
        Words("单元网格没有责任网格", "a unit grid belongs to no duty grid; its m²"),
        _no_duty_grid,
        unit="m2",
    ),
    Check(
        "duty_elsewhere",
        "error",
        Words("责任网格在别处", "Duty grid of another area"),
        Words(
            "单元网格的责任网格属于别的社区或街道",
            "the duty grid of a unit grid belongs to another community or street",
        ),
        _duty_elsewhere,
    ),
    Check(
        "duty_shape",
        "error",
        Words("责任网格与单元网格不符", "Duty grid not the union"),
        Words(
            "责任网格的图形不等于其单元网格之和",
            "the shape of a duty grid is not the union of its unit grids; the difference in m²",
        ),
        _duty_shape,
        unit="m2",
    ),
    Check(
        "duty_apart",
        "warning",
        Words("责任网格不连通", "Duty grid not connected"),
        Words(
            "责任网格由不相连的几块组成",
            "a duty grid has parts that share no edge; m² of all but the largest",
        ),
        _duty_apart,
        unit="m2",
    ),
    Check(
        "composite_shape",
        "error",
        Words("综合网格与单元网格不符", "Composite grid not the union"),
        Words(
            "综合网格的图形不等于其单元网格之和",
            "the shape of a composite grid is not the union of its unit grids; the difference in m²",
        ),
        _composite_shape,
        unit="m2",
    ),
)
"""What is wrong with how grids are put together."""
