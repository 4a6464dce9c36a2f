"""OGC API Features, Part 2: coordinates in other systems, their axes in the order of the definition."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.builder import Builder

ITEMS = "/ogc/collections/poi/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
PLACES = {
    CRS84: (114.8, 30.84),
    f"{EPSG}4490": (30.84, 114.8),
    f"{EPSG}4326": (30.84, 114.8),
    f"{EPSG}3857": (12779477.543, 3611987.484),
    f"{EPSG}4547": (3413509.341, 576531.868),
    f"{EPSG}4526": (3413509.341, 38576531.868),
}
"""One place in all systems, as PROJ gives it in the order of the axes that EPSG has."""


@pytest.fixture
def shop(add: Builder) -> dict[str, Any]:
    return add("poi", code="a", geom="POINT(114.8 30.84)")


def test_collections_name_their_systems_once_for_all(client: TestClient) -> None:
    document = client.get("/ogc/collections").json()
    (poi,) = [one for one in document["collections"] if one["id"] == "poi"]

    assert (document["crs"], poi["crs"], poi["storageCrs"]) == (
        list(document["crs"]),
        ["#/crs"],
        f"{EPSG}4490",
    )
    assert document["crs"][0] == CRS84
    assert set(document["crs"]) == set(PLACES)


def test_a_collection_by_itself_lists_its_systems(client: TestClient) -> None:
    assert set(client.get("/ogc/collections/poi").json()["crs"]) == set(PLACES)


@pytest.mark.parametrize("crs", PLACES)
def test_features_come_in_the_system_that_is_wanted(
    client: TestClient, shop: dict[str, Any], crs: str
) -> None:
    answer = client.get(ITEMS, params={"crs": crs})

    (feature,) = answer.json()["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx(PLACES[crs], abs=0.002)
    assert answer.headers["content-crs"] == f"<{crs}>"


@pytest.mark.parametrize("crs", PLACES)
def test_one_feature_comes_in_the_system_that_is_wanted(
    client: TestClient, shop: dict[str, Any], crs: str
) -> None:
    answer = client.get(f"{ITEMS}/a", params={"crs": crs})

    assert answer.json()["geometry"]["coordinates"] == pytest.approx(PLACES[crs], abs=0.002)
    assert answer.headers["content-crs"] == f"<{crs}>"


@pytest.mark.parametrize("crs", PLACES)
def test_a_box_is_taken_in_the_system_that_is_said(
    client: TestClient, shop: dict[str, Any], crs: str
) -> None:
    (x, y), reach = PLACES[crs], 1e-3 if PLACES[crs][0] < 1000 else 50.0

    def found(x: float, y: float) -> int:
        box = f"{x - reach},{y - reach},{x + reach},{y + reach}"
        return int(client.get(ITEMS, params={"bbox": box, "bbox-crs": crs}).json()["numberReturned"])

    assert (found(x, y), found(x + 3 * reach, y), found(x, y + 3 * reach)) == (1, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"crs": "EPSG:4547"},
        {"crs": f"{EPSG}2437"},
        {"bbox": "1,2,3,4", "bbox-crs": f"{EPSG}1"},
        {"bbox": "1e300,1e300,1e301,1e301", "bbox-crs": f"{EPSG}4547"},
        {"bbox": "5,5,1,1", "bbox-crs": f"{EPSG}3857"},
        {"filter": "name = 'x'", "filter-crs": "x"},
    ],
)
def test_a_system_that_is_not_served_is_400(pooled: TestClient, wrong: dict[str, str]) -> None:
    assert pooled.get(ITEMS, params=wrong).status_code == 400


def test_json_fg_has_the_place_in_its_own_system(client: TestClient, shop: dict[str, Any]) -> None:
    document = client.get(ITEMS, params={"f": "jsonfg", "crs": f"{EPSG}4547"}).json()

    (feature,) = document["features"]
    assert (document["coordRefSys"], feature["geometry"]) == (f"{EPSG}4547", None)
    assert feature["place"]["coordinates"] == pytest.approx(PLACES[f"{EPSG}4547"], abs=0.002)


def test_json_fg_in_degrees_is_geojson_too(client: TestClient, shop: dict[str, Any]) -> None:
    feature = client.get(f"{ITEMS}/a?f=jsonfg").json()

    assert (feature["place"], feature["geometry"]["coordinates"]) == (None, [114.8, 30.84])
    assert feature["time"]["interval"][1] == ".."


def test_a_place_that_a_system_cannot_express_is_said_so(client: TestClient, add: Builder) -> None:
    add("poi", geom="POINT(24 0)")

    answer = client.get(ITEMS, params={"crs": f"{EPSG}4547"})

    assert (answer.status_code, "can't be expressed" in answer.json()["detail"]) == (400, True)
