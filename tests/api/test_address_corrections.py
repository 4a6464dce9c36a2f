"""Corrections over HTTP: proposed, reviewed, published; what is wrong is said with the next step."""

import json

import pytest

from tests.builder import COMMUNITY

PATH = "/api/address/corrections"


@pytest.fixture
def plate(add):
    add("area", code=COMMUNITY, full_name="红旗社区")
    return add("address", name="1号", local_text="红旗路1号", full_text="红旗社区红旗路1号")["code"]


@pytest.fixture
def send(key, client):
    """POST with the key; the answer's body."""
    return lambda path, **body: client.post(path, json=body, headers=key).json()


@pytest.fixture
def renaming(send, plate):
    return send(PATH, action="rename", code=plate, name="1号甲", reason="门牌换新")


def test_a_proposal_shows_the_texts_before_and_after(renaming):
    assert (renaming["before"][0]["full_text"], renaming["after"][0]["full_text"]) == (
        "红旗社区红旗路1号",
        "红旗社区红旗路1号甲",
    )


def test_a_proposal_speaks_the_language_of_its_readers(renaming):
    assert (renaming["action_label"], renaming["state_label"], renaming["label"]) == (
        "更名",
        "待审",
        "红旗社区红旗路1号",
    )


def test_a_proposal_says_what_may_be_done_next(renaming):
    assert [step["action"] for step in renaming["next_steps"]] == ["accept", "reject", "withdraw"]


def test_a_proposal_has_an_address_of_its_own(key, client, plate):
    body = {"action": "retire", "code": plate, "reason": "拆除"}
    answer = client.post(PATH, json=body, headers=key)
    assert (answer.status_code, client.get(answer.headers["location"], headers=key).json()) == (
        201,
        answer.json(),
    )


def test_an_accepted_correction_is_published(send, client, plate, renaming):
    steps = f"{PATH}/{renaming['id']}/steps"
    send(steps, action="accept")
    published = send(steps, action="publish")
    entry = client.get(f"/api/address/{plate}").json()
    assert (published["state"], entry["address"]["properties"]["geocoding"]["label"]) == (
        "published",
        "红旗社区红旗路1号甲",
    )


def test_a_published_addition_has_a_code_of_its_own(send, client, plate):
    made = send(PATH, action="add", parent_code=plate, level="building", name="3栋", reason="新建")
    for step in ("accept", "publish"):
        made = send(f"{PATH}/{made['id']}/steps", action=step)
    assert client.get(f"/api/address/{made['result_code']}").json()["state"] == "active"


def test_a_position_may_come_in_any_system(send, plate):
    point = {"lon": 114.8055, "lat": 30.8379, "crs": "gcj02"}
    made = send(PATH, action="place", code=plate, reason="现场定位", **point)
    assert made["after"][0]["lon"] == pytest.approx(114.8, abs=1e-3)


def test_corrections_are_listed_by_state(key, client, send, plate, renaming):
    other = send(PATH, action="retire", code=plate, reason="拆除")
    send(f"{PATH}/{other['id']}/steps", action="reject", reason="仍在使用")
    found = client.get(PATH, params={"state": "rejected"}, headers=key).json()
    assert [one["id"] for one in found["items"]] == [other["id"]]


def test_corrections_come_by_pages(key, client, send, plate, renaming):
    other = send(PATH, action="retire", code=plate, reason="拆除")
    first = client.get(PATH, params={"limit": 1}, headers=key).json()
    last = client.get(PATH, params={"limit": 1, "cursor": first["next"]}, headers=key).json()
    assert ([one["id"] for one in first["items"] + last["items"]], last["next"]) == (
        [other["id"], renaming["id"]],
        None,
    )


def test_a_step_out_of_turn_says_which_may_be_taken(send, renaming):
    found = send(f"{PATH}/{renaming['id']}/steps", action="publish")
    assert (found["status"], found["facts"]["hint"]) == (
        409,
        "it may be taken through: accept, reject, withdraw",
    )


WRONG = {
    "no action": ({}, 422),
    "unknown action": ({"action": "burn", "reason": "x"}, 422),
    "no reason": ({"action": "retire", "code": "CODE"}, 422),
    "an empty reason": ({"action": "retire", "code": "CODE", "reason": " "}, 422),
    "a field of another action": ({"action": "retire", "code": "CODE", "name": "x", "reason": "x"}, 422),
    "a field of no action": ({"action": "retire", "code": "CODE", "who": "x", "reason": "x"}, 422),
    "a missing field": ({"action": "rename", "code": "CODE", "reason": "x"}, 422),
    "a name with control characters": (
        {"action": "rename", "code": "CODE", "name": "a\u0000", "reason": "x"},
        422,
    ),
    "half a surrogate": ({"action": "rename", "code": "CODE", "name": "\ud800", "reason": "x"}, 422),
    "a long name": ({"action": "rename", "code": "CODE", "name": "x" * 1000, "reason": "x"}, 422),
    "an unknown address": ({"action": "retire", "code": "0", "reason": "x"}, 404),
    "a code with a zero byte": ({"action": "retire", "code": "\u0000", "reason": "x"}, 422),
    "an unknown area": (
        {"action": "add", "area_code": "9", "level": "road", "name": "x", "reason": "x"},
        404,
    ),
    "an unknown level": (
        {"action": "add", "parent_code": "CODE", "level": "x", "name": "x", "reason": "x"},
        422,
    ),
    "a point off the map": ({"action": "place", "code": "CODE", "lon": 999, "lat": 9, "reason": "x"}, 422),
    "half a point": ({"action": "place", "code": "CODE", "lon": 9, "reason": "x"}, 422),
    "an unknown system": (
        {"action": "place", "code": "CODE", "lon": 9, "lat": 9, "crs": "mars", "reason": "x"},
        422,
    ),
    "the name it has": ({"action": "rename", "code": "CODE", "name": "1号", "reason": "x"}, 409),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_proposal_that_cannot_be_is_refused(key, client, plate, what):
    body, status = WRONG[what]
    body = {name: plate if value == "CODE" else value for name, value in body.items()}
    kind = {"content-type": "application/json"}
    answer = client.post(PATH, content=json.dumps(body), headers=key | kind)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_refused_proposal_says_the_next_step(send, plate):
    found = send(PATH, action="rename", code=plate, reason="x")
    assert found["facts"] == {"missing": ["name"], "hint": "rename takes code, name"}


@pytest.mark.parametrize("query", ["state=odd", "cursor=x", "limit=0", "limit=1000000000", "code="])
def test_odd_parameters_are_refused(key, client, query):
    assert client.get(f"{PATH}?{query}", headers=key).status_code == 422


@pytest.mark.parametrize(("number", "status"), [("99", 404), ("0", 422), ("x", 422), (str(2**63), 422)])
def test_a_correction_that_is_not_there_is_said_to_be_missing(key, client, number, status):
    assert client.get(f"{PATH}/{number}", headers=key).status_code == status


@pytest.mark.parametrize(("method", "path"), [("GET", PATH), ("GET", f"{PATH}/1"), ("POST", PATH)])
def test_corrections_need_the_key(client, method, path):
    body = {"action": "retire", "code": "1", "reason": "x"}
    assert client.request(method, path, json=body).status_code == 401


def test_a_step_needs_the_key(client):
    assert client.post(f"{PATH}/1/steps", json={"action": "accept"}).status_code == 401
