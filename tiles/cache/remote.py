"""Finished tiles in a Redis that the workers of several machines share."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Final

from redis import Redis

from layers.indexing.log import Mark
from tiles.cache.entry import Entry, Source, Spot
from tiles.cache.recent import Recent
from tiles.cache.shared import Kept, Stat
from tiles.cache.touch import Grids, Touch

__all__ = ["Remote"]

PREFIX: Final = "onemap:1"
"""Of all keys, with the number of their form: what was written in another one is not read."""
SECONDS: Final = 2.0
"""How long to wait for an answer."""
AT_ONCE: Final = 1_000
LEVELS: Final = range(25)

# Kept only if no worker has applied a change since that the one who made it doesn't know of.
PUT: Final = """
local applied = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0')
if applied > tonumber(ARGV[1]) and applied > tonumber(ARGV[2]) then return 0 end
return redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
"""
APPLY: Final = """
if tonumber(redis.call('HGET', KEYS[1], 'seq') or '-1') >= tonumber(ARGV[1]) then return 0 end
return redis.call('HSET', KEYS[1], 'seq', ARGV[1], 'at', ARGV[2])
"""


class Remote:
    """A store at an address; see `Shared`. Redis itself makes room, by its `maxmemory` settings.

    A tile is a field of what is kept of its place: one for each subject and coding. A change takes the whole
    place, so that what touches a tile of one layer costs the others there a query.
    """

    def __init__(self, url: str, grids: Grids) -> None:
        """Connect to it when it is first asked.

        Args:
            url: redis://, rediss:// or unix://.
            grids: all tile matrix sets that tiles may be of.
        """
        self._redis: Redis = Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
        self._grids = grids
        self._put, self._apply = self._redis.register_script(PUT), self._redis.register_script(APPLY)

    def get(self, source: Source, spot: Spot, coding: str) -> Entry | None:
        """See `Shared`."""
        found = self._redis.hget(_place(source.matrix, spot), _field(spot, coding))
        if not isinstance(found, bytes):
            return None
        facts, _, body = found.partition(b"\n")
        made_at, tag, cut = json.loads(facts)
        return Entry(source, spot, made_at, tag, cut, {coding: body})

    def put(self, kept: Sequence[Kept], recent: Recent) -> None:
        """See `Shared`."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for entry, coding in kept:
                if recent.vouches_for(entry):
                    facts = json.dumps([entry.made_at, entry.tag, entry.cut]).encode()
                    keys = [f"{PREFIX}:applied", _place(entry.source.matrix, entry.spot)]
                    value = facts + b"\n" + entry.bodies[coding]
                    given: list[int | bytes] = [entry.made_at, recent.seq, _field(entry.spot, coding), value]
                    self._put(keys, given, client=pipeline)
            pipeline.execute()

    def drop(self, touches: Sequence[Touch], mark: Mark) -> None:
        """See `Shared`."""
        for touch in touches:
            self._delete(self._touched(touch))
        self._apply([f"{PREFIX}:applied"], [mark.seq, mark.at])

    def applied(self) -> Mark | None:
        """See `Shared`."""
        found = self._redis.hmget(f"{PREFIX}:applied", ["seq", "at"])
        seq, at = found if isinstance(found, list) else (None, None)
        return Mark(int(seq), int(at)) if seq is not None and at is not None else None

    def clear(self, mark: Mark, table: str | None = None) -> None:
        """See `Shared`; here a table stands for all."""
        self._delete(self._redis.scan_iter(f"{PREFIX}:tile:*", AT_ONCE))
        if table is None:
            self._delete([f"{PREFIX}:applied".encode()])
            self._apply([f"{PREFIX}:applied"], [mark.seq, mark.at])

    def stat(self) -> list[Stat]:
        """See `Shared`; the sizes are those in the memory of Redis."""
        found: dict[tuple[str, int], list[float]] = {}
        for key in self._redis.scan_iter(f"{PREFIX}:tile:*", AT_ONCE):
            matrix, z = key.decode().removeprefix(f"{PREFIX}:tile:").split(":")[:2]
            line = found.setdefault((matrix, int(z)), [0, 0.0])
            line[0] += float(self._redis.hlen(key))
            line[1] += float(self._redis.memory_usage(key) or 0) / 1e6
        return [Stat(matrix, z, int(tiles), size) for (matrix, z), (tiles, size) in sorted(found.items())]

    def close(self) -> None:
        """See `Shared`."""
        self._redis.close()

    def _touched(self, touch: Touch) -> Iterable[bytes]:
        """Keys of the places that a change touches; by looking at all of a zoom where they are very many."""
        if touch.boxes is None:
            yield from self._redis.scan_iter(f"{PREFIX}:tile:*", AT_ONCE)
            return
        for (matrix, grid), z, box in product(self._grids.items(), LEVELS, touch.boxes):
            span = grid.span(box, z)
            if span and span.size <= AT_ONCE:
                yield from (_place(matrix, Spot(b"", z, at.x, at.y)).encode() for at in span.tiles(z))
            elif span:
                keys = self._redis.scan_iter(f"{PREFIX}:tile:{matrix}:{z}:*", AT_ONCE)
                yield from (key for key in keys if span.has(*map(int, key.split(b":")[-2:])))

    def _delete(self, keys: Iterable[bytes]) -> None:
        left: Iterator[bytes] = iter(keys)
        while some := list(islice(left, AT_ONCE)):
            self._redis.unlink(*some)


def _place(matrix: str, spot: Spot) -> str:
    return f"{PREFIX}:tile:{matrix}:{spot.z}:{spot.x}:{spot.y}"


def _field(spot: Spot, coding: str) -> bytes:
    return spot.subject + coding.encode()
