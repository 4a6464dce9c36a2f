"""Being the only writer of some tables for the length of a transaction; readers go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import sql

from layers.errors import Unavailable
from layers.schema import SCHEMA

__all__ = ["only_writer"]

PATIENCE: Final = "SET LOCAL lock_timeout = '3s'"
LOCK: Final = "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE"


@contextmanager
def only_writer(conn: psycopg.Connection, *tables: str, otherwise: str) -> Iterator[None]:
    """Be the only writer of tables from here to the end of the transaction; all is done or nothing.

    Args:
        conn: an open connection.
        tables: names of layer tables.
        otherwise: what to say when somebody else is.

    Raises:
        Unavailable: somebody else has been writing for three seconds.
    """
    names = sql.SQL(", ").join(sql.Identifier(SCHEMA, table) for table in tables)
    try:
        with conn.transaction():
            conn.execute(PATIENCE)
            conn.execute(sql.SQL(LOCK).format(names))
            yield
    except psycopg.errors.LockNotAvailable:
        raise Unavailable(otherwise, hint="try again when it is done") from None
