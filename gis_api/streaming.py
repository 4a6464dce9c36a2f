"""Answers that are made while the question still arrives."""

from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, NamedTuple

import anyio
from anyio import CapacityLimiter, from_thread, to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gis_api.gate import Gate
from gis_api.spool import Spool

__all__ = ["Begin", "Begun", "Streamed", "Streams"]

AT_ONCE: Final = 16
"""Streams of one worker; each has a thread while it reads or works."""

FILES_AT_ONCE: Final = 2
"""Files of whole collections that one worker writes; each has a connection to the database meanwhile."""

WAITING: Final = 64
"""Requests that may wait for one of them to end."""

WAIT_SECONDS: Final = 30.0

STALLED_SECONDS: Final = 600.0
"""How long a client may take nothing of its answer; it may be sending all that while."""


class Streams:
    """What the streams of one worker share; made where the event loop runs."""

    def __init__(self, folder: Path) -> None:
        """Keep what arrives on the disk of a folder."""
        self.folder = folder
        self.gate = Gate(AT_ONCE, WAITING, WAIT_SECONDS)
        self.threads = CapacityLimiter(AT_ONCE)
        self.files = BoundedSemaphore(FILES_AT_ONCE)
        """Taken by who writes a file of a collection, for as long as that takes."""
        self._turns = CapacityLimiter(1)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Compute, in a worker thread: one stream at a time, in the order that they ask."""
        who = object()
        from_thread.run(self._turns.acquire_on_behalf_of, who)
        try:
            yield
        finally:
            from_thread.run_sync(self._turns.release_on_behalf_of, who)


class Begun(NamedTuple):
    """An answer whose beginning is known."""

    media_type: str
    pieces: Generator[bytes]
    """Each is made in a worker thread; empty ones are not sent."""


Begin = Callable[[Spool], Awaitable[Begun]]
"""From the body of a request, as far as it is there, to the beginning of the answer."""


class Streamed(Response):
    """Sends the pieces of an answer as they are made.

    What is wrong before the first piece is answered as any error is; after it, the answer breaks off.
    """

    def __init__(self, streams: Streams, begin: Begin) -> None:
        """Answer by what `begin` makes of the body; it is called when it is this answer's turn."""
        super().__init__()
        del self.body  # whose length would be said
        self._streams = streams
        self._begin = begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body and send the answer at the same time."""
        del scope
        spool = Spool(self._streams.folder)
        async with self._streams.gate.passed(), spool.filled(receive):
            media_type, pieces = await self._begin(spool)
            with closing(pieces):
                await self._send(spool, media_type, pieces, send)

    async def _send(self, spool: Spool, media_type: str, pieces: Iterator[bytes], send: Send) -> None:
        piece = await self._next(pieces)
        head = {"content-type": media_type, "cache-control": "no-store"}
        self.init_headers(head)
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        while piece is not None and not spool.gone:
            if piece:
                with anyio.fail_after(STALLED_SECONDS):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await self._next(pieces)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        """The next piece; its thread waits for what it needs of the body."""
        return await to_thread.run_sync(next, pieces, None, limiter=self._streams.threads)
