"""What holds an index in a worker, and keeps it true to the database.

A thread listens for changes. A few changed rows become a small second index beside the large one, in
milliseconds; for more a process of its own makes a new index, one at a time however many workers there are,
and each worker takes it up when it is there. Until then they answer from what they have.
"""

import logging
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

import psycopg

from gis_api.following import Follower
from gis_api.indexes.builder import Builder
from gis_api.indexes.kinds import Following, Index
from gis_api.settings import Settings
from layers.indexing.log import Foreign, read_mark, snapshot
from layers.indexing.store import Damaged, Version

__all__ = ["Keeper"]

T = TypeVar("T")
LOG = logging.getLogger(__name__)
REST_SECONDS = 0.2
"""How long to rest after the log was read: what comes meanwhile is read together, however much it is."""
START_SECONDS = 10.0


class Keeper(Generic[T]):
    """One index in this process. `present` is replaced as a whole, so a request that took it keeps it."""

    def __init__(self, settings: Settings, index: Index[T]) -> None:
        """Hold nothing yet."""
        self.present: T | None = None
        self.following: Following[T] | None = None
        self._settings, self._index = settings, index
        self._store = index.store(settings.home)
        self._builder = Builder(settings, index)
        self._version: Version | None = None
        self._refused: Path | None = None
        name = f"index of {index.name}"
        self._follower = Follower(settings.database, name, self._step, REST_SECONDS, self._make_do)

    def start(self) -> None:
        """Begin to follow the database; returns when an index that is there is open."""
        self._follower.start(START_SECONDS)

    def stop(self) -> None:
        """End following."""
        self._follower.stop()
        self._builder.stop()
        self._drop()

    @property
    def _title(self) -> str:
        return self._index.kind.title

    @property
    def made_at(self) -> float | None:
        """When the version was made that is in use, seconds since 1970; None where there is none."""
        version = self._version
        return max(file.st_mtime for file in version.files.values()) if version else None

    def is_following(self) -> bool:
        """Whether the thread lives."""
        return self._follower.is_alive

    def _step(self, conn: psycopg.Connection) -> None:
        """Be where the database is, or have an index made to get there."""
        another = self._take_up()
        if another:
            with snapshot(conn):
                self._index.warm(conn)
        try:
            if self.following and (self.following.catch_up(conn) or another):
                self._publish()
        except Foreign:
            LOG.warning("the %s is of another database, or of a later state of this one", self._title)
            self._refused = self._version.path if self._version else None
            self._drop()
        if self.following is None or self.following.stale:
            read_mark(conn)  # fails where there are no tables yet
            self._builder.ask()

    def _make_do(self) -> None:
        """Without the database: the index as it is."""
        with suppress(OSError):
            self._take_up()
        if self.present is None and self.following:
            self._publish()

    def _publish(self) -> None:
        if self.following:
            self.present = self.following.present

    def _take_up(self) -> bool:
        """Change to the current version when it is another one, forget ours when it was touched.

        Returns:
            Whether there is a new one.
        """
        if self._version and not self._version.is_whole():
            LOG.warning("files of the %s were touched", self._title)
            self._drop()
        path = self._store.current()
        if path is None or path == self._refused or (self._version and path == self._version.path):
            return False
        self._refused = path  # until it turns out to be good, so that it is not checked again and again
        try:
            version = self._store.open_current()
        except Damaged as error:
            LOG.warning("%s", error.message)
            return False
        self._release()
        self._version, self._refused = version, None
        self.following = self._index.follow(version.parts)
        self._builder.rest(version.parts.facts["seconds"])
        return True

    def _drop(self) -> None:
        """Have none: nobody may read on in what was damaged."""
        self.present = self.following = None
        self._release()

    def _release(self) -> None:
        """Let go of our version; the last one who does so removes it."""
        if self._version:
            self._version.release()
            self._version = None
            with suppress(BlockingIOError), self._store.building(wait=False):
                self._store.tidy()
