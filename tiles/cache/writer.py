"""The thread that writes to the shared store, in the order in which it is told."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from layers.indexing.log import Mark
from tiles.cache.recent import Recent
from tiles.cache.shared import FAILURES, Kept, Shared
from tiles.cache.touch import Touch

__all__ = ["Writer"]

LOG = logging.getLogger(__name__)
PURGES_SECONDS: Final = 0.5
"""How long until it is looked whether somebody has purged the store."""
MOST_WAITING: Final = 2_000
"""Tiles that wait to be written; more are not kept in the store."""


class Drop(NamedTuple):
    """To forget what changes touch; or all that there is."""

    touches: Sequence[Touch] | None
    mark: Mark


class Writer:
    """Writes many tiles in one transaction, and forgets others before or after them, as it was told."""

    def __init__(self, shared: Shared, recent: Recent, purged: Callable[[], None] = lambda: None) -> None:
        """Begin.

        Args:
            shared: the store.
            recent: what has changed; added to before `drop` is called with the same.
            purged: called in the thread when tiles of the store were purged.
        """
        self._shared, self._recent = shared, recent
        self._purged = purged
        self._purges: int | None = None
        self._waiting: deque[Kept | Drop] = deque()
        self.is_true = True
        """Whether all that was to be forgotten is; else the store must not be read."""
        self._told, self._ending = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="tile store", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How much waits to be done."""
        return len(self._waiting)

    def keep(self, kept: Kept) -> None:
        """Have a tile kept."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(kept)
            self._told.set()

    def drop(self, touches: Sequence[Touch], mark: Mark) -> None:
        """Have the tiles forgotten that changes touch."""
        self._waiting.append(Drop(touches, mark))
        self._told.set()

    def clear(self, mark: Mark) -> None:
        """Have all tiles forgotten; until they are, the store must not be read."""
        self.is_true = False
        self._waiting.append(Drop(None, mark))
        self._told.set()

    def stop(self) -> None:
        """Write what waits, and end."""
        self._ending = True
        self._told.set()
        self._thread.join()

    def _run(self) -> None:
        self._see_purges()
        while not self._ending or self._waiting:
            self._told.wait(PURGES_SECONDS)
            self._told.clear()
            while self._waiting:
                self._next()
            self._see_purges()

    def _see_purges(self) -> None:
        try:
            purges = self._shared.purges()
        except FAILURES as error:
            LOG.debug("the store of tiles can't be read", exc_info=error)
            return
        before, self._purges = self._purges, purges
        if before not in (None, purges):
            self._purged()

    def _next(self) -> None:
        first = self._waiting.popleft()
        try:
            if isinstance(first, Kept):
                self._shared.put([first, *self._more()], self._recent)
            elif first.touches is None:
                self._shared.clear(first.mark)
                self.is_true = True
            else:
                self._shared.drop(first.touches, first.mark)
        except FAILURES as error:
            self.is_true = self.is_true and isinstance(first, Kept)
            LOG.warning("the store of tiles can't be written", exc_info=error)

    def _more(self) -> list[Kept]:
        """Tiles that wait behind the first, up to the next change."""
        found: list[Kept] = []
        while self._waiting and isinstance(one := self._waiting[0], Kept):
            found.append(one)
            self._waiting.popleft()
        return found
