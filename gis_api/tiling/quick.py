"""Tiles from memory, answered before the framework is asked."""

from typing import Final

from gis_api.front import Answer, Plain, Quick
from gis_api.metrics import Counts
from gis_api.tiling.codings import IDENTITY, preferred
from gis_api.tiling.heads import has, head, headers
from gis_api.tiling.keeper import Keeper
from tiles.cache import Entry

__all__ = ["quick_tile"]

NOT_MODIFIED: Final = b"304 Not Modified"
EMPTY: Final = b"204 No Content"


def quick_tile(keeper: Keeper, counts: Counts) -> Quick:
    """What answers requests that were answered before and whose tile still is true, to anybody."""

    def answer(plain: Plain) -> Answer | None:
        entry = keeper.memory.get_by_target(plain.target) if keeper.is_trusted else None
        if entry is None:
            return None
        coding = preferred(plain.headers.get(b"accept-encoding", b"").decode())
        sent = coding if coding in entry.bodies else IDENTITY
        if sent not in entry.bodies or (sent != coding and not entry.is_small):
            return None
        if (tags := plain.headers.get(b"if-none-match")) and has(entry, sent, tags.decode()):
            counts.tile(entry.source.layers, entry.spot.z, "not modified")
            return Answer(head(headers(entry, sent, private=False), b""), b"", NOT_MODIFIED)
        body = entry.bodies[sent]
        counts.tile(entry.source.layers, entry.spot.z, "memory" if body else "empty", len(body))
        return Answer(_head(entry, sent), body) if body else Answer(_head(entry, sent), b"", EMPTY)

    return answer


def _head(entry: Entry, coding: str) -> bytes:
    """The headers in a coding, made once."""
    found = entry.heads.get(coding)
    if found is None:
        found = entry.heads[coding] = head(headers(entry, coding, private=False), entry.bodies[coding])
    return found
