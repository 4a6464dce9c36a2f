"""Making an index, and opening it outside the service."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import psycopg

from gis_api.indexes.kinds import Following, Index
from gis_api.settings import Settings
from layers.errors import Unavailable
from layers.indexing.log import Foreign, snapshot
from layers.indexing.store import Damaged

__all__ = ["connect", "ensure", "make", "open_present"]

Say = Callable[[str], None]
T = TypeVar("T")


def connect(settings: Settings) -> psycopg.Connection:
    """A connection for reading the database and its changes, without a time limit."""
    return psycopg.connect(
        settings.database, autocommit=True, connect_timeout=10, application_name="onemap index"
    )


def make(settings: Settings, index: Index[Any], say: Say, *, force: bool = False) -> str | None:
    """Make a new index and make it the current one.

    Args:
        settings: which database, which home.
        index: which.
        say: told what is done.
        force: also when the current one has all changes.

    Returns:
        The name of the new version; None when there was nothing to do.
    """
    store = index.store(settings.home)
    with store.building(), connect(settings) as conn:
        if not force and _is_true(settings, index, conn):
            return None
        begin = time.monotonic()
        say(f"making the {index.kind.title}")
        with snapshot(conn):
            parts = index.make(conn)
        parts.facts["seconds"] = round(time.monotonic() - begin, 1)
        made = store.save(parts)
        store.tidy()
    return made.name


def ensure(settings: Settings, index: Index[T], say: Say) -> Following[T]:
    """The current index with what changed since; a new one where that will not do.

    Args:
        settings: which database, which home.
        index: which.
        say: told that an index has to be made.
    """
    with connect(settings) as conn:
        with suppress(Damaged, Foreign):
            found = _opened(settings, index, conn)
            if not found.stale:
                return found
        make(settings, index, say)
        return _opened(settings, index, conn)


def open_present(settings: Settings, index: Index[T], say: Say) -> T:
    """What answers from the database as it is now, outside the service; see `ensure`.

    Raises:
        Unavailable: so much changes that no index keeps up.
    """
    found = ensure(settings, index, say).present
    if found is None:
        raise Unavailable(f"the {index.kind.title} is behind")
    return found


def _opened(settings: Settings, index: Index[T], conn: psycopg.Connection) -> Following[T]:
    """The current index with what changed since; stays readable when it is removed."""
    with index.store(settings.home).open_current() as version:
        found = index.follow(version.parts)
        found.catch_up(conn)
        return found


def _is_true(settings: Settings, index: Index[Any], conn: psycopg.Connection) -> bool:
    """Whether nothing changed since the current index was made."""
    try:
        found = _opened(settings, index, conn)
    except (Damaged, Foreign):
        return False
    return not found.stale and not found.changed
