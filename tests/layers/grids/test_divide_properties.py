"""What is so of every division, whatever the town."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from layers.grids.divide import Options, divide
from layers.grids.divide_faces import centres
from layers.grids.group import duty_groups
from layers.grids.number import grid_codes
from tests.layers.grids.town import cut_buildings, random_town

SEEDS = st.integers(0, 10**6)
FEW = tries(max_examples=15, deadline=None)


@FEW
@given(SEEDS)
def test_grids_leave_no_gap_and_no_overlap(seed):
    found = divide(random_town(seed), Options())

    assert shapely.coverage_is_valid(found.shapes)
    assert shapely.is_valid(found.shapes).all()


@FEW
@given(SEEDS)
def test_the_grids_of_a_community_are_the_community(seed):
    asked = random_town(seed)
    found = divide(asked, Options())

    for n, community in enumerate(found.plane.to_metres(asked.communities)):
        whole = shapely.coverage_union_all(found.flat[found.community == n])
        assert shapely.hausdorff_distance(whole, community) < 0.002
        assert whole.symmetric_difference(community).area < 0.001 * community.length


@FEW
@given(SEEDS)
def test_no_grid_cuts_a_building(seed):
    asked = random_town(seed)

    assert cut_buildings(asked, divide(asked, Options())) == []


@FEW
@given(SEEDS)
def test_no_grid_is_too_small_while_its_community_is_not(seed):
    found, options = divide(random_town(seed), Options()), Options()

    total = np.bincount(found.community, weights=found.area)
    assert ((found.area >= options.least) | (total[found.community] < options.least)).all()


@FEW
@given(SEEDS)
def test_duty_grids_are_connected_and_within_a_community(seed):
    found = divide(random_town(seed), Options())
    groups = duty_groups(
        found.community, np.ones(len(found.area)), found.area, found.borders, found.strength, wanted=4
    )
    pairs = np.column_stack((found.borders.left, found.borders.right))
    pairs = pairs[groups[pairs[:, 0]] == groups[pairs[:, 1]]]
    links = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(groups), len(groups)))

    assert connected_components(links, directed=False)[0] == groups.max() + 1
    assert len({*zip(groups.tolist(), found.community.tolist(), strict=True)}) == groups.max() + 1


@FEW
@given(SEEDS)
def test_codes_rise_from_the_north_and_from_the_west(seed):
    asked = random_town(seed)
    found = divide(asked, Options())
    middles = centres(found.flat)
    codes = np.array(grid_codes(asked.codes, found.community, middles, 10_000, {}))

    assert len(set(codes.tolist())) == len(codes)
    for n, community in enumerate(asked.codes):
        own = np.argsort(np.where(found.community == n, codes, "9" * 15))[: (found.community == n).sum()]
        assert [code[:12] for code in codes[own]] == [community] * len(own)
        x, y = middles[own].T
        assert all((y[k + 1 :] <= y[k] + 100).all() for k in range(len(own)))
        assert all(x[k] <= x[k + 1] or y[k + 1] < y[k] for k in range(len(own) - 1))


def test_the_same_town_is_divided_the_same_way_again():
    first, again = (divide(random_town(11), Options()) for _ in range(2))

    assert shapely.equals_exact(first.shapes, again.shapes).all()


@pytest.mark.parametrize("target", [2_500, 10_000, 40_000])
def test_grids_are_about_as_large_as_wished(target):
    found = divide(random_town(5), Options(target, target / 5, target**0.5 / 5))

    assert found.area.mean() == pytest.approx(target, rel=0.25)
