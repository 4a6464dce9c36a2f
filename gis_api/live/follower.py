"""What reads the change log for the stream of events."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import psycopg

from gis_api.following import Follower as Thread
from gis_api.live.frames import tell
from gis_api.live.hub import KEPT, Hub
from gis_api.settings import Settings
from layers.changes import last_sequence
from layers.events import feed

__all__ = ["Follower"]

REST_SECONDS = 0.05
"""How long to rest after the log was read: what comes meanwhile is read together, however much it is."""
START_SECONDS = 5.0


class Follower:
    """Reads the change log as it grows, and hands what it says to the hub in the event loop."""

    def __init__(self, settings: Settings, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        """Follow nothing yet."""
        self._hub, self._loop = hub, loop
        self._seq: int | None = None
        self._thread = Thread(settings.database, "events", self._step, REST_SECONDS)

    def start(self) -> None:
        """Begin; returns when the hub knows where it is, or the database can't be reached."""
        self._thread.start(START_SECONDS)

    def stop(self) -> None:
        """End following."""
        self._thread.stop()

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
