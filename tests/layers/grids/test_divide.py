"""Unit grids of places that are awkward in one way each."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from layers.errors import Invalid
from layers.grids.divide import Options, divide
from tests.layers.grids.town import cut_buildings, grids_with, town

SQUARE = box(0, 0, 400, 400)
ACROSS = LineString([(-10, 200), (410, 200)])


def divided(*communities, **parts):
    """A made-up town divided with the usual sizes; always seamless."""
    found = divide(town(*communities, **parts), Options())
    assert shapely.coverage_is_valid(found.shapes)
    return found


def crossing(found, line):
    """How many grids lie more than a metre on both sides of a line."""
    reach = shapely.buffer(line, 1000, cap_style="square", single_sided=True)
    back = shapely.buffer(line, -1000, cap_style="square", single_sided=True)
    sides = [set(grids_with(found, shapely.difference(side, line.buffer(1)))) for side in (reach, back)]
    return len(sides[0] & sides[1])


def test_a_square_of_sixteen_hectares_becomes_sixteen_grids_of_one():
    found = divided(SQUARE)

    assert len(found.shapes) == 16
    assert found.area == pytest.approx(10_000, rel=0.15)


def test_a_road_is_a_border_of_grids():
    assert crossing(divided(box(0, 0, 400, 390), roads=[ACROSS]), ACROSS) == 0


def test_a_river_through_a_community_is_no_part_of_the_grids_on_land():
    river = LineString([(-10, 150), (200, 190), (410, 150)]).buffer(30)
    found = divided(SQUARE, water=[river])

    wet = set(grids_with(found, river))
    assert not wet & set(grids_with(found, shapely.difference(SQUARE, river.buffer(0.1))))


def test_a_narrow_ditch_goes_to_the_grids_beside_it():
    ditch = LineString([(-10, 150), (410, 150)]).buffer(3)
    found = divided(SQUARE, water=[ditch])

    assert (found.area > 5000).all()


def test_a_compound_of_three_hectares_stays_whole():
    park = box(100, 100, 300, 250)

    (grid,) = grids_with(divided(SQUARE, roads=[ACROSS], compounds=[park]), park)
    assert grid >= 0


def test_a_compound_above_the_largest_size_is_divided():
    found = divide(town(SQUARE, compounds=[box(100, 100, 300, 250)]), Options(whole=20_000))

    assert len(grids_with(found, box(100, 100, 300, 250))) > 1


def test_a_strip_around_a_compound_goes_to_it():
    found = divided(SQUARE, compounds=[box(15, 15, 385, 385)])

    assert len(found.shapes) == 1


def test_a_border_goes_around_a_building_on_the_road():
    house = box(180, 190, 220, 225)
    asked = town(SQUARE, roads=[ACROSS], buildings=[house])
    found = divide(asked, Options())

    assert cut_buildings(asked, found) == []
    assert len(grids_with(found, house)) == 1


def test_grids_are_cut_between_the_buildings():
    rows = [box(x, y, x + 55, y + 12) for x in range(10, 380, 65) for y in range(10, 390, 30)]
    asked = town(SQUARE, buildings=rows)
    found = divide(asked, Options())

    assert cut_buildings(asked, found) == []
    assert found.area == pytest.approx(10_000, rel=0.5)


def test_a_building_larger_than_a_grid_is_in_one():
    hall = box(50, 50, 350, 350)

    assert len(grids_with(divided(SQUARE, buildings=[hall]), hall)) == 1


def test_buildings_that_overlap_are_in_one_grid():
    wing, house = box(150, 150, 250, 210), box(240, 190, 260, 250)
    found = divided(SQUARE, roads=[ACROSS], buildings=[wing, house])

    assert grids_with(found, wing) == grids_with(found, house)


def test_only_the_border_of_communities_may_cut_a_building():
    house = box(380, 150, 420, 250)
    asked = town(SQUARE, box(400, 0, 800, 400), roads=[LineString([(0, 200), (800, 200)])], buildings=[house])
    found = divide(asked, Options())

    assert cut_buildings(asked, found) == []
    assert sorted(found.community[grids_with(found, house)].tolist()) == [0, 1]


def test_a_ring_road_is_a_border_all_around():
    ring = Point(200, 200).buffer(120)
    found = divided(SQUARE, roads=[ring.exterior])

    within = set(grids_with(found, ring.buffer(-1)))
    assert not within & set(grids_with(found, SQUARE.difference(ring.buffer(1))))


def test_a_hole_of_a_community_has_no_grid():
    hole = box(150, 150, 250, 250)
    found = divided(Polygon(SQUARE.exterior, [hole.exterior]))

    assert grids_with(found, hole) == []
    assert found.area.sum() == pytest.approx(150_000, rel=1e-3)


def test_both_parts_of_a_community_are_divided():
    found = divided(MultiPolygon([SQUARE, box(600, 0, 800, 200)]))

    assert found.area.sum() == pytest.approx(200_000, rel=1e-3)
    assert all(shape.geom_type == "Polygon" for shape in found.shapes)


def test_an_islet_belongs_to_the_nearest_grid():
    islet = box(420, 100, 440, 120)
    found = divided(MultiPolygon([SQUARE, islet]))

    (grid,) = grids_with(found, islet)
    assert found.shapes[grid].geom_type == "MultiPolygon"


def test_a_tiny_community_is_one_grid():
    found = divided(SQUARE, box(400, 0, 420, 30))

    assert (found.community == 1).sum() == 1


@pytest.mark.parametrize("outline", [None, Polygon()])
def test_a_community_without_an_outline_has_no_grids(outline):
    assert set(divided(SQUARE, outline).community.tolist()) == {0}


def test_communities_without_outlines_cannot_be_divided():
    with pytest.raises(Invalid, match="no community has an outline"):
        divide(town(None, Polygon()), Options())


def test_land_that_two_communities_claim_goes_to_the_first():
    found = divided(SQUARE, box(390, 0, 800, 400))

    assert set(found.community[grids_with(found, box(391, 1, 399, 399))].tolist()) == {0}


def test_the_vertices_of_a_community_come_back_unchanged():
    outline = shapely.transform(SQUARE, lambda xy: xy + np.pi / 1e4)
    asked = town(outline)
    corners = set(map(tuple, shapely.get_coordinates(asked.communities).tolist()))

    assert corners <= set(map(tuple, shapely.get_coordinates(divide(asked, Options()).shapes).tolist()))
