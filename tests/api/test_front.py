"""What is answered before the framework is asked, and that nobody can tell the difference."""

import socket
from urllib.parse import urlsplit

import pytest

from gis_api.front import Answer, Plain, Ready
from gis_api.front.plain import LONGEST, read
from layers.errors import Invalid

LOCATE = b"GET /api/locate?lon=114.8009&lat=30.8421 HTTP/1.1\r\nHost: x\r\n"
ID = b"0123456789abcdef0123456789abcdef"
ROUTED = b"X-Request-ID: %s\r\n" % ID
"""A header with which the framework answers."""
OWN = {"date", "x-request-id"}
"""Headers that differ between any two answers."""


def test_a_plain_request_is_read_as_path_query_and_headers():
    assert read(b"GET /a?b=1 HTTP/1.1\r\nHost: x\r\nAccept:*/*\r\n\r\n") == Plain(
        b"/a?b=1", {b"host": b"x", b"accept": b"*/*"}
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /a HTTP/1.1\r\nHost: x\r\n", id="not yet whole"),
        pytest.param(b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n", id="two at once"),
        pytest.param(b"POST /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n", id="another method"),
        pytest.param(b"GET /a HTTP/1.0\r\n\r\n", id="an old protocol"),
        pytest.param(b"GET http://x/a HTTP/1.1\r\n\r\n", id="a whole address"),
        pytest.param(b"GET /a HTTP/1.1\nHost: x\n\n", id="bare line feeds"),
        pytest.param(b"GET /a HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", id="a folded header"),
        pytest.param(b"GET /a HTTP/1.1\r\nHost : x\r\n\r\n", id="space before the colon"),
        pytest.param(b"GET /\xe8\xb7\xaf HTTP/1.1\r\nHost: x\r\n\r\n", id="bytes that are no ASCII"),
        pytest.param(b"GET /a HTTP/1.1\r\nA: 1\r\na: 2\r\n\r\n", id="a header twice"),
        pytest.param(b"GET /a HTTP/1.1\r\nAuthorization: Bearer k\r\n\r\n", id="a key"),
        pytest.param(b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", id="the last of a connection"),
        pytest.param(b"GET /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", id="a body to come"),
        pytest.param(b"GET /a HTTP/1.1\r\nA: %s\r\n\r\n" % (b"a" * LONGEST), id="a long one"),
    ],
)
def test_a_request_that_is_not_plain_is_none(data):
    assert read(data) is None


@pytest.mark.parametrize("query", [b"a=%31", b"a=1&a=2", b"a=", b"a", b"a=1&", b"&a=1", b"a=1+2", b"A=1"])
def test_parameters_that_need_thought_are_not_plain(query):
    assert Plain(b"/?" + query, {}).parameters() is None


def test_parameters_are_given_by_name():
    assert Plain(b"/?a=1.5&b=x", {}).parameters() == {"a": "1.5", "b": "x"}
    assert Plain(b"/", {}).parameters() == {}


def _gives(plain):
    return Answer(b"content-length: 3\r\n", plain.target[-3:])


def test_what_is_at_hand_is_a_whole_answer():
    ready = Ready({b"/a": _gives})
    sent = ready.message(b"GET /a?b=1 HTTP/1.1\r\n\r\n", [(b"date", b"now")])
    assert sent.startswith(b"HTTP/1.1 200 OK\r\ndate: now\r\ncontent-length: 3\r\n")
    assert sent.endswith(b"\r\n\r\nb=1")


def _nothing(_):
    return None


def _fails(_):
    raise Invalid("not so")


@pytest.mark.parametrize("quick", [_nothing, _fails], ids=["nothing", "an error"])
def test_what_is_not_at_hand_is_left_to_the_framework(quick):
    assert Ready({b"/a": quick}).message(b"GET /a HTTP/1.1\r\n\r\n", []) is None
    assert Ready({b"/a": quick}).message(b"GET /b HTTP/1.1\r\n\r\n", []) is None


@pytest.fixture
def talk(live):
    """Send the pieces of some requests to the service one by one, and get so many answers."""
    address = urlsplit(live)

    def answers(*pieces, count=1):
        with socket.create_connection((address.hostname, address.port), timeout=30) as there:
            there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                there.sendall(piece)
            with there.makefile("rb") as received:
                return [_answer(received) for _ in range(count)]

    return answers


def _answer(received):
    """The next answer on a connection."""
    _, status, _ = received.readline().decode().split(" ", 2)
    lines = iter(lambda: received.readline().decode().rstrip(), "")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(status), headers, received.read(int(headers["content-length"]))


def _alike(answer):
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name not in OWN}, body


@pytest.mark.parametrize(
    "query",
    [
        "lon=114.8009&lat=30.8421",
        "lat=30.8421&lon=114.8009",
        "lon=114.8060&lat=30.8445&crs=gcj02",
        "lon=30.8421&lat=114.8009",
        "lon=1&lat=2",
        "lon=-0&lat=0",
        "lon=114.8009&lat=91",
        "lon=114.8009&lat=30.8421&crs=mars",
        "lon=114.8009&lat=30.8421&crs=EPSG:4547",
        "lon=114.8009&lat=30.8421&more=1",
        "lon=114.8009",
        "lon=1e2&lat=30.8421",
        "lon=nan&lat=30.8421",
        "lon=114.8009&lon=114.8010&lat=30.8421",
    ],
)
def test_both_ways_give_the_same_answer(talk, query):
    request = b"GET /api/locate?%s HTTP/1.1\r\nHost: x\r\n" % query.encode()
    (quick,) = talk(request + b"\r\n")
    (routed,) = talk(request + ROUTED + b"\r\n")
    status, headers, body = _alike(quick)
    if status != 200:
        body = body.replace(quick[1]["x-request-id"].encode(), ID)
    assert (status, headers, body) == _alike(routed)


def test_a_compressed_answer_is_not_missed_where_it_is_small(talk):
    request = LOCATE + b"Accept-Encoding: gzip\r\n"
    (quick,), (routed,) = talk(request + b"\r\n"), talk(request + ROUTED + b"\r\n")
    assert quick[2] == routed[2]


def test_a_request_that_comes_in_pieces_is_answered(talk):
    whole = LOCATE + b"\r\n"
    ((status, _, _),) = talk(whole[:30], whole[30:])
    assert status == 200


def test_requests_one_behind_the_other_are_answered_in_their_order(talk):
    other = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    places = [LOCATE + b"\r\n", other, LOCATE + ROUTED + b"\r\n", LOCATE + b"\r\n"]
    for pieces in (places, [b"".join(places)]):
        answers = talk(*pieces, count=4)
        assert [b'"lon"' in body for _, _, body in answers] == [True, False, True, True]


def test_a_request_inside_the_headers_of_another_is_no_request(talk):
    ((_, _, body),) = talk(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Inner: ", LOCATE + b"\r\n")
    assert b'"lon"' not in body
