"""What the bytes of a tile are."""

from collections import defaultdict
from typing import Any, NamedTuple

from mapbox_vector_tile.Mapbox import vector_tile_pb2

__all__ = ["GEOMETRY", "NUMBER", "REST", "LayerWeight", "weigh"]

GEOMETRY, NUMBER, REST = "(geometry)", "(number)", "(rest)"
"""What isn't of a column: shapes, numbers of features, and what holds all of it together."""
SEVEN_BITS = 7


class LayerWeight(NamedTuple):
    """A layer of a tile."""

    name: str
    features: int
    size: int
    """Bytes before they are compressed."""
    columns: dict[str, int]
    """Bytes by column, heaviest first: its name, its values once each, and what refers to them."""


def weigh(data: bytes) -> list[LayerWeight]:
    """The layers of a tile in its order.

    Args:
        data: a Mapbox Vector Tile 2, not compressed.
    """
    tile = vector_tile_pb2.tile()
    tile.ParseFromString(data)
    return [_weighed(layer) for layer in tile.layers]


def _weighed(layer: Any) -> LayerWeight:
    found: defaultdict[str, int] = defaultdict(int)
    counted: set[int] = set()
    for feature in layer.features:
        found[GEOMETRY] += sum(map(_varint, feature.geometry))
        found[NUMBER] += 1 + _varint(feature.id) if feature.HasField("id") else 0
        for key, value in zip(feature.tags[::2], feature.tags[1::2], strict=True):
            found[layer.keys[key]] += _varint(key) + _varint(value)
            if value not in counted:  # a value that two columns have is counted with the first
                counted.add(value)
                found[layer.keys[key]] += _with_length(layer.values[value].ByteSize())
    for key in layer.keys:
        found[key] += _with_length(len(key.encode()))
    size = layer.ByteSize()
    found[REST] = size - sum(found.values())
    ordered = sorted(found.items(), key=lambda one: -one[1])
    return LayerWeight(layer.name, len(layer.features), size, dict(ordered))


def _varint(number: int) -> int:
    """Bytes of a number as Protocol Buffers write it."""
    return max(1, -(-number.bit_length() // SEVEN_BITS))


def _with_length(size: int) -> int:
    """Bytes of a part with its tag and its length."""
    return 1 + _varint(size) + size
