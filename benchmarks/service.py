"""The real service in processes of its own, asked by wrk; its speed and the memory of its processes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import Protocol

__all__ = ["Built", "Load", "Memory", "Service", "ask", "build_index", "service"]

_CHECKOUT = Path(__file__).parents[1]
_READY_SECONDS = 900

SCRIPT = """
local paths, at = {}, 0
for line in io.lines("PATHS") do paths[#paths + 1] = line end
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local e = summary.errors
  local refused = e.status + e.connect + e.read + e.timeout
  local form = '\\n{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "refused": %d}\\n'
  local p50, p99 = latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  io.write(string.format(form, summary.requests, summary.duration / 1e6, p50, p99, refused))
end
"""


class Listening(Protocol):
    """What listens on a port of this machine."""

    @property
    def port(self) -> int:
        """Of TCP."""


@dataclass(frozen=True)
class Load:
    """What some connections that ask all the time get."""

    per_second: float
    p50: float
    p99: float
    """Milliseconds."""
    refused: int
    """Answers other than 2xx and 3xx, and broken connections."""


@dataclass
class Memory:
    """The most that each process held while it was watched, megabytes."""

    rss: dict[int, float] = field(default_factory=dict)
    pss: dict[int, float] = field(default_factory=dict)
    """What it shares counts by its part."""

    def look(self, pids: Sequence[int]) -> None:
        """Look once."""
        for pid in pids:
            facts = _rollup(pid)
            self.rss[pid] = max(self.rss.get(pid, 0.0), facts.get("Rss", 0.0))
            self.pss[pid] = max(self.pss.get(pid, 0.0), facts.get("Pss", 0.0))


@dataclass(frozen=True)
class Service:
    """The service that is running."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """Processes that answer: the children that Python started for requests."""
        return [pid for pid in _children(self.pid) if "spawn_main" in _command(pid)]

    @contextmanager
    def watched(self) -> Iterator[Memory]:
        """Watch the memory of the workers as long as the block lasts."""
        memory, over, pids = Memory(), threading.Event(), self.workers

        def watch() -> None:
            while not over.wait(0.2):
                memory.look(pids)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield memory
        finally:
            over.set()
            watcher.join()
            memory.look(pids)


@dataclass(frozen=True)
class Built:
    """What making an index takes."""

    seconds: float
    megabytes: float
    """On disk."""
    peak: float
    """The most memory that the process held, megabytes."""


def build_index(dsn: str, home: Path, name: str) -> Built:
    """Make an index of that name with the command that operators use."""
    begin = time.perf_counter()
    command = [sys.executable, "-P", "-m", "gis_api", "index", "build", name, "--force"]
    process = subprocess.Popen(
        command,
        env=_environment(dsn, home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_CHECKOUT,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError("the index could not be made")
    size = sum(file.stat().st_size for file in (home / "index" / name / "current").resolve().iterdir())
    return Built(time.perf_counter() - begin, size / 1e6, used.ru_maxrss / 1024)


def _environment(dsn: str, home: Path, **more: str) -> dict[str, str]:
    ours = {f"ONEMAP_{name}": value for name, value in {"HOME": str(home), "DSN": dsn, **more}.items()}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ONEMAP_")}
    return kept | ours | {"PYTHONPATH": str(_CHECKOUT)}


@contextmanager
def service(
    dsn: str, home: Path, workers: int = 2, settings: Mapping[str, str] | None = None
) -> Iterator[Service]:
    """Start the service on a free port, wait for its index, and end it after the block.

    Args:
        dsn: of the database.
        home: its folder.
        workers: processes that answer.
        settings: others, by their names in capitals without the prefix.

    Raises:
        RuntimeError: it ended by itself, or isn't ready in time.
    """
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "bench.log"
    env = _environment(dsn, home, PORT=str(port), WORKERS=str(workers), **(settings or {}))
    with log.open("w") as said:
        command = [sys.executable, "-P", "-m", "gis_api", "serve"]
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said, cwd=_CHECKOUT)
    try:
        _await(process, port, log)
        yield Service(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended: {log.read_text()[-2000:]}")
        if all(_status(port, path) == 200 for path in ("/health/ready", "/api/address/geocode?q=%E8%B7%AF")):
            return
        time.sleep(0.5)
    raise RuntimeError(f"the service isn't ready: {log.read_text()[-2000:]}")


def _status(port: int, path: str) -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def ask(
    at: Listening, paths: Sequence[str], connections: int = 16, seconds: int = 10, header: str = ""
) -> Load:
    """Ask for paths, one after the other, all the time over some connections, with wrk in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "paths"
        listed.write_text("".join(f"{path}\n" for path in paths))
        script = Path(folder) / "ask.lua"
        script.write_text(SCRIPT.replace("PATHS", str(listed)))
        where = f"http://127.0.0.1:{at.port}"
        options = ["-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", str(script)]
        options += ["-H", header] if header else []
        done = subprocess.run(["wrk", *options, where], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Load(said["requests"] / said["seconds"], said["p50"], said["p99"], said["refused"])


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""


def _rollup(pid: int) -> dict[str, float]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
