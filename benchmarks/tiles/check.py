"""Whether servers draw the same."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import mapbox_vector_tile
from shapely import box
from shapely.geometry import shape

from benchmarks.tiles.servers import Server, get
from layers.catalogue import Layer
from tiles.grid import TileAddress

__all__ = ["Wrong", "codes", "count_same", "features", "tile"]

ONLY_OURS: Final = "_label"
"""A property that says where the label of an area stands."""
INNER: Final = box(1, 1, 4095, 4095)
"""A tile without what rounding may move over its edge."""

Features = dict[tuple[str, int], tuple[Any, Any]]


class Wrong(AssertionError):
    """A server answered what is not so."""


def features(tile: bytes) -> Features:
    """Shape and properties, by layer and number; without what only ours say."""
    return {
        (name, one["id"]): (one["geometry"], {k: v for k, v in one["properties"].items() if k != ONLY_OURS})
        for name, layer in mapbox_vector_tile.decode(tile).items()
        for one in layer["features"]
    }


def codes(tile: bytes, *, within: bool = False) -> set[str]:
    """Codes of features of all layers; or of those that reach into the tile from its margin."""
    return {
        one["properties"]["code"]
        for layer in mapbox_vector_tile.decode(tile).values()
        for one in layer["features"]
        if not within or INNER.intersects(shape(one["geometry"]))
    }


def tile(server: Server, layers: Sequence[Layer], at: TileAddress) -> bytes:
    """What a server gives for all layers together."""
    answers = [get(server.port, path) for path in server.paths(layers, at)]
    if wrong := [status for status, _ in answers if status not in (200, 204)]:
        raise Wrong(f"{server.name} answers {wrong[0]} for {at}")
    return b"".join(body for _, body in answers)


def count_same(one: Server, other: Server, layers: Sequence[Layer], tiles: Iterable[TileAddress]) -> int:
    """How many features two servers draw, the same in every tile: their shapes, and what they say.

    Raises:
        Wrong: they differ.
    """
    count = 0
    for at in tiles:
        here, there = (features(tile(server, layers, at)) for server in (one, other))
        if here != there:
            known = {name: len(found) for name, found in ((one.name, here), (other.name, there))}
            raise Wrong(f"{at}: features differ: {known}, {len(here.keys() ^ there.keys())} are in one only")
        count += len(here)
    return count
