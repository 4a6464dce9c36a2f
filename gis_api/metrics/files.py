"""The files in which workers tell each other what they counted.

They lie in the folder `metrics` of the home folder, one for each worker of this run of the service. Those of
workers that died stay, so that nothing counted gets lost; the folder is emptied when the service starts.
"""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from gis_api import processes
from gis_api.metrics.counts import Counts, Table

__all__ = ["Said", "forget", "others", "told", "write"]

LOG = logging.getLogger(__name__)
SECONDS: Final = 1.0
"""How often a worker writes what it counted."""


@dataclass(frozen=True)
class Said:
    """What one worker has to tell."""

    pid: int
    started: int | None
    """See `processes.started`."""
    tables: dict[str, Table] = field(default_factory=dict)
    gauges: dict[str, Table] = field(default_factory=dict)

    @classmethod
    def now(cls, counts: Counts) -> Self:
        """What this process has to tell."""
        pid = os.getpid()
        return cls(pid, processes.started(pid), counts.tables(), counts.gauges())

    @property
    def is_alive(self) -> bool:
        """Whether the worker lives."""
        return self.started is not None and processes.started(self.pid) == self.started

    def written(self) -> bytes:
        """As it stands in a file."""
        tables, gauges = _listed(self.tables), _listed(self.gauges)
        return json.dumps([self.pid, self.started, tables, gauges]).encode()

    @classmethod
    def read(cls, data: bytes) -> Self:
        """What stands in a file."""
        pid, started, tables, gauges = json.loads(data)
        return cls(pid, started, _tables(tables), _tables(gauges))


def _listed(tables: dict[str, Table]) -> dict[str, list[Any]]:
    return {name: list(table.items()) for name, table in tables.items()}


def _tables(listed: dict[str, list[Any]]) -> dict[str, Table]:
    return {name: {tuple(key): numbers for key, numbers in rows} for name, rows in listed.items()}


def forget(home: Path) -> None:
    """Remove what workers of an earlier run left."""
    for path in _folder(home).glob("*.json"):
        path.unlink(missing_ok=True)


def write(home: Path, said: Said) -> None:
    """Put down what a worker has to tell, at once as a whole.

    The system gives the number of a process that ended to another one, so when it began is in the name.
    """
    path = _folder(home) / f"{said.pid}-{said.started}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_bytes(said.written())
    draft.replace(path)


def others(home: Path) -> Iterator[Said]:
    """What all workers of this run but this one told last, those too that have died."""
    me = os.getpid()
    for path in sorted(_folder(home).glob("*.json")):
        with suppress(FileNotFoundError):
            said = Said.read(path.read_bytes())
            if said.pid != me or not said.is_alive:
                yield said


@asynccontextmanager
async def told(home: Path, counts: Counts) -> AsyncIterator[None]:
    """Write what is counted every second, as long as the block lasts, and at its end."""
    writing = asyncio.create_task(_keep_writing(home, counts))
    try:
        yield
    finally:
        writing.cancel()
        await asyncio.to_thread(_tried, home, Said.now(counts))


async def _keep_writing(home: Path, counts: Counts) -> None:
    was_written = True
    while True:
        is_written = await asyncio.to_thread(_tried, home, Said.now(counts))
        if was_written and not is_written:
            LOG.warning("what is counted can't be written below %s: /metrics tells of one worker only", home)
        was_written = is_written
        await asyncio.sleep(SECONDS)


def _tried(home: Path, said: Said) -> bool:
    try:
        write(home, said)
    except OSError:
        return False
    return True


def _folder(home: Path) -> Path:
    return home / "metrics"
