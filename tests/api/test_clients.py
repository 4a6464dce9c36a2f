"""Programs of the field read the service as it is."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import psycopg
import pyogrio
import pytest

from gis_api.settings import CHECKOUT
from tests.builder import Builder
from tests.conftest import copy

SERVE = (sys.executable, "-m", "uvicorn", "--factory", "gis_api.serving:application", "--log-level", "error")


@pytest.fixture(scope="module")
def address(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service listens that has 25 places and a square of water.

    It is another process: GDAL holds the interpreter's lock while it waits for an answer.
    """
    dsn = copy(server, template)
    with psycopg.connect(dsn) as conn:
        add = Builder(conn)
        for n in range(25):
            add("poi", code=f"p{n}", name=f"点{n}", geom=f"POINT({114.8 + n / 1000} 30.84)")
        add("water", geom="POLYGON((114.8 30.8, 114.9 30.8, 114.9 30.9, 114.8 30.9, 114.8 30.8))")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = {**os.environ, "ONEMAP_DSN": dsn, "ONEMAP_HOME": str(tmp_path_factory.mktemp("home"))}
    with subprocess.Popen([*SERVE, "--port", str(port)], cwd=CHECKOUT, env=settings) as server:
        try:
            yield _ready(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def _ready(address: str, server: "subprocess.Popen[bytes]") -> str:
    """The same address, once the service answers there."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/health/ready", timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return address
    raise AssertionError("the service did not start")


def test_gdal_reads_all_pages_of_a_collection(address: str) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{address}/ogc", layer="poi", PAGE_SIZE=10)

    assert list(frame["name"]) == [f"点{n}" for n in range(25)]
    assert frame.crs.to_epsg() in {4326, 4490}  # that of the default, or of the store, by the version of GDAL
    assert frame.geometry[0].x == pytest.approx(114.8)


def test_gdal_asks_for_what_lies_in_a_box(address: str) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{address}/ogc", layer="poi", bbox=(114.7995, 30.8, 114.8025, 30.9))

    assert list(frame["code"]) == ["p0", "p1", "p2"]


def test_gdal_reads_a_vector_tile(address: str) -> None:
    tile = f"/vsicurl/{address}/tiles/water,poi/14/13417/6715.mvt"

    water, poi = (pyogrio.read_info(tile, layer=name) for name in ("water", "poi"))

    assert (water["features"], poi["features"] > 3) == (1, True)
