"""The life of events over HTTP."""

import pytest

FILE = {"step": "file", "version": 1, "post": "acceptor"}


@pytest.fixture
def event(add):
    code = add("event", reported_by="collector")["code"]
    add("event_step", event_code=code, step="report")
    return code


def take(client, code, key, **given):
    return client.post(f"/api/events/{code}/steps", json=given, headers=key)


def test_the_life_cycle_tells_states_steps_stages_and_posts(client):
    told = client.get("/api/events/life-cycle").json()
    file = next(one for one in told["steps"] if one["step"] == "file")
    assert {name: len(rows) for name, rows in told.items()} == {
        "states": 12, "steps": 25, "stages": 6, "posts": 6,
    }  # fmt: skip
    assert file == {
        "step": "file", "name": "立案", "name_en": "file", "from": ["reported"], "to": "filed",
        "posts": ["acceptor", "supervisor"], "needs": [], "takes": ["condition", "component_code"],
        "key": "f",
    }  # fmt: skip


def test_a_state_has_its_name_in_cjj_106(client):
    told = client.get("/api/events/life-cycle").json()
    assert {one["code"]: one["cjj106"] for one in told["states"]}["handled"] == "处理反馈"


def test_limits_of_a_class_begin_with_the_one_that_holds(client, add):
    add("time_limit", edition="2026", class_code="06", amount=1, unit="work_hour")
    add("time_limit", edition="2013", class_code="0110", amount=4, unit="work_hour")
    told = client.get("/api/events/limits", params={"class_code": "06010"}).json()["items"]
    assert [(one["edition"], one["class_code"], one["amount"]) for one in told] == [
        ("2013", "0110", 4),
        ("2026", "06", 1),
    ]


def test_all_limits_of_an_edition_are_told_without_a_class(client, add):
    add("time_limit", edition="2026", class_code="06", amount=0.5, unit="work_hour", condition="夜间")
    add("time_limit", edition="2013", class_code="0110", amount=4, unit="work_hour")
    (told,) = client.get("/api/events/limits").json()["items"]
    assert (told["amount"], told["condition"]) == (0.5, "夜间")


def test_a_step_moves_the_event_and_stands_in_its_history(key, client, event):
    made = take(client, event, key, **FILE, note="清楚").json()
    assert (made["state"], made["version"], made["filed_at"] is not None) == ("filed", 2, True)
    last = made["steps"][-1]
    assert [last[name] for name in ("step", "from_state", "state", "post", "actor", "note")] == [
        "file", "reported", "filed", "acceptor", "admin", "清楚",
    ]  # fmt: skip


def test_what_may_come_next_is_told_with_the_answer(key, client, event):
    made = take(client, event, key, **FILE).json()
    assert "dispatch" in {one["step"] for one in made["next_steps"]}


def test_who_comes_second_is_told_who_was_first(key, client, event):
    take(client, event, key, **FILE)
    answer = take(client, event, key, **FILE | {"step": "reject", "note": "重复"})
    facts = answer.json()["facts"]
    assert (answer.status_code, facts["taken"], facts["post"], facts["version"], facts["state"]) == (
        409, "file", "acceptor", 2, "filed",
    )  # fmt: skip
    assert facts["at"]


def test_a_step_for_another_post_is_forbidden(key, client, event):
    answer = take(client, event, key, **FILE | {"post": "department"})
    assert (answer.status_code, answer.json()["facts"]["posts"]) == (403, ["acceptor", "supervisor"])


def test_a_step_that_lacks_something_says_what(key, client, event):
    answer = take(client, event, key, **FILE | {"step": "reject"})
    assert (answer.status_code, answer.json()["facts"]["needs"]) == (422, ["note"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": "fly"},
        {"step": "close"},
        {"step": "\0"},
        {"post": "king"},
        {"version": 0},
        {"version": 2**31},
        {"version": None},
        {"note": "x" * 2001},
        {"note": "\0"},
        {"deadline": "2026-07-01T08:00:00"},
        {"deadline": "tomorrow"},
        {"department_code": "none"},
        {"class_code": "x"},
        {"edition": "1999"},
        {"unknown": 1},
    ],
)
def test_what_is_no_step_is_refused(key, client, event, wrong):
    assert take(client, event, key, **FILE | wrong).status_code == 422


def test_an_unknown_event_takes_no_step(key, client):
    assert take(client, "none", key, **FILE).status_code == 404


def test_a_step_needs_the_key(client, event):
    assert take(client, event, {}, **FILE).status_code == 401


@pytest.mark.parametrize("query", ["class_code=x", "edition=1999"])
def test_limits_of_nothing_are_refused(pooled, query):
    assert pooled.get(f"/api/events/limits?{query}").status_code == 422
