"""Reading features: the right ones, in pages, with nothing that the caller may not see."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from gis_api.settings import CHECKOUT
from layers.catalogue import Catalogue, load
from layers.columns import parse
from layers.errors import Invalid, NotFound
from layers.items.query import Box, Query
from layers.items.read import feature, page
from tests.builder import Builder

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CHECKOUT / "data" / "layers")


def codes(conn: psycopg.Connection, catalogue: Catalogue, name: str, query: Query) -> list[str]:
    return [json.loads(text)["id"] for text in page(conn, catalogue.get(name), query).features]


def test_a_feature_is_geojson_with_the_named_fields(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    row = add("poi", code="a", name="点", geom="POINT(114.8 30.84)")

    (text,) = page(conn, catalogue.get("poi"), Query()).features

    assert json.loads(text) == {
        "type": "Feature",
        "id": "a",
        "geometry": {"type": "Point", "coordinates": [114.8, 30.84]},
        "properties": {
            "code": "a",
            "name": "点",
            "kind": row["kind"],
            "address_text": None,
            "source": "test",
            "valid_from": json.loads(text)["properties"]["valid_from"],
        },
    }


def test_times_are_rfc_3339(conn: psycopg.Connection, catalogue: Catalogue, add: Builder) -> None:
    row = add("poi")

    properties = json.loads(page(conn, catalogue.get("poi"), Query()).features[0])["properties"]

    assert datetime.fromisoformat(properties["valid_from"]) == row["valid_from"]


def test_pages_follow_each_other_without_gap_or_repeat(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    expected = [add("poi")["code"] for _ in range(7)]
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        found = page(conn, catalogue.get("poi"), Query(limit=3, after=after))
        seen += [json.loads(text)["id"] for text in found.features]
        after = found.next

    assert seen == expected


def test_a_last_page_that_is_full_is_the_last(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("poi")

    assert page(conn, catalogue.get("poi"), Query(limit=1)).next is None


def test_a_box_takes_what_meets_it(conn: psycopg.Connection, catalogue: Catalogue, add: Builder) -> None:
    add("poi", code="in", geom="POINT(114.8 30.84)")
    add("poi", code="out", geom="POINT(114.9 30.84)")

    assert codes(conn, catalogue, "poi", Query(boxes=[Box(114.7, 30.8, 114.85, 30.9)])) == ["in"]


def test_a_box_in_the_bay_of_a_shape_does_not_meet_it(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("water", geom="POLYGON((0 0, 9 0, 9 9, 8 9, 8 1, 1 1, 1 9, 0 9, 0 0))")

    assert codes(conn, catalogue, "water", Query(boxes=[Box(3, 3, 5, 5)])) == []


def test_of_two_boxes_either_will_do(conn: psycopg.Connection, catalogue: Catalogue, add: Builder) -> None:
    for code, lon in (("east", 179), ("west", -179), ("far", 0)):
        add("poi", code=code, geom=f"POINT({lon} 0)")
    boxes = [Box(178, -1, 180, 1), Box(-180, -1, -178, 1)]

    assert codes(conn, catalogue, "poi", Query(boxes=boxes)) == ["east", "west"]


def test_a_layer_without_places_has_nothing_in_a_box(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("department")

    assert codes(conn, catalogue, "department", Query(boxes=[Box(-180, -90, 180, 90)])) == []


def test_a_layer_without_places_is_read_all_the_same(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("department", code="d1")

    (text,) = page(conn, catalogue.get("department"), Query()).features

    assert json.loads(text)["geometry"] is None


def test_a_layer_that_is_a_part_of_a_table_has_its_rows_only(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("area", code="420117001001")

    assert codes(conn, catalogue, "street", Query()) == ["420117001"]


def test_a_field_filters_by_equality(conn: psycopg.Connection, catalogue: Catalogue, add: Builder) -> None:
    for code, height in (("low", 3.5), ("high", 90)):
        add("building", code=code, height=height)

    assert codes(conn, catalogue, "building", Query(equal={"height": 3.5})) == ["low"]


def test_an_absurd_number_matches_nothing(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("building", storeys_above=3)
    number = parse(catalogue.get("building"), "storeys_above", "9" * 300)

    assert codes(conn, catalogue, "building", Query(equal={"storeys_above": number})) == []


def test_a_number_too_small_for_the_database_is_zero(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("building", code="a", base_height=0)
    height = parse(catalogue.get("building"), "base_height", "5e-324")

    assert codes(conn, catalogue, "building", Query(equal={"base_height": height})) == ["a"]


@pytest.mark.parametrize("internal", [False, True])
def test_internal_fields_are_for_insiders(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder, internal: bool
) -> None:
    add("event", description="张三报称")

    (text,) = page(conn, catalogue.get("event"), Query(), internal=internal).features

    assert ("description" in json.loads(text)["properties"]) is internal


def test_no_caller_gets_a_personal_field(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("grid_worker", name="王五", phone="13800000000")

    (text,) = page(conn, catalogue.get("grid_worker", internal=True), Query(), internal=True).features

    assert "王五" not in text


@pytest.fixture
def renamed(conn: psycopg.Connection, add: Builder) -> dict[str, Any]:
    """A place that has been called something else since an hour ago."""
    row = add("poi", code="a", name="old", valid_from=NOW - timedelta(hours=2))
    conn.execute("UPDATE onemap.poi SET name = 'new', valid_from = %s", (NOW - timedelta(hours=1),))
    return row


@pytest.mark.parametrize(("hours", "names"), [(3, []), (1.5, ["old"]), (0.5, ["new"])])
def test_a_moment_of_the_past_is_read_as_it_was(
    conn: psycopg.Connection, catalogue: Catalogue, renamed: dict[str, Any], hours: float, names: list[str]
) -> None:
    at = NOW - timedelta(hours=hours)

    found = page(conn, catalogue.get("poi"), Query(start=at, end=at, timed=True)).features

    assert [json.loads(text)["properties"]["name"] for text in found] == names


def test_of_an_interval_each_feature_comes_once_as_its_latest_version(
    conn: psycopg.Connection, catalogue: Catalogue, renamed: dict[str, Any]
) -> None:
    found = page(conn, catalogue.get("poi"), Query(timed=True)).features

    assert [json.loads(text)["properties"]["name"] for text in found] == ["new"]


def test_an_interval_finds_what_is_gone_since(
    conn: psycopg.Connection, catalogue: Catalogue, renamed: dict[str, Any]
) -> None:
    conn.execute("DELETE FROM onemap.poi")
    wanted = Query(start=NOW - timedelta(hours=1.5), timed=True)

    assert (codes(conn, catalogue, "poi", Query()), codes(conn, catalogue, "poi", wanted)) == ([], ["a"])


def test_one_feature_is_found_by_its_key(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("poi", code="桥/1")

    assert json.loads(feature(conn, catalogue.get("poi"), "桥/1").text)["id"] == "桥/1"


def test_a_feature_of_another_part_of_the_table_is_not_found(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    add("area", code="420117")

    with pytest.raises(NotFound):
        feature(conn, catalogue.get("street"), "420117")


@pytest.mark.parametrize(
    ("layer", "name", "text"),
    [
        ("building", "height", "tall"),
        ("building", "height", "NaN"),
        ("building", "height", "inf"),
        ("building", "storeys_above", "1.5"),
        ("building", "storeys_above", "9" * 5000),
        ("event", "urgent", "maybe"),
        ("event", "reported_at", "yesterday"),
        ("event", "reported_at", "2026-07-01T08:00:00"),
        ("component", "initial_date", "2026-02-30"),
        ("component", "attributes", "{}"),
    ],
)
def test_a_value_that_a_column_can_not_hold_is_refused(
    catalogue: Catalogue, layer: str, name: str, text: str
) -> None:
    with pytest.raises(Invalid):
        parse(catalogue.get(layer), name, text)


def test_pages_of_an_interval_have_each_feature_once_in_both_directions(
    conn: psycopg.Connection, catalogue: Catalogue, add: Builder
) -> None:
    expected = [add("poi", name="0", valid_from=NOW - timedelta(hours=9))["code"] for _ in range(5)]
    for hour in (8, 7, 6):
        changed = {"name": str(hour), "at": NOW - timedelta(hours=hour), "codes": expected[:4]}
        conn.execute(
            "UPDATE onemap.poi SET name = %(name)s, valid_from = %(at)s WHERE code = ANY (%(codes)s)", changed
        )
    conn.execute("DELETE FROM onemap.poi WHERE code = %s", (expected[1],))
    forward: list[str] = []
    after: int | None = 0
    while after is not None:
        found = page(conn, catalogue.get("poi"), Query(limit=2, after=after, timed=True))
        forward += [json.loads(text)["id"] for text in found.features]
        after = found.next
    back = page(conn, catalogue.get("poi"), Query(limit=2, before=found.prev, timed=True))

    assert (forward, [json.loads(text)["id"] for text in back.features]) == (expected, expected[2:4])
    assert json.loads(back.features[0])["properties"]["name"] == "6"
