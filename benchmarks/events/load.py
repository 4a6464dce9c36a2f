"""Reports and desk lists over HTTP, sent by wrk, which takes little of the machine that it shares."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Load", "ask", "send"]

SCRIPT = """
local lines, at = {}, 0
for line in io.lines("LINES") do lines[#lines + 1] = line end
request = function()
  at = at % #lines + 1
  return METHOD
end
done = function(summary, latency)
  local e = summary.errors
  local refused = e.status + e.connect + e.read + e.timeout
  local form = '\\n{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "refused": %d}\\n'
  local p50, p99 = latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  io.write(string.format(form, summary.requests, summary.duration / 1e6, p50, p99, refused))
end
"""
HEAD = '{["Content-Type"] = "application/json", ["Authorization"] = KEY}'
POST = f'wrk.format("POST", "/api/events", {HEAD}, lines[at])'
GET = f'wrk.format("GET", lines[at], {HEAD})'


@dataclass(frozen=True)
class Load:
    """What some connections that ask all the time get."""

    requests: int
    per_second: float
    p50: float
    p99: float
    """Milliseconds."""
    refused: int
    """Answers other than 2xx and 3xx, and broken connections."""


def send(port: int, key: str, reports: Sequence[dict[str, Any]], *, connections: int, seconds: int) -> Load:
    """Report events, over and over in this order."""
    lines = [json.dumps(one, ensure_ascii=False) for one in reports]
    return _wrk(port, key, POST, lines, connections, seconds)


def ask(port: int, key: str, paths: Sequence[str], *, connections: int, seconds: int) -> Load:
    """Ask for these paths, over and over in this order."""
    return _wrk(port, key, GET, paths, connections, seconds)


def _wrk(port: int, key: str, method: str, lines: Sequence[str], connections: int, seconds: int) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        given, script = Path(folder) / "lines", Path(folder) / "ask.lua"
        given.write_text("\n".join(lines), encoding="utf-8")
        text = SCRIPT.replace("METHOD", method).replace("LINES", str(given))
        script.write_text(text.replace("KEY", f'"Bearer {key}"'))
        command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", str(script)]
        where = f"http://127.0.0.1:{port}"
        done = subprocess.run([*command, where], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    speed = said["requests"] / said["seconds"]
    return Load(said["requests"], speed, said["p50"], said["p99"], said["refused"])
