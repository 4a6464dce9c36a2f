"""The service as a process in the background: start it, find it again, stop it.

The process holds a lock on `service.json` as long as it lives, so whether it runs is asked of the kernel,
never guessed from a number in a file that a crash left behind.
"""

import fcntl
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from gis_api import processes
from gis_api.settings import CHECKOUT, Settings
from layers.errors import Failed

COMMAND = [sys.executable, "-P", "-m", "gis_api", "serve"]
READY_SECONDS = 120
STOP_SECONDS = 20
NOT_THE_REASON = ("Traceback", "Application startup failed", "Child process", "Exception in")
WORKER_DIED = "] died"  # in a line of uvicorn's supervisor
LOG_BYTES = 20 * 1024**2
SOURCES = ("gis_api", "layers", "address", "tiles", "cim", "importers", "data")


@dataclass(frozen=True)
class Running:
    """A service process, as it described itself."""

    pid: int
    started: int | None
    """Clock ticks since boot; tells the process from a later one with the same number."""
    since: float
    """Seconds since 1970."""
    settings: str
    """Digest of the settings it runs with."""


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a service process finds exactly these settings."""
    values = settings.model_dump(mode="json", exclude_none=True)
    ours = {f"ONEMAP_{name}".upper(): str(value) for name, value in values.items()}
    return os.environ | {"PYTHONPATH": str(CHECKOUT)} | ours


def log_file(home: Path) -> Path:
    """What the service says."""
    return home / "log" / "service.log"


def address(settings: Settings) -> str:
    """The address to open in a browser on this machine."""
    return f"http://{_reachable(settings.host)}:{settings.port}/"


def _state_file(home: Path) -> Path:
    return home / "service.json"


def _digest(settings: Settings) -> str:
    return hashlib.sha256(settings.model_dump_json().encode()).hexdigest()


@contextmanager
def claim(settings: Settings) -> Iterator[None]:
    """Be the service of this home folder, as long as the block lasts.

    Raises:
        Failed: another process is.
    """
    with _state_file(settings.home).open("a+") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("the service runs already", hint="stop it first: make down") from None
        pid = os.getpid()
        me = Running(pid, processes.started(pid), time.time(), _digest(settings))
        file.truncate(0)
        file.write(json.dumps(asdict(me)))
        file.flush()
        yield


def _last(home: Path) -> Running | None:
    """What the newest service process wrote, whether it lives or not; None: nothing yet, or half of it."""
    try:
        return Running(**json.loads(_state_file(home).read_text()))
    except (FileNotFoundError, json.JSONDecodeError):
        return None


def running(home: Path) -> Running | None:
    """The service process that lives now; None when there is none."""
    last = _last(home)
    alive = last is not None and last.started is not None and processes.started(last.pid) == last.started
    return last if alive else None


def is_current(found: Running, settings: Settings) -> bool:
    """Whether it runs with these settings and with the files of the checkout as they are now."""
    files = (
        p
        for folder in SOURCES
        for p in (CHECKOUT / folder).rglob("*")
        if p.suffix in {".py", ".toml", ".sql"}
    )
    return found.settings == _digest(settings) and all(p.stat().st_mtime <= found.since for p in files)


def start(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the service in the background, wait until it is ready to answer, and return its process.

    Raises:
        Failed: it ended at once, or is not ready in time; its log says why.
    """
    log = log_file(settings.home)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    size = log.stat().st_size
    with log.open("ab") as out:
        child = subprocess.Popen(
            COMMAND,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment(settings),
            start_new_session=True,
        )
    _wait(settings, child, log, size)
    return child


def _wait(settings: Settings, child: subprocess.Popen[bytes], log: Path, size: int) -> None:
    """Wait until the service is ready; it is stopped when its workers die as often as they are replaced."""
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit:
        if is_ready(settings):
            return
        said = log.read_bytes()[size:].decode(errors="replace")
        if child.poll() is not None or said.count(WORKER_DIED) > settings.workers:
            stop(settings.home)
            raise Failed(f"the service ended as it started: {_complaint(said)}", hint=f"see {log}")
        time.sleep(0.1)
    raise Failed(f"the service is not ready after {READY_SECONDS} s", hint=f"see {log}, then: make down")


def stop(home: Path) -> bool:
    """Stop the service with all its workers, those too that a killed service left; False: none ran."""
    last = _last(home)
    if last is None:
        return False
    leader = running(home)
    if leader is None and processes.started(last.pid) is not None:
        return False  # the number has gone to a stranger, so no process of ours is left
    members = processes.in_session(last.pid)
    if not members:
        return False
    processes.end([leader.pid] if leader else members, signal.SIGTERM, STOP_SECONDS)
    processes.end(processes.in_session(last.pid), signal.SIGKILL, STOP_SECONDS)
    _state_file(home).unlink(missing_ok=True)
    return True


def is_ready(settings: Settings) -> bool:
    """Whether the service answers that it is ready."""
    connection = HTTPConnection(_reachable(settings.host), settings.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    """Where a service that listens on `host` is reached from this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _complaint(said: str) -> str:
    """The last error in what the service said: the end of a traceback, or what uvicorn calls ERROR."""
    found = re.findall(
        r"^(?:ERROR: +|[\w.]+(?:Error|Exception|Failed|Invalid|Unavailable): )(.+)$", said, re.MULTILINE
    )
    telling = [line for line in found if not line.startswith(NOT_THE_REASON)]
    return telling[-1] if telling else "it said nothing of use"
