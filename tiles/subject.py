"""What tiles are made of, apart from their address."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b

from layers.filters import Filter, Interval

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a tile is made of; equal ones give equal tiles. `VectorTiles.subject` makes them."""

    layers: tuple[str, ...]
    """In drawing order, each once."""
    matrix: str = "WebMercatorQuad"
    """Id of the tile matrix set."""
    internal: bool = False
    """Whether it is for those who may see what is internal."""
    properties: tuple[str, ...] | None = None
    """The fields that features carry, sorted; None for those that the layer files choose."""
    filter: Filter | None = None
    """It chooses among the rows of the layers that have all its fields; others are drawn as they are."""
    during: Interval | None = None
    """Rows as they last were in this time, in whole buckets; those that had gone before its end, too."""
    as_of: datetime | None = None
    """The tables as they were then; None for now."""
    plan: str = ""
    """Digest of what the files of the layers and of the matrix set say, and of how the program reads them."""

    @property
    def key(self) -> bytes:
        """16 bytes that tell it from every other subject."""
        return _key(self)


@lru_cache(maxsize=10_000)
def _key(subject: Subject) -> bytes:
    described = [
        subject.layers,
        subject.matrix,
        subject.internal,
        subject.properties,
        subject.filter and subject.filter.text,
        [_moment(end) for end in subject.during or ()],
        _moment(subject.as_of),
        subject.plan,
    ]
    return blake2b(json.dumps(described).encode(), digest_size=16).digest()


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
