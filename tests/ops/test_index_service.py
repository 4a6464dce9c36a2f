"""The index in the running service: every worker follows the library, and damage mends itself."""

import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from gis_api import home as homes
from gis_api import service
from gis_api.indexes.kinds import ADDRESSES
from gis_api.settings import Settings
from layers.identifiers import address_code
from tests.builder import Builder
from tests.conftest import copy

pytestmark = pytest.mark.slow
Said = tuple[int, dict[str, Any], dict[str, str]]
GEOCODE = "/api/address/geocode?q="
ROAD = address_code("420117", 999)
PATIENCE = 120.0
"""Seconds; what is asked for is one, on a machine that does nothing else."""


@pytest.fixture(scope="module")
def settings(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a service with two workers and a database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("index")
    homes.prepare(home)
    return Settings(dsn=copy(server, template), home=home, port=port, workers=2)


@pytest.fixture(scope="module")
def library(settings: Settings) -> Iterator[Builder]:
    """Adds and commits rows, to a library with one road."""
    with psycopg.connect(settings.database, autocommit=True) as conn:
        add = Builder(conn)
        add("address", code=ROAD, level="road", name="红旗路", local_text="红旗路", full_text="新洲区红旗路")
        yield add


@pytest.fixture(scope="module")
def first(settings: Settings, library: Builder) -> Iterator[dict[str, Said]]:
    """Starts the service, and keeps it from having an index until it was asked for the first time."""
    with ADDRESSES.store(settings.home).building():
        child = service.start(settings)
        said = {path: ask(settings, path) for path in (GEOCODE + quote("红旗路"), f"/api/address/{ROAD}")}
    yield said
    service.stop(settings.home)
    child.wait()


@pytest.fixture
def running(first: dict[str, Said], settings: Settings) -> Settings:
    """Settings of the running service."""
    return settings


def put(add: Builder, name: str) -> str:
    text = f"红旗路{name}"
    row = add("address", parent_code=ROAD, name=name, local_text=text, full_text=f"新洲区{text}")
    return str(row["code"])


def ask(settings: Settings, path: str) -> Said:
    """Status, document and headers; each time over a new connection, so that any worker may answer."""
    connection = HTTPConnection("127.0.0.1", settings.port, timeout=30)
    connection.request("GET", path, headers={"Connection": "close"})
    answer = connection.getresponse()
    document = json.loads(answer.read())
    connection.close()
    return answer.status, document, {name.lower(): value for name, value in answer.getheaders()}


def best(settings: Settings, text: str) -> str | None:
    """Code of the best answer that says what was asked; None when there is none."""
    status, document, _ = ask(settings, GEOCODE + quote(text))
    assert status in (200, 503), document
    found = [one["properties"]["geocoding"] for one in document.get("features", [])]
    return found[0]["address_code"] if found and found[0]["score"] > 0.9 else None


def always(true: Callable[[], bool]) -> bool:
    """Whether it becomes so for twenty questions on end, which two workers share."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if all(true() for _ in range(20)):
            return True
    return False


def test_without_an_index_only_geocoding_is_refused(first: dict[str, Said]) -> None:
    (status, document, headers), (other, _, _) = first.values()

    assert (status, document["type"], other) == (503, "urn:onemap:problem:unavailable", 200)
    assert "retry-after" in headers


def test_an_index_that_is_missing_is_made(running: Settings) -> None:
    assert always(lambda: best(running, "红旗路") == ROAD)


def test_an_address_that_is_added_is_found_in_every_worker(running: Settings, library) -> None:
    code = put(library, "20号")

    assert always(lambda: best(running, "红旗路20号") == code)


def test_an_address_that_is_retired_is_gone_in_every_worker(running: Settings, library) -> None:
    code = put(library, "22号")
    assert always(lambda: best(running, "红旗路22号") == code)

    library.conn.execute("UPDATE onemap.address SET state = 'retired' WHERE code = %s", (code,))

    assert always(lambda: best(running, "红旗路22号") is None)


def test_a_new_name_and_the_old_one_lead_to_the_same_address(running: Settings, library) -> None:
    code = put(library, "24号")

    library.conn.execute(
        "UPDATE onemap.address SET name = '25号', local_text = '红旗路25号' WHERE code = %s", (code,)
    )

    assert always(lambda: {best(running, t) for t in ("红旗路24号", "红旗路25号")} == {code})


def test_an_area_that_is_added_is_found_after_a_new_index_was_made(running: Settings, library) -> None:
    before = ADDRESSES.store(running.home).current()

    library("area", code="420199", name="临空区", full_name="临空区")

    assert always(lambda: ask(running, GEOCODE + quote("临空区"))[1]["features"] != [])
    assert ADDRESSES.store(running.home).current() != before


@pytest.mark.parametrize("harm", ["cut", "remove"])
def test_a_damaged_index_is_mended_without_a_restart(running: Settings, library, harm: str) -> None:
    code = put(library, f"{26 + len(harm)}号")
    store = ADDRESSES.store(running.home)
    version = store.current()
    assert version

    if harm == "cut":
        with (version / "id.npy").open("r+b") as file:
            file.truncate(10)
    else:
        shutil.rmtree(version)

    assert always(lambda: store.current() not in (version, None))
    assert always(lambda: best(running, f"红旗路{26 + len(harm)}号") == code)
