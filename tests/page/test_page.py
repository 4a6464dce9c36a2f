"""The page around the map: languages, sizes, errors, and that nothing leaves the machine."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.page.view import MapPage

pytestmark = pytest.mark.page

SIZES = [(390, 844), (1280, 800), (1920, 1080)]


def test_the_page_speaks_english_after_a_switch(view: MapPage) -> None:
    view.tab.get_by_test_id("language").click()

    expect(view.panel("Layers").get_by_text("Roads", exact=True)).to_be_visible()
    expect(view.tab.locator("html")).to_have_attribute("lang", "en-GB")


def test_a_chosen_language_is_kept_for_the_next_visit(view: MapPage) -> None:
    view.tab.get_by_test_id("language").click()
    view.tab.reload()

    expect(view.panel("Layers")).to_be_visible()


def test_nothing_is_asked_of_another_host(view: MapPage) -> None:
    view.search("新洲").first.click()
    view.tab.get_by_role("button", name="切换到深色").click()
    view.wait()

    assert view.elsewhere() == []


def test_nothing_complains_in_the_console(view: MapPage) -> None:
    view.click_middle()
    view.wait()

    assert view.complaints == []


def test_the_api_page_asks_nothing_of_another_host(live: str, tab: Page) -> None:
    page = MapPage(tab, live)
    tab.goto(live + "/docs")
    expect(tab.locator(".opblock").first).to_be_visible()

    assert (page.elsewhere(), page.complaints) == ([], [])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_sticks_out_of_the_window(live: str, browser: Browser, size: tuple[int, int]) -> None:
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    MapPage(tab, live).open()
    wide = tab.evaluate(
        "() => [...document.querySelectorAll('header *, nav *, aside, main')].filter(one => {"
        "  const box = one.getBoundingClientRect();"
        "  return box.width > 1 && (box.left < 0 || box.right > innerWidth + 0.5);"
        "}).map(one => one.outerHTML.slice(0, 80))"
    )
    tab.close()

    assert wide == []


def test_on_a_phone_one_panel_is_open_at_a_time(view: MapPage) -> None:
    view.tab.set_viewport_size({"width": 390, "height": 844})
    view.tab.locator("[data-panel=layers]").click()
    view.tab.locator("[data-panel=events]").click()

    expect(view.tab.get_by_role("complementary")).to_have_count(1)


def problem(route: Route) -> None:
    body = {
        "type": "urn:onemap:problem:timeout",
        "title": "Too slow",
        "status": 504,
        "detail": "ask for less",
    }
    route.fulfill(status=504, content_type="application/problem+json", json=body)


def test_an_error_of_the_service_is_shown_in_its_words(view: MapPage) -> None:
    view.tab.route("**/api/identify*", problem)
    view.click_middle()

    expect(view.tab.get_by_role("alert")).to_contain_text("ask for less")


def test_after_an_error_trying_again_works(view: MapPage) -> None:
    view.tab.route("**/api/identify*", problem)
    view.click_middle()
    view.tab.unroute("**/api/identify*")
    view.tab.get_by_role("button", name="重试").click()

    expect(view.tab.get_by_test_id("identified")).to_be_visible()


def test_a_service_that_is_gone_is_said_to_be_gone(view: MapPage) -> None:
    view.tab.route("**/api/events*", lambda route: route.abort())
    view.tab.locator("[data-tab=ended]").click()

    expect(view.tab.get_by_role("alert")).to_contain_text("连不上服务")
