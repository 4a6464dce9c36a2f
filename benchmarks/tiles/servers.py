"""The servers that are compared, each run as its users run it."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import Any, Final
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from benchmarks.service import service
from layers.catalogue import Layer
from tiles.grid import TileAddress

__all__ = ["Server", "get", "martin", "ours", "tipg"]

READY_SECONDS: Final = 60
Paths = Callable[[Sequence[Layer], TileAddress], list[str]]


@dataclass(frozen=True)
class Server:
    """One that is running."""

    name: str
    port: int
    paths: Paths
    """What has to be asked for a tile of some layers, all drawn at its zoom."""
    workers: Sequence[int] = ()
    """Its processes that answer; of ours only."""


def _of_ours(layers: Sequence[Layer], at: TileAddress) -> list[str]:
    return [f"/tiles/{','.join(layer.name for layer in layers)}/{at.z}/{at.x}/{at.y}.mvt"]


def _of_martin(sources: Collection[str]) -> Paths:
    """Of a layer that has a source of its own for a zoom, that one."""

    def source(layer: Layer, z: int) -> str:
        own = f"{layer.name}_{z}"
        return own if own in sources else layer.name

    return lambda layers, at: [f"/{','.join(source(one, at.z) for one in layers)}/{at.z}/{at.x}/{at.y}"]


def _of_tipg(layers: Sequence[Layer], at: TileAddress) -> list[str]:
    place = f"tiles/WebMercatorQuad/{at.z}/{at.x}/{at.y}?geom-column=geom_3857"
    return [
        f"/collections/onemap.{layer.table}/{place}&properties={','.join(_carried(layer))}"
        for layer in layers
    ]


def _carried(layer: Layer) -> list[str]:
    return [one.name for one in layer.visible() if one.tile]


@contextmanager
def ours(
    dsn: str, home: Path, layers: Path | None = None, *, kept: bool = True, name: str = "ours"
) -> Iterator[Server]:
    """Ours with two workers and no tile from before; with our own layers unless others are given."""
    shutil.rmtree(home / "tiles", ignore_errors=True)
    more = ({} if kept else {"TILE_MEMORY_MB": "0"}) | ({"LAYERS": str(layers)} if layers else {})
    with service(dsn, home, settings=more) as at:
        yield Server(name, at.port, _of_ours, at.workers)


@contextmanager
def martin(
    program: str,
    dsn: str,
    home: Path,
    layers: Sequence[Layer],
    views: Mapping[str, str] | None = None,
    *,
    kept: bool = True,
) -> Iterator[Server]:
    """Martin with what it does by itself, except that its tables are listed.

    Args:
        program: where it is.
        dsn: of the database.
        home: for its configuration.
        layers: each is a source.
        views: schema and name of what is read in place of a table, by layer_zoom.
        kept: whether it keeps tiles in memory, as it does unless told otherwise.
    """
    tables = {layer.name: _table(layer, f"onemap.{layer.table}") for layer in layers}
    known = {layer.name: layer for layer in layers}
    tables |= {name: _table(known[name.rpartition("_")[0]], view) for name, view in (views or {}).items()}
    port = _free_port()
    config: dict[str, Any] = {
        "listen_addresses": f"127.0.0.1:{port}",
        "postgres": {"connection_string": dsn, "auto_publish": False, "tables": tables},
    }
    if not kept:
        config["cache"] = "disable"
    (home / "martin.yaml").write_text(json.dumps(config))
    with _running([program, "--config", str(home / "martin.yaml")], port, "/health", home / "martin.log"):
        yield Server("martin", port, _of_martin(tables))


def _table(layer: Layer, relation: str) -> dict[str, Any]:
    schema, table = relation.split(".")
    return {
        "layer_id": layer.name,
        "schema": schema, "table": table, "geometry_column": "geom_3857", "srid": 3857, "id_column": "id",
        "geometry_type": "GEOMETRY", "minzoom": layer.zoom[0], "maxzoom": layer.zoom[1],
        "properties": dict.fromkeys(_carried(layer), "text"),
    }  # fmt: skip


@contextmanager
def tipg(program: str, dsn: str, home: Path) -> Iterator[Server]:
    """Tipg in uvicorn with two workers; it has no cache. Its margin around a tile is that of the others."""
    port, known = _free_port(), conninfo_to_dict(dsn)
    user, host, database = (str(known[name]) for name in ("user", "host", "dbname"))
    more = {
        "DATABASE_URL": f"postgresql://{user}@{quote(host, safe='')}:{known.get('port', 5432)}/{database}",
        "TIPG_DB_SCHEMAS": '["onemap"]',
        "TIPG_TILE_BUFFER": "64",
        "TIPG_SET_MVT_LAYERNAME": "true",
    }
    command = [program, "tipg.main:app", "--port", str(port), "--workers", "2", "--no-access-log"]
    with _running(command, port, "/healthz", home / "tipg.log", more):
        yield Server("tipg", port, _of_tipg)


@contextmanager
def _running(
    command: Sequence[str], port: int, health: str, log: Path, more: Mapping[str, str] | None = None
) -> Iterator[None]:
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **(more or {})})
    try:
        until = time.monotonic() + READY_SECONDS
        while not _answers(port, health):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} doesn't run: {log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(port: int, path: str) -> bool:
    try:
        return get(port, path)[0] == 200
    except OSError:
        return False


def get(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    """Status and body of an answer that was not compressed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
