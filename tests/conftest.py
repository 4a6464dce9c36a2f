"""Fixtures of all tests: a throw-away PostGIS, one transaction per test, and the real application in it."""

import os
import socket
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from hypothesis import settings as tries
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from starlette.datastructures import State

from address.geocoder import Geocoder
from gis_api import app, service
from gis_api.cluster import throwaway
from gis_api.db import begin_writing, connect_later, connection, write_later
from gis_api.geocoding.dependency import later
from gis_api.home import make_admin_key
from gis_api.indexes.kinds import ALL
from gis_api.indexes.making import make
from gis_api.settings import CHECKOUT, Settings
from gis_api.tiling.server import Tiling, serving
from layers.schema.migrate import upgrade
from tests.builder import Builder
from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import Tile, VectorTiles

tries.register_profile("untimed", deadline=None)
tries.load_profile("untimed")

TEMPLATE = "template_onemap"
DATA = ("calendar", "catalogue", "event_classes", "indicators", "life_cycle", "theme")
"""What the application reads as it starts, as `gis_api.app` names it."""
Start = Callable[..., TestClient]
AS_NEW = """
CLOSE ALL; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES
"""
"""`DISCARD ALL` but for prepared statements, which psycopg itself forgets."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A cluster of our own, as a connection string; gone after the last test."""
    with throwaway() as dsn:
        yield dsn


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """Name of a migrated, empty database that others are copied from."""
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    upgrade(make_conninfo(server, dbname=TEMPLATE))
    return TEMPLATE


def copy(server: str, template: str) -> str:
    """A new database like another one, as a connection string."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return make_conninfo(server, dbname=name)


@pytest.fixture(scope="session")
def dsn(server: str, template: str) -> str:
    """A migrated, empty database that all tests share: never commit to it."""
    return copy(server, template)


@pytest.fixture
def scratch(server: str, template: str) -> Iterator[str]:
    """A migrated, empty database for one test that commits."""
    with _for_a_while(server, template) as dsn:
        yield dsn


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """A database with nothing in it, not even PostGIS."""
    with _for_a_while(server, "template0") as dsn:
        yield dsn


@contextmanager
def _for_a_while(server: str, template: str) -> Iterator[str]:
    """A copy that is gone before the disk has heard of it."""
    dsn = copy(server, template)
    yield dsn
    with psycopg.connect(server, autocommit=True) as conn:
        name = sql.Identifier(conninfo_to_dict(dsn)["dbname"])
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(scope="session")
def connected(dsn: str) -> Iterator[Callable[[], psycopg.Connection]]:
    """The connection of `conn`: its server process reads PostGIS and projections once, not in each test."""
    kept: list[psycopg.Connection] = []

    def connected() -> psycopg.Connection:
        if not kept or kept[-1].closed:
            kept.append(psycopg.connect(dsn))
        return kept[-1]

    yield connected
    for conn in kept:
        conn.close()


@pytest.fixture
def conn(connected: Callable[[], psycopg.Connection]) -> Iterator[psycopg.Connection]:
    """One transaction per test, always rolled back, so tests cannot see each other."""
    conn = connected()
    yield conn
    if not conn.closed:
        conn.rollback()
        conn.execute(AS_NEW)
        conn.commit()


@pytest.fixture
def swept(dsn: str) -> None:
    """For tests of extents: roots of indexes remember what other tests undid, until they are swept."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("VACUUM")


@pytest.fixture
def add(conn: psycopg.Connection) -> Builder:
    """Put a row into any table by naming only what the test is about; see `tests/builder.py`."""
    return Builder(conn)


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    """Settings of the application under test: its own home, the shared database."""
    return Settings(dsn=dsn, home=tmp_path / "home")


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Starts the application for one test; it is built once, and what its data files say is read once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in DATA:
            patch.setattr(app, name, SimpleNamespace(load=cache(getattr(app, name).load)))
        built = app.create_app(Settings())

        def start(settings: Settings, overrides: dict[Callable[..., Any], Any], **more: Any) -> TestClient:
            built.state = State({"settings": settings, "follow": False})
            built.dependency_overrides = overrides
            return TestClient(built, **more)

        yield start


@pytest.fixture
def client(start: Start, settings: Settings, conn: psycopg.Connection) -> Iterator[TestClient]:
    """The real application; only its connection is ours, so it and its geocoder see what `add` added."""
    overrides = {
        connection: lambda: conn,
        connect_later: lambda: lambda: _held(conn),
        write_later: lambda: lambda: _written(conn),
        later: lambda: lambda: Geocoder.build(conn),
        serving: partial(_tiling, conn),
    }
    with start(settings, overrides) as client:
        yield client


def _tiling(conn: psycopg.Connection, request: Request) -> Tiling:
    """Tiles as the connection sees them; none is kept."""

    async def make(subject: Subject, addresses: Sequence[TileAddress]) -> list[Tile]:
        return made.tiles(conn, subject, addresses)

    made: VectorTiles = request.app.state.tiles
    return Tiling(request.app.state.catalogue, made, make, counts=request.app.state.counts)


@asynccontextmanager
async def _held(conn: psycopg.Connection) -> AsyncIterator[psycopg.Connection]:
    yield conn


@contextmanager
def _written(conn: psycopg.Connection) -> Iterator[psycopg.Connection]:
    begin_writing(conn, "admin")
    yield conn


@pytest.fixture(scope="session")
def live_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home folder of the `live` service: its admin key is `admin.key` in it."""
    home = tmp_path_factory.mktemp("live")
    make_admin_key(home)
    return home


@pytest.fixture(scope="session")
def live_settings(server: str, template: str, live_home: Path) -> Settings:
    """Settings of the `live` service: a database with a small sample, a free port."""
    from importers.sample import load  # heavy, and most tests do without it

    dsn = copy(server, template)
    with psycopg.connect(dsn) as conn:
        load(conn, home=live_home, scale=0.05)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(dsn=dsn, home=live_home, port=port, workers=1)
    for index in ALL:
        make(settings, index, say=lambda _: None)
    return settings


@pytest.fixture(scope="session")
def live(live_settings: Settings) -> Iterator[str]:
    """Address of the real service in a process of its own, with a small sample; no slash at the end."""
    child = subprocess.Popen(  # ends with us, even when we are killed
        ["setpriv", "--pdeathsig", "TERM", *service.COMMAND], env=service.environment(live_settings)
    )
    while not service.is_ready(live_settings):
        assert child.poll() is None, "the service ended as it started"
        time.sleep(0.1)
    yield service.address(live_settings).rstrip("/")
    child.terminate()
    child.wait()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data files, beside the checkout; tests that need it are skipped without it."""
    folder = Path(os.environ.get("ONEMAP_TEST_DATA", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}")
    return folder
