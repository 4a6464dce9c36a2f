"""Centre lines of roads, as segments: along which of them does a place lie."""

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from address.index.places import SCALE
from address.index.source import Source
from address.text.rules import compare_key
from layers.indexing.parts import Parts, texts_of
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["REACH", "Lines", "keep"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]

REACH: Final = 60.0
"""Metres from the centre line within which a house of the road lies; farther off it is up a lane."""
BESIDE: Final = 1.0
"""Metres from the centre line within which a place is on neither side."""
_SMOOTH: Final = 1e-5
"""Degrees by which a line may be straightened, 1 m, so that a few segments reach far along it."""
_METRES: Final = 111_319.5
"""A degree of longitude at the equator; one of latitude is up to 0.7 % less, which puts nothing on another
side."""
_ROAD, _LANE = ADDRESS_LEVELS.index("road"), ADDRESS_LEVELS.index("lane")


class Lines:
    """Reads what `keep` kept."""

    def __init__(self, parts: Parts) -> None:
        """View the arrays of an index."""
        self.ends = parts.arrays["line.ends"]
        """Of the segments, in 1e-7 degrees: lon, lat, lon, lat; those of one road one after the other."""
        self.road = parts.arrays["line.road"]
        """A number for the road of each segment: of one name."""


def keep(parts: Parts, source: Source, nodes: Ints, places: Floats) -> Ints:
    """Keep the segments of the roads, and find the one that each of some nodes lies along.

    Args:
        parts: with the tree, names and places.
        source: for the lines.
        nodes: positions.
        places: of each, degrees, shape (n, 2), longitude first.

    Returns:
        The nearest segment of the node's own lane or road within `REACH`; -1 where there is none.
    """
    names, ends, of = _segments(source)
    number = {name: n for n, name in enumerate(names)}
    parts.arrays["line.ends"] = np.round(ends * SCALE).astype(np.int32)
    parts.arrays["line.road"] = of
    found = np.full(len(nodes), -1, np.int32)
    if not len(ends):
        return found
    lane, road = _roads_of(parts, nodes, number)
    scale = np.array([np.cos(np.radians(ends[:, 1::2].mean())), 1.0]) * _METRES
    lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2) * scale))
    tree = shapely.STRtree(lines)
    for wanted in (road, lane):  # a lane's own line counts for more than its road's
        asked = np.flatnonzero(wanted >= 0)
        for some in np.array_split(asked, len(asked) // 50_000 + 1):
            near = _nearest(tree, of, places[some] * scale, wanted[some])
            found[some] = np.where(near >= 0, near, found[some])
    return found


def _nearest(tree: shapely.STRtree, of: Ints, places: Floats, wanted: Ints) -> Ints:
    """The nearest segment of the wanted road for each place; -1 where none is near, or the place is on it."""
    points = np.asarray(shapely.points(places))
    point, segment = tree.query(points, predicate="dwithin", distance=REACH)
    same = of[segment] == wanted[point]
    point, segment = point[same], segment[same]
    distance = shapely.distance(points[point], tree.geometries[segment])
    order = np.lexsort((segment, np.round(distance, 2), point))
    first = order[np.unique(point[order], return_index=True)[1]]
    found = np.full(len(places), -1, np.int32)
    found[point[first]] = np.where(distance[first] < BESIDE, -1, segment[first])
    return found


def _segments(source: Source) -> tuple[list[str], Floats, Ints]:
    """Names of the roads; ends of the segments, shape (n, 4), in degrees; numbers of their names."""
    given, shapes = source.roads
    keys = {name: compare_key(name) for name in dict.fromkeys(given)}
    names = list(dict.fromkeys(keys.values()))
    number = {name: n for n, name in enumerate(names)}
    parts, line = shapely.get_parts(shapely.from_wkb(shapes), return_index=True)
    xy, of = shapely.get_coordinates(shapely.simplify(np.asarray(parts), _SMOOTH), return_index=True)
    joined = of[1:] == of[:-1]
    ends = np.column_stack((xy[:-1], xy[1:]))[joined]
    road = np.array([number[keys[name]] for name in given], np.int32)
    return names, ends.reshape(-1, 4), road[line[of[:-1][joined]]].astype(np.int32)


def _roads_of(parts: Parts, nodes: Ints, number: dict[str, int]) -> tuple[Ints, Ints]:
    """Numbers of the lane and of the road that each node lies along; -1 for none that has a line."""
    arrays = parts.arrays
    keys = [compare_key(name) for name in texts_of(parts, "name")]
    upper = _above(parts, nodes, _ROAD)
    lane = _above(parts, nodes, _LANE)
    road = np.array([number.get(key, -1) for key in keys] + [-1], np.int32)
    road_name = np.where(upper >= 0, arrays["name"][upper], -1)
    lane_name = np.where(lane >= 0, arrays["name"][lane], -1)
    pairs, inverse = np.unique(np.column_stack((road_name, lane_name)), axis=0, return_inverse=True)
    joined = np.array(
        [
            number.get((keys[a] if a >= 0 else "") + keys[b], number.get(keys[b], -1)) if b >= 0 else -1
            for a, b in pairs.tolist()
        ],
        np.int32,
    )
    return joined[inverse.reshape(-1)], road[road_name]


def _above(parts: Parts, nodes: Ints, level: int) -> Ints:
    """The nearest node of a level above each node; -1 for none."""
    found, at = np.full(len(nodes), -1, np.int64), nodes.astype(np.int64)
    for _ in ADDRESS_LEVELS:
        at = np.where(at >= 0, parts.arrays["parent"][at], -1)
        here = (at >= 0) & (found < 0) & (parts.arrays["level"][at] == level)
        found[here] = at[here]
    return found
