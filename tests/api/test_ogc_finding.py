"""Finding features: filters, pages in both directions, counts, schemas and pages for people."""

from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from layers.items import count
from tests.builder import Builder

ITEMS = "/ogc/collections/poi/items"
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def names(document: dict[str, Any]) -> list[str]:
    return [one["id"] for one in document["features"]]


def step(client: TestClient, document: dict[str, Any], rel: str) -> dict[str, Any]:
    """The page that a link leads to."""
    (href,) = [link["href"] for link in document["links"] if link["rel"] == rel]
    found: dict[str, Any] = client.get(href).json()
    return found


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"filter": "name = 'x'"}, ["a"]),
        ({"filter": "name LIKE 'x%' AND kind <> 'shop'"}, ["b"]),
        ({"filter": '{"op":"=","args":[{"property":"name"},"x"]}', "filter-lang": "cql2-json"}, ["a"]),
        ({"filter": "S_INTERSECTS(geom, BBOX(114.7, 30.8, 114.85, 30.9))", "name": "xy"}, ["b"]),
        ({"filter": "name = 'x'", "datetime": "../.."}, ["a"]),
    ],
)
def test_a_filter_finds_what_it_says(
    client: TestClient, add: Builder, params: dict[str, str], found: list[str]
) -> None:
    add("poi", code="a", name="x", kind="shop")
    add("poi", code="b", name="xy", kind="school")

    assert names(client.get(ITEMS, params=params).json()) == found


@pytest.mark.parametrize(
    "params",
    [
        {"filter": "name ="},
        {"filter": "geom_3857 IS NULL"},
        {"filter": "name = 'x'", "filter-lang": "cql"},
        {"filter-lang": "cql2-text"},
        {"filter": "(" * 2000},
    ],
)
def test_a_filter_that_is_none_is_400(pooled: TestClient, params: dict[str, str]) -> None:
    assert pooled.get(ITEMS, params=params).status_code == 400


def test_queryables_are_what_a_filter_may_name(client: TestClient) -> None:
    answer = client.get("/ogc/collections/poi/queryables")

    assert answer.headers["content-type"] == "application/schema+json"
    assert {"name", "kind", "geom"} <= answer.json()["properties"].keys()


def test_the_page_before_is_the_one_that_was_left(client: TestClient, add: Builder) -> None:
    codes = [add("poi")["code"] for _ in range(7)]
    first = client.get(f"{ITEMS}?limit=3").json()
    second = step(client, first, "next")
    third = step(client, second, "next")

    assert [names(page) for page in (first, second, third)] == [codes[:3], codes[3:6], codes[6:]]
    assert names(step(client, third, "prev")) == codes[3:6]
    assert names(step(client, step(client, third, "prev"), "prev")) == codes[:3]


def test_pages_stay_right_while_rows_change(
    client: TestClient, add: Builder, conn: psycopg.Connection
) -> None:
    codes = [add("poi")["code"] for _ in range(6)]
    second = step(client, client.get(f"{ITEMS}?limit=2").json(), "next")

    conn.execute("DELETE FROM onemap.poi WHERE code = ANY (%s)", ([codes[0], codes[3]],))
    added = add("poi")["code"]

    assert names(step(client, second, "prev")) == [codes[1]]
    assert names(step(client, second, "next")) == codes[4:6]
    assert names(client.get(f"{ITEMS}?limit=100").json())[-1] == added


def test_the_first_page_has_none_before_it(client: TestClient, add: Builder) -> None:
    codes = [add("poi")["code"] for _ in range(4)]
    back = step(client, step(client, client.get(f"{ITEMS}?limit=2").json(), "next"), "prev")

    assert (names(back), "prev" in {link["rel"] for link in back["links"]}) == (codes[:2], False)


def test_few_features_are_counted(client: TestClient, add: Builder) -> None:
    for _ in range(3):
        add("poi", kind="shop")
    add("poi", kind="school")

    document = client.get(f"{ITEMS}?limit=2&kind=shop").json()

    assert document["numberMatched"] == 3


def test_an_estimate_is_not_called_a_count(
    client: TestClient, add: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(count, "COUNTED", 0)
    for _ in range(3):
        add("poi")

    document = client.get(f"{ITEMS}?limit=2").json()

    assert ("numberMatched" in document, document["numberMatchedEstimate"] > 0) == (False, True)


def test_a_schema_says_what_a_new_feature_needs(client: TestClient) -> None:
    document = client.get("/ogc/collections/poi/schema").json()

    assert document["required"] == ["name", "kind", "geometry"]
    assert document["properties"]["code"]["x-ogc-role"] == "id"
    assert document["properties"]["geometry"]["format"] == "geometry-point"


def test_layers_that_are_not_written_have_read_only_fields(client: TestClient) -> None:
    fields = client.get("/ogc/collections/event/schema").json()["properties"]

    assert all(field.get("readOnly") for name, field in fields.items() if name != "geometry")


def test_a_schema_has_no_fields_that_are_hidden(client: TestClient) -> None:
    assert "description" not in client.get("/ogc/collections/event/schema").json()["properties"]


@pytest.mark.parametrize(
    "path",
    [
        "/ogc",
        "/ogc/api",
        "/ogc/conformance",
        "/ogc/collections",
        "/ogc/collections/poi",
        "/ogc/collections/poi/items",
        "/ogc/collections/poi/items/a",
        "/ogc/collections/poi/schema",
        "/ogc/collections/poi/queryables",
        "/ogc/collections/poi/tiles",
        "/ogc/collections/poi/tiles/WebMercatorQuad",
        "/ogc/tileMatrixSets/CGCS2000Quad",
        "/ogc/styles",
    ],
)
def test_browsers_get_pages(client: TestClient, add: Builder, path: str) -> None:
    add("poi", code="a", name="<script>alert(1)</script>")

    answer = client.get(path, headers=HTML)

    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text
    assert "http://" not in answer.text.replace("http://www.opengis.net", "")


def test_pages_have_a_style_sheet_of_our_own(client: TestClient) -> None:
    assert client.get("/ogc/page.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("image/png", "application/geo+json"),
        ("text/csv, text/html;q=0.5", "text/csv; charset=utf-8"),
        ("text/html;q=x, application/vnd.ogc.fg+json;q=0.1", "application/vnd.ogc.fg+json"),
    ],
)
def test_the_accept_header_decides_the_format(client: TestClient, accept: str, kind: str) -> None:
    assert client.get(ITEMS, headers={"Accept": accept}).headers["content-type"] == kind


def test_every_format_is_linked_to(client: TestClient, add: Builder) -> None:
    add("poi")
    links = client.get(ITEMS).json()["links"]
    others = [link for link in links if link["rel"] == "alternate"]

    kinds = [client.get(link["href"]).headers["content-type"].partition(";")[0] for link in others]

    assert kinds == [link["type"] for link in others]
