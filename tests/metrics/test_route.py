"""`GET /metrics`."""

import re
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient

from gis_api.app import create_app
from gis_api.home import admin_key_file, make_admin_key

PROXIED = {"X-Forwarded-For": "127.0.0.1"}


@pytest.fixture
def told(start, settings):
    """What is told after some requests."""

    def told(*paths, method="GET"):
        make_admin_key(settings.home)
        key = {"Authorization": f"Bearer {admin_key_file(settings.home).read_text().strip()}"}
        with start(settings, {}) as client:
            for path in paths:
                client.request(method, path)
            return client.get("/metrics", headers=key).text

    settings.home.mkdir()
    return told


def test_a_request_counts_by_its_route_and_status(told):
    assert 'onemap_requests_total{route="/health/live",status="200"} 1.0' in told("/health/live")


def test_the_route_is_told_with_all_that_stands_before_it(told):
    assert 'route="/ogc/collections/{collection}",status="404"' in told("/ogc/collections/nothing")


def test_head_counts_with_the_route_that_answers_it(told):
    assert 'onemap_requests_total{route="/health/live",' in told("/health/live", method="HEAD")


def test_what_is_refused_at_the_door_counts_without_a_route(told):
    assert 'onemap_requests_total{route="none",status="414"} 1.0' in told("/" + "a" * 20_000)


def test_nothing_that_a_caller_writes_becomes_a_label(told):
    odd = quote("x\ny{")
    text = told(f"/tiles/{odd}/1/0/0.mvt", "/tiles/secret/987654/0/0.mvt", "/secret")
    assert not [word for word in ("x\\ny", "y{", "secret", "987654") if word in text]


def test_connections_are_told(told):
    assert 'onemap_database_connections{pool="service",state="in use"}' in told()


def test_others_need_the_key(client):
    assert client.get("/metrics").status_code == 401


def _as_local(settings, headers=None):
    with TestClient(create_app(settings), client=("127.0.0.1", 5)) as client:
        return client.get("/metrics", headers=headers).status_code


def test_the_machine_itself_needs_none(settings):
    assert _as_local(settings) == 200


def test_what_a_proxy_passes_on_is_not_of_the_machine_itself(settings):
    assert _as_local(settings, PROXIED) == 401


def test_it_may_be_open_to_all(settings):
    assert _as_local(settings.model_copy(update={"metrics_open": True}), PROXIED) == 200


@pytest.fixture
def ask(live):
    """Asks the service on a connection that stays open."""
    connection = HTTPConnection(urlsplit(live).netloc, timeout=20)

    def ask(path):
        connection.request("GET", path)
        return connection.getresponse().read().decode("utf-8", "replace")

    yield ask
    connection.close()


def test_tiles_are_counted_by_layer_zoom_and_answer(ask):
    ask("/tiles/road/14/13416/6705.mvt")
    assert re.search(r'onemap_tiles_total\{answer="(made|empty)",layer="road",zoom="14"\}', ask("/metrics"))


def test_the_making_of_tiles_is_timed(ask):
    ask("/tiles/poi/14/13416/6705.mvt")
    assert 'onemap_tile_query_seconds_count{layer="poi",zoom="14"} 1.0' in ask("/metrics")


def test_tiles_answered_before_the_framework_count_with_their_route(ask):
    def answered():
        return sum(map(float, re.findall(r'requests_total\{route="/tiles/.*mvt",.*\} (.*)', ask("/metrics"))))

    before = answered()
    for _ in range(3):
        ask("/tiles/road/14/13417/6705.mvt")
    assert answered() == before + 3


def test_a_worker_writes_down_what_it_counted(live, live_home):
    assert list((live_home / "metrics").glob("*.json"))
