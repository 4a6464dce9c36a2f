"""Which layers and cities the service offers to whom."""

from fastapi.testclient import TestClient

from tests.builder import Builder

SQUARE = "POLYGON(({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))"


def _names(client: TestClient, headers: dict[str, str] | None = None) -> set[str]:
    return {layer["name"] for layer in client.get("/api/layers", headers=headers).json()["items"]}


def test_the_public_sees_open_layers_that_are_drawn(client: TestClient) -> None:
    names = _names(client)

    assert {"road", "building", "unit_grid"} <= names
    assert not {"camera", "person", "address", "department"} & names


def test_the_key_opens_internal_layers_but_never_personal_ones(
    key: dict[str, str], client: TestClient
) -> None:
    assert _names(client, key) - _names(client) == {"camera"}


def test_internal_fields_are_listed_to_insiders_only(key: dict[str, str], client: TestClient) -> None:
    def fields(headers: dict[str, str]) -> set[str]:
        items = client.get("/api/layers", headers=headers).json()["items"]
        return {field["name"] for layer in items if layer["name"] == "event" for field in layer["fields"]}

    assert fields(key) - fields({}) == {"description", "address_text", "department_code"}


def test_a_layer_is_described_as_its_file_says(client: TestClient) -> None:
    items = {layer["name"]: layer for layer in client.get("/api/layers").json()["items"]}
    building = items["building"]

    assert (building["title"], building["geometry"], building["minzoom"]) == ("建筑", "polygon", 14)
    assert {"name": "height", "meaning": "height above the ground", "unit": "m"} in building["fields"]


def test_no_city_where_nothing_is_loaded(client: TestClient) -> None:
    assert client.get("/api/cities").json() == {"items": [], "next": None}


def test_a_city_is_the_topmost_area_with_a_boundary(client: TestClient, add: Builder) -> None:
    add("area", code="420117", name="新洲区", geom=SQUARE.format(114.5, 30.6, 115, 31), source="sample:7")
    add("area", code="420117001", geom=SQUARE.format(114.6, 30.7, 114.7, 30.8))

    (city,) = client.get("/api/cities").json()["items"]

    assert city == {
        "code": "420117",
        "name": "新洲区",
        "level": "district",
        "scheme": "cn",
        "bbox": [114.5, 30.6, 115.0, 31.0],
        "synthetic": True,
    }


def test_a_synthetic_district_is_told_apart_inside_a_real_city(client: TestClient, add: Builder) -> None:
    add("area", code="4201", geom=SQUARE.format(113, 29, 116, 32), source="survey")
    add("area", code="420117", geom=SQUARE.format(114, 30, 115, 31), source="sample:7")
    add("area", code="420117001", geom=SQUARE.format(114, 30, 114.5, 30.5), source="sample:7")

    cities = client.get("/api/cities").json()["items"]

    assert [(city["code"], city["synthetic"]) for city in cities] == [("4201", False), ("420117", True)]


def test_real_cities_stand_before_synthetic_ones(client: TestClient, add: Builder) -> None:
    add("area", code="42", geom=SQUARE.format(114, 30, 115, 31), source="sample:7")
    add("area", code="43", geom=SQUARE.format(112, 28, 113, 29), source="survey")

    codes = [city["code"] for city in client.get("/api/cities").json()["items"]]

    assert codes == ["43", "42"]
