"""Statistics over HTTP: shapes of the answers, what needs the key, what is refused."""

import csv
import io

import pytest

from gis_api.models.stats import EventStatistics, HotSpots
from tests.builder import Builder

STREET = "420117001"


@pytest.fixture
def town(add: Builder) -> Builder:
    add("unit_grid", code=f"{STREET}001001")
    add("department", code="B1", name="水务局")
    add.conn.execute("UPDATE onemap.area SET geom = (SELECT geom FROM onemap.unit_grid LIMIT 1)")
    for day in (1, 2):
        add(
            "event", reported_at=f"2026-07-0{day}T10:00:00+08:00", filed_at=f"2026-07-0{day}T11:00:00+08:00",
            district_code="420117", street_code=STREET, community_code=f"{STREET}001", state="filed",
            unit_grid_code=f"{STREET}001001", department_code="B1", collector_code="C7",
            geom="POINT(114.8 30.84)",
        )  # fmt: skip
    return add


def test_rates_come_with_numerator_and_denominator(client, town):
    found = client.get("/api/stats/events?by=street&indicators=filing_rate").json()
    rate = {"numerator": 2, "denominator": 2, "value": 1, "previous": None, "change": None}
    assert [(row["key"], row["indicators"]) for row in found["rows"]] == [(STREET, {"filing_rate": rate})]


@pytest.mark.parametrize("query", ["by=class", "by=h3&geometry=true", "since=2026-07-01&compare=year", ""])
def test_answers_have_the_shape_that_is_documented(client, town, query):
    found = client.get(f"/api/stats/events?{query}").json()
    assert EventStatistics.model_validate(found).model_dump(mode="json")["total"] == found["total"]


@pytest.mark.parametrize("by", ["h3", "unit_grid"])
def test_hot_spots_have_the_shape_that_is_documented(client, town, by):
    found = client.get(f"/api/stats/hotspots?by={by}&level=0.99&min_count=1").json()
    assert HotSpots.model_validate(found).events == 2


def test_a_day_is_one_of_the_city(client, town):
    found = client.get("/api/stats/events?by=day&since=2026-07-02&until=2026-07-03").json()
    assert ([row["key"] for row in found["rows"]], found["period"]["since"]) == (
        ["2026-07-02"],
        "2026-07-02T00:00:00+08:00",
    )


def test_a_map_gets_features(client, town):
    answer = client.get("/api/stats/events?indicators=reported", headers={"Accept": "application/geo+json"})
    (feature,) = answer.json()["features"]
    assert answer.headers["content-type"] == "application/geo+json"
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["properties"] == {
        "key": STREET, "name": f"区域{STREET}", "edition": None, "count": 2, "reported": 2,
    }  # fmt: skip


def test_hot_spots_are_features_too(client, town):
    answer = client.get("/api/stats/hotspots", headers={"Accept": "application/geo+json"}).json()
    assert (answer["type"], answer["features"], answer["events"]) == ("FeatureCollection", [], 2)


def test_planners_get_a_table_for_spreadsheets(client, town):
    answer = client.get("/api/stats/events?indicators=filing_rate", headers={"Accept": "text/csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["名称"], row["立案率_分子"], row["立案率"]) for row in rows] == [
        (f"区域{STREET}", "2", "1"),
        ("合计", "2", "1"),
    ]


def test_a_table_of_two_periods_has_the_changes(client, town):
    query = "since=2026-07-02&until=2026-07-03&compare=previous&indicators=reported"
    answer = client.get(f"/api/stats/events?{query}", headers={"Accept": "text/csv"}).content.decode(
        "utf-8-sig"
    )
    assert [row["上报数_上期"] for row in csv.DictReader(io.StringIO(answer))] == ["1", "1"]


@pytest.mark.parametrize(
    "path", ["events?by=collector", "events?by=department", "events?collector=C7", "hotspots?department=B1"]
)
def test_persons_and_departments_need_the_key(key, client, town, path):
    statuses = [client.get(f"/api/stats/{path}", headers=given).status_code for given in ({}, key)]
    assert statuses == [401, 200]


def test_collectors_have_no_names(key, client, town):
    found = client.get("/api/stats/events?by=collector", headers=key).json()
    assert [(row["key"], row["name"]) for row in found["rows"]] == [("C7", None)]


def test_what_needs_the_key_stays_out_of_shared_caches(key, client, town):
    answer = client.get("/api/stats/events?by=collector", headers=key)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"].startswith("Authorization, Accept")


def test_who_has_the_answer_already_is_told_so(client, town):
    query = "/api/stats/events?since=2026-07-01&until=2026-08-01"
    tag = client.get(query).headers["etag"]
    assert client.get(query, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("events?by=luck", 422), ("events?indicators=luck", 422), ("events?order=luck", 422),
        ("events?resolution=12&by=h3", 422), ("events?since=2026-08-01&until=2026-07-01", 422),
        ("events?compare=year", 422), ("events?area=999", 404), ("events?source=nobody", 422),
        ("events?since=0001-01-01", 422), ("events?limit=0", 422), ("hotspots?by=street", 422),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(client, path, status):
    assert client.get(f"/api/stats/{path}").status_code == status


def test_times_are_not_drawn(client):
    answer = client.get("/api/stats/events?by=day", headers={"Accept": "application/geo+json"})
    assert answer.status_code == 422


def test_every_indicator_says_what_it_is_made_from(client):
    found = {one["code"]: one for one in client.get("/api/stats/indicators").json()["items"]}
    rate = found["closing_rate"]
    assert (rate["numerator"]["zh"], rate["denominator"]["zh"], rate["unit"]) == ("结案", "应结案", "share")
