"""The thread of a worker that follows what happens to events."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from gis_api.live.frames import tell
from gis_api.live.hub import KEPT, Hub
from gis_api.settings import Settings
from layers.changes import last_sequence
from layers.events import feed
from layers.schema.changes import CHANNEL

__all__ = ["Follower"]

LOG = logging.getLogger(__name__)
LISTEN = f"LISTEN {CHANNEL}"
POLL_SECONDS = 0.5
"""How long to wait for a notification before the log is read anyway."""
REST_SECONDS = 0.05
"""How long to rest after the log was read: what comes meanwhile is read together, however much it is."""
START_SECONDS = 5.0
SHORTEST, LONGEST = 0.5, 5.0
"""Seconds until the database is tried again: twice as long each time."""


class Follower:
    """Reads the change log as it grows, and hands what it says to the hub in the event loop."""

    def __init__(self, settings: Settings, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        """Follow nothing yet."""
        self._settings, self._hub, self._loop = settings, hub, loop
        self._seq: int | None = None
        self._begun, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin; returns when the hub knows where it is, or the database can't be reached."""
        self._thread.start()
        self._begun.wait(START_SECONDS)

    def stop(self) -> None:
        """End following."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        wait = SHORTEST
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                with self._connect() as conn:
                    self._follow(conn)
            except psycopg.Error as error:
                if wait == SHORTEST:
                    LOG.warning("the stream of events can't follow the database", exc_info=error)
                self._begun.set()
            wait = SHORTEST if time.monotonic() - began > LONGEST else min(2 * wait, LONGEST)
            self._stopping.wait(wait)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            self._settings.database, autocommit=True, connect_timeout=10, application_name="onemap events"
        )

    def _follow(self, conn: psycopg.Connection) -> None:
        conn.execute(LISTEN)
        while not self._stopping.is_set():
            self._step(conn)
            self._begun.set()
            self._stopping.wait(REST_SECONDS)
            for _ in conn.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass

    def _step(self, conn: psycopg.Connection) -> None:
        """Tell the hub what is new, the first time also what was before."""
        if self._seq is None:
            self._seq = max(0, last_sequence(conn) - KEPT)
            self._call(self._hub.forget, self._seq)
        found = feed.read(conn, self._seq, most=KEPT)
        if found.messages is None:
            self._call(self._hub.forget, found.seq)
        elif found.seq > self._seq:
            self._call(self._hub.take, found.seq, [tell(one) for one in found.messages])
        self._seq = found.seq

    def _call(self, method: Callable[..., None], *given: object) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(method, *given)
