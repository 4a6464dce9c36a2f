"""Errors: what a caller is told, and what not."""

import json
from collections.abc import Iterator

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from psycopg_pool import PoolTimeout
from pydantic import BaseModel

from gis_api.app import create_app
from gis_api.auth import Writer
from gis_api.db import Db, WriteDb
from gis_api.errors import KINDS
from gis_api.settings import Settings
from layers import errors as raised
from layers.errors import Conflict, GisError, Invalid


class Note(BaseModel):
    text: str
    times: int = 1


def _fail_with(name: str) -> None:
    failures = {
        "invalid": Invalid("no such colour", known=["red"]),
        "conflict": Conflict("taken"),
        "busy": PoolTimeout("no connection after 5.0 s"),
        "unknown": RuntimeError("password=secret"),
    }
    raise failures[name]


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The application with routes that go wrong."""
    app = create_app(settings)

    @app.get("/fail/{name}")
    def fail(name: str) -> None:
        _fail_with(name)

    @app.get("/sql")
    def sql(db: Db, statement: str) -> None:
        db.execute(statement.encode())

    @app.post("/note")
    def note(db: Db, note: Note) -> None:
        db.execute("SELECT %s", (note.text,))

    @app.post("/write")
    def write(db: WriteDb, writer: Writer) -> list[str]:
        row = db.execute("SELECT current_setting('onemap.actor'), current_setting('transaction_read_only')")
        return list(row.fetchone() or ())

    return app


@pytest.fixture
def failing(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_known_error_carries_its_message_and_its_facts(failing: TestClient) -> None:
    answer = failing.get("/fail/invalid")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() | {"request_id": ""} == {
        "type": "urn:onemap:problem:invalid",
        "title": "The request can't be understood",
        "status": 422,
        "detail": "no such colour",
        "facts": {"known": ["red"]},
        "request_id": "",
    }


def test_every_error_of_the_core_has_a_status() -> None:
    classes = [value for value in vars(raised).values() if isinstance(value, type)]

    assert all(cls in KINDS for cls in classes if issubclass(cls, GisError) and cls is not GisError)


def test_an_unknown_error_tells_an_id_and_nothing_else(failing: TestClient) -> None:
    answer = failing.get("/fail/unknown", headers={"X-Request-ID": "abc-1"})

    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "abc-1"
    assert "secret" not in answer.text


@pytest.mark.parametrize("statement", ["SELECT * FROM onemap.nothing", "SELECT 1/", "SELECT 1::text::box2d"])
def test_what_the_database_says_stays_inside(failing: TestClient, statement: str) -> None:
    answer = failing.get("/sql", params={"statement": statement})

    assert answer.status_code in {422, 500, 503}
    assert not any(
        word in answer.text for word in ("onemap.nothing", "relation", "syntax", "SELECT", "parse")
    )


def test_a_statement_that_takes_too_long_is_a_504(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"query_seconds": 0.2}))

    @app.get("/slow")
    def slow(db: Db) -> None:
        db.execute("SELECT pg_sleep(20)")

    with TestClient(app) as client:
        assert client.get("/slow").status_code == 504


def test_no_free_connection_is_a_503_that_says_when_to_come_back(failing: TestClient) -> None:
    answer = failing.get("/fail/busy")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_database_that_is_away_is_a_503(settings: Settings) -> None:
    away = settings.model_copy(update={"dsn": "host=/nonexistent", "query_seconds": 0.2})

    with TestClient(create_app(away)) as client:
        assert client.get("/api/cities").status_code == 503


def test_reads_can_not_write(failing: TestClient) -> None:
    answer = failing.get("/sql", params={"statement": "DELETE FROM onemap.road"})

    assert answer.status_code == 500


def test_a_writer_writes_under_its_name(key: dict[str, str], failing: TestClient) -> None:
    assert failing.post("/write", headers=key).json() == ["admin", "off"]


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ä", "Bearer "])
def test_nobody_writes_without_the_key(failing: TestClient, given: str | None) -> None:
    headers = {"Authorization": given.encode()} if given else {}

    answer = failing.post("/write", headers=headers)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_wrong_key_is_refused_where_none_is_needed_too(pooled: TestClient) -> None:
    answer = pooled.get("/api/layers", headers={"Authorization": "Bearer wrong"})

    assert answer.json()["type"] == "urn:onemap:problem:unauthorized"


def test_a_wrong_field_is_named_with_what_is_allowed(failing: TestClient) -> None:
    answer = failing.post("/note", json={"text": "x", "times": "often"})

    (wrong,) = answer.json()["errors"]
    assert (answer.status_code, wrong["field"], wrong["in"]) == (422, "times", "body")


@pytest.mark.parametrize(
    "body", [b'{"text": "\\ud800"}', b'{"text": "\\u0000"}', b"\xff\xfe", b'{"text"', b"[" * 100_000, b"null"]
)
def test_a_body_that_is_no_text_or_no_json_is_the_callers_fault(failing: TestClient, body: bytes) -> None:
    answer = failing.post("/note", content=body, headers={"Content-Type": "application/json"})

    assert 400 <= answer.status_code < 500


def test_a_body_of_many_megabytes_is_refused(failing: TestClient) -> None:
    answer = failing.post("/note", json={"text": "x" * 11_000_000})

    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nope", 404), ("/api/cities?x=%00", 400), ("/%ff", 400), ("/api/cities?q=" + "x" * 60_000, 414)],
)
def test_targets_that_lead_nowhere_are_problems(pooled: TestClient, path: str, status: int) -> None:
    answer = pooled.get(path)

    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_a_method_that_a_path_does_not_have_is_405_and_names_those_it_has(pooled: TestClient) -> None:
    answer = pooled.delete("/api/cities")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_head_is_get_without_the_body(pooled: TestClient) -> None:
    head, get = pooled.head("/ogc"), pooled.get("/ogc")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("path", ["/", "/nope", "/fail/unknown", "/health/live"])
def test_every_answer_carries_the_security_headers(failing: TestClient, path: str) -> None:
    answer = failing.get(path)

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("given", ["x" * 65, "a b", "<script>"])
def test_an_id_that_is_none_is_replaced(pooled: TestClient, given: str) -> None:
    answer = pooled.get("/health/live", headers={"X-Request-ID": given})

    assert answer.headers["x-request-id"] != given


PATHS = ["/api/{}", "/tiles/{}/1/1/1.mvt", "/tiles/road/{}/1/1.mvt", "/styles/{}.json", "/ogc/collections/{}"]


@tries(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), part=st.binary(max_size=40))
def test_no_path_breaks_the_service(pooled: TestClient, path: str, part: bytes) -> None:
    quoted = "".join(f"%{byte:02x}" for byte in part)

    assert pooled.get(path.format(quoted)).status_code < 500


def test_the_pool_gives_its_connections_back(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"pool": 1}))
    with TestClient(app) as client:
        answers = [client.get("/health/ready").status_code for _ in range(5)]

    assert answers == [200] * 5


def test_a_validation_error_does_not_repeat_what_was_sent(failing: TestClient) -> None:
    answer = failing.post("/note", json={"text": 1, "secret": "4201171990"})

    assert "4201171990" not in json.dumps(answer.json())


def test_database_errors_are_sorted_by_their_class() -> None:
    assert KINDS[psycopg.errors.QueryCanceled].status == 504
