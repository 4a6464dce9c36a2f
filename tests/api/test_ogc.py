"""OGC API Features, Part 1: Core."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from gis_api.app import create_app
from gis_api.settings import Settings
from tests.builder import Builder

ITEMS = "/ogc/collections/poi/items"


def links(document: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}


@pytest.mark.parametrize("path", ["/ogc", "/ogc?f=json", "/ogc/conformance", "/ogc/collections", "/ogc/api"])
def test_the_documents_are_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_landing_page_leads_everywhere(client: TestClient) -> None:
    document = client.get("/ogc").json()

    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= set(links(document))
    assert all(client.get(link["href"]).status_code == 200 for link in document["links"])


def test_it_says_which_parts_of_the_standards_are_there(client: TestClient) -> None:
    classes = client.get("/ogc/conformance").json()["conformsTo"]

    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert len(classes) == len(set(classes))


def test_the_public_sees_open_collections_only(key: dict[str, str], client: TestClient) -> None:
    def names(headers: dict[str, str]) -> set[str]:
        return {one["id"] for one in client.get("/ogc/collections", headers=headers).json()["collections"]}

    assert names(key) - names({}) == {
        "address",
        "camera",
        "grid_worker",
        "house",
        "organisation",
        "raster_internal",
        "room",
    }


def test_a_collection_says_where_its_features_lie(client: TestClient, add: Builder) -> None:
    add("poi", geom="POINT(114.8 30.84)")

    spatial = client.get("/ogc/collections/poi").json()["extent"]["spatial"]

    west, south, east, north = spatial["bbox"][0]
    assert (west <= 114.80001, south <= 30.84001, east >= 114.79999, north >= 30.83999) == (True,) * 4


def test_items_are_a_feature_collection(client: TestClient, add: Builder) -> None:
    add("poi", code="a")

    answer = client.get(ITEMS)
    document = answer.json()

    assert answer.headers["content-type"] == "application/geo+json"
    assert (document["type"], document["numberReturned"]) == ("FeatureCollection", 1)
    assert document["numberMatched"] == 1


def test_next_links_lead_through_all_features(client: TestClient, add: Builder) -> None:
    expected = [add("poi", kind="shop")["code"] for _ in range(5)]
    address: str | None = f"{ITEMS}?limit=2&kind=shop"
    seen = []
    while address:
        document = client.get(address).json()
        seen += [one["id"] for one in document["features"]]
        address = links(document).get("next")

    assert seen == expected


def test_ten_features_come_when_no_limit_is_said(client: TestClient, add: Builder) -> None:
    for _ in range(11):
        add("poi")

    assert client.get(ITEMS).json()["numberReturned"] == 10


def test_a_limit_above_the_most_is_the_most(client: TestClient, add: Builder) -> None:
    add("poi")

    assert client.get(f"{ITEMS}?limit={'9' * 400}").json()["numberReturned"] == 1


@pytest.mark.parametrize(
    ("bbox", "found"),
    [
        ("114,30,115,31", 1),
        ("114,30,-9,115,31,99", 1),
        ("115,30,116,31", 0),
        ("114,30,-170,31", 1),
        ("116,30,-170,31", 0),
        ("-180,-90,180,90", 1),
        ("114.8,30.84,114.8,30.84", 1),
    ],
)
def test_a_box_finds_what_is_in_it(client: TestClient, add: Builder, bbox: str, found: int) -> None:
    add("poi", geom="POINT(114.8 30.84)")

    assert client.get(ITEMS, params={"bbox": bbox}).json()["numberReturned"] == found


@pytest.mark.parametrize(
    "wrong",
    [
        "limit=0",
        "limit=-1",
        "limit=1.5",
        "limit=１",
        "limit=",
        "limit=x",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=nan,1,2,3",
        "bbox=1,2,inf,3",
        "bbox=114,31,115,30",
        "bbox=-1e308,0,1e308,1",
        "bbox=1,2,3,'); DROP TABLE onemap.poi; --",
        "bbox=" + "1," * 5000,
        "datetime=yesterday",
        "datetime=2026-07-01",
        "datetime=2026-07-02T00:00:00Z/2026-07-01T00:00:00Z",
        "datetime=a/b/c",
        "datetime=",
        "cursor=x",
        "cursor=LTE",
        "cursor=" + "OTk5" * 30,
        "f=xml",
        "colour=red",
        "geom=x",
        "id=1",
        "name=a&name=b",
        "kind%27%20OR%201%3D1=x",
        "crs=x",
    ],
)
def test_what_the_service_does_not_know_is_400(pooled: TestClient, wrong: str) -> None:
    answer = pooled.get(f"{ITEMS}?{wrong}")

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("name", ["description", "address_text", "source_key", "geom_3857"])
def test_hidden_fields_can_not_be_filtered_by(client: TestClient, name: str) -> None:
    answer = client.get("/ogc/collections/event/items", params={name: "x"})

    assert (answer.status_code, name in str(answer.json()["facts"])) == (400, False)


@pytest.mark.parametrize(
    "path", ["person", "person/items", "person/items/1", "camera", "nothing", "roads/items"]
)
def test_hidden_collections_are_as_those_that_are_not_there(client: TestClient, path: str) -> None:
    assert client.get(f"/ogc/collections/{path}").status_code == 404


def test_one_feature_is_read_by_its_code(client: TestClient, add: Builder) -> None:
    add("poi", code="桥/1", name="桥")

    document = client.get(links(client.get(f"{ITEMS}/桥%2F1").json())["self"]).json()

    assert (document["id"], document["properties"]["name"]) == ("桥/1", "桥")


def test_a_feature_that_the_client_has_is_304(client: TestClient, add: Builder) -> None:
    add("poi", code="a")
    tag = client.get(f"{ITEMS}/a").headers["etag"]

    assert client.get(f"{ITEMS}/a", headers={"If-None-Match": tag}).status_code == 304


def test_a_feature_is_read_as_it_was(client: TestClient, add: Builder) -> None:
    add("poi", code="a", valid_from="2026-07-01T00:00:00Z")

    before = client.get(f"{ITEMS}/a?datetime=2026-06-30T00:00:00Z")
    after = client.get(f"{ITEMS}/a?datetime=2026-07-01T08:00:00%2B08:00")

    assert (before.status_code, after.status_code) == (404, 200)


def test_items_are_read_as_they_were(client: TestClient, add: Builder) -> None:
    add("poi", code="a", valid_from="2026-07-01T00:00:00Z")

    counts = [
        client.get(ITEMS, params={"datetime": text}).json()["numberReturned"]
        for text in ("2026-06-30T00:00:00Z", "../2026-07-01T00:00:00Z", "2026-06-30T00:00:00Z/..", "../..")
    ]

    assert counts == [0, 1, 1, 1]


def test_addresses_are_absolute_where_it_is_said_what_users_see(settings: Settings) -> None:
    public = settings.model_copy(update={"base_url": "https://map.example.cn"})
    with TestClient(create_app(public)) as client:
        found = links(client.get("/ogc", headers={"Host": "evil.example"}).json())

    assert all(href.startswith("https://map.example.cn/") for href in found.values())


def test_everything_is_json_whatever_stands_in_it(client: TestClient, add: Builder) -> None:
    add("poi", code='a"b\\', name='"},{"', kind="</script>")

    document = json.loads(client.get(ITEMS).content)

    assert document["features"][0]["properties"]["name"] == '"},{"'


NAMES = st.sampled_from(["bbox", "datetime", "limit", "cursor", "f", "code", "name", "kind", "valid_from"])
VALUES = st.one_of(
    st.text(max_size=30),
    st.lists(st.floats().map(str), min_size=3, max_size=6).map(",".join),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    st.integers().map(str),
)


@tries(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(params=st.dictionaries(NAMES, VALUES, max_size=4))
def test_no_query_breaks_the_service(pooled: TestClient, params: dict[str, str]) -> None:
    assert pooled.get(ITEMS, params=params).status_code in {200, 400}
