"""What is needed to find the nearest addresses: places by level, and on which side of its road each lies.

A *spot* is a place that addresses of one level share, so that a hundred rooms at one point are one spot.
Spots of a level are numbered in the order of their lowest codes: of two equally near the lower number wins.
Places in the middle of something are not where an address is, and are left out.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from address.index import centrelines
from address.index.parts import Parts, texts_of
from address.index.places import NONE, SCALE
from address.index.source import Source
from layers.schema.addresses import ADDRESS_LEVELS, POSITION_ACCURACY

__all__ = ["Level", "Near", "earth", "keep"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]

_AXIS: Final = 6378137.0
_ECCENTRICITY: Final = 0.00669438002290
"""GRS 80, the ellipsoid of CGCS2000: axis in metres, square of the eccentricity."""
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
    """Positions of the nodes of spot n, by code: `nodes[start[n]:start[n + 1]]`."""


class Near:
    """Reads what `keep` kept."""

    def __init__(self, parts: Parts) -> None:
        """View the arrays of an index."""
        arrays = parts.arrays
        self._lon, self._lat = arrays["near.lon"], arrays["near.lat"]
        self._start, self._node = arrays["near.start"], arrays["near.node"]
        self._segment, self._first = arrays["near.segment"], arrays["near.first"]
        self._levels: dict[str, Level] = {}
        self.lines = centrelines.Lines(parts)

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


def keep(parts: Parts, source: Source) -> None:
    """Keep the spots of all levels, and for each the part of its road's centre line that it lies along.

    Args:
        parts: with the tree, its codes and places.
        source: for the centre lines.
    """
    arrays = parts.arrays
    own = arrays["position_level"] == arrays["level"]
    nodes = np.flatnonzero(own & (arrays["level"] != NONE) & (arrays["accuracy"] != _VAGUE))
    code = np.empty(len(arrays["id"]), np.int64)
    code[np.argsort(np.array(texts_of(parts, "code"), object), kind="stable")] = np.arange(len(code))
    level, lon, lat = (arrays[name][nodes] for name in ("level", "lon", "lat"))
    order = np.lexsort((code[nodes], lat, lon, level))
    nodes, level, lon, lat = nodes[order], level[order], lon[order], lat[order]
    new = np.ones(len(nodes), bool)
    new[1:] = (np.diff(level) != 0) | (np.diff(lon) != 0) | (np.diff(lat) != 0)
    start = np.flatnonzero(new)
    count = np.diff(np.append(start, len(nodes)))
    spots = np.lexsort((code[nodes[start]], level[start]))
    start, count = start[spots], count[spots]
    arrays["near.start"] = np.concatenate(([0], np.cumsum(count))).astype(np.int32)
    shift = np.repeat(start - arrays["near.start"][:-1], count)
    arrays["near.node"] = nodes[np.arange(len(nodes)) + shift].astype(np.int32)
    arrays["near.lon"], arrays["near.lat"] = lon[start].astype(np.int32), lat[start].astype(np.int32)
    arrays["near.first"] = np.searchsorted(level[start], np.arange(len(ADDRESS_LEVELS) + 1)).astype(np.int32)
    arrays["near.segment"] = centrelines.keep(parts, source, nodes[start])
