"""Database connections of the service.

Every request that needs the database has one pooled connection in one transaction, which ends before the
answer is sent: what a caller was told is committed. Transactions are read-only unless a route asks for
`WriteDb`.
"""

import math
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from functools import partial
from typing import Annotated

import psycopg
from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from psycopg import sql
from psycopg_pool import ConnectionPool

from gis_api.auth import Writer
from gis_api.gate import Gate
from gis_api.settings import Settings
from layers.changes import act_as

__all__ = [
    "WAITING",
    "Connect",
    "Db",
    "DbLater",
    "Write",
    "WriteDb",
    "WriteLater",
    "begin_writing",
    "connect_later",
    "connection",
    "make_gate",
    "make_pool",
    "write_later",
    "writing",
]

WAITING = 256
"""Requests that may wait for a connection of one worker; more are answered 503 at once."""

SET_UP = """
SELECT set_config('statement_timeout', {milliseconds}, false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       set_config('default_transaction_read_only', 'on', false),
       set_config('jit', 'off', false)
"""
WRITE = "SET TRANSACTION READ WRITE"


def make_pool(settings: Settings) -> ConnectionPool:
    """A closed pool; opening it connects to nothing, so the service starts without its database too."""

    def set_up(conn: psycopg.Connection) -> None:
        milliseconds = str(math.ceil(settings.query_seconds * 1000))
        conn.execute(sql.SQL(SET_UP).format(milliseconds=sql.Literal(milliseconds)))
        conn.commit()

    return ConnectionPool(
        settings.database,
        kwargs={"application_name": "onemap"},
        min_size=0,
        max_size=settings.pool,
        timeout=settings.query_seconds,
        configure=set_up,
        check=ConnectionPool.check_connection,
        name="onemap",
        open=False,
    )


def make_gate(settings: Settings) -> Gate:
    """What lets as many requests pass as the pool has connections; make it where the event loop runs."""
    return Gate(settings.pool, WAITING, settings.query_seconds)


@asynccontextmanager
async def _connected(request: Request) -> AsyncIterator[psycopg.Connection]:
    gate: Gate = request.app.state.gate
    pool: ConnectionPool = request.app.state.pool
    async with gate.passed(), contextmanager_in_threadpool(pool.connection()) as conn:
        yield conn


async def connection(request: Request) -> AsyncIterator[psycopg.Connection]:
    """A connection in a transaction: committed when the route returns, rolled back when it raises."""
    async with _connected(request) as conn:
        yield conn


Connect = Callable[[], AbstractAsyncContextManager[psycopg.Connection]]


async def connect_later(request: Request) -> Connect:
    """For a route that seldom needs the database: what gives a connection, as `connection` does."""
    return partial(_connected, request)


Db = Annotated[psycopg.Connection, Depends(connection, scope="function")]
DbLater = Annotated[Connect, Depends(connect_later)]


def writing(conn: Db, writer: Writer) -> psycopg.Connection:
    """The same connection, allowed to write in the name of the caller, who must be allowed to."""
    begin_writing(conn, writer.name)
    return conn


def begin_writing(conn: psycopg.Connection, name: str) -> None:
    """Let a transaction that has just begun write in somebody's name."""
    conn.execute(WRITE)
    act_as(conn, name)


WriteDb = Annotated[psycopg.Connection, Depends(writing, scope="function")]

Write = Callable[[], AbstractContextManager[psycopg.Connection]]


async def write_later(request: Request, writer: Writer) -> Write:
    """For what has passed the gate itself: gives a thread a connection to write with, as `WriteDb` is.

    It is committed when its block ends. What is sent last goes in one with the commit, so that locks are held
    only while the server works: ask for its answer after the block.
    """
    return partial(_writing, request.app.state.pool, writer.name)


@contextmanager
def _writing(pool: ConnectionPool, name: str) -> Iterator[psycopg.Connection]:
    with pool.connection() as conn, conn.pipeline():
        begin_writing(conn, name)
        yield conn
        conn.commit()


WriteLater = Annotated[Write, Depends(write_later)]
