"""Orphans: addresses whose place in the tree, or whose text, does not hold."""

from typing import Any

import pytest

from tests.address.plot import Plot
from tests.builder import COMMUNITY

OTHER = "420117001002"
CHECKS = [
    "no_parent",
    "parent_gone",
    "parent_below",
    "parent_elsewhere",
    "merged_nowhere",
    "area_coarse",
    "text_outdated",
]


def corrections(plot: Plot, check: str) -> list[dict[str, Any]]:
    return [dict(one) for found in plot.findings(check) for one in found.repair.corrections]


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_said_of_a_tree_that_is_right(plot: Plot, check: str) -> None:
    plot.area(full_name="新洲区")
    road = plot.address("road", "红旗路", full_text="新洲区红旗路")
    plate = plot.address("plate", "红旗路12号", road, full_text="新洲区红旗路12号")
    old = {"state": "merged", "merged_into": plate["code"], "full_text": "新洲区红旗路10号"}
    plot.address("plate", "红旗路10号", road, **old)
    plot.address("lane", "东堂子胡同", full_text="新洲区东堂子胡同")
    plot.address("compound", "区政府", full_text="新洲区区政府")
    assert plot.found(check) == []


def test_a_plate_without_a_parent_gets_the_one_that_its_text_names(plot: Plot) -> None:
    road = plot.address("road", "红旗路")
    plate = plot.address("plate", "红旗路12号", name="12号")
    assert corrections(plot, "no_parent") == [
        {"action": "move", "code": plate["code"], "parent_code": road["code"]}
    ]


def test_a_numbered_lane_needs_a_road(plot: Plot) -> None:
    plot.address("lane", "三巷")
    assert plot.found("no_parent") == ["三巷"]


def test_what_stands_under_a_merged_address_goes_where_that_went(plot: Plot) -> None:
    new = plot.address("road", "红旗大道")
    old = plot.address("road", "红旗路", state="merged", merged_into=new["code"])
    plate = plot.address("plate", "红旗路12号", old)
    assert corrections(plot, "parent_gone") == [
        {"action": "move", "code": plate["code"], "parent_code": new["code"]}
    ]


def test_what_stands_under_a_retired_address_retires_too(plot: Plot) -> None:
    old = plot.address("road", "红旗路", state="retired")
    plate = plot.address("plate", "红旗路12号", old)
    assert corrections(plot, "parent_gone") == [{"action": "retire", "code": plate["code"], "below": True}]


def test_a_plate_under_a_room_is_found(plot: Plot) -> None:
    plot.address("plate", "红旗路12号", plot.address("room", "红旗路"))
    assert plot.found("parent_below") == ["红旗路12号"]


def test_a_plate_under_a_road_of_another_community_gets_the_road_of_its_own(plot: Plot) -> None:
    plate = plot.address("plate", "红旗路12号", plot.address("road", "红旗路"), area_code=OTHER)
    own = plot.address("road", "红旗路", area_code=OTHER)
    assert corrections(plot, "parent_elsewhere") == [
        {"action": "move", "code": plate["code"], "parent_code": own["code"]}
    ]


def test_a_merger_into_an_address_that_was_merged_itself_goes_to_the_last(plot: Plot) -> None:
    last = plot.address("road", "红旗大道")
    middle = plot.address("road", "红旗街", state="merged", merged_into=last["code"])
    first = plot.address("road", "红旗路", state="merged", merged_into=middle["code"])
    assert corrections(plot, "merged_nowhere") == [
        {"action": "merge", "code": first["code"], "into_code": last["code"]}
    ]


def test_mergers_in_a_ring_end_nowhere(plot: Plot) -> None:
    one = plot.address("road", "红旗路", state="retired")
    two = plot.address("road", "红旗街", state="merged", merged_into=one["code"])
    plot.conn.execute(
        "UPDATE onemap.address SET state = 'merged', merged_into = %s WHERE code = %s",
        (two["code"], one["code"]),
    )
    assert (plot.found("merged_nowhere"), corrections(plot, "merged_nowhere")) == (["红旗路", "红旗街"], [])


def test_an_address_that_belongs_to_a_street_only_is_put_into_its_community(plot: Plot) -> None:
    plot.area(COMMUNITY, geom="POLYGON((114.7 30.8, 114.9 30.8, 114.9 30.9, 114.7 30.9, 114.7 30.8))")
    road = plot.address("road", "红旗路", area_code="420117001", geom="POINT(114.8 30.84)")
    assert corrections(plot, "area_coarse") == [
        {"action": "move", "code": road["code"], "area_code": COMMUNITY}
    ]


def test_a_text_under_the_old_name_of_its_area_is_outdated(plot: Plot) -> None:
    plot.area(full_name="新洲区")
    plot.address("road", "红旗路", full_text="新洲县红旗路")
    assert plot.found("text_outdated") == ["红旗路"]
