"""The nearest addresses of a point (逆地理编码), those on its side of the road first."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from address.answer import Answer, MatchType
from address.index.near import Level, earth_point
from address.index.segment import Segment
from address.match.answers import node_answer
from address.match.sides import ACROSS, SAME_SIDE, UNKNOWN
from address.match.spots import rank, search
from layers.errors import Invalid
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["FARTHEST", "Nearest", "NearestColumns", "nearest", "nearest_many", "reverse"]

Ints = NDArray[Any]
Floats = NDArray[np.float64]
Point = tuple[float, float]
Pieces = Sequence[tuple[Segment, frozenset[int]]]
"""Indexes with the positions that don't count."""

FARTHEST: Final = 5000.0
"""Metres; the largest radius."""
_HALF: Final = 90.0
"""Metres at which the score of an address is 0.5; at 10 m it is 0.9."""
_BY_PLATES: Final = frozenset({"road", "lane", "estate"})
"""Levels that have no one place: they are where their plates are."""
_PLATES_OF_ONE: Final = 8
"""Plates that are looked at for each road."""
_FIRST_PLATES: Final = 8
"""Spots that are looked at for the nearest plate."""
_AT_ONCE: Final = 10_000


class Nearest(NamedTuple):
    """The nearest door plate of a point."""

    code: str
    label: str
    metres: float


class NearestColumns(NamedTuple):
    """The nearest address of each point."""

    code: list[str | None]
    """None where there is none within the radius."""
    lon: Floats
    lat: Floats
    """Of the address, CGCS2000; NaN where there is none."""
    distance: Floats
    """Metres; NaN where there is none."""
    across_road: NDArray[np.int8]
    """1: its road lies between, 0: it does not, -1: not known, or the point is on the road."""


class _Near(NamedTuple):
    effective: int
    """Distance with the penalty, cm."""
    code: str
    poi: str
    """Name of a point of interest at the address; empty for the address itself."""
    distance: float
    side: int
    segment: Segment
    node: int
    place: Point


def reverse(
    pieces: Pieces, lon: float, lat: float, *, limit: int, radius: float, levels: Sequence[str] | None
) -> list[Answer]:
    """See `address.geocoder.Geocoder.reverse`."""
    wanted = _checked(levels)
    here = np.array([[lon, lat]])
    near = (
        one
        for segment, gone in pieces
        for level in wanted
        for one in _at(segment, gone, level, here, limit, min(radius, FARTHEST))
    )
    best: dict[tuple[str, str], _Near] = {}
    for one in sorted(near, key=lambda one: one[:3]):
        best.setdefault((one.code, one.poi), one)
    return [_answer(one) for one in list(best.values())[:limit]]


def nearest_many(
    pieces: Pieces, lons: Floats, lats: Floats, *, radius: float, level: str = "plate"
) -> NearestColumns:
    """See `address.geocoder.Geocoder.reverse_many`."""
    lons, lats = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
    lon, lat, distance = np.full((3, len(lons)), np.nan)
    made = NearestColumns([None] * len(lons), lon, lat, distance, np.full(len(lons), UNKNOWN, np.int8))
    asked = np.flatnonzero(np.isfinite(lons) & np.isfinite(lats))
    effective = np.full(len(lons), np.inf)
    for segment, gone in pieces:
        for some in np.array_split(asked, len(asked) // _AT_ONCE + 1):
            here = np.column_stack((lons[some], lats[some]))
            _fill(made, effective, some, segment, gone, segment.near.level(level), here, radius)
    return made


def nearest(pieces: Pieces, lon: float, lat: float, radius: float) -> Nearest | None:
    """See `address.geocoder.Geocoder.nearest`."""
    here = earth_point(lon, lat)
    found = [
        (round(metres, 2), segment, node)
        for segment, gone in pieces
        for metres, node in _plates(segment, gone, here, radius)
    ]
    if not found:
        return None
    least = min(metres for metres, _, _ in found)
    those = [(segment.code(node), segment, node) for metres, segment, node in found if metres == least]
    code, segment, node = min(those, key=lambda one: one[0])
    area = segment.area[node]
    label = (segment.areas[area].full_name if area >= 0 else "") + segment.local_text(node)
    return Nearest(code, label, least)


def _plates(
    segment: Segment, gone: frozenset[int], here: tuple[float, float, float], radius: float
) -> Iterator[tuple[float, int]]:
    """The nearest door plates in one index, of each spot the first by code."""
    level = segment.near.level("plate")
    asked = level.tree.query(here, _FIRST_PLATES, distance_upper_bound=radius)
    for distance, spot in zip(*(np.asarray(each).tolist() for each in asked), strict=True):
        if spot == level.tree.n:
            return
        nodes = level.nodes[level.start[spot] : level.start[spot + 1]].tolist()
        owners = (at for at, poi in map(segment.near.owner, nodes) if at not in gone and poi is None)
        if (node := next(owners, None)) is not None:
            yield distance, node


def _checked(levels: Sequence[str] | None) -> list[str]:
    wanted = list(dict.fromkeys(levels or ("plate",)))
    if unknown := set(wanted) - set(ADDRESS_LEVELS):
        raise Invalid(f"no level {min(unknown)[:20]!r}", known=list(ADDRESS_LEVELS))
    return wanted


def _at(
    segment: Segment, gone: frozenset[int], name: str, here: Floats, limit: int, radius: float
) -> Iterator[_Near]:
    """The nearest addresses of one level in one index: from each spot the first by code."""
    spread = name in _BY_PLATES
    level = segment.near.level("plate" if spread else name)
    found = search(segment, level, gone, here, _PLATES_OF_ONE * limit if spread else limit, radius)
    for spot, metres, side in zip(found.spot[0].tolist(), found.distance[0], found.side[0], strict=True):
        if spot == level.tree.n:
            return
        nodes = level.nodes[level.start[spot] : level.start[spot + 1]].tolist()
        owners = [segment.near.owner(node) for node in nodes]
        for at, poi in [one for one in owners if one[0] not in gone][:limit]:
            node = _upper(segment, at, name) if spread else at
            if node is not None:
                place = float(level.lon[spot]), float(level.lat[spot])
                yield _Near(
                    int(rank(metres, side)), segment.code(node), poi or "", float(metres), int(side), segment,
                    node, place,
                )  # fmt: skip


def _upper(segment: Segment, at: int, level: str) -> int | None:
    """The node of a level above one, if there is one."""
    return next((node for node in segment.path(at) if segment.level_word(node) == level), None)


def _answer(one: _Near) -> Answer:
    made = node_answer(one.segment, one.node)
    made.match_type = MatchType.NEAREST
    if one.poi:
        made.level = made.position_level = "poi"
        made.label, made.matched, made.accuracy = made.label + one.poi, one.poi, None
        made.elements["poi"] = one.poi
        made.lon, made.lat = one.place
    made.score = round(1 / (1 + one.distance / _HALF), 3)
    made.distance = round(one.distance, 2)
    made.across_road = {SAME_SIDE: False, ACROSS: True}.get(one.side)
    return made


def _fill(
    made: NearestColumns,
    effective: Floats,
    rows: Ints,
    segment: Segment,
    gone: frozenset[int],
    level: Level,
    here: Floats,
    radius: float,
) -> None:
    """Put in the nearest of one index where it is nearer than what is there, or of a lower code as near."""
    found = search(segment, level, gone, here, 1, radius)
    spot, metres, side = (each[:, 0] for each in found)
    ranks = np.where(spot < level.tree.n, rank(metres, side), np.inf)
    equal = np.isfinite(ranks) & (ranks == effective[rows])
    codes = {n: _code(segment, gone, level, int(spot[n])) for n in np.flatnonzero(equal).tolist()}
    first = [n for n, code in codes.items() if code < (made.code[rows[n]] or "")]
    better = np.concatenate((np.flatnonzero(ranks < effective[rows]), np.array(first, np.int64)))
    at, spot = rows[better], spot[better]
    effective[at] = ranks[better]
    made.lon[at], made.lat[at] = level.lon[spot], level.lat[spot]
    made.distance[at], made.across_road[at] = np.round(metres[better], 2), side[better]
    for row, one in zip(at.tolist(), spot.tolist(), strict=True):
        made.code[row] = _code(segment, gone, level, one)


def _code(segment: Segment, gone: frozenset[int], level: Level, spot: int) -> str:
    """Of the first address of a spot that counts."""
    nodes = level.nodes[level.start[spot] : level.start[spot + 1]].tolist()
    return segment.code(next(at for at, _ in map(segment.near.owner, nodes) if at not in gone))
