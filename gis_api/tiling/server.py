"""What answers requests for tiles."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache, partial
from typing import Annotated, Final, NamedTuple

import psycopg
from fastapi import Depends, Request, Response

from gis_api.metrics import Counts
from gis_api.tiling.codings import IDENTITY, coded, decoded, preferred
from gis_api.tiling.entries import entries, source_of
from gis_api.tiling.flights import Flights, Gone, unless_gone
from gis_api.tiling.heads import has, headers, status
from gis_api.tiling.keeper import Keeper
from layers.catalogue import Catalogue
from layers.errors import Unavailable
from tiles.cache import Entry, Source, Spot
from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import Tile, VectorTiles

__all__ = ["Serve", "Tiling", "Wanted"]


HUNG_UP: Final = 499
"""The status of an answer that nobody hears."""
BLOCKS: Final = ((17, 4), (15, 2))
"""From which zoom how many tiles in a row and in a column are made together: deep ones cost little more."""

Make = Callable[[Subject, Sequence[TileAddress]], Awaitable[list[Tile]]]


class Wanted(NamedTuple):
    """What a request for a tile asks for."""

    subject: Subject
    address: TileAddress


class Tiling:
    """The tiles of a worker: kept, being made, or made when they are asked for."""

    def __init__(
        self,
        catalogue: Catalogue,
        tiles: VectorTiles,
        make: Make,
        keeper: Keeper | None = None,
        counts: Counts | None = None,
    ) -> None:
        """Put together.

        Args:
            catalogue: the layers.
            tiles: what is known of tiles of them.
            make: makes tiles.
            keeper: what keeps them; None: nothing is kept.
            counts: where tiles are counted.
        """
        self.counts = counts or Counts()
        self.catalogue, self.tiles, self.keeper = catalogue, tiles, keeper
        self._make = make
        self._flights: Flights[Spot, dict[Spot, Entry]] = Flights()
        self._source = lru_cache(10_000)(partial(source_of, catalogue=catalogue))

    @property
    def tables(self) -> set[str]:
        """Those that tiles are made of."""
        return {layer.table for layer in self.catalogue if layer.tiled}

    async def answer(self, request: Request, wanted: Wanted) -> Response:
        """The tile, 204 where nothing is here, or 304 where the client has it.

        When the client hangs up, the query is cancelled if nobody else waits for the tile.

        Raises:
            NotFound: there is no such tile, or nothing is drawn at its zoom.
        """
        coding = preferred(request.headers.get("accept-encoding", ""))
        try:
            entry, sent, how = await self._entry(request, wanted, coding)
        except Gone:
            self._count(wanted, "gone")
            return Response(status_code=HUNG_UP)
        except (Unavailable, psycopg.Error):
            self._count(wanted, "error")
            raise
        private = wanted.subject.internal
        if self.keeper and not private:
            self.keeper.memory.name(entry, _target(request))
        said = headers(entry, sent, private=private)
        if has(entry, sent, request.headers.get("if-none-match", "")):
            self._count(wanted, "not modified")
            return Response(status_code=304, headers=said)
        body = entry.bodies[sent]
        self._count(wanted, how if body else "empty", len(body))
        return Response(body, status(entry), said)

    def _count(self, wanted: Wanted, how: str, size: int = 0) -> None:
        self.counts.tile(wanted.subject.layers, wanted.address.z, how, size)

    async def _entry(self, request: Request, wanted: Wanted, coding: str) -> tuple[Entry, str, str]:
        """The tile, the coding in which it is sent (small ones go as they are), and where it is from."""
        source = self._source(wanted.subject)
        spot = Spot(source.subject, *wanted.address)
        how = "memory" if self._is_kept(spot) else "store"
        entry = await self.keeper.find(source, spot, coding) if self.keeper else None
        if entry is None:
            how = "made"
            entry = await unless_gone(request.receive, self._flown(source, spot, wanted, coding))
        sent = coding if coding in entry.bodies else IDENTITY if entry.is_small else coding
        if sent not in entry.bodies:
            self._add(entry, sent, await asyncio.to_thread(_recoded, entry, sent))
        return entry, sent, how

    def _add(self, entry: Entry, coding: str, body: bytes) -> None:
        if self.keeper:
            self.keeper.add(entry, coding, body)
        else:
            entry.bodies[coding] = body

    async def _flown(self, source: Source, spot: Spot, wanted: Wanted, coding: str) -> Entry:
        """The tile, made with its neighbours; alone where they were under way without it."""
        block, addresses = self._block(spot, wanted)
        for key, some in ((block, addresses), (spot, [wanted.address])):
            work = partial(self._made, source, wanted.subject, some, coding)
            entry = (await self._flights.join(key, work)).get(spot)
            if entry:
                return entry
        raise AssertionError("a tile that was made is there")

    def _block(self, spot: Spot, wanted: Wanted) -> tuple[Spot, list[TileAddress]]:
        """What is made together with a tile: who looks at it asks for its neighbours next."""
        at = wanted.address
        side = next((side for first, side in BLOCKS if at.z >= first), 1) if self.keeper else 1
        west, north = at.x - at.x % side, at.y - at.y % side
        matrix = self.tiles.matrix_set(wanted.subject.matrix)
        block = (TileAddress(at.z, west + x, north + y) for y in range(side) for x in range(side))
        missing = [
            one for one in block
            if one == at or (matrix.exists(one) and not self._is_kept(Spot(spot.subject, *one)))
        ]  # fmt: skip
        return Spot(spot.subject, at.z, ~west, ~north) if side > 1 else spot, missing

    def _is_kept(self, spot: Spot) -> bool:
        return bool(self.keeper and self.keeper.get(spot))

    async def _made(
        self, source: Source, subject: Subject, addresses: Sequence[TileAddress], coding: str
    ) -> dict[Spot, Entry]:
        began = time.perf_counter()
        tiles = await self._make(subject, addresses)
        self.counts.made(subject.layers, addresses[0].z, time.perf_counter() - began, len(tiles))
        made = await asyncio.to_thread(entries, source, addresses, tiles, [coding])
        if self.keeper:
            for entry in made:
                self.keeper.put(entry, next(iter(entry.bodies)))
        return {entry.spot: entry for entry in made}


def _recoded(entry: Entry, coding: str) -> bytes:
    given, body = next(iter(entry.bodies.items()))
    return coded(decoded(body, given), coding)


def _target(request: Request) -> bytes:
    """Path and query, as they came."""
    path, query = request.scope["raw_path"], request.scope["query_string"]
    return bytes(path + b"?" + query if query else path)


async def serving(request: Request) -> Tiling:
    """What answers requests for tiles in this process."""
    found: Tiling = request.app.state.tiling
    return found


Serve = Annotated[Tiling, Depends(serving)]
