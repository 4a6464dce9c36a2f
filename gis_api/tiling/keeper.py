"""The tiles of a worker, kept true to the database."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Final

import psycopg

from gis_api.following import Follower
from layers.indexing.log import Foreign, Mark, read_mark
from tiles.cache import Entry, Memory, Recent, Source, Spot, Touch
from tiles.cache.changes import changes
from tiles.cache.shared import FAILURES, Kept, Shared
from tiles.cache.touch import Grids
from tiles.cache.writer import Writer

__all__ = ["Keeper"]

LOG = logging.getLogger(__name__)
TRUSTED_SECONDS: Final = 1.0
"""How long after the change log was read what is kept may be given away."""
REST_SECONDS: Final = 0.1
POLL_SECONDS: Final = 0.2
START_SECONDS: Final = 10.0
REST_AFTER_FAILURE: Final = 10.0
"""Seconds for which a store that failed is not read."""


class Keeper:
    """Memory and store behind one face, used in the event loop; a thread of its own reads the change log.

    As long as the log can't be read, nothing that is kept is given away: the database is asked, or nobody.
    """

    def __init__(
        self, database: str, grids: Grids, tables: Collection[str], memory: int, shared: Callable[[], Shared]
    ) -> None:
        """Hold nothing yet; within the event loop.

        Args:
            database: connection string.
            grids: all tile matrix sets.
            tables: those that tiles are made of.
            memory: bytes, at most.
            shared: opens the store.
        """
        self.memory = Memory(memory, grids)
        self._loop = asyncio.get_running_loop()
        self._tables, self._open = frozenset(tables), shared
        self._shared: Shared | None = None
        self._writer: Writer | None = None
        self._recent = Recent(grids)
        self._mark: Mark | None = None
        self._trusted_until = self._rests_until = 0.0
        self._told = asyncio.Event()
        self._follower = Follower(database, "tiles", self._step, REST_SECONDS, poll=POLL_SECONDS)

    async def start(self) -> None:
        """Begin to follow the database; returns when the log was read, or can't be."""
        try:
            self._shared = await asyncio.to_thread(self._open)
            self._writer = Writer(self._shared, self._recent, lambda: self._call(self.memory.clear))
        except FAILURES as error:
            LOG.warning("there is no store of tiles", exc_info=error)
        await asyncio.to_thread(self._follower.start, START_SECONDS)
        await asyncio.sleep(0)  # what the first step read is applied

    async def stop(self) -> None:
        """End."""
        await asyncio.to_thread(self._follower.stop)
        if self._writer:
            await asyncio.to_thread(self._writer.stop)
        if self._shared:
            self._shared.close()

    @property
    def is_trusted(self) -> bool:
        """Whether what is kept may be given away."""
        return time.monotonic() < self._trusted_until

    @property
    def waiting(self) -> int:
        """How much waits to be written to the store."""
        return self._writer.waiting if self._writer else 0

    @property
    def sequence(self) -> int:
        """The last line of the change log that was read."""
        return self._recent.seq

    def get(self, spot: Spot) -> Entry | None:
        """A tile from memory, in whatever coding."""
        return self.memory.get(spot) if self.is_trusted else None

    async def find(self, source: Source, spot: Spot, coding: str) -> Entry | None:
        """A tile from memory, or from the store in the coding that is wanted."""
        if not self.is_trusted:
            await self._news()
        entry = self.get(spot)
        if entry or not self.is_trusted or not self._may_read:
            return entry
        try:
            stored = await asyncio.to_thread(self._read, source, spot, coding)
        except FAILURES as error:
            LOG.warning("the store of tiles can't be read", exc_info=error)
            self._rests_until = time.monotonic() + REST_AFTER_FAILURE
            return None
        if stored is None or not self.is_trusted or self._recent.contradicts(stored):
            return None
        self.memory.put(stored)
        return stored

    async def _news(self) -> None:
        """Wait a moment for the log to be read, if it was just now: a busy worker reads it late."""
        if time.monotonic() < self._trusted_until + TRUSTED_SECONDS:
            with suppress(TimeoutError):
                async with asyncio.timeout(TRUSTED_SECONDS):
                    await self._told.wait()

    @property
    def _may_read(self) -> bool:
        """Whether there is a store, it has forgotten what it should, and it did not fail just now."""
        return bool(self._writer and self._writer.is_true) and time.monotonic() > self._rests_until

    def _read(self, source: Source, spot: Spot, coding: str) -> Entry | None:
        return self._shared.get(source, spot, coding) if self._shared else None

    def put(self, entry: Entry, coding: str) -> None:
        """Keep a tile that was just made, unless a change touched it meanwhile."""
        if not self._recent.vouches_for(entry):
            return
        self.memory.put(entry)
        if self._writer:
            self._writer.keep(Kept(entry, coding))

    def add(self, entry: Entry, coding: str, body: bytes) -> None:
        """Keep another coding of a tile."""
        self.memory.add(entry, coding, body)
        if self._writer:
            self._writer.keep(Kept(entry, coding))

    def _step(self, conn: psycopg.Connection) -> None:
        """In the follower's thread: read what is new, and have it applied in the event loop."""
        began = time.monotonic()
        try:
            before = self._mark or self._applied()
            if before is None:
                raise Foreign
            if self._mark is None:
                self._call(self._recent.begin, before.seq)
            touches, self._mark = changes(conn, before, self._tables)
            if self._mark != before:
                self._call(self._apply, touches, self._mark)
        except Foreign:
            if self._mark:
                LOG.warning("the tiles are of another database, or of a later state of this one")
            self._mark = read_mark(conn)
            self._call(self._restart, self._mark)
        self._call(self._trust, began + TRUSTED_SECONDS)

    def _applied(self) -> Mark | None:
        """Where the store was left; None where it isn't there or can't be read: then it is cleared."""
        try:
            return self._shared.applied() if self._shared else None
        except FAILURES as error:
            LOG.warning("the store of tiles can't be read", exc_info=error)
            return None

    def _call(self, method: Callable[..., None], *given: object) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(method, *given)

    def _restart(self, mark: Mark) -> None:
        """Have nothing, as of now."""
        self.memory.clear()
        self._recent.begin(mark.seq)
        if self._writer:
            self._writer.clear(mark)

    def _apply(self, touches: Sequence[Touch], mark: Mark) -> None:
        """Forget what changed."""
        self._recent.add(touches, mark.seq)
        for touch in touches:
            self.memory.drop(touch)
        if self._writer:
            self._writer.drop(touches, mark)

    def _trust(self, until: float) -> None:
        self._trusted_until = until
        self._told.set()
        self._told = asyncio.Event()
