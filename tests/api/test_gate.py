"""Many requests at once: each waits its turn, none holds what another needs."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from gis_api import db
from gis_api.app import create_app
from gis_api.settings import Settings


def ask(app: FastAPI, times: int) -> Counter[int]:
    """The statuses of so many requests at once."""
    with TestClient(app) as client, ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(lambda _: client.get("/nap").status_code, range(times)))


def napping(settings: Settings, seconds: float = 0.01) -> FastAPI:
    app = create_app(settings)

    @app.get("/nap")
    def nap(db: db.Db) -> None:
        db.execute("SELECT pg_sleep(0.001)")
        time.sleep(seconds)

    return app


def test_more_requests_than_threads_and_connections_are_all_answered(settings: Settings) -> None:
    app = napping(settings.model_copy(update={"pool": 2, "query_seconds": 20}))

    assert ask(app, 100) == {200: 100}


def test_when_too_many_wait_the_others_are_turned_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "WAITING", 1)
    app = napping(settings.model_copy(update={"pool": 1}), 0.5)

    assert set(ask(app, 20)) == {200, 503}


def test_nobody_waits_longer_than_a_query_may_take(settings: Settings) -> None:
    app = napping(settings.model_copy(update={"pool": 1, "query_seconds": 0.2}), 1)

    assert ask(app, 2) == {200: 1, 503: 1}
