"""The abstract tests of OGC API Features, Parts 1 and 2, on all collections of the running service.

They are written after the annexes of OGC 17-069r4 and 18-058r1; a client that knows nothing of the project
follows the links.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx2 as httpx
import pytest
from jsonschema import Draft202012Validator
from pyproj import Transformer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
BOXES = ["-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70", "-180,85,180,90", "-180,-90,180,-85"]


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, headers={"Accept": "application/json"}) as client:
        yield client


@pytest.fixture(scope="module")
def root(http: httpx.Client, live: str) -> dict[str, Any]:
    found: dict[str, Any] = http.get(f"{live}/ogc/").json()
    return found


@pytest.fixture(scope="module")
def api(http: httpx.Client, live: str, root: dict[str, Any]) -> dict[str, Any]:
    """The definition, as a program finds it that says nothing of what it likes to read."""
    kind = "application/vnd.oai.openapi+json;version=3.0"
    (link,) = [one for one in root["links"] if one["rel"] == "service-desc" and one["type"] == kind]
    java = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
    found: dict[str, Any] = http.get(urljoin(live, link["href"]), headers={"Accept": java}).json()
    return found


@pytest.fixture(scope="module")
def collections(http: httpx.Client, live: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = http.get(f"{live}/ogc/collections").json()["collections"]
    return found


def items_of(collection: dict[str, Any], live: str) -> str:
    """Where a collection says that its features are, as GeoJSON."""
    links = [one for one in collection["links"] if one["rel"] == "items" and one["type"] == GEOJSON]
    return urljoin(live, links[0]["href"])


def numbers(shape: Any) -> Iterator[list[float]]:
    """The positions of coordinates."""
    if shape and isinstance(shape[0], int | float):
        yield shape
    else:
        for part in shape:
            yield from numbers(part)


def test_a_landing_page_has_the_links_of_a_landing_page(root: dict[str, Any]) -> None:
    rels = {one["rel"] for one in root["links"]}

    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= rels
    assert all(one.get("type") and one.get("href") for one in root["links"])


def test_all_links_of_the_landing_page_lead_somewhere(
    http: httpx.Client, live: str, root: dict[str, Any]
) -> None:
    for link in root["links"]:
        assert http.get(urljoin(live, link["href"])).status_code == 200


def test_the_definition_describes_the_parameters_of_items(api: dict[str, Any]) -> None:
    described = api["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    taken = {one["name"]: one for one in described}

    assert api["openapi"].startswith("3.0.")
    for name, kind in (("bbox", "array"), ("limit", "integer"), ("datetime", "string"), ("crs", "string")):
        one = taken[name]
        assert (one["in"], one["required"], one["style"], one["explode"]) == ("query", False, "form", False)
        assert one["schema"]["type"] == kind


def test_names_of_operations_are_each_used_once(api: dict[str, Any]) -> None:
    verbs = ("get", "post", "put", "patch", "delete")
    ids = [path[verb]["operationId"] for path in api["paths"].values() for verb in verbs if verb in path]

    assert len(ids) == len(set(ids))


def test_collections_have_the_links_of_collections(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    for collection in collections:
        (own,) = [one for one in collection["links"] if one["rel"] == "self"]
        alone = http.get(urljoin(live, own["href"])).json()
        assert (alone["id"], alone["title"]) == (collection["id"], collection["title"])
        assert {"self", "alternate", "items"} <= {one["rel"] for one in alone["links"]}


def test_features_are_in_degrees_unless_something_else_is_said(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    for collection in collections:
        answer = http.get(items_of(collection, live), headers={"Accept": GEOJSON}, params={"limit": 20})
        document = answer.json()
        assert answer.headers["content-type"] == GEOJSON
        assert document["type"] == "FeatureCollection"
        assert document["numberReturned"] == len(document["features"])
        shapes = [one["geometry"] for one in document["features"] if one["geometry"]]
        places = [place for shape in shapes for place in numbers(shape["coordinates"])]
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in places)


def test_the_number_matched_is_what_all_pages_have(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    for collection in collections:
        address: str | None = f"{items_of(collection, live)}?limit=1000"
        first, seen = None, 0
        while address:
            document = http.get(urljoin(live, address)).json()
            first = first or document
            seen += document["numberReturned"]
            address = next((one["href"] for one in document["links"] if one["rel"] == "next"), None)
        assert first is not None
        assert first.get("numberMatched", seen) == seen


@pytest.mark.parametrize("box", BOXES)
def test_boxes_anywhere_on_earth_are_answered(
    http: httpx.Client, live: str, collections: list[dict[str, Any]], box: str
) -> None:
    for collection in collections:
        answer = http.get(items_of(collection, live), params={"bbox": box})
        assert (answer.status_code, answer.json()["numberReturned"]) == (200, 0)


def test_the_box_of_a_collection_finds_its_features(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    for collection in (one for one in collections if "extent" in one):
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        answer = http.get(items_of(collection, live), params={"bbox": f"{west},{south},{east},{north}"})
        plain = http.get(items_of(collection, live))
        assert [one["id"] for one in answer.json()["features"]] == [
            one["id"] for one in plain.json()["features"] if one["geometry"]
        ]


@pytest.mark.parametrize(
    "wrong", ["limit=0", "unknown=1", "bbox=1,2", "datetime=x", "crs=x", "bbox-crs=x&bbox=1,2,3,4"]
)
def test_what_is_wrong_is_400(
    http: httpx.Client, live: str, collections: list[dict[str, Any]], wrong: str
) -> None:
    for collection in collections:
        assert http.get(f"{items_of(collection, live)}?{wrong}").status_code == 400


def test_every_feature_is_found_by_itself(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    for collection in collections:
        for feature in http.get(items_of(collection, live), params={"limit": 2}).json()["features"]:
            answer = http.get(f"{items_of(collection, live)}/{feature['id']}", headers={"Accept": GEOJSON})
            alone = answer.json()
            assert (alone["id"], alone["geometry"]) == (feature["id"], feature["geometry"])
            assert {"self", "alternate", "collection"} <= {one["rel"] for one in alone["links"]}


def test_every_system_has_the_same_places_in_the_order_of_its_axes(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    """PROJ with the axes as EPSG orders them is asked, not PostGIS."""
    systems = http.get(f"{live}/ogc/collections/poi").json()["crs"]
    (poi,) = [one for one in collections if one["id"] == "poi"]
    plain = http.get(items_of(poi, live)).json()["features"]

    for uri in systems[1:]:
        answer = http.get(items_of(poi, live), params={"crs": uri})
        step = Transformer.from_crs("EPSG:4490", f"EPSG:{uri.rpartition('/')[2]}")
        assert answer.headers["content-crs"] == f"<{uri}>"
        for one, other in zip(plain, answer.json()["features"], strict=True):
            lon, lat = one["geometry"]["coordinates"]
            assert other["geometry"]["coordinates"] == pytest.approx(step.transform(lat, lon), abs=0.02)


def test_boxes_of_every_system_find_the_same_features(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    systems = http.get(f"{live}/ogc/collections/poi").json()["crs"][1:]
    for collection in (one for one in collections if "extent" in one and "crs" in one):
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        plain = http.get(items_of(collection, live), params={"bbox": f"{west},{south},{east},{north}"})
        for uri in systems:
            step = Transformer.from_crs("EPSG:4490", f"EPSG:{uri.rpartition('/')[2]}")
            box = ",".join(map(str, step.transform_bounds(south, west, north, east)))
            answer = http.get(items_of(collection, live), params={"bbox": box, "bbox-crs": uri})
            assert [f["id"] for f in answer.json()["features"]] == [f["id"] for f in plain.json()["features"]]


def test_features_are_as_their_schema_says(
    http: httpx.Client, live: str, collections: list[dict[str, Any]]
) -> None:
    for collection in collections:
        schema = http.get(urljoin(live, f"/ogc/collections/{collection['id']}/schema")).json()
        kinds = {name: one for name, one in schema["properties"].items() if name != "geometry"}
        for one in kinds.values():
            if "type" in one:
                one["type"] = [one["type"], "null"]
        check = Draft202012Validator({"properties": kinds, "additionalProperties": False})
        for feature in http.get(items_of(collection, live)).json()["features"]:
            check.validate(feature["properties"])
