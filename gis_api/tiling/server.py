"""What answers requests for tiles."""

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from typing import Annotated, NamedTuple

import psycopg
from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from gis_api.db import Connect
from gis_api.tiling.codings import IDENTITY, coded, decoded, preferred, worth
from gis_api.tiling.flights import Flights, unless_gone
from gis_api.tiling.heads import has, headers, status
from gis_api.tiling.keeper import Keeper
from layers.catalogue import Catalogue
from tiles.cache import Entry, Source, Spot
from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import Tile, VectorTiles

__all__ = ["Serve", "Tiling", "Wanted"]


class Wanted(NamedTuple):
    """What a request for a tile asks for."""

    subject: Subject
    address: TileAddress


class Tiling:
    """The tiles of a worker: kept, being made, or made when they are asked for."""

    def __init__(self, catalogue: Catalogue, tiles: VectorTiles, keeper: Keeper | None = None) -> None:
        """Put together.

        Args:
            catalogue: the layers.
            tiles: what makes tiles of them.
            keeper: what keeps them; None: nothing is kept.
        """
        self.catalogue, self.tiles, self.keeper = catalogue, tiles, keeper
        self._flights: Flights[Spot, Entry] = Flights()
        self._source = lru_cache(10_000)(self._source_of)

    @property
    def tables(self) -> set[str]:
        """Those that tiles are made of."""
        return {layer.table for layer in self.catalogue if layer.tiled}

    async def answer(self, request: Request, connect: Connect, wanted: Wanted) -> Response:
        """The tile, 204 where nothing is here, or 304 where the client has it.

        Raises:
            Gone: the client has hung up; the query is cancelled if nobody else waits for the tile.
        """
        coding = preferred(request.headers.get("accept-encoding", ""))
        entry, sent = await self._entry(request, connect, wanted, coding)
        private = wanted.subject.internal
        if self.keeper and not private:
            self.keeper.memory.name(entry, _target(request))
        said = headers(entry, sent, private=private)
        if has(entry, sent, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=said)
        return Response(entry.bodies[sent], status(entry), said)

    async def _entry(
        self, request: Request, connect: Connect, wanted: Wanted, coding: str
    ) -> tuple[Entry, str]:
        """The tile, and the coding in which it is sent: small ones go as they are."""
        source = self._source(wanted.subject)
        spot = Spot(source.subject, *wanted.address)
        entry = await self.keeper.find(source, spot, coding) if self.keeper else None
        if entry is None:
            work = partial(self._made, connect, wanted, source, spot, coding)
            entry = await unless_gone(request.receive, self._flights.join(spot, work))
        sent = coding if coding in entry.bodies else IDENTITY if entry.is_small else coding
        if sent not in entry.bodies:
            self._add(entry, sent, await asyncio.to_thread(_recoded, entry, sent))
        return entry, sent

    def _source_of(self, subject: Subject) -> Source:
        tables = frozenset(self.catalogue.get(name, internal=True).table for name in subject.layers)
        return Source(subject.key, subject.matrix, tables)

    def _add(self, entry: Entry, coding: str, body: bytes) -> None:
        if self.keeper:
            self.keeper.add(entry, coding, body)
        else:
            entry.bodies[coding] = body

    async def _made(self, connect: Connect, wanted: Wanted, source: Source, spot: Spot, coding: str) -> Entry:
        async with connect() as conn:
            tile = await _cancellable(conn, partial(self.tiles.tile, conn, *wanted))
        sent = worth(tile.data, coding)
        body = tile.data if sent == IDENTITY else await asyncio.to_thread(coded, tile.data, sent)
        tag = hashlib.blake2b(tile.data, digest_size=12).hexdigest()
        entry = Entry(source, spot, tile.made_at, tag, _cut(tile), {sent: body})
        if self.keeper:
            self.keeper.put(entry, sent)
        return entry


def _cut(tile: Tile) -> str:
    """What the header says of layers of which only a part is in a tile: kept/there."""
    return ", ".join(f"{name} {kept}/{there}" for name, (kept, there) in tile.cut.items())


def _recoded(entry: Entry, coding: str) -> bytes:
    given, body = next(iter(entry.bodies.items()))
    return coded(decoded(body, given), coding)


async def _cancellable(conn: psycopg.Connection, work: Callable[[], Tile]) -> Tile:
    """Work in a thread; when the task is cancelled, so is the query."""
    running = asyncio.ensure_future(run_in_threadpool(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.to_thread(conn.cancel_safe)
        with suppress(psycopg.Error):
            await running
        raise


def _target(request: Request) -> bytes:
    """Path and query, as they came."""
    path, query = request.scope["raw_path"], request.scope["query_string"]
    return bytes(path + b"?" + query if query else path)


async def serving(request: Request) -> Tiling:
    """What answers requests for tiles in this process."""
    found: Tiling = request.app.state.tiling
    return found


Serve = Annotated[Tiling, Depends(serving)]
