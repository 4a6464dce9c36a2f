"""Named things under each of their names: what there is to be suggested, and what it weighs."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from address.index.groups import together
from address.index.names import Sense
from address.index.source import Source
from address.index.terms import numbered_term
from address.text.rules import compare_key
from layers.indexing.parts import Parts, texts_of
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["Entry", "Places", "entries"]

Ints = NDArray[Any]

_WEIGHTS: Final = {
    "province": 26.0, "city": 24.0, "district": 22.0, "street": 20.0, "community": 8.0, "road": 5.0,
    "lane": 1.0, "estate": 5.0, "plate": 0.0, "compound": 4.0, "building": 1.0, "poi": 3.0,
}  # fmt: skip
"""What a level counts for, beside the binary logarithm of how much is below: 8 times as much is 3 more."""
_OTHER_NAME: Final = 1.0
"""How much less another name of a thing weighs than its own."""
_SPREADING: Final = tuple(ADDRESS_LEVELS.index(level) for level in ("road", "lane", "estate"))
_UNNAMED: Final = ("unit", "floor", "room")


class Entry(NamedTuple):
    """One thing under one name."""

    key: str
    text: str
    """The name as it is written."""
    sense: int
    ref: int
    """Position of the node, or number of the area."""
    weight: float
    own: int
    """Nodes below."""
    group: int
    """Number of the road of which it is a part; -1 for what is no road."""


class Places:
    """The areas in which nodes are."""

    def __init__(self, parts: Parts) -> None:
        """Find them by the tree and by the places."""
        facts = parts.facts["areas"]
        number = {area["code"]: n for n, area in enumerate(facts)}
        codes = texts_of(parts, "place_code")
        by_place = np.array([*(number.get(code, -1) for code in codes), -1], np.int32)
        library = parts.arrays["area"]
        self.area = np.where(library >= 0, library, by_place[parts.arrays["place"]])
        """The lowest, by the library or else by the place; -1 for none."""
        self.street = [_upwards(facts, n, ("street", "district")) for n in range(len(facts))] + [-1]
        self.district = [_upwards(facts, n, ("district",)) for n in range(len(facts))] + [-1]
        """By area, the last for none."""


def entries(parts: Parts, source: Source, places: Places) -> list[Entry]:
    """All entries, the weightiest first.

    Args:
        parts: complete but for what is suggested.
        source: other names and points of interest.
        places: the areas of the nodes.
    """
    made = [*_nodes(parts, places), *_others(parts, source), *_areas(parts)]
    return sorted(made, key=lambda e: (-e.weight, -e.own, e.key, e.text, e.sense, e.ref))


def _upwards(facts: list[dict[str, Any]], number: int, levels: tuple[str, ...]) -> int:
    """The nearest area of one of the levels, from an area upwards; its street or itself without one."""
    at = number
    while at >= 0 and facts[at]["level"] not in levels:
        at = facts[at]["parent"]
    if at < 0 and "street" not in levels:
        return _upwards(facts, number, ("street",))
    return at if at >= 0 else number


def _named(parts: Parts, names: list[str]) -> Ints:
    """Positions of the nodes that have a name and not a number."""
    pair = parts.arrays["name"].astype(np.int64) * len(ADDRESS_LEVELS) + parts.arrays["level"]
    pairs, inverse = np.unique(pair, return_inverse=True)
    known = [
        level not in _UNNAMED and numbered_term(level, names[name]) is None
        for name, level in (
            (one // len(ADDRESS_LEVELS), ADDRESS_LEVELS[one % len(ADDRESS_LEVELS)]) for one in pairs
        )
    ]
    return np.flatnonzero(np.array(known, bool)[inverse])


def _nodes(parts: Parts, places: Places) -> Iterator[Entry]:
    """Entries of the nodes that have a name of their own."""
    names = texts_of(parts, "name")
    keys = [compare_key(name) for name in names]
    nodes = _named(parts, keys)
    name, level = parts.arrays["name"][nodes].tolist(), parts.arrays["level"][nodes].tolist()
    size = parts.arrays["end"][nodes] - nodes
    group = _roads(parts, nodes, [keys[n] for n in name], places)
    below = np.bincount(group + 1, weights=size)[group + 1]
    weights = np.log2(np.where(group >= 0, below, size)).tolist()
    for at, n, word, own, of, more in zip(
        nodes.tolist(), name, level, size.tolist(), group.tolist(), weights, strict=True
    ):
        yield Entry(keys[n], names[n], Sense.NODE, at, _WEIGHTS[ADDRESS_LEVELS[word]] + more, own, of)


def _roads(parts: Parts, nodes: Ints, keys: list[str], places: Places) -> Ints:
    """Which nodes are parts of one road in a district; -1 for what is no road."""
    group, made = np.full(len(nodes), -1, np.int64), 0
    same = defaultdict(list)
    for n in np.flatnonzero(np.isin(parts.arrays["level"][nodes], _SPREADING)).tolist():
        same[keys[n], places.district[places.area[nodes[n]]]].append(n)
    for members in same.values():
        found = together(parts, nodes[members]) if len(members) > 1 else np.zeros(1, np.int64)
        group[members] = made + found
        made += int(found.max()) + 1
    return group


def _others(parts: Parts, source: Source) -> Iterator[Entry]:
    """Entries of other names, and of points of interest at an address."""
    kinds = {"old_name": Sense.FORMER}
    poi = source.poi.filter(pc.is_valid(source.poi["address"]))
    pairs = zip(source.names["text"].to_pylist(), source.names["kind"].to_pylist(), strict=True)
    given = [(text, kinds.get(kind, Sense.ALIAS)) for text, kind in pairs]
    given += [(text, Sense.POI) for text in poi["name"].to_pylist()]
    ids = pa.chunked_array([*source.names["id"].chunks, *poi["address"].chunks], pa.int64())
    by_id = parts.arrays["by_id"]
    found = pc.index_in(ids, pa.array(parts.arrays["id"][by_id])).to_pylist() if len(given) else []
    for (text, sense), slot in zip(given, found, strict=True):
        if slot is None or len(compare_key(text)) < 2:
            continue
        at = int(by_id[slot])
        own = int(parts.arrays["end"][at]) - at
        level = "poi" if sense == Sense.POI else ADDRESS_LEVELS[parts.arrays["level"][at]]
        weight = _WEIGHTS.get(level, 0.0) + float(np.log2(own)) - (sense != Sense.POI) * _OTHER_NAME
        yield Entry(compare_key(text), text, sense, at, weight, own, -1)


def _areas(parts: Parts) -> Iterator[Entry]:
    facts = parts.facts["areas"]
    for n, area in enumerate(facts):
        upper = facts[area["parent"]]["full_name"] if area["parent"] >= 0 else ""
        name = area["full_name"].removeprefix(upper) or area["full_name"]
        yield Entry(compare_key(name), name, Sense.AREA, n, _WEIGHTS.get(area["level"], 7.0), 0, -1)
