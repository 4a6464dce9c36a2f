"""What every peer is: a thing that takes rows in and then answers texts with codes."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import psycopg

__all__ = ["Guess", "Loaded", "Peer", "Row", "rows_of", "run_side", "version_of"]

ROWS = """
SELECT a.code, a.level, a.name, a.parent_code, a.area_code, a.local_text, a.full_text,
       ST_X(geom), ST_Y(geom)
FROM onemap.address a WHERE state = 'active' ORDER BY code
"""


class Row(NamedTuple):
    """An address, as all peers get it."""

    code: str
    level: str
    name: str
    parent: str | None
    area: str
    local_text: str
    full_text: str
    lon: float | None
    lat: float | None


class Guess(NamedTuple):
    """The best answer to a text."""

    code: str | None
    seconds: float


@dataclass(frozen=True)
class Loaded:
    """What taking the rows in cost."""

    seconds: float
    megabytes: float
    """Of memory or disk, wherever the index lives."""


class Peer(Protocol):
    """A geocoder to compare with."""

    name: str

    def load(self) -> Loaded:
        """Take the rows in."""

    def ask(self, texts: Sequence[str]) -> list[Guess]:
        """The best answer to each text, one after another in one thread."""

    def close(self) -> None:
        """End what was started and remove what was written."""


def rows_of(dsn: str) -> Iterator[Row]:
    """All active addresses in the order of their codes, a piece at a time."""
    with psycopg.connect(dsn) as conn, conn.cursor("rows") as cur:
        cur.itersize = 20_000
        for row in cur.execute(ROWS):
            yield Row(*row)


def run_side(python: Path, script: Path, *args: str | Path, **env: str) -> dict[str, object]:
    """Run a script in the peers' environment; what it says last on standard output is JSON.

    Raises:
        RuntimeError: it failed; with the end of what it wrote.
    """
    command = [str(python), "-P", str(script), *map(str, args)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"} | env
    )
    if done.returncode:
        raise RuntimeError(f"{script.name} failed: {(done.stderr or done.stdout)[-3000:]}")
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return said


def version_of(python: Path, package: str) -> str:
    """Version of a package in the peers' environment."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
