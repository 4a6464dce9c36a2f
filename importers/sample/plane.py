"""A planar subdivision whose faces share their nodes, so that no cut ever opens a gap.

Faces are cut by straight lines only and stay convex (a neighbour's junction may lie on a side). Every face
lists all nodes of its outline, those of its neighbours too; a node moved afterwards moves for everyone.
"""

from math import hypot
from typing import Final, NamedTuple

__all__ = ["BLOCK", "CELL", "OUTLINE", "Line", "Plane", "area_of", "centre_of", "corners"]

OUTLINE: Final = 0
"""Kind of an edge: the outline of everything,"""
BLOCK: Final = 1
"""the border of two blocks, which is where roads run,"""
CELL: Final = 2
"""or a border inside a block."""

Ring = list[tuple[float, float]]


class Line(NamedTuple):
    """A straight line through (x, y) in the direction of the unit vector (dx, dy)."""

    x: float
    y: float
    dx: float
    dy: float


class _Hit(NamedTuple):
    """Where a line meets a ring: in the edge after position `at`, or on the node at that position."""

    at: int
    on_node: bool
    x: float
    y: float


class Plane:
    """Nodes, faces as counter-clockwise node lists, and which face lies left of each directed edge."""

    def __init__(self, outline: Ring) -> None:
        """Begin with one face; `outline` is convex and counter-clockwise, in metres, not closed."""
        self.points: Ring = list(outline)
        self.faces: list[list[int]] = [list(range(len(outline)))]
        self.left: dict[tuple[int, int], int] = {}
        self.kind: dict[tuple[int, int], int] = {}
        for a, b in _edges(self.faces[0]):
            self.left[a, b] = 0
            self.kind[min(a, b), max(a, b)] = OUTLINE

    def ring(self, face: int) -> Ring:
        """Coordinates of a face's outline."""
        return [self.points[node] for node in self.faces[face]]

    def cut(
        self, face: int, line: Line, kind: int, snap: float, gap: float, least: float = 0.12
    ) -> int | None:
        """Cut a face in two along a line; the number of the new face, or None if it would be a sliver.

        Args:
            face: which one; it keeps one part and the new face gets the other.
            line: where to cut; its ends move to junctions nearby so that roads run on beyond them.
            kind: of the new edge.
            snap: how near a junction must be for that, metres.
            gap: ends nearer than this to a corner move into the corner, metres.
            least: share of the area below which a part is a sliver.
        """
        ring = self.ring(face)
        hits = _crossings(ring, line)
        if len(hits) != 2:
            return None
        first, second = (_settle(ring, hit, snap, gap) for hit in hits)
        if not _is_fair(ring, first, second, least):
            first, second = (_settle(ring, hit, gap, gap) for hit in hits)
            if not _is_fair(ring, first, second, least):
                return None
        return self._divide(face, first, second, kind)

    def _divide(self, face: int, first: _Hit, second: _Hit, kind: int) -> int:
        nodes = self.faces[face]
        edges = [(nodes[hit.at], nodes[(hit.at + 1) % len(nodes)]) for hit in (first, second)]
        ends = [
            edge[0] if hit.on_node else self._insert(edge, (hit.x, hit.y))
            for edge, hit in zip(edges, (first, second), strict=True)
        ]
        nodes = self.faces[face]
        i, j = sorted(nodes.index(end) for end in ends)
        kept, given = nodes[i : j + 1], nodes[j:] + nodes[: i + 1]
        new = len(self.faces)
        self.faces[face] = kept
        self.faces.append(given)
        self.kind[min(ends), max(ends)] = kind
        self.left |= dict.fromkeys(_edges(kept), face) | dict.fromkeys(_edges(given), new)
        return new

    def _insert(self, edge: tuple[int, int], point: tuple[float, float]) -> int:
        """Put a node on an edge, for the faces on both sides; its number."""
        a, b = edge
        node = len(self.points)
        self.points.append(point)
        kind = self.kind.pop((min(a, b), max(a, b)))
        self.kind[a, node] = self.kind[b, node] = kind
        for start, end in ((a, b), (b, a)):
            face = self.left.pop((start, end), None)
            if face is not None:
                ring = self.faces[face]
                ring.insert(ring.index(start) + 1, node)
                self.left[start, node] = self.left[node, end] = face
        return node


def area_of(ring: Ring) -> float:
    """Area of a counter-clockwise ring in square metres."""
    x0, y0 = ring[-1]
    total = 0.0
    for x1, y1 in ring:
        total += x0 * y1 - x1 * y0
        x0, y0 = x1, y1
    return total / 2


def centre_of(ring: Ring) -> tuple[float, float]:
    """Centre of gravity of a counter-clockwise ring."""
    x0, y0 = ring[-1]
    total = sx = sy = 0.0
    for x1, y1 in ring:
        cross = x0 * y1 - x1 * y0
        total, sx, sy = total + cross, sx + (x0 + x1) * cross, sy + (y0 + y1) * cross
        x0, y0 = x1, y1
    return sx / (3 * total), sy / (3 * total)


def corners(ring: Ring) -> Ring:
    """The ring without the nodes that lie on a straight side."""
    return [point for i, point in enumerate(ring) if not _is_straight(ring, i)]


def _edges(nodes: list[int]) -> list[tuple[int, int]]:
    return list(zip(nodes, nodes[1:] + nodes[:1], strict=True))


def _is_straight(ring: Ring, i: int) -> bool:
    """Whether the outline turns by less than some 9 degrees at position i."""
    (ax, ay), (bx, by), (cx, cy) = ring[i - 1], ring[i], ring[(i + 1) % len(ring)]
    ux, uy, vx, vy = bx - ax, by - ay, cx - bx, cy - by
    return ux * vy - uy * vx < 0.15 * hypot(ux, uy) * hypot(vx, vy)


def _crossings(ring: Ring, line: Line) -> list[_Hit]:
    sides = [(x - line.x) * line.dy - (y - line.y) * line.dx for x, y in ring]
    hits = []
    for i, (x, y) in enumerate(ring):
        j = (i + 1) % len(ring)
        if (sides[i] < 0) != (sides[j] < 0):
            t = sides[i] / (sides[i] - sides[j])
            hits.append(_Hit(i, False, x + t * (ring[j][0] - x), y + t * (ring[j][1] - y)))
    return hits


def _settle(ring: Ring, hit: _Hit, snap: float, gap: float) -> _Hit:
    """Move an end to the nearest junction within `snap`, or the nearest corner within `gap`."""
    best, found = snap, hit
    for i, (x, y) in enumerate(ring):
        far = hypot(x - hit.x, y - hit.y)
        if far < best and (far < gap or _is_straight(ring, i)):
            best, found = far, _Hit(i, True, x, y)
    return found


def _is_fair(ring: Ring, first: _Hit, second: _Hit, least: float) -> bool:
    """Whether neither part is a sliver."""
    i, j = first.at + 1, second.at + 1
    part = [(first.x, first.y), *ring[i:j], (second.x, second.y)]
    share = area_of(part) / area_of(ring)
    return least < share < 1 - least
