"""Doubles: one address twice, one number for several places, several numbers for one."""

import pytest

from address.quality.run import MOST_ROWS
from tests.address.plot import Plot, both_sides, square

OTHER = "420117001002"
CHECKS = [
    "duplicate",
    "same_name",
    "border_duplicate",
    "one_number_many_places",
    "one_place_many_numbers",
    "road_misspelt",
    "building_many_roads",
]


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_said_of_roads_that_are_right(plot: Plot, check: str) -> None:
    plot.road("红旗路", both_sides(12))
    plot.road("和平路", {name: (x, y + 500) for name, (x, y) in both_sides(12).items()}, area=OTHER)
    assert plot.found(check) == []


def test_one_text_in_two_spellings_is_a_duplicate(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 0), "１２號": (0, 0)})
    assert plot.found("duplicate") == ["红旗路１２號"]


def test_the_younger_of_two_is_merged_into_the_older(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 0), "十二号": (0, 0)})
    (found,) = plot.findings("duplicate")
    younger, older = [row.code for row in found.rows]
    assert found.repair.corrections == ({"action": "merge", "code": younger, "into_code": older},)
    assert older < younger


def test_a_retired_address_is_no_duplicate(plot: Plot) -> None:
    road = plot.road("红旗路", {"12号": (0, 0)})
    plot.address("plate", "红旗路十二号", road, state="retired")
    assert plot.found("duplicate") == []


def test_one_name_under_one_parent_with_two_texts_is_found(plot: Plot) -> None:
    road = plot.road("红旗路", {"12号": (0, 0)})
    plot.address("plate", "红旗大路12号", road, name="12号")
    assert plot.found("same_name") == ["红旗大路12号"]


def test_one_number_in_two_communities_of_a_street_stands_for_two_places(plot: Plot) -> None:
    plot.road("红旗路", both_sides(12))
    plot.road("红旗路", {"12号": (900, 0), "14号": (920, 0)}, area=OTHER)
    (found,) = plot.findings("one_number_many_places")
    assert (plot.found("one_number_many_places"), found.facts["metres"]) == (
        ["红旗路12号"],
        pytest.approx(780.0, abs=1.0),
    )


def test_a_plate_that_two_communities_claim_is_a_duplicate_on_their_border(plot: Plot) -> None:
    plot.road("红旗路", both_sides(12))
    plot.road("红旗路", {"12号": (125, -10)}, area=OTHER)
    assert (plot.found("border_duplicate"), plot.found("one_number_many_places")) == (["红旗路12号"], [])


def test_towns_may_share_the_names_of_roads(plot: Plot) -> None:
    plot.road("红旗路", both_sides(12))
    plot.road("红旗路", {name: (x + 9000, y) for name, (x, y) in both_sides(12).items()}, area="420117002001")
    assert plot.found("one_number_many_places") == []


def test_plates_of_two_roads_on_one_point_are_one_place(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 0)})
    plot.road("和平路", {"3号": (0, 0)})
    assert plot.found("one_place_many_numbers") == ["红旗路12号"]


def test_branches_of_one_number_may_share_its_place(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 0), "12之1号": (0, 0), "12-2号": (0, 0)})
    assert plot.found("one_place_many_numbers") == []


def test_one_number_of_a_road_in_two_spellings_is_one_plate(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 0)})
    plot.road("红其路", {"12号": (0, 0)})
    assert (plot.found("road_misspelt"), plot.found("one_place_many_numbers")) == (["红其路12号"], [])


def test_a_building_with_plates_of_two_roads_is_worth_a_look(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 5)})
    plot.road("和平路", {"3号": (5, 0)})
    plot.add("building", geom=square(-20, -20, 40))
    assert plot.found("building_many_roads") == ["红旗路12号"]


def test_a_terrace_of_one_road_is_fine(plot: Plot) -> None:
    plot.road("红旗路", both_sides(12, width=0))
    plot.add("building", geom=square(-20, -200, 400))
    assert plot.found("building_many_roads") == []


def test_a_finding_of_many_addresses_shows_the_first(plot: Plot) -> None:
    plot.road("红旗路", {f"{n}号": (0, 0) for n in range(1, 41)})
    (found,) = plot.findings("one_place_many_numbers")
    assert (len(found.rows), found.facts["count"]) == (MOST_ROWS, 40)
