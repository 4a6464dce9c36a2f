"""Searching: suggestions while typing, answers with what is wrong in them, entries of the library."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.view import MapPage

pytestmark = pytest.mark.page


@dataclass(frozen=True)
class Plate:
    """A door plate of the sample."""

    label: str
    code: str
    text: str
    """Below its area."""
    community: str


def ask(tab: Page, live: str, path: str, **parameters: Any) -> Any:
    return tab.request.get(live + path, params=parameters).json()


@pytest.fixture
def plate(view: MapPage, live: str) -> Plate:
    """Some door plate near the middle of the sample."""
    lon, lat = view.centre()
    found = ask(view.tab, live, "/api/address/reverse", lon=lon, lat=lat, radius=1000, limit=1)
    said = found["features"][0]["properties"]["geocoding"]
    return Plate(said["label"], said["address_code"], said["matched"], said["elements"]["community"])


def test_a_chosen_suggestion_opens_its_entry_and_goes_there(view: MapPage, plate: Plate) -> None:
    before = view.centre()
    view.search(plate.text).filter(has_text=plate.community).first.click()
    panel = view.panel("标准地址")
    expect(panel.get_by_text(plate.label).first).to_be_visible()
    expect(panel.locator("[data-row=district] dd")).to_contain_text("新洲区")
    view.wait()

    assert view.centre() != pytest.approx(before, abs=1e-5)
    expect(view.tab.locator(".maplibregl-marker")).to_be_visible()


def test_the_keyboard_alone_is_enough_for_a_search(view: MapPage, plate: Plate) -> None:
    expect(view.search(plate.text).first).to_be_visible()
    view.tab.keyboard.press("ArrowDown")
    view.tab.keyboard.press("Enter")

    expect(view.tab.get_by_test_id("entry")).to_contain_text(plate.text)


def test_pinyin_and_initials_find_a_road(view: MapPage, live: str) -> None:
    roads = ask(view.tab, live, "/api/address/suggest", q="丰", limit=20)["items"]
    name = next(one["text"] for one in roads if one["text"] == "丰华路")

    for typed in ("fenghualu", "fhl"):
        expect(view.search(typed).first).to_contain_text(name)


def test_enter_on_pinyin_opens_the_first_suggestion(view: MapPage) -> None:
    view.box.fill("fhl")
    view.box.press("Enter")

    expect(view.tab.get_by_test_id("entry")).to_contain_text("丰华路")


def test_escape_closes_the_suggestions(view: MapPage) -> None:
    expect(view.search("丰华路").first).to_be_visible()
    view.tab.keyboard.press("Escape")

    expect(view.search("丰华路").first).to_be_hidden()


def test_a_whole_text_is_looked_up_by_enter(view: MapPage, plate: Plate) -> None:
    panel = view.look_up(plate.label)

    expect(panel.get_by_test_id("answer")).to_contain_text(plate.label)
    expect(panel.get_by_test_id("verdict")).to_have_text("可直接采用")


def test_what_is_wrong_in_a_text_is_said_in_words(view: MapPage, plate: Plate) -> None:
    panel = view.look_up(f"{plate.label}77栋")

    expect(panel.get_by_test_id("faults")).to_contain_text("楼栋“77栋”库中没有")
    expect(panel.get_by_test_id("verdict")).to_have_text("请核对")


def test_an_answer_that_is_not_precise_has_its_circle(view: MapPage, plate: Plate) -> None:
    expect(view.look_up(f"{plate.label}附近").get_by_test_id("answer")).to_be_visible()
    view.wait()

    assert view.run("map.queryRenderedFeatures({layers: ['onemap-circle']}).length") > 0


def test_the_answer_leads_to_its_entry_and_back(view: MapPage, plate: Plate) -> None:
    panel = view.look_up(f"{plate.label}77栋")
    panel.get_by_role("button", name="地址详情").click()
    expect(view.tab.get_by_test_id("entry")).to_contain_text(plate.code)
    panel.get_by_role("button", name="返回").click()

    expect(panel.get_by_test_id("answer")).to_be_visible()


def test_a_text_without_a_match_says_how_it_was_understood(view: MapPage) -> None:
    panel = view.look_up("火星基地零号楼")

    expect(panel).to_contain_text("没有找到“火星基地零号楼”")
    expect(panel).to_contain_text("库中都没有")


def test_what_is_searched_for_stays_out_of_the_address_bar(view: MapPage, plate: Plate) -> None:
    expect(view.look_up(plate.label).get_by_test_id("answer")).to_be_visible()

    assert view.tab.url.partition("#")[0] == f"{view.base}/"


def test_the_link_on_a_door_opens_the_entry(live: str, tab: Page, plate: Plate) -> None:
    page = MapPage(tab, live)
    page.open(f"/a/{plate.code}")

    expect(tab.get_by_test_id("entry")).to_contain_text(plate.label)
    expect(tab.locator(".maplibregl-marker")).to_be_visible()


def test_an_entry_has_a_qr_code(view: MapPage, plate: Plate) -> None:
    view.search(plate.text).first.click()
    image = view.panel("标准地址").get_by_role("img", name=plate.code)
    image.scroll_into_view_if_needed()

    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("one => one.naturalWidth") > 0


def busy(route: Route) -> None:
    body = {"title": "Not available now", "status": 503, "detail": "the index of addresses is being made"}
    route.fulfill(status=503, content_type="application/problem+json", json=body)


def test_while_the_index_is_made_the_search_says_so_quietly(view: MapPage) -> None:
    view.tab.route("**/api/address/suggest*", busy)
    view.search("丰华路")

    expect(view.tab.get_by_text("地址索引正在生成")).to_be_visible()
    expect(view.tab.get_by_role("alert")).to_have_count(0)
    view.tab.unroute("**/api/address/suggest*")
    view.tab.get_by_role("button", name="重试").click()
    expect(view.search("丰华路").first).to_be_visible()
