"""The latest changes, for tiles that were begun before and are finished after them."""

from collections import deque
from collections.abc import Sequence
from math import inf
from typing import Final

from tiles.cache.entry import Entry
from tiles.cache.touch import Grids, Touch

__all__ = ["Recent"]

KEPT: Final = 20_000
"""Changes; a tile that is older than all of them is not kept."""


class Recent:
    """What the change log said lately. One thread adds; any thread asks."""

    def __init__(self, grids: Grids) -> None:
        """Know nothing yet, and vouch for nothing."""
        self.seq = 0
        """The last line of the change log that was read."""
        self._first: float = inf
        self._grids = grids
        self._touches: deque[Touch] = deque(maxlen=KEPT)

    def begin(self, seq: int) -> None:
        """Forget all, and begin behind a line of the change log."""
        self._touches.clear()
        self._first = self.seq = seq

    def add(self, touches: Sequence[Touch], seq: int) -> None:
        """Remember changes in the order of the log, which was read up to `seq`."""
        for touch in touches:
            if len(self._touches) == KEPT:
                self._first = self._touches[0].seq
            self._touches.append(touch)
        self.seq = seq

    def vouches_for(self, entry: Entry) -> bool:
        """Whether all changes since a tile was made are known, and none touches it."""
        return entry.made_at >= self._first and not self.contradicts(entry)

    def contradicts(self, entry: Entry) -> bool:
        """Whether a known change touches a tile since it was made."""
        if entry.made_at >= self.seq:
            return False
        for touch in reversed(list(self._touches)):
            if touch.seq <= entry.made_at:
                return False
            if self._touches_it(touch, entry):
                return True
        return False

    def _touches_it(self, touch: Touch, entry: Entry) -> bool:
        if touch.table not in entry.source.tables:
            return False
        if touch.boxes is None:
            return True
        grid, (_, z, x, y) = self._grids[entry.source.matrix], entry.spot
        spans = (grid.span(box, z) for box in touch.boxes)
        return any(span is not None and span.has(x, y) for span in spans)
