"""A cluster for tests: quick, forgetful, gone when its block ends or its process is killed."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from gis_api import processes
from gis_api.cluster import place
from gis_api.cluster.account import Account
from gis_api.cluster.making import initdb, last_line
from gis_api.cluster.programs import programs
from layers.errors import Failed

PREFIX = "onemap-test-"
SECONDS = 60
FORGETFUL = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "256MB",
    "shared_preload_libraries": "postgis-3",  # else each new connection loads it anew, 25 ms
    "max_wal_size": "2GB",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
}


@contextmanager
def throwaway() -> Iterator[str]:
    """A running, empty cluster; gives the connection string of its database `postgres`."""
    account, folder = Account.of(None), programs()
    base = _folder(account)
    try:
        initdb(base / "data", folder, account, "--no-sync")
        server = _start(base, folder, account)
        try:
            yield _wait(base, server)
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _folder(account: Account) -> Path:
    """A new folder for one cluster; those of test runs that were killed are removed."""
    for leftover in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if processes.started(int(leftover.name.split("-")[2])) is None:
            shutil.rmtree(leftover, ignore_errors=True)
    base = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    account.give(base)
    return base


def _start(base: Path, folder: Path, account: Account) -> subprocess.Popen[bytes]:
    """The server as our child, told by the kernel to end when we do (`setpriv --pdeathsig`)."""
    options = [part for name, value in FORGETFUL.items() for part in ("-c", f"{name}={value}")]
    server = [str(folder / "postgres"), "-D", str(base / "data"), "-k", str(base), *options]
    with (base / "log").open("wb") as log:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", *server],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            **account.identity(),
        )


def _wait(base: Path, server: subprocess.Popen[bytes]) -> str:
    dsn = make_conninfo(host=str(base), port=place.PORT, user=place.ROLE, dbname="postgres")
    limit = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < limit:
        try:
            psycopg.connect(dsn).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return dsn
    raise Failed(f"the test database does not start: {last_line((base / 'log').read_text())}")
