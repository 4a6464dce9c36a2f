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


def test_events_are_listed_newest_first(view: MapPage) -> None:
    expect(view.tab.locator("button.event").first).to_be_visible()
    times = view.tab.locator("button.event time").evaluate_all(
        "all => all.map(one => Date.parse(one.dateTime))"
    )

    assert times == sorted(times, reverse=True)


def test_more_events_are_added_below(view: MapPage) -> None:
    rows = view.tab.locator("button.event")
    expect(rows.first).to_be_visible()
    before = rows.count()
    view.tab.get_by_role("button", name="更多").click()

    expect(rows.nth(before)).to_be_visible()


def test_a_click_on_an_event_goes_there(view: MapPage) -> None:
    event = view.tab.locator("button.event:not([aria-disabled=true])").first
    event.click()
    view.wait()

    assert view.run("map.getZoom()") == pytest.approx(17)
    expect(event).to_have_attribute("aria-pressed", "true")
