"""Tables as streams over a real connection: answers begin early, and nobody has to read to go on sending."""

import http.client
from urllib.parse import urlsplit

import pytest

PATH = "/api/address/batch"
HEADERS = {"Content-Type": "text/csv", "Transfer-Encoding": "chunked"}


@pytest.fixture
def connection(live):
    where = urlsplit(live)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
    yield connection
    connection.close()


def chunk(text):
    """A part of a body whose length nobody knows yet."""
    body = text.encode()
    return b"%x\r\n%s\r\n" % (len(body), body)


def begin(connection):
    connection.putrequest("POST", PATH)
    for name, value in HEADERS.items():
        connection.putheader(name, value)
    connection.endheaders()


def test_the_answer_begins_before_the_table_ends(connection):
    begin(connection)
    connection.send(chunk("id,address\n" + "".join(f"{n},\n" for n in range(20_000))))
    answer = connection.getresponse()
    early = [answer.readline() for _ in range(100)]
    connection.send(chunk("last,\n") + chunk(""))
    late = answer.read().splitlines()
    assert (answer.status, early[99].split(b",")[0], late[-1].split(b",")[0]) == (200, b"98", b"last")


def test_a_client_may_send_all_before_it_reads(connection):
    """More than the buffers between the two hold, there and back."""
    filler = "x" * 100_000
    connection.request(
        "POST", PATH, ("filler,address\n" + f"{filler},\n" * 300).encode(), {"Content-Type": "text/csv"}
    )
    answer = connection.getresponse()
    assert (answer.status, sum(1 for _ in answer)) == (200, 301)


def test_a_client_that_leaves_holds_up_nobody(connection, live):
    for _ in range(20):
        begin(connection)
        connection.send(chunk("address\n" + ",\n" * 100))
        connection.close()
    connection.request("POST", PATH, b"address\n\n", {"Content-Type": "text/csv"})
    assert connection.getresponse().status == 200


def test_a_body_that_is_refused_is_refused_before_it_has_all_come(connection):
    begin(connection)
    connection.send(chunk("a,b\n" + "1,2\n" * 50_000))
    answer = connection.getresponse()
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
