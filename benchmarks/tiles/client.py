"""Recorded requests sent by wrk, and what came of each."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["BROWSER", "CODINGS", "IN_FLIGHT", "Answers", "replay"]

IN_FLIGHT: Final = 6
"""Requests that a browser has under way to one server."""
BROWSER: Final = "Accept-Encoding: gzip, deflate, br, zstd"
CODINGS: Final = {"as browsers ask": BROWSER, "not compressed": "Accept-Encoding: identity"}
"""What is asked for where servers differ in whether they keep a tile compressed."""
MOST_SECONDS: Final = 3600

# Each thread is one connection. Those of a session share an open file, of which the kernel gives each line to
# one of them: whoever has its answer takes the next request of the session.
SCRIPT = """
local ffi = require("ffi")
ffi.cdef[[
  typedef struct { long seconds; long nanoseconds; } bench_time;
  int clock_gettime(int, bench_time *);
  int open(const char *, int, ...);
  long read(int, void *, size_t);
]]
local threads, shared = 0, 0
function setup(thread)
  if threads % IN_FLIGHT == 0 then
    shared = ffi.C.open(string.format("FOLDER/session-%d", threads / IN_FLIGHT), 0)
  end
  thread:set("session", shared)
  thread:set("number", threads)
  threads = threads + 1
end

local line, time = ffi.new("char[WIDTH]"), ffi.new("bench_time")
local which, path, began, notes = nil, nil, 0, {}
local function now()
  ffi.C.clock_gettime(1, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end
local function take()
  if ffi.C.read(session, line, WIDTH) < WIDTH then return nil end
  return ffi.string(line, WIDTH):match("^(%d+) (%S+)")
end
local function finish()
  local file = io.open(string.format("FOLDER/part-%d", number), "w")
  file:write(table.concat(notes, "\\n"), "\\n")
  file:close()
  os.rename(string.format("FOLDER/part-%d", number), string.format("FOLDER/answers-%d", number))
  wrk.thread:stop()
end
function init(arguments) which, path = take() end
function request()
  began = now()
  return wrk.format("GET", path)
end
function response(status, headers, body)
  notes[#notes + 1] = string.format("%s %d %d %.6f %.6f", which, status, #body, began, now())
  which, path = take()
  if not which then finish() end
end
"""


@dataclass(frozen=True)
class Answers:
    """What came of requests, one row for each."""

    which: NDArray[np.int64]
    """The number of the request that was given."""
    status: NDArray[np.int64]
    size: NDArray[np.int64]
    """Bytes of the body as sent."""
    began: NDArray[np.float64]
    ended: NDArray[np.float64]
    """Seconds."""

    @property
    def seconds(self) -> float:
        """From the first request to the last answer."""
        return float(self.ended.max() - self.began.min())

    @property
    def refused(self) -> int:
        """Answers that are neither a tile nor nothing."""
        return int((~np.isin(self.status, (200, 204))).sum())

    def milliseconds(self, *shares: float) -> list[float]:
        """Quantiles of the time that an answer took."""
        return [float(1000 * found) for found in np.quantile(self.ended - self.began, shares)]

    def by_number(self) -> "Answers":
        """Answers with the same number as one: the worst status, all bytes, from the first to the last."""
        which, row = np.unique(self.which, return_inverse=True)
        status, size = np.zeros(len(which), np.int64), np.zeros(len(which), np.int64)
        began, ended = np.full(len(which), np.inf), np.zeros(len(which))
        np.maximum.at(status, row, self.status)
        np.add.at(size, row, self.size)
        np.minimum.at(began, row, self.began)
        np.maximum.at(ended, row, self.ended)
        return Answers(which, status, size, began, ended)

    def only(self, wanted: NDArray[np.bool_]) -> "Answers":
        """Those of some requests, by the number of the request."""
        rows = wanted[self.which]
        which, status, size = self.which[rows], self.status[rows], self.size[rows]
        return Answers(which, status, size, self.began[rows], self.ended[rows])


def replay(
    port: int,
    sessions: Sequence[Sequence[tuple[int, str]]],
    in_flight: int = IN_FLIGHT,
    header: str = BROWSER,
) -> Answers:
    """Send the requests of all sessions at a time; each keeps some under way, in its order.

    Args:
        port: of the server, on this machine.
        sessions: numbers and paths of requests; at least `in_flight` in each.
        in_flight: requests that a session has under way.
        header: that each request has.

    Raises:
        RuntimeError: some were not answered at all, or not in time.
    """
    threads = in_flight * len(sessions)
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), sessions, in_flight)
        command = [
            "wrk",
            "-t",
            str(threads),
            "-c",
            str(threads),
            "-d",
            f"{MOST_SECONDS}s",
            "--timeout",
            "60s",
        ]
        command += ["-H", header, "-s", f"{folder}/replay.lua", f"http://127.0.0.1:{port}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as wrk:
            try:
                _await(Path(folder), threads, wrk)
            finally:
                wrk.send_signal(signal.SIGINT)
        found = np.concatenate([np.loadtxt(part, ndmin=2) for part in Path(folder).glob("answers-*")])
    asked = sum(map(len, sessions))
    if len(found) != asked:
        raise RuntimeError(f"{asked - len(found)} of {asked} requests were not answered")
    which, status, size = found[:, :3].T.astype(np.int64)
    return Answers(which, status, size, found[:, 3], found[:, 4])


def _write(folder: Path, sessions: Sequence[Sequence[tuple[int, str]]], in_flight: int) -> None:
    """The script, and a file of lines of equal length for each session."""
    if any(len(one) < in_flight for one in sessions):
        raise ValueError(f"a session has fewer than {in_flight} requests")
    lines = [[f"{number} {path}" for number, path in one] for one in sessions]
    width = max(len(line) for one in lines for line in one) + 1
    for number, one in enumerate(lines):
        text = "".join(f"{line:{width - 1}}\n" for line in one)
        (folder / f"session-{number}").write_text(text)
    known = {"FOLDER": str(folder), "WIDTH": str(width), "IN_FLIGHT": str(in_flight)}
    script = SCRIPT
    for name, value in known.items():
        script = script.replace(name, value)
    (folder / "replay.lua").write_text(script)


def _await(folder: Path, threads: int, wrk: "subprocess.Popen[bytes]") -> None:
    """Wait until each thread has written down its answers."""
    until = time.monotonic() + MOST_SECONDS
    while len(list(folder.glob("answers-*"))) < threads:
        if wrk.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"wrk ended: {wrk.stderr.read().decode() if wrk.stderr else ''}")
        time.sleep(0.05)
