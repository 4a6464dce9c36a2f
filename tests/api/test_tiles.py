"""Tiles and TileJSON over HTTP."""

from typing import Any

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from gis_api.app import create_app
from gis_api.settings import Settings
from tests.builder import Builder

TILE = "/tiles/{}/14/13416/6715.mvt"
PLACE = "POINT(114.8 30.84)"


@pytest.fixture
def poi(add: Builder) -> dict[str, Any]:
    return add("poi", geom=PLACE, name="测试点")


def test_a_tile_comes_with_its_media_type_and_its_features(client: TestClient, poi: dict[str, Any]) -> None:
    answer = client.get(TILE.format("poi"))

    (found,) = mapbox_vector_tile.decode(answer.content)["poi"]["features"]
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert (found["id"], found["properties"]["name"]) == (poi["id"], "测试点")


def test_several_layers_come_in_one_tile(client: TestClient, poi: dict[str, Any], add: Builder) -> None:
    add("component", geom=PLACE)

    tile = mapbox_vector_tile.decode(client.get(TILE.format("poi,component,road")).content)

    assert set(tile) == {"poi", "component"}


def test_an_empty_tile_is_204(client: TestClient) -> None:
    answer = client.get(TILE.format("poi"))

    assert (answer.status_code, answer.content) == (204, b"")


def test_a_tile_that_the_client_has_is_304_until_it_changes(
    client: TestClient, poi: dict[str, Any], add: Builder
) -> None:
    tag = client.get(TILE.format("poi")).headers["etag"]
    before = client.get(TILE.format("poi"), headers={"If-None-Match": f'"other", {tag}'})
    add("poi", geom=PLACE)
    after = client.get(TILE.format("poi"), headers={"If-None-Match": tag})

    assert (before.status_code, before.content, after.status_code) == (304, b"", 200)


def test_a_change_shows_at_once_because_nothing_has_an_age(client: TestClient, poi: dict[str, Any]) -> None:
    assert client.get(TILE.format("poi")).headers["cache-control"] == "no-cache"


def test_what_an_insider_gets_stays_out_of_shared_caches(key: dict[str, str], client: TestClient) -> None:
    answer = client.get(TILE.format("camera"), headers=key)

    assert answer.headers["cache-control"] == "private, no-cache"
    assert "authorization" in answer.headers["vary"].lower()


def test_large_tiles_go_out_compressed(client: TestClient, add: Builder) -> None:
    for _ in range(50):
        add("road", geom="LINESTRING(114.8 30.84, 114.801 30.841)", **{"class": "primary"})

    answer = client.get(TILE.format("road"), headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/roads/14/1/1.mvt", 404),
        ("/tiles/person/14/1/1.mvt", 404),
        ("/tiles/camera/14/1/1.mvt", 404),
        ("/tiles/road/14/99999/1.mvt", 404),
        ("/tiles/road/2/1/1.mvt", 404),
        ("/tiles/road/1000000000/1/1.mvt", 404),
        ("/tiles/road/-1/-1/-1.mvt", 404),
        ("/tiles/road/14/NaN/1.mvt", 422),
        ("/tiles/road/14/1.5/1.mvt", 422),
        ("/tiles/road/14/1/1.png", 404),
        (f"/tiles/{','.join(['road'] * 2000)}/14/1/1.mvt", 204),
        (f"/tiles/{','.join(map(str, range(2000)))}/14/1/1.mvt", 422),
    ],
)
def test_odd_addresses_get_a_plain_answer(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


numbers = st.one_of(
    st.integers(), st.sampled_from(["NaN", "inf", "1e5", "0x1", "１", "1'--", "1;SELECT 1", " 1"])
)


@tries(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(z=numbers, x=numbers, y=numbers)
def test_no_address_breaks_the_service(pooled: TestClient, z: object, x: object, y: object) -> None:
    assert pooled.get(f"/tiles/road,building/{z}/{x}/{y}.mvt").status_code in {204, 404, 422}


def test_tilejson_says_where_tiles_are_and_what_is_in_them(client: TestClient, add: Builder) -> None:
    add("building")

    document = client.get("/tiles/building.json").json()

    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == ["/tiles/building/{z}/{x}/{y}.mvt"]
    assert (document["minzoom"], document["maxzoom"]) == (14, 18)
    assert document["vector_layers"][0]["fields"]["height"] == "height above the ground"
    west, south, east, north = document["bounds"]
    assert (west < 114.80001, south < 30.84001, east > 114.80099, north > 30.84099) == (True,) * 4


def test_tilejson_names_the_data_sets_as_text(client: TestClient, add: Builder) -> None:
    add("import_run", dataset="<b>甲</b>", finished_at="2026-07-01T08:00:00Z")

    assert client.get("/tiles/road.json").json()["attribution"] == "数据：&lt;b&gt;甲&lt;/b&gt;"


def test_addresses_are_absolute_where_it_is_said_what_users_see(settings: Settings) -> None:
    public = settings.model_copy(update={"base_url": "https://map.example.cn/city"})
    with TestClient(create_app(public)) as client:
        document = client.get("/tiles/road.json", headers={"Host": "evil.example"}).json()

    assert document["tiles"] == ["https://map.example.cn/city/tiles/road/{z}/{x}/{y}.mvt"]
