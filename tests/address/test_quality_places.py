"""Positions: missing, outside their area, far from their parent."""

import pytest

from tests.address.plot import Plot, point, square
from tests.builder import COMMUNITY

OTHER = "420117001002"


@pytest.fixture(autouse=True)
def _communities(plot: Plot) -> None:
    """Two squares of a kilometre, side by side."""
    plot.area(COMMUNITY, name="东社区", geom=square(0, 0, 1000))
    plot.area(OTHER, name="西社区", geom=square(-1000, 0, 1000))


@pytest.mark.parametrize("check", ["no_position", "outside_area", "far_from_parent"])
def test_nothing_is_said_of_addresses_that_are_right(plot: Plot, check: str) -> None:
    road = plot.road("红旗路", {})
    plate = plot.address("plate", "红旗路12号", road, geom=point(0, 500))
    plot.address("building", "红旗路12号3栋", plate, geom=point(300, 500))
    assert plot.found(check) == []


def test_a_plate_outside_its_area_is_put_into_the_one_that_it_lies_in(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (-30, 500)})
    (found,) = plot.findings("outside_area")
    assert (found.facts, found.repair.corrections) == (
        {"metres": pytest.approx(30.0, abs=0.1), "area": "东社区", "lies_in": "西社区"},
        ({"action": "move", "code": found.rows[0].code, "area_code": OTHER},),
    )


def test_borders_are_drawn_no_better_than_a_metre(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (-0.8, 500)})
    assert plot.found("outside_area") == []


def test_far_outside_it_is_the_position_that_is_doubted(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (-700, 500)})
    (found,) = plot.findings("outside_area")
    assert found.repair.corrections == ()


def test_a_place_in_no_area_is_told(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (500, -20)})
    (found,) = plot.findings("outside_area")
    assert (found.facts["lies_in"], found.repair.corrections) == ("-", ())


def test_an_area_without_a_polygon_has_no_outside(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (9000, 0)}, area="420117001003")
    assert plot.found("outside_area") == []


def test_a_plate_without_a_position_is_placed_where_what_is_below_it_lies(plot: Plot) -> None:
    road = plot.road("红旗路", {})
    plate = plot.address("plate", "红旗路12号", road)
    plot.address("floor", "红旗路12号1层", plate, geom="POINT(114.801 30.841)")
    plot.address("floor", "红旗路12号2层", plate, geom="POINT(114.803 30.843)")
    (found,) = plot.findings("no_position")
    (correction,) = found.repair.corrections
    assert (correction["action"], correction["lon"], correction["lat"]) == ("place", 114.802, 30.842)


def test_roads_need_no_position(plot: Plot) -> None:
    plot.road("红旗路", {})
    assert plot.found("no_position") == []


def test_a_floor_far_from_its_plate_is_moved_there(plot: Plot) -> None:
    plate = plot.address("plate", "红旗路12号", plot.road("红旗路", {}), geom="POINT(114.801 30.841)")
    plot.address("floor", "红旗路12号1层", plate, geom="POINT(114.802 30.841)")
    (found,) = plot.findings("far_from_parent")
    (correction,) = found.repair.corrections
    assert (found.facts["metres"], correction["lon"]) == (pytest.approx(95.7, abs=0.1), 114.801)
