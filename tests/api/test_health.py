"""Whether the service says rightly that it is alive and ready."""

import psycopg
from fastapi.testclient import TestClient

from gis_api.app import create_app
from gis_api.settings import Settings


def test_live_asks_nobody(settings: Settings) -> None:
    away = settings.model_copy(update={"dsn": "host=/nonexistent"})

    with TestClient(create_app(away)) as client:
        assert client.get("/health/live").json() == {"status": "live"}


def test_ready_when_migrated(client: TestClient) -> None:
    answer = client.get("/health/ready").json()

    assert (answer["status"], answer["layers"] > 20) == ("ready", True)


def test_not_ready_at_an_older_migration(client: TestClient, conn: psycopg.Connection) -> None:
    conn.execute("UPDATE onemap.schema_version SET version_num = '0000'")

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["facts"]["hint"]) == (503, "run: onemap migrate")


def test_not_ready_without_a_database(settings: Settings) -> None:
    away = settings.model_copy(update={"dsn": "host=/nonexistent", "query_seconds": 0.2})

    with TestClient(create_app(away)) as client:
        assert client.get("/health/ready").status_code == 503
