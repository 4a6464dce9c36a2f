"""Reporting and reading events over HTTP."""

import pytest

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"
GIVEN = {"class_code": "06010", "description": "一堆垃圾", "source": "hotline"}
POINT = {"lon": 114.8, "lat": 30.84}


@pytest.fixture
def town(add):
    add("area", code="420117001001", name="红旗社区", geom=SQUARE)
    add("area", code="420118", geom="POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))")
    return add


def put(add, text, geom="POINT(114.8 30.84)", **more):
    return add("address", local_text=text, full_text=f"新洲区{text}", geom=geom, **more)


def test_an_event_reported_by_point_is_located_and_numbered(key, client, town):
    answer = client.post("/api/events", json=GIVEN | POINT, headers=key)
    made = answer.json()
    assert (answer.status_code, made["community"], made["class_name"], made["steps"][0]["state"]) == (
        201,
        "420117001001",
        "暴露垃圾",
        "reported",
    )


def test_the_answer_says_where_the_event_is(key, client, town):
    answer = client.post("/api/events", json=GIVEN | POINT, headers=key)
    assert client.get(answer.headers["location"]).json()["code"] == answer.json()["code"]


def test_an_event_reported_by_address_lies_at_the_address(key, client, town):
    put(town, "红旗路12号")
    made = client.post("/api/events", json=GIVEN | {"address": "红旗路１２號"}, headers=key).json()
    assert (made["lon"], made["lat"], made["address_text"]) == (114.8, 30.84, "红旗路１２號")


def test_an_address_that_lacks_its_end_is_still_sure(key, client, town):
    put(town, "红旗路12号")
    put(town, "红旗路120号")
    made = client.post("/api/events", json=GIVEN | {"address": "红旗路12"}, headers=key)
    assert made.status_code == 201


def test_an_unknown_address_is_refused_with_the_next_step(key, client, town):
    answer = client.post("/api/events", json=GIVEN | {"address": "没有路十二号"}, headers=key)
    assert (answer.status_code, "or the point" in answer.json()["facts"]["hint"]) == (422, True)


def test_an_uncertain_address_is_refused_with_what_is_wrong_with_it(key, client, town):
    put(town, "红旗路12号")
    answer = client.post("/api/events", json=GIVEN | {"address": "红旗路12号99栋"}, headers=key)
    (one,) = answer.json()["facts"]["candidates"]
    assert (answer.status_code, one["faults"]) == (422, ["building unknown: 99栋"])


def test_an_address_that_may_mean_several_is_refused_with_the_candidates(key, client, town):
    other = put(town, "红旗路12号", area_code="420117001002", geom="POINT(114.9 30.9)")
    codes = {put(town, "红旗路12号")["code"], other["code"]}
    answer = client.post("/api/events", json=GIVEN | {"address": "红旗路12号"}, headers=key)
    found = {one["address_code"] for one in answer.json()["facts"]["candidates"]}
    assert (answer.status_code, found) == (422, codes)


@pytest.mark.parametrize("level", ["road", "lane"])
def test_a_whole_road_is_no_place_to_send_somebody(key, client, town, level):
    put(town, "红旗路", level=level)
    answer = client.post("/api/events", json=GIVEN | {"address": "红旗路"}, headers=key)
    assert answer.status_code == 422


def test_writing_needs_the_key(client, town):
    answer = client.post("/api/events", json=GIVEN | POINT)
    assert (answer.status_code, client.get("/api/events").json()["items"]) == (401, [])


def test_what_was_said_is_served_only_with_the_key(key, client, town):
    client.post("/api/events", json=GIVEN | POINT | {"address": "某人家"}, headers=key)
    found = [client.get("/api/events", headers=head).json()["items"][0] for head in ({}, key)]
    assert [(one["description"], one["address_text"]) for one in found] == [
        (None, None),
        ("一堆垃圾", "某人家"),
    ]


def test_the_change_log_names_the_actor(key, client, town, conn):
    client.post("/api/events", json=GIVEN | POINT, headers=key)
    found = conn.execute("SELECT actor FROM onemap.change_log WHERE layer = 'event'").fetchall()
    assert found == [("admin",)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"class_code": "00000"},
        {"class_code": "x"},
        {"edition": "1999"},
        {"source": "rumour"},
        {"source": "\0"},
        {"lon": None},
        {"lon": None, "lat": None},
        {"lon": None, "lat": None, "address": "  "},
        {"lon": None, "lat": None, "address": "路" * 201},
        {"lon": 10, "lat": 50},
        {"lat": 91},
        {"crs": "mars"},
        {"description": "\0"},
        {"description": "x" * 2001},
        {"unknown": 1},
        {"urgent": "maybe"},
    ],
)
def test_what_cannot_be_an_event_is_refused(key, client, town, wrong):
    assert client.post("/api/events", json=GIVEN | POINT | wrong, headers=key).status_code == 422


@pytest.mark.parametrize("body", [b"", b"[", b"{}", b"null", b"[" * 100_000, b'{"lon": NaN}', b'"\\ud800"'])
def test_a_body_that_is_none_is_refused(key, client, body):
    head = key | {"content-type": "application/json"}
    assert client.post("/api/events", content=body, headers=head).status_code in {400, 422}


def test_pages_of_events_in_a_box_follow_each_other(client, add):
    at = "POINT(114.8 30.84)"
    made = [add("event", reported_at=f"2026-07-0{n}T08:00:00+08:00", geom=at)["code"] for n in (1, 2, 3)]
    query = {"bbox": "114.7,30.7,114.9,30.9", "limit": 2}
    first = client.get("/api/events", params=query).json()
    last = client.get("/api/events", params=query | {"cursor": first["next"]}).json()
    assert [one["code"] for one in first["items"] + last["items"]] == made[::-1]


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=nan,1,2,3",
        "bbox=3,1,2,2",
        "bbox=a,b,c,d",
        "bbox=",
        "limit=0",
        "limit=1000000000",
        "cursor=x",
        "cursor=W10",
        "cursor=%00",
        "bbox=-181,0,0,0",
        "bbox=1,nan,2,nan",
        "bbox=1,2,3,inf",
    ],
)
def test_parameters_out_of_range_are_refused(pooled, query):
    assert pooled.get(f"/api/events?{query}").status_code in {400, 422}


@pytest.mark.parametrize("code", ["0", "' OR 1=1", "%20", "4201172026070100042"])
def test_an_unknown_event_is_not_found(pooled, code):
    assert pooled.get(f"/api/events/{code}").status_code == 404


def test_a_point_decides_and_the_event_says_how_far_from_the_address_it_is(key, client, town):
    put(town, "红旗路12号", geom="POINT(114.803 30.84)")
    given = GIVEN | POINT | {"address": "红旗路12号"}
    made = client.post("/api/events", json=given, headers=key).json()
    assert (made["lon"], made["placed_from"], made["place_gap_m"], made["warnings"]) == (
        114.8,
        "both",
        287.0,
        ["place_disagrees", "in_no_grid"],
    )


def test_beside_a_point_a_blank_address_is_none(key, client, town):
    made = client.post("/api/events", json=GIVEN | POINT | {"address": " "}, headers=key).json()
    assert (made["address_text"], "address_unknown" in made["warnings"]) == (None, False)


def test_what_is_wrong_with_a_report_is_said_plainly(key, client, town):
    told = client.post("/api/events", json=GIVEN, headers=key).json()["detail"]
    assert told == "body: say where it is: lon and lat, or address"


def test_beside_a_point_an_address_that_nobody_knows_is_only_said(key, client, town):
    made = client.post("/api/events", json=GIVEN | POINT | {"address": "没有路十二号"}, headers=key).json()
    assert (made["placed_from"], made["place_gap_m"], "address_unknown" in made["warnings"]) == (
        "point",
        None,
        True,
    )


def test_the_answer_names_the_lamp_and_the_likely_duplicate(key, client, town):
    lamp = town("component", class_code="01037", geom="POINT(114.8001 30.84)")["code"]
    first, second = (
        client.post("/api/events", json=GIVEN | POINT | {"class_code": "01037"}, headers=key).json()
        for _ in range(2)
    )
    near = second["nearby"]
    assert [near["components"][0]["code"], near["similar"][0]["code"]] == [lamp, first["code"]]


def test_an_event_reads_as_it_was_answered(key, client, town):
    made = client.post("/api/events", json=GIVEN | POINT, headers=key).json()
    assert client.get(f"/api/events/{made['code']}", headers=key).json() == made


def test_the_public_reads_nothing_internal(key, client, town):
    town("camera", geom="POINT(114.8 30.84)")
    town("responsibility", edition="2026", class_code="06", department_code="D1")
    code = client.post("/api/events", json=GIVEN | POINT, headers=key).json()["code"]
    found = client.get(f"/api/events/{code}").json()
    secret = ("description", "department_code", "department_name", "assigned_by", "collector_code", "files")
    assert [found[name] for name in secret] + [found["nearby"]["cameras"]] == [None] * 7


def test_who_took_a_step_and_why_is_internal(key, client, town):
    code = client.post("/api/events", json=GIVEN | POINT, headers=key).json()["code"]
    found = [client.get(f"/api/events/{code}", headers=head).json()["steps"][0] for head in (key, {})]
    assert [one["actor"] for one in found] == ["admin", None]


def codes(client, **query):
    return [one["code"] for one in client.get("/api/events", params=query).json()["items"]]


def test_the_most_pressing_comes_first(client, add):
    late, none, soon = (add("event", deadline=day)["code"] for day in ("2026-07-03", None, "2026-07-02"))
    assert codes(client, order="deadline") == [soon, late, none]


def test_several_states_are_asked_for_at_once(client, add):
    made = [add("event", state=state)["code"] for state in ("filed", "dispatched", "handled")]
    assert codes(client, state="filed,dispatched", order="deadline") == made[:2]


def test_states_of_the_end_find_those_that_came_to_it(client, add):
    done = add("event", state="closed", closed_at="2026-07-02")["code"]
    live = add("event", state="filed")["code"]
    assert codes(client, state="closed,filed") == [live, done]


@pytest.mark.parametrize(("is_open", "place"), [("true", 0), ("false", 1)])
def test_open_ones_are_told_from_those_that_are_over(client, add, is_open, place):
    made = [add("event")["code"], add("event", closed_at="2026-07-02")["code"]]
    assert codes(client, open=is_open) == [made[place]]


@pytest.mark.parametrize("query", ["q=红旗路", "department=D1"])
def test_asking_by_what_is_internal_needs_the_key(key, client, query):
    found = [client.get(f"/api/events?{query}", headers=head).status_code for head in ({}, key)]
    assert found == [401, 200]


@pytest.mark.parametrize(
    "query",
    [
        "state=Filed",
        "state=filed,",
        "state=flying",
        "source=rumour",
        "open=maybe",
        "class_code=x",
        "edition=1999",
        "order=worst",
        "overdue=2",
        "since=yesterday",
        "q=",
        "order=deadline&cursor=WyJyZXBvcnRlZCIsICIyMDI2LTA3LTAxVDAwOjAwOjAwWiIsIDFd",
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(pooled, query):
    assert pooled.get(f"/api/events?{query}").status_code in {401, 422}


def test_an_unknown_area_is_not_found(client):
    assert client.get("/api/events?area=999999").status_code == 404
