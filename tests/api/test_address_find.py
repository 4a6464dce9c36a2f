"""The routes of suggestions and of reverse geocoding."""

import pytest

from address.geocoder import Geocoder
from gis_api.geocoding.dependency import geocoder

SUGGEST, REVERSE = "/api/address/suggest", "/api/address/reverse"


@pytest.fixture
def asked(client, conn, add):
    """Asks a service that has one road with two plates."""
    road = add("address", level="road", name="红旗路", local_text="红旗路")["code"]
    for number, lon in ((1, 114.8), (2, 114.801)):
        name = f"{number}号"
        place = f"POINT({lon} 30.84)"
        add("address", name=name, local_text=f"红旗路{name}", parent_code=road, geom=place)
    found = Geocoder.build(conn)
    client.app.dependency_overrides[geocoder] = lambda: found

    def ask(path, **query):
        return client.get(path, params=query)

    return ask


def test_suggestions_come_as_items(asked):
    answer = asked(SUGGEST, q="hongq", limit=1).json()
    assert (answer["next"], [(one["text"], one["level"]) for one in answer["items"]]) == (
        None,
        [("红旗路", "road")],
    )


def test_a_suggestion_has_its_place_and_distance_in_the_system_asked_for(asked):
    (one,) = asked(SUGGEST, q="红旗路2", lon=114.8055, lat=30.838, crs="gcj02").json()["items"]
    assert (one["lon"], one["lat"], one["distance"]) == (
        pytest.approx(114.8065, abs=1e-3),
        pytest.approx(30.838, abs=1e-3),
        pytest.approx(100, abs=50),
    )


def test_the_nearest_address_has_its_distance(asked):
    (first, _) = asked(REVERSE, lon=114.8001, lat=30.84).json()["features"]
    said = first["properties"]["geocoding"]
    assert [said[name] for name in ("matched", "match_type", "distance", "across_road")] == [
        "红旗路1号",
        "nearest",
        pytest.approx(9.57, abs=0.02),
        None,
    ]


def test_levels_are_given_with_commas(asked):
    assert asked(REVERSE, lon=114.8, lat=30.84, levels="room,building").json()["features"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (SUGGEST, {}),
        (SUGGEST, {"q": "红" * 101}),
        (SUGGEST, {"q": "红", "limit": 10**9}),
        (SUGGEST, {"q": "红", "lon": 114.8}),
        (SUGGEST, {"q": "红", "lon": "nan", "lat": 30}),
        (REVERSE, {"lon": "nan", "lat": 30}),
        (REVERSE, {"lon": 114, "lat": "inf"}),
        (REVERSE, {"lon": 114, "lat": 91}),
        (REVERSE, {"lon": 114, "lat": 30, "radius": 5001}),
        (REVERSE, {"lon": 114, "lat": 30, "levels": "suburb"}),
    ],
)
def test_what_makes_no_sense_is_refused(asked, path, query):
    assert asked(path, **query).status_code == 422


@pytest.mark.parametrize("q", ["", "\U0010ffff", "'\"\\%_", "🏠", "ü", " " * 50, "号", "\ud7ff" * 100])
def test_odd_texts_get_an_answer(asked, q):
    assert asked(SUGGEST, q=q).status_code == 200
