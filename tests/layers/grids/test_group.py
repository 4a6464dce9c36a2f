"""Duty grids: their load, and what keeps them together."""

import numpy as np
import pytest
from shapely import LineString, box

from layers.grids.divide import Options, divide
from layers.grids.group import balance, duty_groups, loads
from tests.layers.grids.town import town

ROAD = LineString([(-10, 400), (810, 400)])


def grouped(found, load, wanted, within=None):
    """Duty grids of divided communities."""
    within = found.community if within is None else within
    return duty_groups(within, load, found.area, found.borders, found.strength, wanted)


def test_parts_of_the_load_are_compared_by_their_means():
    load = loads({"area": (1.0, np.array([10.0, 30.0])), "events": (3.0, np.array([3.0, 1.0]))})

    assert load.tolist() == [1.25, 0.75]


def test_what_is_nowhere_counts_nothing():
    load = loads({"area": (1.0, np.array([10.0, 30.0])), "events": (9.0, np.zeros(2))})

    assert load.tolist() == [0.5, 1.5]


def test_without_any_part_all_grids_are_the_same():
    assert loads({"area": (0.0, np.array([10.0, 30.0]))}).tolist() == [1, 1]


def test_equal_grids_make_duty_grids_of_about_equal_load():
    found = divide(town(box(0, 0, 800, 600)), Options())
    total, evenness = balance(grouped(found, np.ones(len(found.area)), 12), np.ones(len(found.area)))

    assert len(total) == 4
    assert evenness < 1.2


def test_where_there_is_more_to_do_a_duty_grid_is_smaller():
    found = divide(town(box(0, 0, 800, 600)), Options())
    busy = np.array([shape.centroid.x < 0 for shape in found.flat])
    load = np.where(busy, 5.0, 1.0)
    groups = grouped(found, load, 12)

    assert balance(groups, load)[1] < 1.35
    assert np.bincount(groups[busy]).max() < np.bincount(groups[~busy]).max()


def test_a_border_along_a_large_road_is_preferred():
    asked = town(box(0, 0, 800, 800), roads=[ROAD])
    asked = type(asked)(asked.codes, asked.communities, asked.roads, ["motorway"])
    found = divide(asked, Options())
    groups = grouped(found, np.ones(len(found.area)), 32)
    north = np.array([shape.centroid.y > 0 for shape in found.flat])

    assert not set(groups[north].tolist()) & set(groups[~north].tolist())


def test_duty_grids_of_a_street_may_lie_in_several_communities():
    found = divide(town(box(0, 0, 200, 200), box(200, 0, 400, 200)), Options())

    assert set(grouped(found, np.ones(8), 12, within=np.zeros(8, dtype=int)).tolist()) == {0}
    assert set(grouped(found, np.ones(8), 12).tolist()) == {0, 1}


def test_parts_that_do_not_touch_are_different_duty_grids():
    found = divide(town(box(0, 0, 200, 200), box(300, 0, 500, 200)), Options())

    assert set(grouped(found, np.ones(8), 12, within=np.zeros(8, dtype=int)).tolist()) == {0, 1}


@pytest.mark.parametrize("load", [0.0, 40.0])
def test_a_single_grid_is_a_duty_grid_whatever_its_load(load):
    found = divide(town(box(0, 0, 100, 100)), Options())

    assert grouped(found, np.array([load]), 12).tolist() == [0]
