"""What makes tiles: a few connections of their own, in threads, that can be called off."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool

from gis_api.db import WAITING
from gis_api.gate import Gate
from gis_api.settings import Settings
from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import Tile, VectorTiles

__all__ = ["Maker"]

# A tile is one statement that was prepared, so it needs no transaction around it and no plan of its own.
SET_UP = """
SELECT set_config('statement_timeout', {milliseconds}, false),
       set_config('default_transaction_read_only', 'on', false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       set_config('jit', 'off', false)
"""


class Maker:
    """Makes tiles of a subject, several in one query. Used in the event loop, where it is made."""

    def __init__(self, settings: Settings, tiles: VectorTiles) -> None:
        """Connect to nothing yet."""
        self._tiles = tiles
        self.gate = Gate(settings.pool, WAITING, settings.query_seconds)
        self.pool = make_pool(settings)

    def open(self) -> None:
        """Let connections be made."""
        self.pool.open()

    def close(self) -> None:
        """Close all connections."""
        self.pool.close()

    async def make(self, subject: Subject, addresses: Sequence[TileAddress]) -> list[Tile]:
        """The tiles; when the task is cancelled, so is the query.

        Raises:
            NotFound: see `VectorTiles.tiles`.
            Unavailable: too many wait for tiles already, or it took too long.
        """
        async with self.gate.passed():
            run = _Run()
            running = asyncio.ensure_future(asyncio.to_thread(self._made, run, subject, addresses))
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                await asyncio.to_thread(run.cancel)
                with suppress(psycopg.Error):
                    await running
                raise

    def _made(self, run: "_Run", subject: Subject, addresses: Sequence[TileAddress]) -> list[Tile]:
        """In a thread; tried once more, since the database may have been started anew meanwhile."""
        try:
            return self._once(run, subject, addresses)
        except psycopg.OperationalError as error:
            if isinstance(error, psycopg.errors.QueryCanceled):
                raise
            return self._once(run, subject, addresses)

    def _once(self, run: "_Run", subject: Subject, addresses: Sequence[TileAddress]) -> list[Tile]:
        with self.pool.connection() as conn:
            run.conn = conn
            try:
                return [] if run.is_over else self._tiles.tiles(conn, subject, addresses)
            finally:
                run.conn = None


class _Run:
    """A query that may be called off from another thread."""

    def __init__(self) -> None:
        self.conn: psycopg.Connection | None = None
        self.is_over = False

    def cancel(self) -> None:
        self.is_over = True
        if conn := self.conn:
            with suppress(psycopg.Error):
                conn.cancel_safe()


def make_pool(settings: Settings) -> ConnectionPool:
    """A closed pool of connections that make tiles."""

    def set_up(conn: psycopg.Connection) -> None:
        milliseconds = str(math.ceil(settings.query_seconds * 1000))
        conn.execute(sql.SQL(SET_UP).format(milliseconds=sql.Literal(milliseconds)))

    return ConnectionPool(
        settings.database,
        kwargs={"application_name": "onemap tile", "autocommit": True},
        min_size=0,
        max_size=settings.pool,
        timeout=settings.query_seconds,
        configure=set_up,
        name="onemap tiles",
        open=False,
    )
