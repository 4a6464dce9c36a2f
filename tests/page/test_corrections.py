"""Correcting the library on the page: proposed, reviewed, published, and found under both names."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.page.view import MapPage

pytestmark = pytest.mark.page


@pytest.fixture
def key(live_home: Path) -> str:
    return (live_home / "admin.key").read_text("utf-8").strip()


def plate_of(view: MapPage, nth: int) -> tuple[str, str]:
    """Code and full text of a door plate near the middle."""
    lon, lat = view.centre()
    answer = view.tab.request.get(
        f"{view.base}/api/address/reverse", params={"lon": lon, "lat": lat, "radius": 1000, "limit": 50}
    ).json()
    said = answer["features"][nth]["properties"]["geocoding"]
    return said["address_code"], said["label"]


def open_form(view: MapPage, code: str, key: str) -> Locator:
    """The form that corrects an address."""
    view.open(f"/?address={code}")
    view.tab.get_by_role("button", name="提出更正").click()
    view.give_key(key)
    return view.tab.get_by_test_id("correction-form")


def propose_name(view: MapPage, code: str, key: str, name: str) -> Locator:
    """Propose another name; the correction."""
    form = open_form(view, code, key)
    form.get_by_label("名称").fill(name)
    form.get_by_label("理由").fill("门牌换新，现场核实")
    form.get_by_role("button", name="提交").click()
    return view.tab.locator("[data-correction]")


def test_corrections_are_only_for_those_with_the_key(view: MapPage) -> None:
    view.tab.locator("[data-panel=corrections]").click()
    view.give_key("wrong")

    expect(view.panel("地址更正").get_by_role("alert")).to_contain_text("需要密钥")
    expect(view.tab.get_by_test_id("corrections")).to_have_count(0)


def test_the_key_is_neither_in_an_address_nor_kept_beyond_the_tab(view: MapPage, key: str) -> None:
    view.tab.locator("[data-panel=corrections]").click()
    view.give_key(key)
    expect(view.tab.get_by_test_id("corrections")).to_be_attached()
    kept = view.tab.evaluate("() => [JSON.stringify(localStorage), document.cookie]")

    assert not any(key in text for text in [*view.asked, view.tab.url, *kept])


def test_a_renamed_address_is_found_by_its_new_name_and_by_its_old_one(view: MapPage, key: str) -> None:
    code, label = plate_of(view, 3)
    correction = propose_name(view, code, key, "9988号")
    expect(correction.locator("[data-changed=name]")).to_contain_text("9988号")
    correction.locator("[data-step=accept]").click()
    correction.locator("[data-step=publish]").click()
    expect(correction.get_by_test_id("correction-state")).to_have_text("已发布")
    expect(view.tab.get_by_test_id("history")).to_contain_text("门牌换新")
    view.comes_to("map.queryRenderedFeatures().some((one) => one.properties.name === '9988号')")

    view.tab.wait_for_timeout(1000)  # by then the index has followed
    expect(view.search(re.sub(r"\d+号$", "9988号", label)).first).to_contain_text("9988号")
    panel = view.look_up(label)
    expect(panel.get_by_test_id("answer")).to_contain_text("9988号")
    expect(panel.get_by_test_id("faults")).to_contain_text("旧名")


def test_a_reviewer_must_say_why_something_is_rejected(view: MapPage, key: str) -> None:
    code, _ = plate_of(view, 5)
    expect(propose_name(view, code, key, "7766号")).to_be_visible()
    view.tab.locator("[data-panel=corrections]").click()
    correction = view.tab.get_by_test_id("corrections").locator("[data-correction]").first
    correction.locator("[data-step=reject]").click()
    expect(correction.get_by_label("意见")).to_have_attribute("aria-invalid", "true")
    correction.get_by_label("意见").fill("与现场不符")
    correction.locator("[data-step=reject]").click()

    expect(correction.get_by_test_id("correction-state")).to_have_text("已驳回")


def test_a_position_is_chosen_on_the_map(view: MapPage, key: str) -> None:
    code, _ = plate_of(view, 7)
    form = open_form(view, code, key)
    form.get_by_label("更正内容").select_option("place")
    form.get_by_role("button", name="在地图上选点").click()
    expect(view.tab.get_by_text("请在地图上点选新位置")).to_be_visible()
    view.tab.locator("canvas.maplibregl-canvas").click(position={"x": 120, "y": 150})
    form.get_by_label("理由").fill("实测")
    form.get_by_role("button", name="提交").click()

    expect(view.tab.locator("[data-changed=position]")).to_be_visible()


def test_what_the_service_refuses_is_said_and_can_be_put_right(view: MapPage, key: str) -> None:
    code, _ = plate_of(view, 9)
    form = open_form(view, code, key)
    form.get_by_label("理由").fill("同名")
    form.get_by_role("button", name="提交").click()

    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.get_by_label("理由")).to_have_value("同名")


def test_the_checks_are_run_for_a_street(view: MapPage, key: str) -> None:
    view.tab.locator("[data-panel=corrections]").click()
    view.give_key(key)
    view.tab.locator("[data-tab=quality]").click()
    view.tab.get_by_test_id("check-here").click()

    expect(view.tab.get_by_test_id("findings")).to_be_visible()
