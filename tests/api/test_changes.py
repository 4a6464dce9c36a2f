"""The change log and the class catalogues over HTTP."""

import psycopg
import pytest
from fastapi.testclient import TestClient

from gis_api.app import create_app
from gis_api.home import admin_key_file, make_admin_key
from gis_api.settings import Settings
from tests.builder import Builder

URL = "/api/changes"


@pytest.fixture
def followed(scratch, tmp_path):
    """A service on a database of its own, since a change is only in the log when it is committed."""
    (tmp_path / "home").mkdir()
    make_admin_key(tmp_path / "home")
    settings = Settings(dsn=scratch, home=tmp_path / "home")
    with psycopg.connect(scratch, autocommit=True) as conn, TestClient(create_app(settings)) as client:
        key = {"Authorization": f"Bearer {admin_key_file(settings.home).read_text().strip()}"}
        yield Builder(conn), client, key


def test_changes_are_followed_by_their_sequence(followed):
    add, client, _ = followed
    road = add("road")
    seen = client.get(URL).json()
    add("water")
    (new,) = client.get(URL, params={"since": seen["last"]}).json()["items"]
    assert ([one["ids"] for one in seen["items"]], new["layer"], new["op"]) == (
        [[road["id"]]],
        "water",
        "insert",
    )


def test_a_change_says_where_it_was_but_not_who_made_it(followed):
    add, client, _ = followed
    add("road", geom="LINESTRING(114.8 30.84, 114.9 30.85)")
    (found,) = client.get(URL).json()["items"]
    assert (found["new_extent"], found.get("actor")) == ([114.8, 30.84, 114.9, 30.85], None)


def test_layers_that_the_caller_may_not_see_are_left_out(followed):
    add, client, key = followed
    add("camera")
    found = [client.get(URL, headers=head).json() for head in ({}, key)]
    assert [len(one["items"]) for one in found] == [0, 1]


def test_personal_layers_are_left_out_for_everybody(followed):
    add, client, key = followed
    add("person")
    tables = {one["layer"] for one in client.get(URL, headers=key).json()["items"]}
    assert "person" not in tables


def test_a_layer_can_be_followed_alone(followed):
    add, client, _ = followed
    add("road")
    add("water")
    found = client.get(URL, params={"layer": "water"}).json()["items"]
    assert [one["layer"] for one in found] == ["water"]


def test_pages_of_changes_follow_each_other(followed):
    add, client, _ = followed
    for _ in range(3):
        add("road")
    first = client.get(URL, params={"limit": 2}).json()
    last = client.get(URL, params={"limit": 2, "since": first["next"]}).json()
    assert ([len(one["items"]) for one in (first, last)], last["next"]) == ([2, 1], None)


def test_without_news_the_last_sequence_stays(followed):
    _, client, _ = followed
    assert client.get(URL, params={"since": 5}).json() == {"items": [], "next": None, "last": 5}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=-1", 422),
        ("since=99999999999999999999", 422),
        ("limit=0", 422),
        ("limit=1000000000", 422),
        ("layer=nothing", 404),
        ("layer=camera", 404),
        ("layer=person", 404),
        ("layer=%27%3B--", 404),
    ],
)
def test_odd_questions_are_refused(pooled, query, status):
    assert pooled.get(f"{URL}?{query}").status_code == status


def test_a_catalogue_has_all_classes_of_an_edition(pooled):
    found = pooled.get("/api/catalogues", params={"kind": "component"}).json()["items"]
    assert (len(found), found[0]["code"], found[0]["name"]) == (153, "01001", "供水井盖")


def test_older_editions_have_catalogues_of_their_own(pooled):
    found = pooled.get("/api/catalogues", params={"kind": "event", "edition": "2007"}).json()["items"]
    assert {(one["edition"], len(one["code"])) for one in found} == {("2007", 4)}


@pytest.mark.parametrize("query", ["", "?kind=person", "?kind=event&edition=1999"])
def test_an_unknown_catalogue_is_refused(pooled, query):
    assert pooled.get(f"/api/catalogues{query}").status_code == 422
