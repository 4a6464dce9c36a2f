"""The made-up coverages are what the other tests take them for."""

import numpy as np
import pytest
import shapely

from tests.coverage import coverage

BOX = (-71.2, 42.2, -70.9, 42.4)


@pytest.mark.parametrize("bends", [0, 1, 2, 5])
def test_a_made_up_coverage_has_neither_gap_nor_overlap(bends):
    _, polygons = coverage(500, BOX, seed=7, vertices=bends)

    assert shapely.coverage_is_valid(polygons)
    assert shapely.equals(shapely.coverage_union_all(polygons), shapely.box(*BOX))


def test_the_same_seed_makes_the_same_coverage():
    (codes, polygons), (again, same) = (coverage(50, BOX, seed=3) for _ in range(2))

    assert np.array_equal(codes, again)
    assert shapely.equals_exact(polygons, same).all()


def test_codes_of_a_coverage_rise_and_are_unit_grid_codes():
    codes, _ = coverage(1100, BOX, seed=1)

    assert codes.tolist() == sorted(set(codes))
    assert all(len(code) == 15 and code.isdigit() for code in codes)
