"""The live stream of events: one follower a worker, one ring of messages, any number of listeners.

`follower` reads the change log in a thread, `frames` puts messages into the words of server-sent events,
`hub` keeps the latest and wakes those who wait. A listener costs a socket and some kilobytes, but no thread
and no connection to the database.
"""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Annotated

from fastapi import Depends, Request

from gis_api.live.follower import Follower
from gis_api.live.hub import Hub
from gis_api.settings import Settings

__all__ = ["Hub", "Live", "kept"]

SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def present(request: Request) -> Hub:
    """The hub of this process."""
    found: Hub = request.app.state.hub
    return found


Live = Annotated[Hub, Depends(present)]


@asynccontextmanager
async def kept(hub: Hub, settings: Settings) -> AsyncIterator[None]:
    """Keep a hub true to the database, as long as the block lasts."""
    follower = Follower(settings, hub, asyncio.get_running_loop())
    await asyncio.to_thread(follower.start)
    running = asyncio.create_task(hub.run())
    try:
        with _at_once(hub.end):
            yield
    finally:
        hub.end()
        await running
        await asyncio.to_thread(follower.stop)


@contextmanager
def _at_once(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` as soon as the process is told to stop.

    The server ends the application only after all its answers have ended, and a stream has no end of its own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def told(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in SIGNALS:
        signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
