"""Tiles as they are kept: with what they depend on, a tag, and their codings."""

import hashlib
from collections.abc import Sequence

from gis_api.tiling.codings import coded, worth
from layers.catalogue import Catalogue
from tiles.cache import Entry, Source, Spot
from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import Tile

__all__ = ["entries", "source_of"]


def source_of(subject: Subject, catalogue: Catalogue) -> Source:
    """What the tiles of a subject depend on."""
    tables = frozenset(catalogue.get(name, internal=True).table for name in subject.layers)
    return Source(subject.key, subject.matrix, tables, subject.layers)


def entries(
    source: Source, addresses: Sequence[TileAddress], tiles: Sequence[Tile], codings: Sequence[str]
) -> list[Entry]:
    """Tiles of these addresses in some codings; small ones as they are."""
    made = []
    for at, tile in zip(addresses, tiles, strict=True):
        tag = hashlib.blake2b(tile.data, digest_size=12).hexdigest()
        wanted = {worth(tile.data, coding) for coding in codings}
        bodies = {coding: coded(tile.data, coding) for coding in sorted(wanted)}
        made.append(Entry(source, Spot(source.subject, *at), tile.made_at, tag, _cut(tile), bodies))
    return made


def _cut(tile: Tile) -> str:
    """What the header says of layers of which only a part is in a tile: kept/there."""
    return ", ".join(f"{name} {kept}/{there}" for name, (kept, there) in tile.cut.items())
