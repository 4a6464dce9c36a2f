"""Everything at a point, over HTTP."""

import pytest


def test_everything_at_a_point_comes_in_one_call(client, add):
    add("component", code="42011701001000042", geom="POINT(114.8 30.84)", state="damaged")
    found = client.get("/api/identify", params={"lon": 114.8, "lat": 30.84}).json()
    (thing,) = found["features"]
    assert (found["located"]["inside"], thing["layer"], thing["metres"], thing["properties"]["state"]) == (
        False,
        "component",
        0,
        "damaged",
    )


def test_the_point_may_be_in_another_system(client, add):
    add("component", geom="POINT(114.8 30.84)")
    at = {"lon": 114.80549, "lat": 30.83774, "crs": "gcj02", "radius": 30}
    assert len(client.get("/api/identify", params=at).json()["features"]) == 1


def test_internal_things_need_the_key(key, client, add):
    add("camera", geom="POINT(114.8 30.84)")
    at = {"lon": 114.8, "lat": 30.84}
    found = [client.get("/api/identify", params=at, headers=head).json()["features"] for head in ({}, key)]
    assert [len(things) for things in found] == [0, 1]


@pytest.mark.parametrize(
    "query",
    [
        "lon=nan&lat=30",
        "lon=114&lat=30&radius=501",
        "lon=114&lat=30&radius=-1",
        "lon=114&lat=30&radius=5e-324",
    ],
)
def test_what_is_no_point_or_radius_is_refused(pooled, query):
    assert pooled.get(f"/api/identify?{query}").status_code == 422
