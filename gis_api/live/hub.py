"""What one worker knows of the latest changes of events, and those who wait for the next.

All listeners read the same ring. A listener is a place in it, its last sequence, and nothing else, so none
can hold up another or fill memory: one that is too slow finds its place gone, as does one that was away too
long. All of it runs in the event loop.
"""

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from operator import attrgetter
from typing import Final

from gis_api.live.frames import Told, heartbeat, reset, text
from layers.errors import Unavailable
from layers.events.feed import Wanted

__all__ = ["HEARTBEAT", "KEPT", "Hub"]

KEPT: Final = 4096
"""Messages that are kept at least."""
AT_MOST: Final = 10_000
"""Listeners of one worker."""
ROUND: Final = 64
"""Messages that a listener takes at a time, and listeners that are woken at a time."""
GAP: Final = 0.1
"""Seconds between two wakings at least: what comes meanwhile goes out together."""
LONGEST_GAP: Final = 0.3
"""It is as long as the waking took, up to this: requests have half of the time."""
PULSE: Final = 5.0
"""Seconds after which all are woken though nothing came."""
HEARTBEAT: Final = 10.0
"""A listener that was sent nothing for so many seconds is sent a sign of life with the next pulse."""

BY_SEQUENCE = attrgetter("seq")


class Hub:
    """The ring, and who waits at its end."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.seq: int | None = None
        """Up to which sequence all is known; None before the database was reached."""
        self.ended = False
        self._floor = 0
        self._ring: list[Told] = []
        self._said: dict[tuple[int, int, Wanted, bool], bytes] = {}
        self._listeners = 0
        self._waiting: list[asyncio.Future[None]] = []
        self._changed = asyncio.Event()

    def take(self, seq: int, told: Sequence[Told]) -> None:
        """Know what happened up to a sequence, after `forget` has said where it begins."""
        self._ring.extend(told)
        if len(self._ring) > 2 * KEPT:
            self._floor = self._ring[-KEPT - 1].seq
            del self._ring[:-KEPT]
        self.seq = seq
        self._changed.set()

    def forget(self, seq: int) -> None:
        """Begin at a sequence, the first time or anew: too much happened, or the log is another one."""
        self._ring.clear()
        self._said.clear()
        self._floor = self.seq = seq
        self._changed.set()

    def end(self) -> None:
        """Let all listeners go."""
        self.ended = True
        self._changed.set()

    def knows(self, seq: int) -> bool:
        """Whether all that came after a sequence is in the ring."""
        return self.seq is not None and self._floor <= seq <= self.seq

    def after(self, seq: int) -> list[Told] | None:
        """The next messages after a sequence, those of one sequence together; None when some are gone."""
        if not self.knows(seq):
            return None
        first = bisect_right(self._ring, seq, key=BY_SEQUENCE)
        last = min(first + ROUND, len(self._ring))
        while first < last < len(self._ring) and self._ring[last].seq == self._ring[last - 1].seq:
            last += 1
        return self._ring[first:last]

    @property
    def listeners(self) -> int:
        """How many listen."""
        return self._listeners

    def admit(self) -> None:
        """See whether one more may listen.

        Raises:
            Unavailable: there are too many, or nothing is known yet.
        """
        if self.seq is None or self.ended:
            raise Unavailable("the stream of events has not begun")
        if self._listeners >= AT_MOST:
            raise Unavailable("too many listeners")

    async def listen(
        self, seq: int, wanted: Wanted, *, internal: bool, first: bytes = b""
    ) -> AsyncIterator[bytes]:
        """What happens after a sequence, as it happens, until the service stops.

        Args:
            seq: one that `knows` knows, or else a reset comes first.
            wanted: which events.
            internal: whether the listener may see what is internal.
            first: what it is sent before all else.
        """
        self._listeners += 1
        try:
            if first:
                yield first
            async for piece in self._pieces(seq, wanted, internal=internal):
                yield piece
        finally:
            self._listeners -= 1

    async def _pieces(self, seq: int, wanted: Wanted, *, internal: bool) -> AsyncIterator[bytes]:
        now = asyncio.get_running_loop().time
        sent = now()
        while not self.ended:
            found = self.after(seq)
            if found is None:
                seq = self.seq or 0
                piece = reset(seq)
            elif found:
                seq = found[-1].seq
                piece = self._text(found, wanted, internal=internal)
            else:
                piece = heartbeat(seq) if now() - sent >= HEARTBEAT else b""
            if piece:
                yield piece
                sent = now()
            elif not found:
                await self._next()

    def _text(self, found: Sequence[Told], wanted: Wanted, *, internal: bool) -> bytes:
        """What a listener is sent; the same for all who wait for the same, so mostly it is there already."""
        key = (found[0].seq, found[-1].seq, wanted, internal)
        if key not in self._said:
            if len(self._said) >= ROUND:
                self._said.clear()
            self._said[key] = text(found, wanted, internal=internal)
        return self._said[key]

    async def reached(self, seq: int) -> None:
        """Wait until all up to a sequence is known."""
        while not self.ended and self.seq is not None and self.seq < seq:
            await self._next()

    async def run(self) -> None:
        """Wake those who wait, until the end."""
        while not self.ended:
            with suppress(TimeoutError):
                async with asyncio.timeout(PULSE):
                    await self._changed.wait()
            self._changed.clear()
            took = await self._wake()
            await asyncio.sleep(min(max(GAP, took), LONGEST_GAP))
        await self._wake()

    async def _next(self) -> None:
        if not self.ended:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter

    async def _wake(self) -> float:
        """Wake all, some at a time, so that requests are answered in between; gives the seconds it took."""
        now = asyncio.get_running_loop().time
        began = now()
        waiting, self._waiting = self._waiting, []
        for first in range(0, len(waiting), ROUND):
            for waiter in waiting[first : first + ROUND]:
                if not waiter.done():
                    waiter.set_result(None)
            await asyncio.sleep(0)
        return now() - began
