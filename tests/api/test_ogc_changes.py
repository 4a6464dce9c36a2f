"""OGC API Features, Part 4: making, replacing, changing and deleting features."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.builder import Builder

ITEMS = "/ogc/collections/poi/items"
GEOJSON = {"Content-Type": "application/geo+json"}
MERGE = {"Content-Type": "application/merge-patch+json"}
SHOP = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [114.8, 30.84]},
    "properties": {"code": "a", "name": "小店", "kind": "shop"},
}


@pytest.fixture
def writer(key: dict[str, str], client: TestClient) -> Iterator[TestClient]:
    """A client that holds the key."""
    client.headers |= key
    yield client
    client.headers.pop("Authorization")


def shop(**changed: Any) -> dict[str, Any]:
    return SHOP | changed


def tag(client: TestClient, code: str = "a") -> dict[str, str]:
    return {"If-Match": client.get(f"{ITEMS}/{code}").headers["etag"]}


def test_a_feature_is_made_and_found_where_it_is_said(writer: TestClient) -> None:
    made = writer.post(ITEMS, json=SHOP, headers=GEOJSON)

    found = writer.get(made.headers["location"]).json()
    assert (made.status_code, found["geometry"]) == (201, SHOP["geometry"])
    assert found["properties"]["source"] == "ogc:admin"


def test_a_key_is_made_up_where_none_is_sent(writer: TestClient) -> None:
    made = writer.post(ITEMS, json=shop(properties={"name": "x", "kind": "y"}), headers=GEOJSON)

    assert writer.get(made.headers["location"]).json()["id"] in made.headers["location"]


def test_a_key_that_is_taken_is_409(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")

    assert writer.post(ITEMS, json=SHOP, headers=GEOJSON).status_code == 409


def test_coordinates_are_taken_in_the_system_that_is_said(writer: TestClient) -> None:
    place = {"type": "Point", "coordinates": [30.84, 114.8]}
    headers = GEOJSON | {"Content-Crs": "<http://www.opengis.net/def/crs/EPSG/0/4490>"}

    writer.post(ITEMS, json=shop(geometry=place), headers=headers)

    assert writer.get(f"{ITEMS}/a").json()["geometry"] == SHOP["geometry"]


def test_a_single_shape_becomes_a_collection_of_one(writer: TestClient) -> None:
    line = {"type": "LineString", "coordinates": [[114.8, 30.84], [114.81, 30.84]]}
    road = {"type": "Feature", "geometry": line, "properties": {"code": "r", "class": "path"}}

    made = writer.post("/ogc/collections/road/items", json=road, headers=GEOJSON)

    assert writer.get(made.headers["location"]).json()["geometry"]["type"] == "MultiLineString"


@pytest.mark.parametrize(
    "body",
    [
        shop(geometry=None),
        shop(geometry={"type": "Point", "coordinates": []}),
        shop(geometry={"type": "Point", "coordinates": [1e9, 0]}),
        shop(geometry={"type": "LineString", "coordinates": [[0, 0], [1, 1]]}),
        shop(geometry={"type": "Nothing"}),
        shop(properties={"code": "a", "kind": "shop"}),
        shop(properties={"code": "a", "name": 5, "kind": "shop"}),
        shop(properties={"code": "a", "name": "x", "kind": "shop", "geom_3857": "x"}),
        shop(properties=[]),
        shop(properties={"code": "", "name": "x", "kind": "shop"}),
        shop(properties={"code": "a\0", "name": "x", "kind": "shop"}),
        shop(geometry={"type": "GeometryCollection", "geometries": [SHOP["geometry"]]}),
        {"type": "FeatureCollection", "features": []},
        [],
        "x",
    ],
)
def test_what_is_no_feature_of_the_layer_is_400(writer: TestClient, body: Any) -> None:
    answer = writer.post(ITEMS, json=body, headers=GEOJSON)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_what_breaks_a_rule_of_the_table_is_400_and_names_it(writer: TestClient) -> None:
    place = {"type": "LineString", "coordinates": [[114.8, 30.84], [114.81, 30.84]]}
    road = {"type": "Feature", "geometry": place, "properties": {"class": "river"}}

    answer = writer.post("/ogc/collections/road/items", json=road, headers=GEOJSON)

    assert (answer.status_code, answer.json()["facts"]["rule"]) == (400, "class")


def test_another_media_type_is_415(writer: TestClient) -> None:
    assert writer.post(ITEMS, content="<x/>", headers={"Content-Type": "text/xml"}).status_code == 415


def test_nothing_is_changed_without_the_key(client: TestClient) -> None:
    assert client.post(ITEMS, json=SHOP, headers=GEOJSON).status_code == 401


@pytest.mark.parametrize("collection", ["event", "door_plate", "unit_grid", "community", "storey"])
def test_layers_with_a_life_cycle_are_read_only_and_say_so(writer: TestClient, collection: str) -> None:
    path = f"/ogc/collections/{collection}/items"

    assert writer.post(path, json=SHOP, headers=GEOJSON).status_code == 405
    assert writer.options(path).headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_say_what_can_be_done(client: TestClient) -> None:
    assert client.options(ITEMS).headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.options(f"{ITEMS}/a").headers["allow"] == "GET, HEAD, OPTIONS, PUT, PATCH, DELETE"


def test_a_feature_is_replaced_whole(writer: TestClient, add: Builder) -> None:
    add("poi", code="a", address_text="here")

    answer = writer.put(f"{ITEMS}/a", json=SHOP, headers=GEOJSON | tag(writer))

    properties = writer.get(f"{ITEMS}/a").json()["properties"]
    assert (answer.status_code, properties["name"], properties["address_text"]) == (204, "小店", None)


def test_a_patch_changes_what_it_names(writer: TestClient, add: Builder) -> None:
    add("poi", code="a", name="old", address_text="here")
    patch = {"properties": {"name": "new"}}

    answer = writer.patch(f"{ITEMS}/a", json=patch, headers=MERGE | tag(writer))

    properties = writer.get(f"{ITEMS}/a").json()["properties"]
    assert (answer.status_code, properties["name"], properties["address_text"]) == (204, "new", "here")


def test_a_feature_is_deleted(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")

    assert writer.delete(f"{ITEMS}/a", headers=tag(writer)).status_code == 204
    assert writer.get(f"{ITEMS}/a").status_code == 404


def test_who_saw_another_version_is_told(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")
    seen = tag(writer)
    patch = {"properties": {"name": "new"}}

    first, second = (writer.patch(f"{ITEMS}/a", json=patch, headers=MERGE | seen) for _ in range(2))

    assert (first.status_code, second.status_code) == (204, 412)


def test_the_answer_to_a_change_has_the_tag_for_the_next(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")
    path, patch = f"{ITEMS}/a", {"properties": {"name": "new"}}

    first = writer.patch(path, json=patch, headers=MERGE | tag(writer))
    second = writer.patch(path, json=patch, headers=MERGE | {"If-Match": first.headers["etag"]})

    assert second.status_code == 204


def test_a_change_without_a_version_is_428(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")

    assert writer.delete(f"{ITEMS}/a").status_code == 428


def test_any_version_may_be_meant(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")

    assert writer.delete(f"{ITEMS}/a", headers={"If-Match": "*"}).status_code == 204
    assert writer.delete(f"{ITEMS}/a", headers={"If-Match": "*"}).status_code == 404


def test_the_key_of_a_feature_is_permanent(writer: TestClient, add: Builder) -> None:
    add("poi", code="a")
    patch = {"properties": {"code": "b"}}

    assert writer.patch(f"{ITEMS}/a", json=patch, headers=MERGE | tag(writer)).status_code == 400


def test_what_others_refer_to_is_not_deleted(writer: TestClient, add: Builder) -> None:
    add("component", department_code="d1")

    answer = writer.delete("/ogc/collections/department/items/d1", headers={"If-Match": "*"})

    assert answer.status_code == 409


def test_the_change_log_keeps_who_and_why(writer: TestClient, conn: psycopg.Connection) -> None:
    writer.post(f"{ITEMS}?reason=新开业", json=SHOP, headers=GEOJSON)

    kept = conn.execute("SELECT actor, reason FROM onemap.change_log ORDER BY n DESC LIMIT 1").fetchone()

    assert kept == ("admin", "新开业")


BODIES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "id", "geometry", "properties", "coordinates", "name", "kind", "code", "x"]
            ),
            inner | st.sampled_from(["Feature", "Point", "LineString", "Polygon"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@tries(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, place=BODIES)
def test_no_body_breaks_the_service(writer: TestClient, body: Any, place: Any) -> None:
    whole = shop(properties=body, geometry=place)

    assert writer.post(ITEMS, json=whole, headers=GEOJSON).status_code in {201, 400, 409}
    assert writer.patch(f"{ITEMS}/a", json=body, headers=MERGE | {"If-Match": "*"}).status_code in {
        204,
        400,
        404,
    }
