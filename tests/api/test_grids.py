"""Care of grids over HTTP: findings, repairs, changes of unit grids, nesting."""

import pytest

from tests.layers.grids_care.town import COMPOSITE, DX, DY, LAT, LON, WEST, Town, cells

pytestmark = pytest.mark.usefixtures("key")  # before the client, which reads it when it starts

MIDDLE = f"{WEST}005"
LINE = {
    "type": "LineString",
    "coordinates": [[LON + 1.3 * DX, LAT - 0.9 * DY], [LON + 1.3 * DX, LAT - 2.1 * DY]],
}


@pytest.fixture
def town(add):
    return Town(add)


@pytest.fixture
def send(key, client):
    """POST with the key."""
    return lambda path, **body: client.post(f"/api/grids{path}", json=body, headers=key)


@pytest.fixture
def overlap(town, send, client):
    """A finding: the middle grid reaches into its neighbour."""
    town.draw(MIDDLE, cells(1, 1, 2.1, 2))
    send("/checks")
    return client.get("/api/grids/findings").json()["features"][0]


def test_running_the_checks_tells_what_is_new(town, send):
    town.draw(MIDDLE, cells(1, 1, 2.1, 2))
    assert send("/checks", area="420117").json() == {"found": 1, "added": 1, "changed": 0, "removed": 0}


def test_findings_are_features(overlap):
    facts = overlap["properties"]
    assert (facts["check"], facts["grid_codes"], facts["repairable"], overlap["geometry"]["type"]) == (
        "overlap",
        [MIDDLE, f"{WEST}006"],
        True,
        "MultiPolygon",
    )


def test_a_finding_is_read_by_its_code(client, overlap):
    assert client.get(f"/api/grids/findings/{overlap['properties']['code']}").json() == overlap


def test_findings_are_counted(client, overlap):
    found = client.get("/api/grids/findings/summary", params={"community": WEST}).json()["items"]
    assert {one["check"]: one["found"] for one in found if one["found"]} == {"overlap": 1}


def test_a_finding_is_on_the_map(client, overlap):
    found = client.get("/ogc/collections/grid_finding/items").json()["features"]
    assert [one["properties"]["check_name"] for one in found] == ["overlap"]


@pytest.fixture
def repair(overlap):
    return f"/findings/{overlap['properties']['code']}/repair"


def test_a_repair_is_shown(client, repair):
    found = client.get(f"/api/grids{repair}").json()
    assert [one["properties"]["code"] for one in found["features"]] == [MIDDLE]


def test_a_repair_is_made_as_it_was_shown(client, send, repair):
    shown = client.get(f"/api/grids{repair}").json()["features"]
    versions = {one["properties"]["code"]: one["properties"]["version"] for one in shown}
    assert send(repair, reason="测绘", versions=versions).json() == {
        "retired": [],
        "codes": [MIDDLE],
        "findings": [],
    }


def test_a_repair_of_other_versions_is_refused(send, repair):
    answer = send(repair, reason="测绘", versions={MIDDLE: "2020-01-01T00:00:00Z"})
    assert (answer.status_code, answer.json()["facts"]["codes"]) == (409, [MIDDLE])


def test_a_community_is_cleaned_together(client, repair):
    found = client.get(f"/api/grids{repair}", params={"scope": "community"}).json()
    assert "together" in found["says"]["en"]


def test_a_grid_is_split(town, send):
    found = send(f"/unit/{MIDDLE}/split", line=LINE, reason="改造").json()
    assert (found["retired"], found["codes"]) == ([MIDDLE], [f"{WEST}010", f"{WEST}011"])


def test_a_retired_grid_answers_with_its_successors(client, town, send):
    send(f"/unit/{MIDDLE}/split", line=LINE, reason="改造")
    found = client.get(f"/api/grids/unit/{MIDDLE}").json()
    assert (found["retired_at"] is None, found["present_codes"]) == (False, [f"{WEST}010", f"{WEST}011"])


def test_reasons_are_for_insiders(client, key, town, send):
    send(f"/unit/{MIDDLE}/split", line=LINE, reason="改造")
    path = f"/api/grids/unit/{WEST}010"
    told = [client.get(path, headers=who).json()["history"][0]["reason"] for who in ({}, key)]
    assert told == [None, "改造"]


def test_grids_are_merged(town, send):
    answer = send("/unit/merge", codes=[MIDDLE, f"{WEST}006"], reason="合并")
    assert answer.json()["codes"] == [f"{WEST}010"]


def test_a_grid_is_moved(client, town, send):
    town.add("composite_grid", code="M", community_code=WEST, geom=cells(1, 1, 2, 2).wkt)
    send(f"/unit/{MIDDLE}/move", composite_grid_code="M", reason="调整")
    found = client.get(f"/api/grids/unit/{MIDDLE}").json()["history"][0]
    assert found["composite_grid_code"] == "M"


def test_nesting_tells_pieces_for_the_map(client, town):
    town.add("trade_grid", code="P1", kind="police", geom=cells(2, 0, 6, 3).wkt)
    found = client.get("/api/grids/nesting").json()["pieces"]["features"]
    assert [one["properties"]["composite_grid_code"] for one in found] == [COMPOSITE[WEST]]


WRONG = {
    "no reason": (f"/unit/{MIDDLE}/split", {"line": LINE}, 422),
    "no line": (f"/unit/{MIDDLE}/split", {"line": {"type": "Point", "coordinates": []}, "reason": "x"}, 422),
    "a line off the map": (
        f"/unit/{MIDDLE}/split",
        {"line": LINE | {"coordinates": [[999, 0], [0, 999]]}, "reason": "x"},
        422,
    ),
    "a line elsewhere": (
        f"/unit/{MIDDLE}/split",
        {"line": LINE | {"coordinates": [[1, 1], [2, 2]]}, "reason": "x"},
        422,
    ),
    "a grid that is not there": ("/unit/9/split", {"line": LINE, "reason": "x"}, 404),
    "one grid to merge": ("/unit/merge", {"codes": [MIDDLE], "reason": "x"}, 422),
    "grids apart": ("/unit/merge", {"codes": [f"{WEST}001", MIDDLE], "reason": "x"}, 409),
    "a move to nowhere": (f"/unit/{MIDDLE}/move", {"reason": "x"}, 422),
    "an unknown duty grid": (f"/unit/{MIDDLE}/move", {"duty_grid_code": "x", "reason": "x"}, 404),
    "a zero byte": (f"/unit/{MIDDLE}/move", {"duty_grid_code": "\u0000", "reason": "x"}, 422),
    "an unknown check": ("/checks", {"checks": ["x"]}, 422),
    "an unknown area": ("/checks", {"area": "9"}, 404),
    "an unknown finding": ("/findings/x/repair", {"versions": {}, "reason": "x"}, 404),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_done_is_refused(town, send, what):
    path, body, status = WRONG[what]
    answer = send(path, **body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


PATHS = ["/checks", "/findings/x/repair", "/unit/merge", f"/unit/{MIDDLE}/split", f"/unit/{MIDDLE}/move"]


@pytest.mark.parametrize("path", PATHS)
def test_changes_need_the_key(client, path):
    assert client.post(f"/api/grids{path}", json={}).status_code == 401


@pytest.mark.parametrize("path", ["/findings/x", "/findings/x/repair", "/unit/x", "/nesting?composite=x"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/api/grids{path}").status_code == 404
