"""What a dispatcher does on the page: look a place up, go through the events."""

import pytest
from playwright.sync_api import expect

from tests.page.view import MapPage

pytestmark = pytest.mark.page


def test_a_click_shows_the_grid_and_who_is_responsible(view: MapPage) -> None:
    view.click_middle()
    rows = view.panel("一键查询")

    expect(rows.locator("[data-row=unit_grid] dd")).to_contain_text("420117")
    expect(rows.locator("[data-row=duty_body] dd")).not_to_have_text("无")


def test_enter_on_the_map_looks_up_its_middle(view: MapPage) -> None:
    view.tab.locator("canvas.maplibregl-canvas").focus()
    view.tab.keyboard.press("Enter")

    expect(view.tab.get_by_test_id("identified")).to_be_visible()


def test_a_place_outside_of_all_areas_says_so(view: MapPage) -> None:
    view.jump(0, 0, 12)
    view.click_middle()

    expect(view.tab.get_by_text("该点不在任何已入库的行政区内")).to_be_visible()
