"""The address routes: geocodejson answers, entries, and odd input."""

import pytest

GEOCODE = "/api/address/geocode"


@pytest.fixture
def plate(add):
    add("area", code="420117001001", name="红旗社区", full_name="新洲区红旗社区")
    return add(
        "address", local_text="红旗路12号", full_text="新洲区红旗社区红旗路12号", geom="POINT(114.8 30.84)"
    )


def test_geocoding_answers_geocodejson(client, plate):
    found = client.get(GEOCODE, params={"q": "红旗路12號"}).json()
    assert (found["type"], found["geocoding"], found["features"][0]["geometry"]) == (
        "FeatureCollection",
        {"version": "0.1.0", "query": "红旗路12號"},
        {"type": "Point", "coordinates": [114.8, 30.84]},
    )


def test_a_feature_says_what_it_is_and_why(client, plate):
    (found,) = client.get(GEOCODE, params={"q": "红旗路12号"}).json()["features"]
    said = found["properties"]["geocoding"]
    wanted = ("label", "score", "level", "address_code", "match_type", "matched", "community")
    assert [said[name] for name in wanted] == [
        "新洲区红旗社区红旗路12号",
        1.0,
        "plate",
        plate["code"],
        "exact",
        "红旗路12号",
        "420117001001",
    ]


def test_an_address_without_a_position_has_no_geometry(client, add):
    add("address", local_text="无名路1号")
    (found,) = client.get(GEOCODE, params={"q": "无名路1号"}).json()["features"]
    assert found["geometry"] is None


def test_coordinates_come_in_the_system_asked_for(client, plate):
    (found,) = client.get(GEOCODE, params={"q": "红旗路12号", "crs": "gcj02"}).json()["features"]
    assert found["geometry"]["coordinates"] == [
        pytest.approx(114.8055, abs=1e-3),
        pytest.approx(30.838, abs=1e-3),
    ]


def test_reverse_geocoding_answers_with_the_distance(client, plate):
    found = client.get("/api/address/reverse", params={"lon": 114.8001, "lat": 30.84}).json()
    assert found["features"][0]["properties"]["geocoding"]["distance"] == pytest.approx(9.57, abs=0.02)


def test_standardizing_takes_a_text_apart(client, add):
    add("area", code="420117", name="新洲区", full_name="新洲区")
    add("area", code="420117001", name="邾城街道", full_name="新洲区邾城街道")
    found = client.get("/api/address/standardize", params={"q": "邾城街 红旗路十二号"}).json()
    assert found == {
        "given": "邾城街 红旗路十二号",
        "standard": "新洲区邾城街道红旗路12号",
        "local": "红旗路12号",
        "elements": found["elements"] | {"street": "邾城街道", "road": "红旗路", "plate": "12号"},
        "area": {"code": "420117001", "name": "邾城街道"},
    }


def test_an_entry_has_children_by_pages(client, add, plate):
    codes = [add("address", level="room", parent_code=plate["code"])["code"] for _ in range(3)]
    path = f"/api/address/{plate['code']}"
    first = client.get(path, params={"limit": 2}).json()
    last = client.get(path, params={"limit": 2, "cursor": first["next"]}).json()
    assert ([one["code"] for one in first["children"] + last["children"]], last["next"]) == (codes, None)


def test_an_unknown_entry_is_not_found(client):
    assert client.get("/api/address/42011700000000000000").status_code == 404


ODD = ["", " ", "\0", "%", "_", "'; DROP TABLE onemap.address; --", "\u202e", "😀", "\r\n", "x" * 1000]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("path", [GEOCODE, "/api/address/standardize"])
def test_odd_texts_get_an_answer(pooled, path, text):
    assert pooled.get(path, params={"q": text}).status_code in {200, 400, 422}


@pytest.mark.parametrize(
    "query",
    [
        "geocode",
        "geocode?q=" + "%E8%B7%AF" * 1001,
        "geocode?q=x&limit=0",
        "geocode?q=x&limit=1000000000",
        "geocode?q=x&crs=mars",
        "geocode?q=x&within=" + "9" * 100,
        "reverse?lon=nan&lat=30",
        "reverse?lon=114&lat=inf",
        "reverse?lon=1e308&lat=30",
        "reverse?lon=114&lat=30&radius=1e9",
        "reverse?lon=114",
        "42011700000000000000?cursor=x",
    ],
)
def test_parameters_out_of_range_are_refused(pooled, query):
    assert pooled.get(f"/api/address/{query}").status_code == 422


def test_an_unknown_area_to_search_in_is_not_found(pooled):
    assert pooled.get(f"{GEOCODE}?q=x&within=999").status_code == 404
