"""Tiles in the memory of a worker."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from tiles.cache.entry import Entry, Spot
from tiles.cache.touch import Grids, Touch
from tiles.matrix.span import Span

__all__ = ["Memory"]

MOST_TARGETS = 4
"""Ways to write the same request that are remembered."""

Level = dict[tuple[int, int], dict[bytes, Entry]]
"""By column and row, then by subject."""


class Memory:
    """The tiles that were asked for last, up to a number of bytes. Used within one thread."""

    def __init__(self, most: int, grids: Grids) -> None:
        """Hold nothing yet.

        Args:
            most: bytes, about.
            grids: all tile matrix sets that tiles may be of.
        """
        self.size = 0
        self._most, self._grids = most, grids
        self._entries: OrderedDict[Spot, Entry] = OrderedDict()
        self._levels: defaultdict[tuple[str, int], Level] = defaultdict(dict)
        self._by_target: dict[bytes, Entry] = {}

    def __len__(self) -> int:
        """How many tiles."""
        return len(self._entries)

    def get(self, spot: Spot) -> Entry | None:
        """A tile, if it is here."""
        entry = self._entries.get(spot)
        if entry:
            self._entries.move_to_end(spot)
        return entry

    def get_by_target(self, target: bytes) -> Entry | None:
        """The tile that a request was answered with, if it is here still."""
        entry = self._by_target.get(target)
        if entry:
            self._entries.move_to_end(entry.spot)
        return entry

    def name(self, entry: Entry, target: bytes) -> None:
        """Remember the request that a tile is the answer of."""
        if entry.spot in self._entries and len(entry.targets) < MOST_TARGETS and target not in entry.targets:
            entry.targets.append(target)
            self._by_target[target] = entry

    def put(self, entry: Entry) -> None:
        """Keep a tile in the place of what is there, and forget those not asked for longest."""
        self._forget(entry.spot)
        _, z, x, y = entry.spot
        self._entries[entry.spot] = entry
        self._levels[entry.source.matrix, z].setdefault((x, y), {})[entry.spot.subject] = entry
        self.size += entry.size
        while self.size > self._most:
            self._forget(next(iter(self._entries)))

    def add(self, entry: Entry, coding: str, body: bytes) -> None:
        """Keep another coding of a tile; the tile may be gone meanwhile."""
        if coding in entry.bodies:
            return
        entry.bodies[coding] = body
        if self._entries.get(entry.spot) is entry:
            self.size += len(body)

    def drop(self, touch: Touch) -> int:
        """Forget the tiles that a change touches; how many they were."""
        gone = [entry.spot for entry in self._touched(touch) if touch.table in entry.source.tables]
        for spot in gone:
            self._forget(spot)
        return len(gone)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()
        self._levels.clear()
        self._by_target.clear()
        self.size = 0

    def _touched(self, touch: Touch) -> Iterable[Entry]:
        if touch.boxes is None:
            return list(self._entries.values())
        return {
            entry.spot: entry
            for (matrix, z), level in self._levels.items()
            for box in touch.boxes
            if (span := self._grids[matrix].span(box, z))
            for entry in _within(level, span)
        }.values()

    def _forget(self, spot: Spot) -> None:
        entry = self._entries.pop(spot, None)
        if entry is None:
            return
        self.size -= entry.size
        for target in entry.targets:
            del self._by_target[target]
        level = self._levels[entry.source.matrix, spot.z]
        here = level[spot.x, spot.y]
        del here[spot.subject]
        if not here:
            del level[spot.x, spot.y]


def _within(level: Level, span: Span) -> Iterable[Entry]:
    """Tiles of a level in a span, by looking at whichever is fewer: its places or the level's."""
    if span.size > len(level):
        return [entry for place, here in level.items() if span.has(*place) for entry in here.values()]
    places = ((x, y) for x in range(span.left, span.right + 1) for y in range(span.top, span.bottom + 1))
    return [entry for place in places for entry in level.get(place, {}).values()]
