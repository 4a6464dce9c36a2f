"""Events as they happen, heard over HTTP from the running service."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from gis_api.home import admin_key_file
from gis_api.settings import Settings
from layers.changes import last_sequence
from layers.identifiers import event_number
from tests.builder import Builder

AREAS = {"district_code": "420117", "street_code": "420117001", "community_code": "420117001001"}
DEPARTMENT = "420117B001"
NUMBERS = count(1)
Put = Callable[..., str]


class Ear:
    """A listener."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.answer = answer
        self.last = int(self.block()["id"])

    def block(self) -> dict[str, str]:
        """The fields of the next block, whether it is an event or not; empty at the end of the stream."""
        found: dict[str, str] = {}
        while line := self.answer.readline().decode().strip("\n"):
            name, _, value = line.partition(":")
            found[name] = value.strip()
        return found

    def event(self) -> tuple[str, dict[str, Any]]:
        """The next event: its kind and its data."""
        found = self.block()
        assert "event" in found, f"no event but {found}"
        self.last = int(found.get("id", self.last))
        return found["event"], json.loads(found["data"])

    def codes(self, times: int) -> list[str]:
        """The numbers of the next events."""
        return [self.event()[1]["code"] for _ in range(times)]


Listening = Callable[..., AbstractContextManager[Ear]]


def ask(
    connection: HTTPConnection, headers: Mapping[str, str] | None = None, **query: object
) -> HTTPResponse:
    connection.request("GET", f"/api/events/stream?{urlencode(query)}", headers=headers or {})
    return connection.getresponse()


@contextmanager
def connected(live: str) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(urlsplit(live).netloc, timeout=20)
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def admin(live_settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {admin_key_file(live_settings.home).read_text().strip()}"}


@pytest.fixture
def db(live_settings: Settings) -> Iterator[psycopg.Connection]:
    """A connection of somebody else, who commits every statement."""
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        yield conn


@pytest.fixture
def listening(live: str, db: psycopg.Connection) -> Listening:
    """Listens to what happens from now on, or after `last_id`."""

    @contextmanager
    def listen(headers: Mapping[str, str] | None = None, **query: object) -> Iterator[Ear]:
        with connected(live) as connection:
            yield Ear(ask(connection, headers, **{"last_id": last_sequence(db)} | query))

    return listen


@pytest.fixture
def put(db: psycopg.Connection) -> Iterator[Put]:
    """Puts an event there and gives its number; it is taken away again."""
    add = Builder(db)

    def one(**given: object) -> str:
        code = event_number("420117", date(2025, 1, 1), next(NUMBERS))
        return str(add("event", code=code, **AREAS | given)["code"])

    yield one
    db.execute("DELETE FROM onemap.event WHERE source = 'test'")


def change(db: psycopg.Connection, code: str, column: str = "urgent", value: str = "true") -> None:
    db.execute(f"UPDATE onemap.event SET {column} = {value} WHERE code = %s", (code,))


def test_an_event_that_plain_sql_put_there_is_told(listening, put):
    with listening() as ear:
        code = put()
        kind, event = ear.event()

    assert (kind, event["code"], event["community"]) == ("reported", code, "420117001001")


def test_a_change_is_told_with_the_event_as_it_is_now(listening, put, db):
    code = put()
    with listening() as ear:
        change(db, code)
        kind, event = ear.event()

    assert (kind, event["code"], event["urgent"]) == ("changed", code, True)


def test_an_event_that_is_taken_away_is_told(listening, put, db):
    code = put()
    with listening() as ear:
        db.execute("DELETE FROM onemap.event WHERE code = %s", (code,))
        kind, event = ear.event()

    assert (kind, event["code"]) == ("deleted", code)


def test_an_event_reported_over_http_is_told(live, listening, admin, put):
    given = {"class_code": "06010", "source": "camera", "lon": 114.8, "lat": 30.84}
    with listening() as ear, connected(live) as connection:
        connection.request(
            "POST", "/api/events", json.dumps(given), admin | {"Content-Type": "application/json"}
        )
        made = json.load(connection.getresponse())
        kind, event = ear.event()

    assert (kind, event["code"]) == ("reported", made["code"])


def test_many_hear_each_event_once_and_in_order(listening, put):
    with listening() as one, listening() as other:
        codes = [put() for _ in range(20)]

        assert (one.codes(20), other.codes(20)) == (codes, codes)


def test_the_public_hears_only_what_it_may_see(listening, put):
    with listening() as ear:
        put(description="我家门口", address_text="红旗路1号")
        _, event = ear.event()

    assert (event["description"], event["address_text"]) == (None, None)


def test_the_holder_of_the_key_hears_all(listening, put, admin):
    with listening(admin) as ear:
        put(description="我家门口")
        _, event = ear.event()

    assert event["description"] == "我家门口"


@pytest.mark.parametrize("how", ["header", "query"])
def test_who_comes_again_hears_what_was_missed(listening, put, how):
    with listening() as ear:
        put()
        ear.event()
        last = ear.last
    missed = [put(), put()]
    headers, query = ({"Last-Event-ID": str(last)}, {}) if how == "header" else ({}, {"last_id": last})
    with listening(headers, **query) as ear:
        assert ear.codes(2) == missed


def test_what_happened_before_the_service_was_started_is_told_too(listening):
    with listening(last_id=0) as ear:
        kind, _ = ear.event()

    assert kind == "reported"


def test_who_has_heard_of_a_future_that_is_not_is_told_to_begin_anew(listening, db):
    with listening(last_id=2**60) as ear:
        kind, event = ear.event()

    assert (kind, event["seq"]) == ("reset", ear.last)


def test_many_rows_changed_at_once_have_one_id_each_line(listening, put, db):
    codes = [put() for _ in range(3)]
    with listening() as ear:
        before = ear.last
        db.execute("UPDATE onemap.event SET urgent = true WHERE code = ANY (%s)", (codes,))
        heard = ear.codes(3)

    assert (sorted(heard), ear.last) == (codes, before + 3)


@pytest.mark.parametrize(
    "query",
    [{"area": "420117001"}, {"area": "420117"}, {"class_code": "01"}, {"open": "true"}],
    ids=["street", "district", "beginning of the class", "open"],
)
def test_a_listener_hears_what_it_chose(listening, put, query):
    with listening(**query) as ear:
        put(street_code="420118001", district_code="420118", class_code="06010", closed_at="2026-07-01")
        wanted = put()

        assert ear.codes(1) == [wanted]


def test_a_listener_hears_of_what_leaves_its_choice(listening, put, db):
    code = put()
    with listening(open="true") as ear:
        change(db, code, "closed_at", "now()")
        kind, event = ear.event()

    assert (kind, event["code"], event["closed_at"] is None) == ("changed", code, False)


def test_choosing_by_department_is_for_the_holder_of_the_key(live, listening, put, admin):
    with connected(live) as connection:
        status = ask(connection, department=DEPARTMENT).status
    with listening(admin, department=DEPARTMENT) as ear:
        put()
        wanted = put(department_code=DEPARTMENT)

        assert (status, ear.codes(1)) == (401, [wanted])


def test_an_area_that_nobody_knows_is_refused(live):
    with connected(live) as connection:
        assert ask(connection, area="999").status == 404


def test_nothing_on_the_way_may_keep_the_stream(live):
    with connected(live) as connection:
        answer = ask(connection, {"Accept-Encoding": "gzip"})
        names = ("content-type", "cache-control", "x-accel-buffering", "content-encoding")
        found = [answer.headers[name] for name in names]

    assert found == ["text/event-stream; charset=utf-8", "no-store", "no", None]


def test_head_is_answered_at_once(live):
    with connected(live) as connection:
        connection.request("HEAD", "/api/events/stream")
        connection.getresponse().read()
        connection.request("GET", "/health/live")

        assert connection.getresponse().status == 200


def test_the_stream_goes_on_after_the_database_was_gone(listening, put, db):
    query = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'onemap events'
    """
    with listening() as ear:
        ended = db.execute(query).fetchone()
        code = put()

        assert (ended, ear.codes(1)) == ((1,), [code])


def test_a_listener_holds_no_connection_to_the_database(listening, db):
    query = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'onemap' AND state <> 'idle'
    """
    with listening(), listening(), listening():
        assert db.execute(query).fetchone() == (0,)
