"""A finished tile."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

__all__ = ["IDENTITY", "SMALL", "Entry", "Source", "Spot"]

IDENTITY: Final = "identity"
"""The coding of what is sent as it is."""
SMALL: Final = 512
"""Bytes of a body that is sent in no coding."""
OVERHEAD: Final = 1200
"""Bytes that an entry takes beside its bodies, about."""


class Spot(NamedTuple):
    """What tells a tile from all others."""

    subject: bytes
    """Digest of what it is made of; the tile matrix set is in it."""
    z: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Source:
    """What the tiles of a subject depend on."""

    subject: bytes
    matrix: str
    tables: frozenset[str]
    layers: tuple[str, ...] = ()
    """Their names, for those who count tiles."""


@dataclass(slots=True, eq=False)
class Entry:
    """A tile as it goes out, in each of the codings that somebody asked for."""

    source: Source
    spot: Spot
    made_at: int
    """The last line of the change log that its query saw."""
    tag: str
    """Of the content, without its coding and without quotes."""
    cut: str
    """Value of the header that says what was left out; empty where all is there."""
    bodies: dict[str, bytes]
    """By content coding; empty bodies where nothing is here."""
    heads: dict[str, bytes] = field(default_factory=dict)
    """Headers by content coding, as they are sent; made by who sends them."""
    targets: list[bytes] = field(default_factory=list)
    """Request targets that were answered with it."""

    @property
    def is_small(self) -> bool:
        """Whether it goes as it is to everybody: a coding is not worth it."""
        return set(self.bodies) == {IDENTITY} and len(self.bodies[IDENTITY]) < SMALL

    @property
    def is_empty(self) -> bool:
        """Whether nothing is here."""
        return not next(iter(self.bodies.values()))

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return OVERHEAD + sum(map(len, self.bodies.values()))
