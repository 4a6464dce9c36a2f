"""What the workers share: finished tiles that outlive a worker and a restart."""

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from redis import RedisError

from layers.indexing.log import Mark
from tiles.cache.entry import Entry, Source, Spot
from tiles.cache.recent import Recent
from tiles.cache.touch import Touch
from tiles.matrix.span import Box

__all__ = ["FAILURES", "LEVELS", "Kept", "Part", "Shared", "Stat"]

FAILURES: Final = (sqlite3.Error, RedisError, OSError)
"""What a store raises when it can't be read or written."""


LEVELS: Final = range(25)
"""Zooms that there may be."""


class Kept(NamedTuple):
    """A coding of a tile, to be kept."""

    entry: Entry
    coding: str


class Stat(NamedTuple):
    """What is kept of a zoom."""

    matrix: str
    z: int
    tiles: int
    megabytes: float


class Part(NamedTuple):
    """Tiles of a store."""

    table: str | None = None
    """What they are made of; None for whatever."""
    zooms: range = LEVELS
    box: Box | None = None
    """In which they lie, EPSG:4490 degrees; None for everywhere."""


class Shared(Protocol):
    """A store of tiles. `get` is of the thread that answers, all else of the thread that writes."""

    def get(self, source: Source, spot: Spot, coding: str) -> Entry | None:
        """A tile in a coding or as it is, if it is here: small ones are kept as they are."""

    def put(self, kept: Sequence[Kept], recent: Recent) -> None:
        """Keep tiles, but none that a change touched meanwhile, or may have.

        A change that this worker has not read yet may have been applied by another: then what was made
        before it is not kept. A change that nobody has applied yet will take the tile away when it is.
        """

    def drop(self, touches: Sequence[Touch], mark: Mark) -> None:
        """Forget the tiles that changes touch; the change log is applied as far as `mark` then."""

    def applied(self) -> Mark | None:
        """How far the change log was applied; None where nothing was ever kept."""

    def clear(self, mark: Mark, table: str | None = None) -> None:
        """Forget all, or what depends on a table."""

    def purge(self, part: Part) -> None:
        """Forget tiles that are not as they should be, for a reason that the change log doesn't know."""

    def purges(self) -> int:
        """Another number after each purge, so that workers forget what they have in memory."""

    def stat(self) -> list[Stat]:
        """What is here, by tile matrix set and zoom."""

    def close(self) -> None:
        """Let go."""
