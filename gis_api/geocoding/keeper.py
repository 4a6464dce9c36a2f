"""What holds a worker's geocoder, and keeps it true to the library.

A thread listens for changes. A few changed addresses become a small second index beside the large one, in
milliseconds; for more a process of its own makes a new index, one at a time however many workers there are,
and each worker takes it up when it is there. Until then they answer from what they have.
"""

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from address.geocoder import Geocoder
from address.index import store
from address.index.build import build
from address.index.follow import Foreign, Overlay
from address.index.segment import Segment
from address.index.source import read, read_mark, snapshot
from address.index.store import Damaged, Version
from gis_api.geocoding.builder import Builder
from gis_api.geocoding.making import connect, index_folder
from gis_api.settings import Settings
from layers.schema.changes import CHANNEL

__all__ = ["Keeper"]

LOG = logging.getLogger(__name__)
LISTEN = f"LISTEN {CHANNEL}"
POLL_SECONDS = 0.5
"""How long to wait for a notification before the log is read anyway."""
START_SECONDS = 10.0
SHORTEST, LONGEST = 0.5, 10.0
"""Seconds until the database is tried again: twice as long each time."""


class Keeper:
    """The geocoder of this process. `present` is replaced as a whole, so a request that took it keeps it."""

    def __init__(self, settings: Settings) -> None:
        """Hold nothing yet."""
        self.present: Geocoder | None = None
        self.overlay: Overlay | None = None
        self._settings = settings
        self._folder = index_folder(settings.home)
        self._builder = Builder(settings)
        self._version: Version | None = None
        self._refused: Path | None = None
        self._begun, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)

    def start(self) -> None:
        """Begin to follow the library; returns when an index that is there is open."""
        self._thread.start()
        self._begun.wait(START_SECONDS)

    def stop(self) -> None:
        """End following."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._builder.stop()
        self._drop()

    def is_following(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def _run(self) -> None:
        wait = SHORTEST
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                with connect(self._settings) as conn:
                    self._follow(conn)
            except (psycopg.Error, OSError) as error:
                if wait == SHORTEST:
                    LOG.warning("the index of addresses can't follow the library", exc_info=error)
                self._make_do()
                self._begun.set()
            wait = SHORTEST if time.monotonic() - began > LONGEST else min(2 * wait, LONGEST)
            self._stopping.wait(wait)

    def _follow(self, conn: psycopg.Connection) -> None:
        conn.execute(LISTEN)
        while not self._stopping.is_set():
            self._step(conn)
            self._begun.set()
            for _ in conn.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass

    def _step(self, conn: psycopg.Connection) -> None:
        """Be where the library is, or have an index made to get there."""
        another = self._take_up()
        if another:
            with snapshot(conn):
                build(read(conn, ids=[]))  # loads all that the first change would have to wait for
        try:
            if self.overlay and (self.overlay.catch_up(conn) or another):
                self._publish()
        except Foreign:
            LOG.warning("the index of addresses is of another library, or of a later state of this one")
            self._refused = self._version.path if self._version else None
            self._drop()
        if self.overlay is None or self.overlay.stale:
            read_mark(conn)  # fails where there is no library yet
            self._builder.ask()

    def _make_do(self) -> None:
        """Without the database: the index as it is."""
        with suppress(OSError):
            self._take_up()
        if self.present is None and self.overlay:
            self._publish()

    def _publish(self) -> None:
        if self.overlay:
            self.present = Geocoder(*self.overlay.view)

    def _take_up(self) -> bool:
        """Change to the current version when it is another one, forget ours when it was touched.

        Returns:
            Whether there is a new one.
        """
        if self._version and not self._version.is_whole():
            LOG.warning("files of the index of addresses were touched")
            self._drop()
        path = store.current(self._folder)
        if path is None or path == self._refused or (self._version and path == self._version.path):
            return False
        self._refused = path  # until it turns out to be good, so that it is not checked again and again
        try:
            version = store.open_current(self._folder)
        except Damaged as error:
            LOG.warning("%s", error.message)
            return False
        self._release()
        self._version, self._refused = version, None
        self.overlay = Overlay(Segment(version.parts))
        self._builder.rest(version.parts.facts["seconds"])
        return True

    def _drop(self) -> None:
        """Have none: nobody may read on in what was damaged."""
        self.present = self.overlay = None
        self._release()

    def _release(self) -> None:
        """Let go of our version; the last one who does so removes it."""
        if self._version:
            self._version.release()
            self._version = None
            with suppress(BlockingIOError), store.building(self._folder, wait=False):
                store.tidy(self._folder)
