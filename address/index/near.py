"""What is needed to find the nearest addresses: places by level, and on which side of its road each lies.

A *spot* is a place that addresses of one level share, so that a hundred rooms at one point are one spot.
Spots of a level are numbered in the order of their lowest codes: of two equally near the lower number wins.
Places in the middle of something are not where an address is, and are left out.
"""

from math import cos, radians, sin, sqrt
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from address.index import centrelines
from address.index.places import NONE, SCALE
from address.index.source import Source
from layers.indexing.parts import Parts, Texts
from layers.schema.addresses import ADDRESS_LEVELS, POSITION_ACCURACY

__all__ = ["Level", "Near", "earth", "earth_point", "keep"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]

_AXIS: Final = 6378137.0
_ECCENTRICITY: Final = 0.00669438002290
"""GRS 80, the ellipsoid of CGCS2000: axis in metres, square of the eccentricity."""
_POI: Final = ADDRESS_LEVELS.index("poi")
_VAGUE: Final = POSITION_ACCURACY.index("centroid")


def earth(lon: Floats, lat: Floats) -> Floats:
    """Points on the ellipsoid in metres from its centre, shape (n, 3).

    Straight lines between them are shorter than geodesics by d³/(24 R²): 0.1 mm at 5 km.

    Args:
        lon: degrees.
        lat: degrees.
    """
    x, y = np.radians(lon), np.radians(lat)
    normal = _AXIS / np.sqrt(1 - _ECCENTRICITY * np.sin(y) ** 2)
    out = normal * np.cos(y)
    return np.column_stack((out * np.cos(x), out * np.sin(x), normal * (1 - _ECCENTRICITY) * np.sin(y)))


def earth_point(lon: float, lat: float) -> tuple[float, float, float]:
    """What `earth` says of one point."""
    x, y = radians(lon), radians(lat)
    normal = _AXIS / sqrt(1 - _ECCENTRICITY * sin(y) ** 2)
    return normal * cos(y) * cos(x), normal * cos(y) * sin(x), normal * (1 - _ECCENTRICITY) * sin(y)


class Level(NamedTuple):
    """The spots of one level."""

    lon: Floats
    lat: Floats
    segment: Ints
    """Of the centre line of its road; -1 where none is known."""
    tree: cKDTree
    """Of the spots on the earth, in metres: see `earth`."""
    start: Ints
    nodes: Ints
    """The nodes of spot n, by code: `nodes[start[n]:start[n + 1]]`; see `Near.owner`."""


class Near:
    """Reads what `keep` kept."""

    def __init__(self, parts: Parts) -> None:
        """View the arrays of an index."""
        arrays = parts.arrays
        self._lon, self._lat = arrays["near.lon"], arrays["near.lat"]
        self._start, self._node = arrays["near.start"], arrays["near.node"]
        self._segment, self._first = arrays["near.segment"], arrays["near.first"]
        self._levels: dict[str, Level] = {}
        self._size, self._poi = len(arrays["id"]), arrays["near.poi"]
        self._poi_name = Texts(parts, "near.poi_name")
        self.lines = centrelines.Lines(parts)

    def owner(self, node: int) -> tuple[int, str | None]:
        """Position of a node of a spot, or of the address of a point of interest with that one's name."""
        number = node - self._size
        return (node, None) if number < 0 else (int(self._poi[number]), self._poi_name[number])

    def level(self, name: str) -> Level:
        """The spots of a level of the tree of addresses; made at the first call."""
        if name not in self._levels:  # made twice by two threads, it is the same
            at = ADDRESS_LEVELS.index(name)
            first, last = int(self._first[at]), int(self._first[at + 1])
            spots, start = slice(first, last), self._start[first : last + 1]
            lon, lat = self._lon[spots] / SCALE, self._lat[spots] / SCALE
            tree = cKDTree(earth(lon, lat))
            self._levels[name] = Level(lon, lat, self._segment[spots], tree, start, self._node)
        return self._levels[name]


class _Things(NamedTuple):
    """What has a place of its own."""

    node: Ints
    """A position; behind the last one, the number of a point of interest at an address."""
    owner: Ints
    """The position of the node or of that address."""
    level: Ints
    lon: Ints
    lat: Ints


def keep(parts: Parts, source: Source) -> None:
    """Keep the spots of all levels, and for each the part of its road's centre line that it lies along.

    Args:
        parts: with the tree, its codes and places.
        source: for the points of interest and the centre lines.
    """
    arrays = parts.arrays
    given = _things(parts, source)
    rank = _by_code(parts)[given.owner]
    order = np.lexsort((given.node, rank, given.lat, given.lon, given.level))
    things, rank = _Things(*(each[order] for each in given)), rank[order]
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(things.level) != 0) | (np.diff(things.lon) != 0) | (np.diff(things.lat) != 0)
    start = np.flatnonzero(new)
    count = np.diff(np.append(start, len(order)))
    spots = np.lexsort((things.node[start], rank[start], things.level[start]))
    start, count = start[spots], count[spots]
    ends = arrays["near.start"] = np.concatenate(([0], np.cumsum(count))).astype(np.int32)
    arrays["near.node"] = things.node[np.arange(len(order)) + np.repeat(start - ends[:-1], count)]
    arrays["near.lon"], arrays["near.lat"] = things.lon[start], things.lat[start]
    levels = np.arange(len(ADDRESS_LEVELS) + 1)
    arrays["near.first"] = np.searchsorted(things.level[start], levels).astype(np.int32)
    places = np.column_stack((things.lon[start], things.lat[start])) / SCALE
    arrays["near.segment"] = centrelines.keep(parts, source, things.owner[start], places)


def _by_code(parts: Parts) -> Ints:
    """The place of each node in the order of codes."""
    count, texts = len(parts.arrays["id"]), (parts.arrays[f"code.{name}"] for name in ("end", "bytes"))
    codes = pa.StringArray.from_buffers(count, *map(pa.py_buffer, texts))
    rank = np.empty(count, np.int64)
    rank[pc.array_sort_indices(codes).to_numpy()] = np.arange(count)
    return rank


def _things(parts: Parts, source: Source) -> _Things:
    """Nodes that have a place of their own, and points of interest at addresses."""
    arrays = parts.arrays
    own = arrays["position_level"] == arrays["level"]
    nodes = np.flatnonzero(own & (arrays["level"] != NONE) & (arrays["accuracy"] != _VAGUE)).astype(np.int32)
    poi = source.poi.filter(pc.is_in(source.poi["address"], pa.array(arrays["id"])))
    known = pc.index_in(poi["address"], pa.array(arrays["id"])).to_numpy().astype(np.int32)
    arrays["near.poi"] = known
    parts.add_texts("near.poi_name", poi["name"].to_pylist())
    lon, lat = (
        np.concatenate((arrays[name][nodes], np.round(poi[name].to_numpy() * SCALE).astype(np.int32)))
        for name in ("lon", "lat")
    )
    level = np.concatenate((arrays["level"][nodes], np.full(len(known), _POI, np.uint8)))
    numbers = np.arange(len(known), dtype=np.int32) + len(arrays["id"])
    return _Things(
        np.concatenate((nodes, numbers)).astype(np.int32), np.concatenate((nodes, known)), level, lon, lat
    )
