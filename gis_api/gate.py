"""Who may be at the database at a time.

A request that waits for a connection must not hold a thread: the threads are few, and those that have a
connection need one to go on. So requests wait here, in the event loop, and only as many pass as there are
connections.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from layers.errors import Unavailable

__all__ = ["Gate"]


class Gate:
    """Lets a number of requests in, a number wait for a time, and turns the others away."""

    def __init__(self, inside: int, waiting: int, seconds: float) -> None:
        """Make it within the event loop that it is used in.

        Args:
            inside: how many may be inside at a time.
            waiting: how many may wait.
            seconds: how long each of them waits.
        """
        self._inside = anyio.Semaphore(inside, max_value=inside)
        self._most, self._places, self._free_places = inside, waiting, waiting
        self._seconds = seconds

    @property
    def inside(self) -> int:
        """How many are inside."""
        return self._most - self._inside.value

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._places - self._free_places

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Be inside.

        Raises:
            Unavailable: too many wait already, or it took too long.
        """
        await self._wait()
        try:
            yield
        finally:
            self._inside.release()

    async def _wait(self) -> None:
        if self._free_places <= 0:
            raise Unavailable("too many requests at once")
        self._free_places -= 1
        try:
            with anyio.fail_after(self._seconds):
                await self._inside.acquire()
        except TimeoutError:
            raise Unavailable("too many requests at once", waited_seconds=self._seconds) from None
        finally:
            self._free_places += 1
