"""Random coverages with a random defect: it is found, and its repair leaves nothing wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

import shapely
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from layers.grids import repair
from layers.grids.check import findings
from layers.grids.findings import recheck
from tests.layers.grids_care.town import WEST, Town, cells

ROOM = 0.2
"""How far an inner corner may stray, in widths of a grid."""

near = st.floats(-ROOM, ROOM, allow_subnormal=False)
corner = st.tuples(near, near)
Corners = list[tuple[float, float]]


def coverage(strayed: Corners) -> list[shapely.Polygon]:
    """Nine quadrangles that cover the western community, with their four inner corners moved."""
    points = {(x, y): (float(x), float(y)) for x in range(4) for y in range(4)}
    for (x, y), (dx, dy) in zip([(1, 1), (2, 1), (1, 2), (2, 2)], strayed, strict=True):
        points[x, y] = (x + dx, y + dy)
    rings = [
        [points[x, y], points[x + 1, y], points[x + 1, y + 1], points[x, y + 1]]
        for y in range(3)
        for x in range(3)
    ]
    return [shapely.transform(shapely.Polygon(ring), _degrees) for ring in rings]


def _degrees(xy):
    west, south, east, north = cells(0, 0, 1, 1).bounds
    return xy * (east - west, south - north) + (west, north)


@contextmanager
def drawn(town: Town, shapes: list[shapely.Polygon]) -> Iterator[None]:
    """The community with these grids, until the end of the block."""
    with town.conn.transaction(force_rollback=True):
        _draw(town, shapes)
        yield


def _draw(town: Town, shapes: list[shapely.Polygon]) -> None:
    for n, shape in enumerate(shapes, 1):
        town.draw(f"{WEST}{n:03d}", *shapely.get_parts(shape))
    town.remake("duty_grid")
    town.remake("composite_grid")


free = tries(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
spot = st.tuples(st.floats(0.4, 2.4), st.floats(0.4, 2.4), st.floats(0.15, 0.5), st.floats(0.15, 0.5))


@free
@given(strayed=st.lists(corner, min_size=4, max_size=4))
def test_nothing_is_wrong_with_any_coverage(town: Town, strayed: Corners) -> None:
    with drawn(town, coverage(strayed)):
        assert findings(town.conn) == []


@free
@example(strayed=[(0.0, 0.0)] * 3 + [(0.0, 0.125)], spot=(1.0, 2.0625, 0.5, 0.5))  # leaves a corner alone
@given(strayed=st.lists(corner, min_size=4, max_size=4), spot=spot)
def test_a_hole_anywhere_is_a_gap_that_a_repair_closes(
    town: Town, strayed: Corners, spot: tuple[float, float, float, float]
) -> None:
    x, y, width, height = spot
    hole = cells(x, y, x + width, y + height)
    with drawn(town, [shape.difference(hole) for shape in coverage(strayed)]):
        assert "gap" in {one.check.name for one in findings(town.conn)}
        _repair_all(town)


@free
@given(strayed=st.lists(corner, min_size=4, max_size=4), spot=spot, n=st.integers(0, 8))
def test_a_grid_that_reaches_anywhere_is_an_overlap_that_a_repair_ends(
    town: Town, strayed: Corners, spot: tuple[float, float, float, float], n: int
) -> None:
    shapes = coverage(strayed)
    x, y, width, height = spot
    reach = shapely.union(shapes[n], cells(x, y, x + width, y + height))
    shapes[n] = max(shapely.get_parts(reach), key=shapely.area)
    others = shapely.union_all([shape for k, shape in enumerate(shapes) if k != n])
    with drawn(town, shapes):
        known = {one.check.name for one in findings(town.conn)}
        assert ("overlap" in known) == (shapes[n].intersection(others).area > 1e-12)
        _repair_all(town)


def _repair_all(town: Town) -> None:
    """Put right one finding after the other, each at most once."""
    for _ in range(20):
        left = [one for one in findings(town.conn) if one.check.severity == "error"]
        if not left:
            break
        recheck(town.conn)
        repair.apply(town.conn, left[0].code)
    assert left == []
