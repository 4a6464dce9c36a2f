"""The running service follows changes of grids, by whatever hand, and does without its index."""

import json
import time
from collections.abc import Callable
from urllib.request import urlopen

import psycopg
import pytest

from gis_api.settings import Settings

PATIENCE = 20.0
ONE = """
SELECT code, ST_X(p), ST_Y(p) FROM onemap.unit_grid
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(geom) AS p) AS inner_point ORDER BY code LIMIT 1
"""


def soon(true: Callable[[], object]) -> bool:
    limit = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < limit:
        time.sleep(0.05)
    return bool(true())


@pytest.fixture
def writer(live_settings: Settings):
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        yield conn


def ask(url: str) -> dict:
    with urlopen(url) as answer:
        return json.load(answer)


def locate(live: str, lon: float, lat: float) -> dict:
    return ask(f"{live}/api/locate?lon={lon}&lat={lat}")


def test_a_grid_changed_by_plain_sql_answers_anew(live, writer):
    code, lon, lat = writer.execute(ONE).fetchone()
    old = locate(live, lon, lat)["unit_grid"]["name"]
    writer.execute("UPDATE onemap.unit_grid SET name = '改名' WHERE code = %s", (code,))
    seen = soon(lambda: locate(live, lon, lat)["unit_grid"]["name"] == "改名")
    writer.execute("UPDATE onemap.unit_grid SET name = %s WHERE code = %s", (old, code))
    assert seen
    assert soon(lambda: locate(live, lon, lat)["unit_grid"]["name"] == old)


def test_the_index_of_grids_is_ready_beside_that_of_addresses(live):
    found = ask(f"{live}/health/ready")
    assert (found["grids"]["state"], found["index"]["state"]) == ("ready", "ready")
