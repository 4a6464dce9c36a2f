"""The drawn district before it is rows: ground, roads, plates, buildings."""

from collections import defaultdict

import numpy as np
import pytest
import shapely

from importers.sample.ground import dissolve
from importers.sample.plane import CELL, Line, Plane, area_of
from importers.sample.roads import CLASSES
from importers.sample.setting import Setting
from importers.sample.town import Town, make_town
from importers.sample.world import World, make_world
from layers.errors import Invalid

SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(Setting(seed=7, scale=0.1))


@pytest.fixture(scope="module")
def town(world: World) -> Town:
    return make_town(world)


def test_a_cut_divides_a_face_without_loss():
    plane = Plane(SQUARE)

    plane.cut(0, Line(40, 50, 0, 1), CELL, 0, 0)

    assert sorted(area_of(plane.ring(face)) for face in (0, 1)) == [4000, 6000]


def test_a_cut_gives_its_end_to_the_neighbour_too():
    plane = Plane(SQUARE)
    plane.cut(0, Line(50, 50, 0, 1), CELL, 0, 0)

    plane.cut(0, Line(50, 60, 1, 0), CELL, 0, 0)

    assert (50.0, 60.0) in plane.ring(1)


def test_a_cut_that_leaves_a_sliver_is_not_made():
    plane = Plane(SQUARE)

    assert plane.cut(0, Line(1, 50, 0, 1), CELL, 0, 0) is None


def test_a_cut_goes_on_where_one_on_the_other_side_ended():
    plane = Plane(SQUARE)
    plane.cut(0, Line(50, 50, 0, 1), CELL, 0, 0)
    plane.cut(0, Line(50, 60, 1, 0), CELL, 0, 0)

    plane.cut(1, Line(50, 57, 1, 0), CELL, 10, 0)

    assert (50.0, 57.0) not in plane.points


@pytest.mark.parametrize("seed", range(4))
def test_cells_are_an_exact_coverage_in_degrees(seed):
    ground = make_world(Setting(seed=seed, scale=0.1)).ground

    assert shapely.coverage_is_valid(ground.cells_4490)


def test_every_community_and_duty_grid_is_one_piece(world):
    ground = world.ground
    pieces = [
        dissolve(ground.cells_4490, owner, owner.max() + 1) for owner in (ground.community, ground.duty)
    ]

    assert {kind for shapes in pieces for kind in shapely.get_type_id(shapes)} == {
        shapely.GeometryType.POLYGON
    }


def test_unit_grids_are_of_about_ten_thousand_square_metres(world):
    assert 8_000 < np.median(shapely.area(world.ground.cells)) < 12_000


def test_unit_grids_are_numbered_from_the_north_and_the_west(world):
    centre = shapely.get_coordinates(shapely.centroid(world.ground.cells))
    row = np.floor(-centre[:, 1] / 100)
    order = np.lexsort((centre[:, 0], row, world.community_code[world.ground.community]))

    assert list(world.cell_code[order]) == sorted(world.cell_code)


def test_the_district_lies_around_its_centre(world):
    middle = world.ground.lonlat.mean(axis=0)

    assert np.abs(middle - (114.80, 30.84)).max() < 0.01


def test_all_roads_hang_together(world):
    above: dict[tuple[float, float], tuple[float, float]] = {}

    def root(point: tuple[float, float]) -> tuple[float, float]:
        while above.get(point, point) != point:
            point = above[point]
        return point

    for line in world.roads.lines:
        above[root(line.coords[0])] = root(line.coords[-1])

    assert len({root(line.coords[0]) for line in world.roads.lines}) == 1


def test_a_road_name_occurs_once_in_a_street(world):
    from importers.sample.world import streets_of_roads

    names = defaultdict(list)
    for name, touched in zip(world.road_name, streets_of_roads(world.ground, world.roads), strict=True):
        for street in touched:
            names[street].append(name)

    assert all(len(found) == len(set(found)) for found in names.values())


def test_odd_numbers_are_left_of_the_road_and_even_ones_right(world, town):
    plates = town.plates
    mine = np.flatnonzero(plates.kind == "road")
    lines = world.roads.lines[plates.segment[mine]]
    at = shapely.line_locate_point(lines, shapely.points(plates.xy[mine]))
    here, ahead = (shapely.get_coordinates(shapely.line_interpolate_point(lines, at + d)) for d in (0, 0.5))
    step, out = ahead - here, plates.xy[mine] - here
    left = step[:, 0] * out[:, 1] - step[:, 1] * out[:, 0] > 0

    assert (left == (plates.number[mine] % 2 == 1)).all()


def test_numbers_rise_along_each_side_of_a_road(world, town):
    plates = town.plates
    mine = np.flatnonzero(plates.kind == "road")
    lines = world.roads.lines[plates.segment[mine]]
    at = world.roads.start[plates.segment[mine]]
    at = at + shapely.line_locate_point(lines, shapely.points(plates.xy[mine]))
    order = np.lexsort((at, plates.side[mine], plates.road[mine]))
    same = np.diff(plates.road[mine][order] * 2 + (plates.side[mine][order] > 0)) == 0

    assert (np.diff(plates.number[mine][order])[same] > 0).all()


def test_no_two_buildings_overlap(town):
    shapes = np.append(town.house, town.complexes.shape)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")

    assert (one == other).all()


def test_no_building_stands_on_a_road(world, town):
    shapes = np.append(town.house, town.complexes.shape)
    roads = world.roads.rank < len(CLASSES) - 1
    half = np.array([width / 2 for _, _, width, *_ in CLASSES])[world.roads.rank[roads]]
    lines = world.roads.lines[roads]

    assert len(lines)
    assert not shapely.STRtree(shapes).query(lines, predicate="dwithin", distance=half).size


@pytest.mark.parametrize(("seed", "scale"), [(-1, 1.0), (7, 0.0), (7, 51.0)])
def test_a_seed_or_scale_that_cannot_be_made_is_refused(seed, scale):
    with pytest.raises(Invalid):
        Setting(seed, scale)


@pytest.mark.parametrize("seed", range(3))
def test_no_two_plates_of_a_community_have_the_same_text(seed):
    world = make_world(Setting(seed=seed, scale=1))
    plates = make_town(world).plates
    keys = list(zip(world.ground.community[plates.cell].tolist(), plates.text.tolist(), strict=True))

    assert len(set(keys)) == len(keys)
