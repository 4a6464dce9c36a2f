"""What there is to say about the current index, and whether it is right."""

from collections.abc import Iterator
from typing import Final

import psycopg

from address.index.follow import Overlay, View
from address.index.segment import Segment
from gis_api.indexes.kinds import ADDRESSES
from gis_api.indexes.making import connect
from gis_api.settings import Settings
from layers.indexing.log import Foreign, read_mark
from layers.indexing.store import Damaged, Version

__all__ = ["describe", "problems"]

SAMPLE: Final = 2_000
"""How many addresses are compared with the library."""
ROWS: Final = """
SELECT id, code, level, local_text FROM onemap.address WHERE state = 'active' AND id = ANY (%s)
"""


def describe(settings: Settings) -> Iterator[tuple[str, object]]:
    """Names and values: of the version, what it holds, how large it is, how far the library is ahead.

    Raises:
        Damaged: there is none.
    """
    with ADDRESSES.store(settings.home).open_current() as version:
        segment = Segment(version.parts)
        yield "version", version.path.name
        yield "addresses", f"{segment.size:,}"
        yield "made in", f"{version.parts.facts['seconds']} s"
        yield "change log", f"up to {version.parts.facts['mark'].seq:,}"
        with connect(settings) as conn:
            yield "library", f"up to {read_mark(conn).seq:,}, {_behind(conn, segment)}"
        yield from _sizes(version)


def problems(settings: Settings) -> list[str]:
    """What is wrong with the files of the current index, or differs from the library; empty when whole."""
    try:
        with ADDRESSES.store(settings.home).open_current() as version, connect(settings) as conn:
            overlay = Overlay(Segment(version.parts))
            overlay.catch_up(conn)
            return _differences(conn, overlay.view)
    except Damaged as error:
        return [error.message]
    except Foreign:
        return ["the index of addresses is of another library, or of a later state of this one"]


def _behind(conn: psycopg.Connection, segment: Segment) -> str:
    overlay = Overlay(segment)
    try:
        overlay.catch_up(conn)
    except Foreign:
        return "but another library than the index is of"
    more = ", a new index is due" if overlay.stale else ""
    return f"{len(overlay.view.gone):,} addresses changed since{more}"


def _sizes(version: Version) -> Iterator[tuple[str, str]]:
    sizes: dict[str, int] = {}
    for name, file in version.files.items():
        part = name.split(".")[0]
        sizes[part] = sizes.get(part, 0) + file.st_size
    yield "bytes", f"{sum(sizes.values()):,}"
    for part, size in sorted(sizes.items(), key=lambda one: -one[1]):
        yield f"  {part}", f"{size:,}"


def _differences(conn: psycopg.Connection, view: View) -> list[str]:
    """Addresses, evenly spread over the index, that the library has otherwise."""
    base = view.base
    there = range(0, base.size, max(1, base.size // SAMPLE))
    said = {
        base.id[at]: (base.code(at), base.level_word(at), base.local_text(at))
        for at in there
        if base.id[at] > 0 and base.id[at] not in view.gone
    }
    right = {row[0]: row[1:] for row in conn.execute(ROWS, (list(said),))}
    wrong = [code for number, (code, *rest) in said.items() if right.get(number) != (code, *rest)]
    return (
        [f"{len(wrong)} of {len(said)} addresses differ from the library, such as {wrong[0]}"]
        if wrong
        else []
    )
