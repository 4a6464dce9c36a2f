"""The map itself: drawn from our own tiles, switched by layer, kept in the address bar."""

import pytest
from playwright.sync_api import Page, expect

from tests.page.view import MapPage

pytestmark = pytest.mark.page

CLOSE_UP = 16


def close_up(view: MapPage) -> None:
    lon, lat = view.centre()
    view.jump(lon, lat, CLOSE_UP)


@pytest.mark.parametrize("layer", ["road", "district", "street"])
def test_the_whole_city_is_drawn(view: MapPage, layer: str) -> None:
    assert view.drawn(layer) > 0


@pytest.mark.parametrize("layer", ["building", "component", "unit_grid"])
def test_close_up_there_is_more(view: MapPage, layer: str) -> None:
    close_up(view)
    view.tab.locator(f"input[data-layer={layer}]").check()
    view.wait()

    assert view.drawn(layer) > 0


def test_a_layer_switched_off_is_not_drawn(view: MapPage) -> None:
    view.tab.locator("input[data-layer=road]").uncheck()
    view.wait()

    assert view.drawn("road") == 0


def test_a_layer_switched_off_stays_off_in_the_other_theme(view: MapPage) -> None:
    view.tab.locator("input[data-layer=road]").uncheck()
    view.tab.get_by_role("button", name="切换到深色").click()
    view.wait()
    for _ in range(50):  # the old style may be drawn once more
        if view.drawn("road") == 0 and view.drawn("district"):
            break
        view.tab.wait_for_timeout(100)

    assert (view.drawn("road"), view.drawn("district") > 0) == (0, True)


def test_every_layer_of_the_catalogue_has_a_switch(view: MapPage, live: str) -> None:
    layers = view.tab.request.get(f"{live}/api/layers").json()["items"]
    switches = view.tab.locator("input[data-layer]").evaluate_all("all => all.map(one => one.dataset.layer)")

    assert sorted(switches) == sorted(layer["name"] for layer in layers)


def test_the_view_is_kept_in_the_address_bar(view: MapPage) -> None:
    view.jump(114.8123, 30.8456, CLOSE_UP)
    view.has_url(r"#view=16/30\.8456\d*/114\.8123\d*$")


def test_a_shared_link_opens_where_it_says(live: str, tab: Page) -> None:
    page = MapPage(tab, live)
    page.open("/#view=15/30.85/114.81")

    assert page.centre() == pytest.approx((114.81, 30.85), abs=1e-4)


def test_the_sample_is_called_synthetic(view: MapPage) -> None:
    expect(view.tab.get_by_test_id("data-label")).to_have_text("合成样例数据")


def test_without_webgl_the_lists_still_work(live: str, tab: Page) -> None:
    tab.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    tab.goto(live)

    expect(tab.get_by_text("地图无法显示")).to_be_visible()
    expect(tab.locator("button.event").first).to_be_visible()
