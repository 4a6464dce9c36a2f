"""The plan of the town on flat paper: an outline, a river, and blocks cut ever smaller between them.

Long early cuts become the avenues, later ones the streets between them, and each region that was cut keeps
its parts, so that communities and streets (街道) can be taken from the tree as compact regions.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, exp, hypot, pi, sin, sqrt

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.plane import BLOCK, CELL, Line, Plane, area_of, centre_of, corners
from importers.sample.setting import Setting

__all__ = ["Plan", "Region", "lay_out"]


@dataclass
class Region:
    """A face, or a region that was cut into two."""

    face: int
    parts: list["Region"] = field(default_factory=list)
    leaves: int = 1

    def __iter__(self) -> Iterator["Region"]:
        """The regions that were not cut, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part

    def count(self) -> int:
        """Count the leaves below every region, and give the number."""
        self.leaves = sum(part.count() for part in self.parts) or 1
        return self.leaves


@dataclass(frozen=True)
class Plan:
    """The subdivision, the land on both banks, the river's pieces from bridge to bridge, the town centres."""

    plane: Plane
    banks: list[Region]
    river: list[Region]
    centres: NDArray[np.float64]
    """Rows of x, y and radius in metres."""

    def urbanity(self, x: float, y: float) -> float:
        """1 in the middle of a town, 0 far out."""
        away = ((self.centres[:, :2] - (x, y)) ** 2).sum(axis=1) / self.centres[:, 2] ** 2
        return exp(-float(away.min()))


def lay_out(setting: Setting) -> Plan:
    """Cut the whole district into blocks."""
    rng = setting.stream("layout")
    plane = Plane(_outline(rng, setting.span))
    banks, river = _river(rng, plane, setting.span)
    plan = Plan(plane, banks, river, _centres(rng, setting))
    _cut_blocks(rng, plan, setting.blocks)
    for region in banks:
        region.count()
    return plan


def _outline(rng: Generator, span: float) -> list[tuple[float, float]]:
    turns = np.sort(np.linspace(0, 2 * pi, 18, endpoint=False) + rng.uniform(-0.14, 0.14, 18))
    reach = span * 0.6 * rng.uniform(0.86, 1.12, 18)
    points = np.column_stack((1.18 * reach * np.cos(turns), 0.9 * reach * np.sin(turns)))
    hull = shapely.convex_hull(shapely.multipoints(points))
    ring = shapely.get_coordinates(shapely.orient_polygons(hull))[:-1]
    return [(float(x), float(y)) for x, y in ring]


def _centres(rng: Generator, setting: Setting) -> NDArray[np.float64]:
    towns = 3 + round(2.5 * setting.scale)
    turns = np.linspace(0, 2 * pi, towns, endpoint=False) + rng.uniform(0, 6) + rng.uniform(-0.3, 0.3, towns)
    far = setting.span * rng.uniform(0.28, 0.46, towns)
    radius = min(setting.span, 8000) * rng.uniform(0.09, 0.13, towns)
    small = np.column_stack((far * np.cos(turns), far * np.sin(turns), radius))
    main = [[0.05 * setting.span, -0.04 * setting.span, 0.25 * setting.span]]
    return np.vstack((main, small))


def _river(rng: Generator, plane: Plane, span: float) -> tuple[list[Region], list[Region]]:
    """Cut a band across the district, and bridges over it; the land on both sides, and the band's pieces."""
    width = float(np.clip(0.026 * span, 75, 240))
    turn = rng.uniform(0.5, 0.9)
    dx, dy = cos(turn), sin(turn)
    x, y = 0.17 * span * dy, -0.17 * span * dx
    lean = turn + 0.012
    shores = Line(x, y, dx, dy), Line(x - dy * width, y + dx * width, cos(lean), sin(lean))
    for shore in shores:
        largest = max(range(len(plane.faces)), key=lambda face: area_of(plane.ring(face)))
        plane.cut(largest, shore, BLOCK, 0, 5, 0.005)
    band, *land = sorted(range(len(plane.faces)), key=lambda face: area_of(plane.ring(face)))
    reach = min(650.0, span / 4)
    return [Region(face) for face in land], _bridges(rng, plane, Region(band), reach)


def _bridges(rng: Generator, plane: Plane, band: Region, reach: float) -> list[Region]:
    pending, done = [band], []
    while pending:
        region = pending.pop()
        new = (
            _cut_across(rng, plane, region.face, BLOCK) if _length(plane, region.face) > 1.5 * reach else None
        )
        if new is None:
            done.append(region)
        else:
            pending += [region, Region(new)]
    return done


def _length(plane: Plane, face: int) -> float:
    ring = plane.ring(face)
    return max(hypot(a[0] - b[0], a[1] - b[1]) for a in ring for b in ring)


def _cut_blocks(rng: Generator, plan: Plan, wanted: int) -> None:
    """Cut the largest block, measured against what is wanted where it lies, until there are enough."""
    heap: list[tuple[float, int, Region]] = []

    def push(region: Region) -> None:
        ring = plan.plane.ring(region.face)
        heat = plan.urbanity(*centre_of(ring))
        size = area_of(ring) / ((75_000 - 52_000 * sqrt(heat)) * rng.lognormal(0, 0.28))
        heapq.heappush(heap, (-size, region.face, region))

    for region in plan.banks:
        push(region)
    while heap and len(heap) < wanted - len(plan.river):
        region = heapq.heappop(heap)[2]
        if (new := _cut_across(rng, plan.plane, region.face, BLOCK)) is None:
            continue
        region.parts = [Region(region.face), Region(new)]
        for part in region.parts:
            push(part)


def _cut_across(rng: Generator, plane: Plane, face: int, kind: int, share: float | None = None) -> int | None:
    """Cut a face across its longer extent, about parallel to its sides; None if that cannot be."""
    ring = plane.ring(face)
    along, low, high, (cx, cy) = _extent(ring)
    spread = high - low
    for attempt in range(4):
        at = rng.uniform(0.4, 0.6) if share is None else share
        wobble = rng.normal(0, 0.07 if kind == BLOCK else 0.04) * (attempt < 3)
        where = low + spread * at
        line = Line(
            cx + where * cos(along), cy + where * sin(along), -sin(along + wobble), cos(along + wobble)
        )
        snap = (0.16 if kind == BLOCK else 0.1) * spread * (attempt < 3)
        least = 0.12 if attempt < 3 else 0.03
        if (new := plane.cut(face, line, kind, snap, min(22.0, 0.1 * spread), least)) is not None:
            return new
    return None


def _extent(ring: list[tuple[float, float]]) -> tuple[float, float, float, tuple[float, float]]:
    """Direction of the longer extent of a ring, its reach from the centre both ways, and the centre."""
    shape = corners(ring)
    sides = zip(shape, shape[1:] + shape[:1], strict=True)
    a, b = max(sides, key=lambda side: hypot(side[1][0] - side[0][0], side[1][1] - side[0][1]))
    turn = float(np.arctan2(b[1] - a[1], b[0] - a[0]))
    cx, cy = centre_of(ring)
    best = (turn, 0.0, 0.0)
    for along in (turn, turn + pi / 2):
        reach = [(x - cx) * cos(along) + (y - cy) * sin(along) for x, y in shape]
        if max(reach) - min(reach) > best[2] - best[1]:
            best = (along, min(reach), max(reach))
    return *best, (cx, cy)


def cut_cells(rng: Generator, plane: Plane, region: Region, pieces: int) -> None:
    """Cut a block into that many cells of about the same size, or fewer where it is too narrow."""
    if pieces < 2:
        return
    first = pieces // 2
    share = first / pieces if pieces % 2 else None
    new = _cut_across(rng, plane, region.face, CELL, share)
    if new is None:
        return
    region.parts = sorted((Region(region.face), Region(new)), key=lambda part: area_of(plane.ring(part.face)))
    for part, number in zip(region.parts, (first, pieces - first), strict=True):
        cut_cells(rng, plane, part, number)
