"""The event desk: live, by keyboard, and two people on one case."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.view import MapPage

pytestmark = pytest.mark.page

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def key(live_home: Path) -> str:
    return (live_home / "admin.key").read_text("utf-8").strip()


@pytest.fixture
def desk(live: str, tab: Page, key: str) -> MapPage:
    """The page of somebody who has given the key before."""
    tab.add_init_script(f"sessionStorage.setItem('onemap.key', '{key}')")
    page = MapPage(tab, live)
    page.open()
    expect(tab.locator("[data-live=live]")).to_be_visible()
    return page


@pytest.fixture
def send(desk: MapPage, key: str) -> Send:
    """What somebody else does meanwhile."""

    def send(path: str, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {key}"}
        answer = desk.tab.request.post(f"{desk.base}/api/events{path}", data=body, headers=headers)
        assert answer.ok, answer.text()
        return dict(answer.json())

    return send


@pytest.fixture
def made(desk: MapPage, send: Send) -> dict[str, Any]:
    """A case that a collector has just reported in the middle of the map."""
    lon, lat = desk.centre()
    return send("", class_code="06010", source="collector", lon=lon, lat=lat, description="路边一堆垃圾")


def row(desk: MapPage, event: dict[str, Any]) -> Locator:
    return desk.tab.locator(f"[data-event='{event['code']}']")


def open_case(desk: MapPage, event: dict[str, Any]) -> Locator:
    row(desk, event).click()
    case = desk.tab.get_by_test_id("case")
    expect(case.locator("[data-next]").first).to_be_visible()
    return case


def test_open_cases_are_listed_by_their_deadlines(desk: MapPage) -> None:
    expect(desk.tab.locator("[data-event]").first).to_be_visible()
    with desk.tab.expect_response("**/api/events?*open=true*") as answered:
        desk.tab.reload()
    due = [event["deadline"] for event in answered.value.json()["items"] if event["deadline"]]
    shown = desk.tab.locator("[data-event]").first.get_attribute("data-event")

    assert due == sorted(due)
    assert shown == answered.value.json()["items"][0]["code"]


def test_a_case_reported_elsewhere_appears_by_itself(desk: MapPage, made: dict[str, Any]) -> None:
    expect(row(desk, made)).to_contain_text("路边一堆垃圾")


def test_a_reported_case_says_where_it_lies(desk: MapPage) -> None:
    desk.tab.keyboard.press("i")
    form = desk.tab.get_by_test_id("report-form")
    form.get_by_role("combobox", name="事件类别").fill("暴露垃圾")
    form.get_by_role("combobox", name="事件类别").press("Enter")
    form.get_by_role("button", name="用地图中心").click()
    form.get_by_role("button", name="上报", exact=True).click()

    expect(desk.tab.get_by_test_id("report-done")).to_contain_text("单元网格420117")


def test_a_case_is_filed_and_dispatched_by_keyboard(desk: MapPage, made: dict[str, Any]) -> None:
    case = open_case(desk, made)
    desk.tab.keyboard.press("f")
    expect(case.get_by_test_id("case-state")).to_have_text("立案")
    desk.tab.keyboard.press("d")
    desk.tab.get_by_test_id("step-form").get_by_label("派给").select_option(index=1)
    desk.tab.keyboard.press("Enter")

    expect(case.get_by_test_id("case-state")).to_have_text("派单")
    expect(row(desk, made)).to_contain_text("派单")


def test_who_comes_second_is_told_who_was_first(desk: MapPage, send: Send, made: dict[str, Any]) -> None:
    case = open_case(desk, made)
    desk.tab.keyboard.press("x")
    send(f"/{made['code']}/steps", step="file", version=made["version"], post="acceptor")
    desk.tab.keyboard.type("重复上报")
    desk.tab.keyboard.press("Enter")

    expect(case.get_by_test_id("conflict")).to_contain_text("受理员")
    expect(case.get_by_test_id("case-state")).to_have_text("立案")


def test_a_form_that_somebody_overtook_says_so_before_it_is_sent(
    desk: MapPage, send: Send, made: dict[str, Any]
) -> None:
    open_case(desk, made)
    desk.tab.keyboard.press("x")
    send(f"/{made['code']}/steps", step="file", version=made["version"], post="acceptor")

    expect(desk.tab.get_by_test_id("desk-message")).to_have_text("本案刚刚由他人办理，提交前请核对。")
    desk.tab.keyboard.press("Escape")
    expect(desk.tab.get_by_test_id("case-state")).to_have_text("立案")


def test_a_refused_report_is_explained_in_chinese(desk: MapPage) -> None:
    desk.tab.keyboard.press("i")
    form = desk.tab.get_by_test_id("report-form")
    form.get_by_role("combobox", name="事件类别").fill("暴露垃圾")
    expect(form.get_by_role("option", name="暴露垃圾")).to_be_visible()
    form.get_by_role("combobox", name="事件类别").press("Enter")
    form.get_by_role("combobox", name="地址").fill("没有这条街一号")
    form.get_by_role("button", name="上报", exact=True).click()

    expect(form.get_by_role("alert")).to_contain_text("地址库里没有这个地址")


def test_of_too_many_cases_a_stage_lists_all_of_its_own(desk: MapPage, made: dict[str, Any]) -> None:
    """The service seems to have more open cases than the board reads, and this one not among the first."""
    first = re.compile(r"/api/events\?(?!.*state=)")
    desk.tab.route(first, lambda route: route.fulfill(json={"items": [], "next": "and so on"}))
    desk.tab.reload()
    expect(desk.tab.get_by_text("这里不止 0 件")).to_be_visible()
    desk.tab.locator("[data-tab=discover]").click()

    expect(row(desk, made)).to_be_visible()
    expect(desk.tab.locator("[data-tab=discover]")).not_to_contain_text("+")


def test_a_case_is_marked_on_the_map_with_its_grid(desk: MapPage, made: dict[str, Any]) -> None:
    open_case(desk, made)

    desk.comes_to(
        "map.queryRenderedFeatures({layers: ['desk-events']}).some((one) => one.properties.opened)"
        " && map.queryRenderedFeatures({layers: ['onemap-mark']}).length > 0"
    )


def test_without_the_key_the_desk_shows_no_words_and_takes_no_steps(view: MapPage) -> None:
    view.tab.locator("[data-event]").first.click()
    case = view.tab.get_by_test_id("case")

    expect(case).to_contain_text("描述和地址需要密钥才能查看")
    expect(case.get_by_test_id("key")).to_be_visible()


def test_the_keys_are_explained(desk: MapPage) -> None:
    desk.tab.keyboard.press("?")

    expect(desk.tab.get_by_role("dialog", name="键盘操作")).to_contain_text("派遣")
