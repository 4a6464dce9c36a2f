"""Locating over HTTP: objects for one point, columns for many."""

from contextlib import nullcontext

import pytest

from address.geocoder import Geocoder
from gis_api.locating import Finder, finder
from layers.locate import Locator
from layers.points import MOST_POINTS

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"

INSIDE = {"relation": "inside", "metres": 0.0, "also": []}


@pytest.fixture
def town(add):
    add("area", code="420117", name="新洲区", geom=SQUARE)
    add("department", code="D1", name="城管中队")
    add("duty_grid", code="Z1", name="第一责任网格", body_code="D1", geom=SQUARE)
    return add


def test_a_point_gets_objects_with_code_and_name(client, town):
    found = client.get("/api/locate", params={"lon": 114.8, "lat": 30.84}).json()
    assert found == {
        "lon": 114.8,
        "lat": 30.84,
        "inside": True,
        "problem": None,
        "district": {"code": "420117", "name": "新洲区", **INSIDE},
        "street": None,
        "community": None,
        "unit_grid": None,
        "duty_grid": {
            "code": "Z1",
            "name": "第一责任网格",
            **INSIDE,
            "body": {"code": "D1", "name": "城管中队"},
            "people": None,
        },
        "composite_grid": None,
        "road": None,
        "address": None,
    }


def test_a_point_beside_a_grid_is_near_it_within_a_tolerance(client, town):
    query = {"lon": 114.8101, "lat": 30.84, "tolerance": 20}
    found = client.get("/api/locate", params=query).json()["duty_grid"]
    assert (found["relation"], found["metres"]) == ("near", pytest.approx(9.57, abs=0.02))


def test_who_is_on_duty_is_for_insiders_and_masked(key, client, town):
    town("grid_worker", code="W1", name="王小明", phone="13800001999")
    town("grid_duty", worker_code="W1", grid_kind="duty", grid_code="Z1")
    query = {"lon": 114.8, "lat": 30.84}
    found = client.get("/api/locate", params=query, headers=key).json()["duty_grid"]["people"]
    assert found == [{"code": "W1", "role": "grid_worker", "name": "王**", "phone": "138****1999"}]


def test_exchanged_coordinates_are_noticed(client, town):
    error = client.get("/api/locate", params={"lon": 30.84, "lat": 114.8}).json()
    assert error["facts"]["hint"] == "longitude comes first: these two look exchanged"


def test_the_process_answers_as_the_database_does(client, town, conn):
    """Everything that the answer may have in it, by both ways."""
    town("composite_grid", code="M1", name="一号", geom=SQUARE)
    town("composite_grid", code="M2", name="二号", geom=SQUARE)
    town("road", code="R1", name="红旗路", geom="LINESTRING(114.7 30.8401, 114.9 30.8401)")
    town(
        "address",
        level="plate",
        full_text="区域420117001001红旗路12号",
        local_text="红旗路12号",
        geom="POINT(114.8 30.8402)",
    )
    query = {"lon": 114.8, "lat": 30.84, "tolerance": 20}
    by_database = client.get("/api/locate", params=query).json()
    finder_now = Finder(Locator.build(conn), Geocoder.build(conn), nullcontext)
    client.app.dependency_overrides[finder] = lambda: finder_now
    assert client.get("/api/locate", params=query).json() == by_database


def test_points_get_columns_of_codes(client, town):
    found = client.post("/api/locate", json={"lon": [114.8, 115.8, None], "lat": [30.84, 30.84, 1]}).json()
    assert (found["district"], found["duty_grid"], found["inside"]) == (
        ["420117", None, None],
        ["Z1", None, None],
        [True, False, False],
    )


def test_points_may_be_in_another_system(client, town):
    body = {"lon": [114.8130], "lat": [30.8350], "crs": "gcj02"}
    found = [
        client.post("/api/locate", json=body | {"crs": crs}).json()["inside"] for crs in ("gcj02", "wgs84")
    ]
    assert found == [[True], [False]]


def test_no_points_get_empty_columns(pooled):
    assert pooled.post("/api/locate", json={"lon": [], "lat": []}).json()["unit_grid"] == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?lon=114",
        "?lon=nan&lat=30",
        "?lon=114&lat=-inf",
        "?lon=181&lat=30",
        "?lon=114&lat=30&crs=mars",
        "?lon=114&lat=30&reach=1e9",
        "?lon=x&lat=30",
        "?lon=114&lat=30&crs=2433",
        "?lon=1e400&lat=0",
    ],
)
def test_what_is_no_point_is_refused(pooled, query):
    assert pooled.get(f"/api/locate{query}").status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lon": [1], "lat": []},
        {"lon": ["x"], "lat": [1]},
        {"lon": 1, "lat": 1},
        {"lon": [1] * (MOST_POINTS + 1), "lat": [1] * (MOST_POINTS + 1)},
        {"lon": [1], "lat": [1], "crs": "mars"},
    ],
)
def test_what_are_no_points_is_refused(pooled, body):
    assert pooled.post("/api/locate", json=body).status_code == 422


def test_numbers_that_are_none_are_nowhere(pooled):
    body = b'{"lon": [NaN, Infinity, 1e308], "lat": [1, 1, 1]}'
    answer = pooled.post("/api/locate", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["inside"]) == (200, [False] * 3)
