"""Codes of unit grids."""

import numpy as np
import pytest

from layers.errors import Invalid
from layers.grids.number import grid_codes, reading_order

COMMUNITY = "420117001001"


def numbered(count, used=0, community=COMMUNITY):
    """Codes of so many grids in a row from the west to the east."""
    centres = np.column_stack((np.arange(count) * 100.0, np.zeros(count)))
    return grid_codes([community], np.zeros(count, dtype=int), centres, 10_000, {community: used})


def test_grids_of_one_band_are_numbered_from_the_west():
    assert reading_order(np.array([(200.0, 10.0), (0.0, 0.0), (100.0, 60.0)]), 100).tolist() == [1, 2, 0]


def test_a_band_further_north_comes_first():
    assert reading_order(np.array([(0.0, 0.0), (500.0, 150.0)]), 100).tolist() == [1, 0]


def test_a_code_is_that_of_the_community_and_three_digits():
    assert numbered(2) == ["420117001001001", "420117001001002"]


def test_codes_of_a_scheme_with_shorter_communities_are_shorter():
    assert numbered(1, community="6300100002") == ["6300100002001"]


def test_numbers_that_were_used_are_not_given_again():
    assert numbered(1, used=41) == ["420117001001042"]


def test_no_grids_have_no_codes():
    assert numbered(0) == []


def test_more_than_999_grids_are_refused_with_a_target_that_would_do():
    with pytest.raises(Invalid, match="would get 1000 unit grids") as refused:
        numbered(1000)

    assert refused.value.facts["hint"] == "a larger target: --target 11000"


def test_a_community_without_numbers_left_says_so():
    with pytest.raises(Invalid, match="has used all 999 numbers"):
        numbered(1, used=999)


def test_the_target_is_that_of_the_community_with_the_most_grids():
    community = np.repeat([0, 1], [1500, 2500])
    with pytest.raises(Invalid, match="community 2 would get 2500"):
        grid_codes(["1", "2"], community, np.zeros((4000, 2)), 10_000, {})
