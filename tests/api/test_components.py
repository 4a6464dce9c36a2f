"""Components over HTTP."""

import pytest

URL = "/api/components"


def test_components_come_with_names_and_places(client, add):
    add("component", class_code="01001", geom="POINT(114.8 30.84)")
    (found,) = client.get(URL, params={"class": "01"}).json()["items"]
    assert (found["class_name"], found["lon"], found["lat"]) == ("供水井盖", 114.8, 30.84)


def test_pages_follow_each_other(client, add):
    made = [add("component")["code"] for _ in range(3)]
    first = client.get(URL, params={"limit": 2}).json()
    last = client.get(URL, params={"limit": 2, "cursor": first["next"]}).json()
    assert ([one["code"] for one in first["items"] + last["items"]], last["next"]) == (made, None)


def test_a_summary_has_rows_and_a_total(client, add):
    add("area", code="420117001", name="邾城街道")
    for _ in range(2):
        add("component", street_code="420117001", district_code="420117")
    found = client.get(f"{URL}/summary", params={"by": "area", "area": "420117"}).json()
    assert (found["rows"], found["total"]) == (
        [{"key": "420117001", "name": "邾城街道", "count": 2, "edition": None}],
        2,
    )


def test_remarks_are_not_served(client, add):
    add("component", note="remark", source_key="hidden")
    assert {"note", "source_key"}.isdisjoint(client.get(URL).json()["items"][0])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("class=x", 422),
        ("class=99999", 422),
        ("class=" + "1" * 100, 422),
        ("edition=1999", 422),
        ("area=999", 404),
        ("area=%27%3B--", 404),
        ("area=" + "9" * 41, 422),
        ("limit=1000000000", 422),
        ("cursor=x", 422),
        ("bbox=1", 422),
    ],
)
def test_odd_filters_are_refused(pooled, query, status):
    found = [pooled.get(f"{URL}?{query}").status_code]
    if not query.startswith(("limit", "cursor")):
        found.append(pooled.get(f"{URL}/summary?{query}").status_code)
    assert set(found) == {status}


@pytest.mark.parametrize("query", ["by=owner", "level=district"])
def test_a_summary_by_something_else_is_refused(pooled, query):
    assert pooled.get(f"{URL}/summary?{query}").status_code == 422
