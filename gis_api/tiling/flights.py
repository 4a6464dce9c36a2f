"""Work that many wait for, done once, and ended when nobody waits any more."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.types import Receive

__all__ = ["Flights", "Gone", "unless_gone"]

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Gone(Exception):
    """The client has hung up."""


@dataclass(slots=True)
class _Flight(Generic[T]):
    task: "asyncio.Task[T]"
    waiting: int = 0


class Flights(Generic[K, T]):
    """Work that is being done, by what it is for."""

    def __init__(self) -> None:
        """Nothing is under way."""
        self._flights: dict[K, _Flight[T]] = {}

    def __len__(self) -> int:
        """How much is under way."""
        return len(self._flights)

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work gives; it is begun where it isn't under way, and cancelled when the last leaves."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.create_task(work()))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting or flight.task.done():
                flight.task.cancel()
                self._land(key, flight)

    def _land(self, key: K, flight: _Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


async def unless_gone(receive: Receive, work: Awaitable[T]) -> T:
    """What the work gives, which is cancelled when the client hangs up.

    Raises:
        Gone: it has.
    """
    working, hearing = asyncio.ensure_future(work), asyncio.ensure_future(_hung_up(receive))
    try:
        await asyncio.wait((working, hearing), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise Gone
    finally:
        hearing.cancel()
        working.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
