"""Cutting a face that is too large, by straight lines between the buildings on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, cos, pi, sin, sqrt

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from layers.grids.plane import Floats, Shapes

__all__ = ["cuts", "pieces_of"]

OFFSETS = np.linspace(0.12, 0.88, 45)
"""Where across a face lines are tried, as shares of its extent."""
CROSSING = 10.0
"""Cost of each building that a line crosses; a line as long as the root of the area of the face costs 1."""
UNEVEN = 3.0
"""Cost of a share that is off by the whole area."""
TOO_SMALL = 5.0
"""Cost of a piece of less than half the target."""
NEAR, CLEARANCE = 0.4, 4.0
"""Cost of a line along a wall, falling to nothing at so many metres from it."""
SKEW = 0.15
"""Cost of a line that is not parallel to a side of the face or of a building."""
LONG, SHORT = 4.0, 1.5
"""Length of a piece at most, and of one that is too narrow for a grid, in square roots of the target. The
narrow ones (between carriageways, along canals) go to the grids beside them, which should not get tails."""


def pieces_of(face: BaseGeometry, target: float, width: float) -> int:
    """How many pieces a face should become: about the target each, and none very long."""
    narrow = 2 * face.area < width * face.length
    by_length = ceil(face.length / 2 / ((SHORT if narrow else LONG) * sqrt(target)) - 0.5)
    return max(1, round(face.area / target), by_length)


def cuts(face: Polygon, target: float, width: float, buildings: Shapes) -> Iterator[LineString]:
    """Lines that cut a face into pieces of about the same size, recursively in two.

    Args:
        face: a polygon in metres.
        target: area of a piece, square metres; nothing is cut below one and a half of it.
        width: a face below this width, metres, is cut to shorter pieces.
        buildings: the buildings on it, in metres. A line crosses one only when every line does.
    """
    pending = [(face, _Walls.of(buildings))]
    while pending:
        part, walls = pending.pop()
        pieces = pieces_of(part, target, width)
        if pieces < 2:
            continue
        line = _best(part, pieces, target, walls)
        yield from (one for one in shapely.get_parts(part & line.across(part)) if isinstance(one, LineString))
        for low in (True, False):
            rest = shapely.get_parts(part & line.half(part, low=low))
            side = walls.beside(line, low=low)
            pending += [(one, side) for one in rest if isinstance(one, Polygon) and one.area > 1]


@dataclass(frozen=True)
class _Line:
    """The points whose coordinate in a direction is `at`."""

    turn: float
    at: float

    def across(self, face: Polygon) -> LineString:
        (x, y), reach = self._middle(face)
        dx, dy = -sin(self.turn) * reach, cos(self.turn) * reach
        return LineString([(x - dx, y - dy), (x + dx, y + dy)])

    def half(self, face: Polygon, *, low: bool) -> Polygon:
        """A rectangle over all of the face that lies on one side."""
        (x, y), reach = self._middle(face)
        dx, dy = -sin(self.turn) * reach, cos(self.turn) * reach
        ex, ey = (-dy, dx) if low else (dy, -dx)
        corners = [(x - dx, y - dy), (x + dx, y + dy), (x + dx + ex, y + dy + ey), (x - dx + ex, y - dy + ey)]
        return Polygon(corners)

    def _middle(self, face: Polygon) -> tuple[tuple[float, float], float]:
        """The point of the line nearest to the middle of the face, and more than the face's extent."""
        west, south, east, north = face.bounds
        x, y = (west + east) / 2, (south + north) / 2
        off = self.at - (x * cos(self.turn) + y * sin(self.turn))
        return (x + off * cos(self.turn), y + off * sin(self.turn)), east - west + north - south + abs(off)


@dataclass(frozen=True)
class _Walls:
    """Corners of buildings, building after building, and where each begins."""

    xy: Floats
    first: np.ndarray[tuple[int], np.dtype[np.int64]]

    @classmethod
    def of(cls, buildings: Shapes) -> "_Walls":
        xy, owner = shapely.get_coordinates(buildings, return_index=True)
        return cls(xy, np.flatnonzero(np.diff(owner, prepend=-1)))

    def extents(self, turns: Floats) -> tuple[Floats, Floats]:
        """From where to where each building reaches in each direction, shape (directions, buildings)."""
        u = np.outer(np.cos(turns), self.xy[:, 0]) + np.outer(np.sin(turns), self.xy[:, 1])
        return np.minimum.reduceat(u, self.first, axis=1), np.maximum.reduceat(u, self.first, axis=1)

    def beside(self, line: _Line, *, low: bool) -> "_Walls":
        """Those that reach to one side of a line."""
        if not len(self.first):
            return self
        least, most = self.extents(np.array([line.turn]))
        kept = least[0] < line.at if low else most[0] > line.at
        sizes = np.diff(self.first, append=len(self.xy))
        corners = np.repeat(kept, sizes)
        ends = np.cumsum(sizes[kept])
        return _Walls(self.xy[corners], ends - sizes[kept])


def _best(face: Polygon, pieces: int, target: float, walls: _Walls) -> _Line:
    """The line of the least cost."""
    turns, skew = _turns(face, walls)
    outline = shapely.orient_polygons(shapely.simplify(face, 1.0))
    starts, stops = _segments(outline)
    u0, u1 = _along(starts, turns), _along(stops, turns)
    dv = _along(stops, turns + pi / 2) - _along(starts, turns + pi / 2)
    low, high = u0.min(axis=1), u0.max(axis=1)
    at = low[:, None] + (high - low)[:, None] * OFFSETS
    area, length = _swept(u0, u1, dv, at)
    share = area / outline.area
    wanted = (pieces // 2) / pieces
    off = np.minimum(np.abs(share - wanted), np.abs(share - 1 + wanted))
    small = np.minimum(share, 1 - share) * outline.area < target / 2
    cost = length / sqrt(outline.area) + UNEVEN * off + TOO_SMALL * small + SKEW * skew[:, None]
    cost += _trouble(walls, turns, at)
    turn, offset = np.unravel_index(int(cost.argmin()), cost.shape)
    return _Line(float(turns[turn]), float(at[turn, offset]))


def _swept(u0: Floats, u1: Floats, dv: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Area below each line and length of each line within a polygon, by Green's theorem.

    The first three are of shape (directions, segments): where a segment starts and stops in the direction,
    and how far it goes across. `at` is of shape (directions, offsets), and so is what comes back.
    """
    a, b = u0[:, None] - at[..., None], u1[:, None] - at[..., None]
    run = np.where(a == b, 1.0, b - a)
    below = np.clip(np.where(a == b, a < 0, -np.minimum(a, b) / np.abs(run)), 0, 1)
    mean = np.where((a < 0) & (b < 0), (a + b) / 2, np.minimum(np.minimum(a, b), 0) * below / 2)
    return (mean * dv[:, None]).sum(axis=2), -(below * dv[:, None]).sum(axis=2)


def _trouble(walls: _Walls, turns: Floats, at: Floats) -> Floats:
    """What the buildings add to the cost of each line."""
    if not len(walls.first):
        return np.zeros_like(at)
    least, most = walls.extents(turns)
    reach = np.minimum(at[..., None] - least[:, None], most[:, None] - at[..., None])
    near = np.clip(1 + reach.max(axis=2) / CLEARANCE, 0, 1)
    return np.asarray(CROSSING * (reach > 0).sum(axis=2) + NEAR * near)


def _turns(face: Polygon, walls: _Walls) -> tuple[Floats, Floats]:
    """Directions to try, radians, and 1 for those askew."""
    corners = [np.diff(shapely.get_coordinates(shapely.simplify(face.exterior, 5.0)), axis=0)]
    box = shapely.minimum_rotated_rectangle(face)
    corners.append(np.diff(shapely.get_coordinates(box)[:2], axis=0))
    if len(walls.first):
        corners.append(np.diff(walls.xy[: np.append(walls.first, len(walls.xy))[1]], axis=0))
    main = np.array([_main_turn(steps) for steps in corners])
    square = np.concatenate((main, main + pi / 2))
    askew = np.concatenate([square + tilt for tilt in (-0.35, -0.17, 0.17, 0.35)])
    return np.concatenate((square, askew)), np.repeat((0.0, 1.0), (len(square), len(askew)))


def _main_turn(steps: Floats) -> float:
    """Direction of the longest step."""
    x, y = steps[int(np.hypot(*steps.T).argmax())]
    return float(np.arctan2(y, x))


def _segments(face: Polygon) -> tuple[Floats, Floats]:
    """Starts and stops of the sides of all rings."""
    rings = [shapely.get_coordinates(ring) for ring in (face.exterior, *face.interiors)]
    return np.concatenate([ring[:-1] for ring in rings]), np.concatenate([ring[1:] for ring in rings])


def _along(xy: Floats, turns: Floats) -> Floats:
    return np.asarray(np.outer(np.cos(turns), xy[:, 0]) + np.outer(np.sin(turns), xy[:, 1]))
