"""`make conformance`: run the test suites of OGC against the service with a small sample."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from subprocess import Popen
from time import sleep
from typing import Final

import httpx2 as httpx
import psycopg

from gis_api import service
from gis_api.cluster import throwaway
from gis_api.home import make_admin_key
from gis_api.settings import Settings
from importers.sample import load
from layers.schema.migrate import upgrade
from tests.conformance.suites import FEATURES, TILES, Missing, Suite, jar, run

SCALE: Final = 0.05
CACHE: Final = Path(__file__).parents[2] / ".onemap" / "conformance"
MATRIX_SET: Final = "WebMercatorQuad"


@contextmanager
def served() -> Iterator[str]:
    """The address of a service with the sample, on a database of its own."""
    with throwaway() as dsn, tempfile.TemporaryDirectory() as folder, socket() as probe:
        home = Path(folder)
        upgrade(dsn)
        make_admin_key(home)
        with psycopg.connect(dsn) as conn:
            load(conn, home=home, scale=SCALE)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        settings = Settings(dsn=dsn, home=home, port=port, workers=2, base_url=address)
        process = Popen(service.COMMAND, env=service.environment(settings))
        try:
            while not service.is_ready(settings):
                if process.poll() is not None:
                    raise SystemExit("the service ended as it started")
                sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait()


def told(suite: Suite, address: str) -> dict[str, str]:
    """What a suite is told."""
    root = f"{address}/ogc"
    return {"iut": root, **({"noofcollections": "-1"} if suite == FEATURES else tile(root))}


def tile(root: str) -> dict[str, str]:
    """A tile that has something in it, for the suite that asks for one."""
    tileset = httpx.get(f"{root}/tiles/{MATRIX_SET}").json()
    (template,) = [link["href"] for link in tileset["links"] if link.get("templated")]
    for limit in tileset["tileMatrixSetLimits"]:
        place = {
            "tileMatrix": limit["tileMatrix"],
            "tileRow": limit["minTileRow"],
            "tileCol": limit["minTileCol"],
        }
        if httpx.get(template.format(**place)).status_code == httpx.codes.OK:
            row, column = str(limit["minTileRow"]), str(limit["minTileCol"])
            return {
                "tilematrixsetdefinitionuri": tileset["tileMatrixSetURI"],
                "urltemplatefortiles": template,
                "tilematrix": limit["tileMatrix"],
                "mintilerow": row,
                "maxtilerow": row,
                "mintilecol": column,
                "maxtilecol": column,
            }
    raise SystemExit("no tile has anything in it")


def main() -> int:
    """Run both; 0 when nothing failed, 1 when something did, 2 when a suite can't be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        jars = {suite: jar(suite, CACHE) for suite in (FEATURES, TILES)}
        with served() as address:
            return max(report(suite, path, address) for suite, path in jars.items())
    except Missing as reason:
        print(f"not tested: {reason}", file=sys.stderr)
        print(
            "set CITE_JARS to a folder with the jars, or CITE_REPOSITORY to where Maven finds them",
            file=sys.stderr,
        )
        return 2


def report(suite: Suite, path: Path, address: str) -> int:
    """Run one and say what it found."""
    with tempfile.TemporaryDirectory() as folder:
        found = run(path, told(suite, address), Path(folder))
    counts = f"{found.passed} passed, {found.failed} failed, {found.skipped} skipped"
    print(f"{suite.artifact} {suite.version}: {counts}")
    for line in found.failures:
        print(f"  FAILED {line}")
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
