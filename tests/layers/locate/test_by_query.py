"""The locator says what PostGIS `ST_Covers` and shapely say, in one query for any number of points."""

import math
from collections.abc import Callable

import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from layers.crs import BD09, CGCS2000, GCJ02, parse, transform
from layers.errors import Invalid
from layers.locate import Located, locate, locate_columns
from layers.points import MOST_POINTS
from tests.builder import Builder

WEST = "POLYGON((114.80 30.84, 114.81 30.84, 114.81 30.85, 114.80 30.85, 114.80 30.84))"
EAST = "POLYGON((114.81 30.84, 114.82 30.84, 114.82 30.85, 114.81 30.85, 114.81 30.84))"
BOTH = "POLYGON((114.80 30.84, 114.82 30.84, 114.82 30.85, 114.80 30.85, 114.80 30.84))"
GRID_WEST, GRID_EAST = "420117001001001", "420117001001002"


@pytest.fixture
def town(add: Builder) -> Builder:
    """Two unit grids side by side in one community, street and district."""
    add("area", code="420117", name="新洲区", geom=BOTH)
    add("area", code="420117001", name="邾城街道", geom=BOTH)
    add("area", code="420117001001", name="红旗社区", geom=BOTH)
    add("department", code="D1", name="城管中队")
    add("duty_grid", code="Z1", name="第一责任网格", body_code="D1", geom=WEST)
    add("composite_grid", code="M1", name="红旗网格", geom=BOTH)
    add("unit_grid", code=GRID_EAST, geom=EAST)
    add("unit_grid", code=GRID_WEST, geom=WEST)
    return add


def one(conn: psycopg.Connection, lon: float, lat: float, **more: float) -> Located:
    (found,) = locate(conn, [lon], [lat], **more)
    return found


def test_a_point_gets_every_area_and_grid_that_covers_it(conn, town):
    found = one(conn, 114.805, 30.845)
    named = (found.district, found.street, found.community, found.composite_grid)
    assert [n.name for n in named if n] == ["新洲区", "邾城街道", "红旗社区", "红旗网格"]


def test_a_duty_grid_comes_with_its_responsible_body(conn, town):
    found = one(conn, 114.805, 30.845).duty_grid
    assert found
    assert (found.code, found.body) == ("Z1", ("D1", "城管中队"))


def test_a_point_on_a_shared_edge_takes_the_lowest_code(conn, town):
    found = one(conn, 114.81, 30.845)
    assert found.unit_grid
    assert found.unit_grid.code == GRID_WEST


def test_a_corner_belongs_to_the_cell(conn, town):
    found = one(conn, 114.82, 30.85)
    assert found.unit_grid
    assert found.unit_grid.code == GRID_EAST


def test_a_hole_is_outside_but_its_rim_is_inside(conn, add):
    hole = "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))"
    add("area", code="420117", geom=hole)
    assert [found.inside for found in locate(conn, [2, 1, 0.5], [2, 2, 2])] == [False, True, True]


def test_outside_everything_there_is_nothing(conn, town):
    found = one(conn, 10, 50)
    assert (found.inside, found.district, found.unit_grid, found.road, found.address) == (False, *[None] * 4)


def test_a_retired_grid_is_not_found_any_more(conn, town):
    conn.execute("DELETE FROM onemap.unit_grid WHERE code = %s", (GRID_WEST,))
    assert one(conn, 114.805, 30.845).unit_grid is None


def test_nearest_road_is_nearest_in_metres_not_in_degrees(conn, add):
    """0.00030 deg of longitude is 28.65 m here; 0.00028 deg of latitude is 31.05 m."""
    add("road", code="east", name="东", geom="LINESTRING(121.0003 30.9, 121.0003 31.1)")
    add("road", code="north", name="北", geom="LINESTRING(120.9 31.00028, 121.1 31.00028)")
    found = one(conn, 121.0, 31.0).road
    assert found == ("east", "东", pytest.approx(28.65, abs=0.05))


def test_of_roads_that_meet_in_the_nearest_point_the_lowest_code_is_taken(conn, add):
    for code, end in {"c": "121.1 31", "a": "121 31.1", "b": "120.9 31.1"}.items():
        add("road", code=code, geom=f"LINESTRING(121 31, {end})")
    found = one(conn, 121, 31 - 1e-4).road
    assert found
    assert found.code == "a"


def test_a_road_out_of_reach_is_none(conn, add):
    add("road", geom="LINESTRING(121.001 30.9, 121.001 31.1)")
    assert (one(conn, 121, 31, reach=95).road, one(conn, 121, 31, reach=96).road is None) == (None, False)


def test_the_nearest_address_is_a_door_plate_in_use(conn, add):
    add("address", level="room", full_text="室", geom="POINT(121 31)")
    add("address", state="retired", full_text="旧", geom="POINT(121 31)")
    add("address", full_text="门牌", geom="POINT(121.0001 31)")
    found = one(conn, 121, 31).address
    assert found
    assert (found.name, found.metres) == ("门牌", pytest.approx(9.55, abs=0.01))


@pytest.mark.parametrize("crs", [GCJ02, BD09, parse("4547")])
def test_points_may_come_in_another_coordinate_system(conn, town, crs):
    ((x, y),) = transform([[114.805, 30.845]], CGCS2000, crs)
    (found,) = locate(conn, [x], [y], crs=crs)
    assert found.unit_grid
    assert found.unit_grid.code == GRID_WEST


@pytest.mark.parametrize(
    "point", [(math.nan, 30.8), (None, 30.8), (114.8, math.inf), (181.0, 0.0), (0.0, 90.0), (1e308, 0.0)]
)
def test_what_is_no_point_is_nowhere(conn, town, point):
    columns = locate_columns(conn, [point[0], 114.805], [point[1], 30.845])
    assert (columns.inside, columns.unit_grid) == ([False, True], [None, GRID_WEST])


def test_no_points_give_no_answers(conn):
    assert (locate(conn, [], []), locate_columns(conn, [], []).inside) == ([], [])


@pytest.mark.parametrize(("lons", "lats"), [([1.0], []), ([1.0] * (MOST_POINTS + 1),) * 2, (["x"], [1.0])])
def test_columns_that_are_none_are_refused(conn, lons, lats):
    with pytest.raises(Invalid):
        locate_columns(conn, lons, lats)


def test_columns_say_the_same_as_objects(conn, town):
    lons, lats = [114.805, 114.815, 114.81, 114.83], [30.845] * 4
    found = [one.unit_grid.code if one.unit_grid else None for one in locate(conn, lons, lats)]
    assert locate_columns(conn, lons, lats).unit_grid == found == [GRID_WEST, GRID_EAST, GRID_WEST, None]


def triangles(seed: int, corners: int) -> list[BaseGeometry]:
    """A random coverage: triangles that share edges and corners exactly."""
    random = np.random.default_rng(seed)
    cloud = shapely.MultiPoint(random.uniform((114.80, 30.84), (114.82, 30.86), (corners, 2)))
    return list(shapely.get_parts(shapely.delaunay_triangles(cloud)))


def lowest(cells: dict[str, BaseGeometry], point: shapely.Point) -> str | None:
    """The lowest code of the cells that cover a point, by shapely alone and without an index."""
    return min((code for code, cell in cells.items() if shapely.covers(cell, point)), default=None)


@pytest.mark.parametrize("seed", range(4))
def test_locating_equals_an_independent_computation_on_random_coverages(conn, add, seed):
    """Points anywhere, on corners and in the middle of shared edges."""
    shapes = triangles(seed, 25)
    cells = {f"420117001001{900 - n:03d}": shape for n, shape in enumerate(shapes)}
    for code, shape in cells.items():
        add("unit_grid", code=code, geom=shape.wkt)
        conn.execute(
            "UPDATE onemap.unit_grid SET geom = ST_Multi(ST_GeomFromWKB(%s, 4490)) WHERE code = %s",
            (shape.wkb, code),
        )
    corners = shapely.get_coordinates(shapes)
    middles = (corners[:-1] + corners[1:]) / 2
    anywhere = np.random.default_rng(seed + 100).uniform((114.79, 30.83), (114.83, 30.87), (300, 2))
    places = np.concatenate((corners, middles, anywhere))
    found = locate_columns(conn, places[:, 0].tolist(), places[:, 1].tolist()).unit_grid
    assert found == [lowest(cells, shapely.Point(place)) for place in places]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats() | st.none(), lat=st.floats() | st.none())
def test_any_two_numbers_get_an_answer(
    conn: psycopg.Connection, lon: float | None, lat: float | None
) -> None:
    assert len(locate(conn, [lon], [lat])) == 1


def test_the_road_is_the_nearest_by_an_independent_measure(conn: psycopg.Connection, add: Callable) -> None:
    """On a tangent plane in metres, for 200 points among 60 random segments."""
    random = np.random.default_rng(5)
    starts = random.uniform((114.80, 30.84), (114.83, 30.86), (60, 2))
    ends = starts + random.uniform(-0.002, 0.002, (60, 2))
    for n, line in enumerate(shapely.linestrings(np.stack((starts, ends), axis=1))):
        add("road", code=f"r{n:02d}", geom=line.wkt)
    scale = np.array([111320 * math.cos(math.radians(30.85)), 110860])
    lines = shapely.linestrings(np.stack((starts, ends), axis=1) * scale)
    places = random.uniform((114.80, 30.84), (114.83, 30.86), (200, 2))
    found = locate(conn, places[:, 0].tolist(), places[:, 1].tolist(), reach=10_000)
    metres = shapely.distance(shapely.points(places * scale)[:, None], lines[None]).min(axis=1)
    assert [f.road.metres if f.road else None for f in found] == pytest.approx(metres.tolist(), rel=5e-3)
