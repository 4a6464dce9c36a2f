"""Tiles of the running service: kept, sent as they were made, and never older than a second."""

import gzip
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import brotli
import mapbox_vector_tile
import psycopg
import pytest
import zstandard

from tests.builder import Builder

Z, X, Y = 16, 53669, 26828
"""In the sample's district."""
TILE = f"/tiles/building,road/{Z}/{X}/{Y}.mvt"
DECODED = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
    "identity": bytes,
}


@pytest.fixture(scope="module")
def town(live_settings):
    """Something to see in the tile."""
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        west, south, east, north = conn.execute(
            "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)"
            " FROM ST_Transform(ST_TileEnvelope(%s, %s, %s), 4490) AS e",
            (Z, X, Y),
        ).fetchone()
        middle = (west + east) / 2, (south + north) / 2
        add, (lon, lat) = Builder(conn), middle
        add("road", code="TILE-1", name="瓦片路", geom=f"LINESTRING({lon} {lat}, {lon + 1e-4} {lat})")
        for number in range(40):
            line = f"LINESTRING({lon} {lat + number * 1e-5}, {lon + 1e-3} {lat})"
            add("road", code=f"TILE-X{number}", name=f"第{number}条路", geom=line)
        yield conn
        conn.execute("DELETE FROM onemap.road WHERE code LIKE 'TILE-%'")


@pytest.fixture
def ask(live, town):
    """Status, headers and body of a tile, asked for over one connection."""
    address = urlsplit(live)
    connection = HTTPConnection(address.hostname, address.port, timeout=30)

    def answer(path=TILE, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Accept-Encoding": "identity"} | named)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()

    yield answer
    connection.close()


def _names(body):
    tile = mapbox_vector_tile.decode(body)
    return {one["properties"].get("name") for one in tile.get("road", {"features": []})["features"]}


def _until(holds):
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until, "it does not hold in time"
        time.sleep(0.05)


@pytest.mark.parametrize("coding", DECODED)
def test_a_tile_goes_out_in_the_coding_that_is_wanted(ask, coding):
    plain = ask(Accept_Encoding="identity")
    for _ in range(3):
        status, headers, body = ask(Accept_Encoding=coding)
        assert status == 200
        assert headers.get("content-encoding", "identity") == coding
        assert DECODED[coding](body) == plain[2]
    assert "瓦片路" in _names(plain[2])


def test_each_coding_has_a_tag_of_its_own(ask):
    tags = {ask(Accept_Encoding=coding)[1]["etag"] for coding in DECODED}
    assert len(tags) == len(DECODED)
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize("routed", [{}, {"X_Request_ID": "routed"}], ids=["from memory", "by the framework"])
def test_who_has_a_tile_is_told_so(ask, routed):
    tag = ask(Accept_Encoding="gzip")[1]["etag"]
    status, headers, body = ask(Accept_Encoding="gzip", If_None_Match=f'"other", {tag}', **routed)
    assert (status, headers["etag"], body) == (304, tag, b"")


def test_another_coding_s_tag_is_of_another_answer(ask):
    tag = ask(Accept_Encoding="gzip")[1]["etag"]
    assert ask(Accept_Encoding="br", If_None_Match=tag)[0] == 200


def test_memory_and_framework_give_the_same_answer(ask):
    ask(Accept_Encoding="gzip")
    quick = ask(Accept_Encoding="gzip")
    routed = ask(Accept_Encoding="gzip", X_Request_ID="routed")
    own = {"date", "x-request-id"}
    for answer in (quick, routed):
        for name in own:
            answer[1].pop(name)
    assert quick == routed


def test_nothing_is_204_again_and_again(ask):
    for _ in range(3):
        status, headers, body = ask("/tiles/road/16/1/1.mvt")
        assert (status, body) == (204, b"")
        assert "content-length" not in headers


def test_a_change_by_plain_sql_is_seen(ask, town):
    assert "瓦片路" in _names(ask()[2])
    town.execute("UPDATE onemap.road SET name = '新瓦片路' WHERE code = 'TILE-1'")
    _until(lambda: "新瓦片路" in _names(ask()[2]))
    town.execute("UPDATE onemap.road SET name = '瓦片路' WHERE code = 'TILE-1'")
    _until(lambda: "瓦片路" in _names(ask()[2]))


def test_what_moves_away_is_gone(ask, town):
    assert "瓦片路" in _names(ask()[2])
    town.execute("UPDATE onemap.road SET geom = ST_Translate(geom, 0.1, 0.1) WHERE code = 'TILE-1'")
    _until(lambda: "瓦片路" not in _names(ask()[2] or b""))
    town.execute("UPDATE onemap.road SET geom = ST_Translate(geom, -0.1, -0.1) WHERE code = 'TILE-1'")
    _until(lambda: "瓦片路" in _names(ask()[2] or b""))
