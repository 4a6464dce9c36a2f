"""Finished tiles in a Redis that the workers of several machines share."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Final

from redis import Redis

from layers.indexing.log import Mark
from tiles.cache.entry import IDENTITY, Entry, Source, Spot
from tiles.cache.recent import Recent
from tiles.cache.shared import LEVELS, Kept, Part, Stat
from tiles.cache.touch import Grids, Touch
from tiles.matrix.span import Span

__all__ = ["Remote"]

PREFIX: Final = "onemap:1"
"""Of all keys, with the number of their form: what was written in another one is not read."""
SECONDS: Final = 2.0
"""How long to wait for an answer."""
AT_ONCE: Final = 1_000
ANYWHERE: Final = Span(0, 0, 2**31, 2**31)

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
        codings = (coding, IDENTITY)
        found = self._redis.hmget(_place(source.matrix, spot), [_field(spot, one) for one in codings])
        kept = zip(codings, found if isinstance(found, list) else (), strict=False)
        for one, value in kept:
            if isinstance(value, bytes):
                facts, _, body = value.partition(b"\n")
                made_at, tag, cut = json.loads(facts)
                return Entry(source, spot, made_at, tag, cut, {one: body})
        return None

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
        self._delete(self._keys())
        if table is None:
            self._delete([f"{PREFIX}:applied".encode()])
            self._apply([f"{PREFIX}:applied"], [mark.seq, mark.at])

    def purge(self, part: Part) -> None:
        """See `Shared`; here a table stands for all."""
        spans = {
            (matrix, z): grid.span(part.box, z) if part.box else ANYWHERE
            for matrix, grid in self._grids.items() for z in part.zooms
        }  # fmt: skip
        self._delete(key for key in self._keys() if _is_in(key, spans))
        self._redis.incr(f"{PREFIX}:purges")

    def purges(self) -> int:
        """See `Shared`."""
        found = self._redis.get(f"{PREFIX}:purges")
        return int(found) if isinstance(found, bytes) else 0

    def stat(self) -> list[Stat]:
        """See `Shared`; the sizes are those in the memory of Redis."""
        found: dict[tuple[str, int], list[float]] = {}
        for key in self._keys():
            matrix, z, *_ = _parts(key)
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
            yield from self._keys()
            return
        for (matrix, grid), z, box in product(self._grids.items(), LEVELS, touch.boxes):
            span = grid.span(box, z)
            if span and span.size <= AT_ONCE:
                yield from (_place(matrix, Spot(b"", z, at.x, at.y)).encode() for at in span.tiles(z))
            elif span:
                keys = self._redis.scan_iter(f"{PREFIX}:tile:{matrix}:{z}:*", AT_ONCE)
                yield from (key for key in keys if span.has(*map(int, key.split(b":")[-2:])))

    def _keys(self) -> Iterator[bytes]:
        """Of all places."""
        return iter(self._redis.scan_iter(f"{PREFIX}:tile:*", AT_ONCE))

    def _delete(self, keys: Iterable[bytes]) -> None:
        left: Iterator[bytes] = iter(keys)
        while some := list(islice(left, AT_ONCE)):
            self._redis.unlink(*some)


def _place(matrix: str, spot: Spot) -> str:
    return f"{PREFIX}:tile:{matrix}:{spot.z}:{spot.x}:{spot.y}"


def _parts(key: bytes) -> list[str]:
    """Tile matrix set, zoom, column and row of a place."""
    return key.decode().removeprefix(f"{PREFIX}:tile:").split(":")


def _is_in(key: bytes, spans: Mapping[tuple[str, int], Span | None]) -> bool:
    matrix, *numbers = _parts(key)
    z, x, y = map(int, numbers)
    span = spans.get((matrix, z))
    return span is not None and span.has(x, y)


def _field(spot: Spot, coding: str) -> bytes:
    return spot.subject + coding.encode()
