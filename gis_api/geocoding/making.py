"""Making the index of addresses, and opening it outside the service."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg

from address.geocoder import Geocoder
from address.index import store
from address.index.build import build
from address.index.follow import Foreign, Overlay
from address.index.segment import Segment
from address.index.source import read, snapshot
from address.index.store import Damaged
from gis_api.settings import Settings

__all__ = ["connect", "ensure", "index_folder", "make", "open_geocoder"]

Say = Callable[[str], None]


def index_folder(home: Path) -> Path:
    """Where the versions of the index lie."""
    return home / "index"


def connect(settings: Settings) -> psycopg.Connection:
    """A connection for reading the library and its changes, without a time limit."""
    return psycopg.connect(
        settings.database, autocommit=True, connect_timeout=10, application_name="onemap index"
    )


def make(settings: Settings, say: Say, *, force: bool = False) -> Path | None:
    """Make a new index and make it the current one.

    Args:
        settings: which library, which home.
        say: told what is done.
        force: also when the current one has all changes.

    Returns:
        The folder of the new version; None when there was nothing to do.
    """
    folder = index_folder(settings.home)
    with store.building(folder), connect(settings) as conn:
        if not force and _is_true(folder, conn):
            return None
        begin = time.monotonic()
        say("reading the library")
        with snapshot(conn):
            source = read(conn)
        say(f"indexing {source.addresses.num_rows:,} addresses")
        parts = build(source)
        parts.facts["seconds"] = round(time.monotonic() - begin, 1)
        made = store.save(parts, folder)
        store.tidy(folder)
    return made


def ensure(settings: Settings, say: Say) -> Overlay:
    """The current index with what changed since; a new one where that will not do.

    Args:
        settings: which library, which home.
        say: told that an index has to be made.
    """
    folder = index_folder(settings.home)
    with connect(settings) as conn:
        with suppress(Damaged, Foreign):
            overlay = _opened(folder, conn)
            if not overlay.stale:
                return overlay
        make(settings, say)
        return _opened(folder, conn)


def open_geocoder(settings: Settings, say: Say) -> Geocoder:
    """A geocoder of the library as it is now, outside the service; see `ensure`."""
    return Geocoder(*ensure(settings, say).view)


def _opened(folder: Path, conn: psycopg.Connection) -> Overlay:
    """The current index with what changed since; stays readable when it is removed."""
    with store.open_current(folder) as version:
        overlay = Overlay(Segment(version.parts))
        overlay.catch_up(conn)
        return overlay


def _is_true(folder: Path, conn: psycopg.Connection) -> bool:
    """Whether nothing changed since the current index was made."""
    try:
        overlay = _opened(folder, conn)
    except (Damaged, Foreign):
        return False
    return not overlay.stale and not overlay.view.gone
