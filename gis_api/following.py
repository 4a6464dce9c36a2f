"""A thread that follows the change log of the database, and finds back to it."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import psycopg

from layers.schema.changes import CHANNEL

__all__ = ["Follower"]

LOG = logging.getLogger(__name__)
LISTEN = f"LISTEN {CHANNEL}"
POLL_SECONDS: Final = 0.5
SHORTEST, LONGEST = 0.5, 5.0
"""Seconds until the database is tried again: twice as long each time."""


class Follower:
    """Calls a function with a connection whenever something may have changed."""

    def __init__(
        self,
        database: str,
        name: str,
        step: Callable[[psycopg.Connection], None],
        rest: float,
        lost: Callable[[], None] | None = None,
        poll: float = POLL_SECONDS,
    ) -> None:
        """Follow nothing yet.

        Args:
            database: connection string.
            name: what follows, for the log and for the list of the database's sessions.
            step: reads what is new; called in the thread.
            rest: seconds to rest after each step: what comes meanwhile is read together.
            lost: called in the thread each time the database can't be reached.
            poll: seconds to wait for a notification before the log is read anyway.
        """
        self._database, self._name, self._step, self._rest = database, name, step, rest
        self._lost, self._poll = lost, poll
        self._begun, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def start(self, seconds: float) -> None:
        """Begin; returns after the first step, when the database can't be reached, or after some seconds."""
        self._thread.start()
        self._begun.wait(seconds)

    def stop(self) -> None:
        """End following."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait = SHORTEST
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                with self._connect() as conn:
                    self._follow(conn)
            except (psycopg.Error, OSError) as error:
                if wait == SHORTEST:
                    LOG.warning("the %s can't follow the database", self._name, exc_info=error)
                if self._lost:
                    self._lost()
                self._begun.set()
            wait = SHORTEST if time.monotonic() - began > LONGEST else min(2 * wait, LONGEST)
            self._stopping.wait(wait)

    def _connect(self) -> psycopg.Connection:
        name = f"onemap {self._name}"
        return psycopg.connect(self._database, autocommit=True, connect_timeout=10, application_name=name)

    def _follow(self, conn: psycopg.Connection) -> None:
        conn.execute(LISTEN)
        while not self._stopping.is_set():
            self._step(conn)
            self._begun.set()
            self._stopping.wait(self._rest)
            with suppress(StopIteration):
                next(conn.notifies(timeout=self._poll, stop_after=1))
