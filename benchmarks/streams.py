"""Measure the live stream of events and print a table: `python -m benchmarks.streams`.

Real connections listen to one worker; events are put in by plain SQL, one a transaction. Every listener must
have heard every event once and in order, or the figures are not printed.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.machine import describe
from benchmarks.service import service
from gis_api.cluster import throwaway
from importers.sample import load
from layers.identifiers import event_number
from layers.schema.migrate import upgrade

ASK = b"GET /api/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
INSERT = """
INSERT INTO onemap.event (code, edition, class_code, reported_by, geom, source)
VALUES (%s, '2026', '06010', 'sensor', ST_SetSRID(ST_MakePoint(114.8, 30.84), 4490), 'benchmark')
"""
REMOVE = "DELETE FROM onemap.event WHERE source = 'benchmark'"
DATA = b"data: {"
CODE = re.compile(rb'data: \{[^{}]*?"code":"([0-9]{19})"')
DONE_SECONDS = 60.0


class Listener(asyncio.Protocol):
    """A connection, and what it heard when. It looks into it afterwards, so as to be in nobody's way."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.begun, self.full = asyncio.Event(), asyncio.Event()
        self.pieces: list[tuple[float, bytes]] = []
        self._wanted = 0
        self._end = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(ASK)

    def data_received(self, data: bytes) -> None:
        """Note when it came."""
        self.pieces.append((time.perf_counter(), data))
        self._wanted -= (self._end + data).count(DATA)
        self._end = data[1 - len(DATA) :]
        if b"\nid: " in data:
            self.begun.set()
        if self._wanted <= 0:
            self.full.set()

    def expect(self, count: int) -> None:
        """Begin to wait for so many events."""
        self.pieces.clear()
        self.full.clear()
        self._wanted = count

    def heard(self) -> list[tuple[str, float]]:
        """The events by number, and when each came."""
        whole = b"".join(data for _, data in self.pieces)
        ends = np.cumsum([len(data) for _, data in self.pieces])
        found = [(match[1].decode(), match.end()) for match in CODE.finditer(whole)]
        return [(code, self.pieces[int(np.searchsorted(ends, end))][0]) for code, end in found]


@dataclass(frozen=True)
class Round:
    """What one round of events gave."""

    per_second: float
    told_per_second: float
    """Messages to listeners."""
    delays: Sequence[float]
    """Milliseconds from the commit to each listener, sorted."""

    def __str__(self) -> str:
        """The line of the table."""
        shown = " / ".join(f"{np.quantile(self.delays, share):.0f}" for share in (0.5, 0.99, 1))
        return f"| {self.per_second:.0f} events/s | {self.told_per_second:,.0f} told/s | {shown} ms |"


def main() -> None:
    """Measure what was asked for."""
    asked = _options()
    with _city(asked.dsn) as dsn, tempfile.TemporaryDirectory() as home:
        with service(dsn, Path(home), workers=1) as at:
            asyncio.run(_measure(dsn, at.port, at.pid, asked))
        with psycopg.connect(dsn) as conn:
            conn.execute(REMOVE)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.streams", description=__doc__)
    options.add_argument("--dsn", help="a migrated database with classes; none: one of our own")
    options.add_argument("--listeners", type=int, default=1000)
    options.add_argument("--events", type=int, default=200, help="of each round")
    options.add_argument("--rates", type=float, nargs="+", default=[2, 20, 300], help="events a second")
    return options.parse_args()


@contextmanager
def _city(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    with throwaway() as server, tempfile.TemporaryDirectory() as home:
        with psycopg.connect(server, autocommit=True) as conn:
            conn.execute("CREATE DATABASE city")
        dsn = make_conninfo(server, dbname="city")
        upgrade(dsn)
        with psycopg.connect(dsn) as conn:
            load(conn, home=Path(home), scale=0.05)
        yield dsn


async def _measure(dsn: str, port: int, pid: int, asked: argparse.Namespace) -> None:
    before = _megabytes(pid)
    begin = time.perf_counter()
    listeners = await asyncio.gather(*(_connect(port) for _ in range(asked.listeners)))
    took, held = time.perf_counter() - begin, _megabytes(pid) - before
    each = 1024 * held / asked.listeners
    sys.stdout.write(
        f"{describe(('fastapi', 'uvicorn'))}\n\n{asked.listeners:,} listeners of one worker: "
        f"connected in {took:.1f} s, {held:.0f} MB more memory ({each:.0f} KB each)\n\n"
        "| reported | told | from commit to each listener: median / 99 % / last |\n|---|---|---|\n"
    )
    for number, rate in enumerate(asked.rates):
        sys.stdout.write(f"{await _round(dsn, listeners, number, rate, asked.events)}\n")
        sys.stdout.flush()
    sys.stdout.write(f"\n{_megabytes(pid):.0f} MB in the end\n")
    for one in listeners:
        one.transport.close()


async def _connect(port: int) -> Listener:
    _, found = await asyncio.get_running_loop().create_connection(Listener, "127.0.0.1", port)
    await found.begun.wait()
    return found


async def _round(dsn: str, listeners: Sequence[Listener], number: int, rate: float, count: int) -> Round:
    """Put events in at a rate, and see who heard them when."""
    for one in listeners:
        one.expect(count)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn")) as other:  # beside 1,000 listeners it would be slow
        putting = loop.run_in_executor(other, put, dsn, number, rate, count)
        async with asyncio.timeout(DONE_SECONDS + count / rate):
            await asyncio.gather(*(one.full.wait() for one in listeners))
            committed = await putting
    heard = [one.heard() for one in listeners]
    if any([code for code, _ in one] != list(committed) for one in heard):
        raise RuntimeError("a listener did not hear each event once and in order")
    delays = sorted(1000 * (at - committed[code]) for one in heard for code, at in one)
    begin, end = min(committed.values()), max(committed.values())
    last = max(at for one in heard for _, at in one)
    return Round((count - 1) / (end - begin), count * len(listeners) / (last - begin), delays)


def put(dsn: str, number: int, rate: float, count: int) -> dict[str, float]:
    """Commit events, one a transaction; gives when each was, by the clock of the machine."""
    found = {}
    with psycopg.connect(dsn, autocommit=True) as conn:
        begin = time.perf_counter()
        for n in range(count):
            time.sleep(max(0.0, begin + n / rate - time.perf_counter()))
            code = event_number("420117", date(2025, 1, 1 + number), n + 1)
            conn.execute(INSERT, (code,))
            found[code] = time.perf_counter()
    return found


def _megabytes(pid: int) -> float:
    """What a process holds in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
