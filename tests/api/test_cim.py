"""Buildings over HTTP."""

import pytest


@pytest.fixture
def house(add):
    add("building", code="B1", name="3栋", height=6.5)
    add("storey", code="S1", building_code="B1", number=1, label="1F")
    add("room", code="R1", number="101", storey_code="S1")
    return add


def test_a_building_comes_with_its_storeys(client, house):
    found = client.get("/api/cim/buildings/B1").json()
    assert (found["name"], found["rooms"], [(s["number"], s["rooms"]) for s in found["storeys"]]) == (
        "3栋",
        1,
        [(1, 1)],
    )


def test_rooms_need_the_key(key, client, house):
    path = "/api/cim/buildings/B1/storeys/1/rooms"
    found = client.get(path, headers=key).json()["items"]
    assert (client.get(path).status_code, [room["number"] for room in found]) == (401, ["101"])


@pytest.mark.parametrize("path", ["x", "%27%3B--", "B1/storeys", "%E5%BB%BA"])
def test_an_unknown_building_is_not_found(pooled, path):
    assert pooled.get(f"/api/cim/buildings/{path}").status_code == 404


@pytest.mark.parametrize("number", ["x", "99999999999999999999", "1.5"])
def test_a_storey_has_a_sensible_number(key, client, number):
    path = f"/api/cim/buildings/B1/storeys/{number}/rooms"
    assert client.get(path, headers=key).status_code == 422
