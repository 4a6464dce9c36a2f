"""What may be suggested to somebody who is typing: named things, ranked, by how they are written and read.

An *entry* is one thing under one name. Entries are numbered from the weightiest down, so that the best of any
set of them are the smallest numbers. A road that runs through many communities is one thing with an entry for
each of its parts: they share a group, of which one is shown.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from address.index import ordered
from address.index.groups import together
from address.index.names import Sense
from address.index.ordered import Ordered
from address.index.parts import Parts, Texts, texts_of
from address.index.readings import readings
from address.index.source import Source
from address.index.terms import numbered_term
from address.text.rules import compare_key
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["Typed", "keep"]

Ints = NDArray[Any]

_WEIGHTS: Final = {
    "province": 18.0, "city": 17.0, "district": 16.0, "street": 14.0, "community": 7.0, "road": 5.0,
    "lane": 1.0, "estate": 5.0, "plate": 0.0, "compound": 4.0, "building": 1.0, "poi": 3.0,
}  # fmt: skip
"""What a level counts for, beside the binary logarithm of how much is below: 8 times as much is 3 more."""
_OTHER_NAME: Final = 1.0
"""How much less another name of a thing weighs than its own."""
_SPREADING: Final = tuple(ADDRESS_LEVELS.index(level) for level in ("road", "lane", "estate"))
_UNNAMED: Final = ("unit", "floor", "room")


class _Entry(NamedTuple):
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


class Typed:
    """Reads what `keep` kept."""

    def __init__(self, parts: Parts) -> None:
        """View the arrays of an index."""
        self.key, self.full = Ordered(parts, "typed"), Ordered(parts, "typed.full")
        """From a name in comparison form, and from its whole reading, to its entries."""
        self.initials = Ordered(parts, "typed.initials")
        """From the first letters of a reading to readings."""
        self.inner = Ordered(parts, "typed.inner")
        """From a part of a name behind its beginning to its entries."""
        self.step = Ordered(parts, "typed.step")
        """From the name of any node to names."""
        self.step_of = parts.arrays["typed.step_of"]
        """From the number of a name to that of its comparison form in `step`."""
        self.text, self.syllables = Texts(parts, "typed.text"), Texts(parts, "typed.syllables")
        self.reading_key = parts.view("typed.reading_key")
        """The number of the name in `key` that a reading is one of."""
        self.sense, self.ref = parts.arrays["typed.sense"], parts.arrays["typed.ref"]
        self.group, self.weight = parts.arrays["typed.group"], parts.arrays["typed.weight"]
        self.area = parts.arrays["typed.area"]
        """The lowest area of an entry; -1 for none."""
        self.name_of = parts.arrays["name"]


def keep(parts: Parts, source: Source) -> None:
    """Keep what is suggested.

    Args:
        parts: complete but for this.
        source: other names and points of interest.
    """
    places = _Places(parts)
    entries = [*_nodes(parts, places), *_others(parts, source), *_areas(parts)]
    entries.sort(key=lambda e: (-e.weight, -e.own, e.key, e.text, e.sense, e.ref))
    _keep_entries(parts, entries, places)
    _keep_spellings(parts, entries)
    steps = [compare_key(name) for name in texts_of(parts, "name")]
    number = {
        text: n for n, text in enumerate(ordered.keep(parts, "typed.step", steps, np.arange(len(steps))))
    }
    parts.arrays["typed.step_of"] = np.array([number[step] for step in steps], np.int32)


class _Places:
    """The areas in which nodes are."""

    def __init__(self, parts: Parts) -> None:
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


def _nodes(parts: Parts, places: _Places) -> Iterator[_Entry]:
    """Entries of the nodes that have a name of their own."""
    names = texts_of(parts, "name")
    keys = [compare_key(name) for name in names]
    nodes = _named(parts, keys)
    name, level = parts.arrays["name"][nodes].tolist(), parts.arrays["level"][nodes].tolist()
    size = parts.arrays["end"][nodes] - nodes
    group = _groups(parts, nodes, [keys[n] for n in name], places)
    below = np.log2(np.bincount(group, weights=size))
    for at, n, word, own, of in zip(nodes.tolist(), name, level, size.tolist(), group.tolist(), strict=True):
        weight = _WEIGHTS[ADDRESS_LEVELS[word]] + float(below[of])
        yield _Entry(keys[n], names[n], Sense.NODE, at, weight, own, of)


def _groups(parts: Parts, nodes: Ints, keys: list[str], places: _Places) -> Ints:
    """Which nodes are shown as one: the parts of a road in a district, all else of one name in a street."""
    same = defaultdict(list)
    spreading = np.isin(parts.arrays["level"][nodes], _SPREADING).tolist()
    for n, (at, wide) in enumerate(zip(nodes.tolist(), spreading, strict=True)):
        upper = (places.district if wide else places.street)[places.area[at]]
        same[keys[n], upper, wide].append(n)
    group, made = np.empty(len(nodes), np.int64), 0
    for (_, _, wide), members in same.items():
        found = together(parts, nodes[members]) if wide and len(members) > 1 else np.zeros(1, np.int64)
        group[members] = made + found
        made += int(found.max()) + 1
    return group


def _others(parts: Parts, source: Source) -> Iterator[_Entry]:
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
        yield _Entry(compare_key(text), text, sense, at, weight, own, -1)


def _areas(parts: Parts) -> Iterator[_Entry]:
    facts = parts.facts["areas"]
    for n, area in enumerate(facts):
        upper = facts[area["parent"]]["full_name"] if area["parent"] >= 0 else ""
        name = area["full_name"].removeprefix(upper) or area["full_name"]
        yield _Entry(compare_key(name), name, Sense.AREA, n, _WEIGHTS.get(area["level"], 7.0), 0, -1)


def _keep_entries(parts: Parts, entries: list[_Entry], places: _Places) -> None:
    arrays = parts.arrays
    sense = arrays["typed.sense"] = np.array([e.sense for e in entries], np.uint8)
    ref = arrays["typed.ref"] = np.array([e.ref for e in entries], np.int32)
    arrays["typed.weight"] = np.array([e.weight for e in entries], np.float32)
    area = arrays["typed.area"] = ref.copy()
    nodes = np.flatnonzero(sense != Sense.AREA)
    area[nodes] = places.area[ref[nodes]]
    parts.add_texts("typed.text", [e.text for e in entries])
    group = arrays["typed.group"] = np.array([e.group for e in entries], np.int32)
    first = 1 + int(group.max(initial=-1))
    others: dict[tuple[str, int, int], int] = {}
    for n in np.flatnonzero(group < 0).tolist():  # one in each street
        e, upper = entries[n], int(area[n]) if sense[n] == Sense.AREA else places.street[area[n]]
        group[n] = first + others.setdefault((e.key, e.sense, upper), len(others))


def _keep_spellings(parts: Parts, entries: list[_Entry]) -> None:
    """From what may be typed to entries; names with digits in them are typed as they are written."""
    keys = ordered.keep(parts, "typed", [e.key for e in entries], np.arange(len(entries)))
    by_name = {e.key: e.text for e in reversed(entries)}
    of = defaultdict(list)
    for n, e in enumerate(entries):
        of[e.key].append(n)
    read = [
        (n, one)
        for n, key in enumerate(keys)
        if not any(sign in "0123456789" for sign in by_name[key])
        for one in readings(by_name[key])
    ]
    pairs = [("".join(one), entry) for n, one in read for entry in of[keys[n]]]
    ordered.keep(parts, "typed.full", [text for text, _ in pairs], np.array([n for _, n in pairs], np.int32))
    firsts = ["".join(syllable[0] for syllable in one) for _, one in read]
    ordered.keep(parts, "typed.initials", firsts, np.arange(len(read)))
    parts.arrays["typed.reading_key"] = np.array([n for n, _ in read], np.int32)
    parts.add_texts("typed.syllables", [" ".join(one) for _, one in read])
    inner = [(key[n:], entry) for key in keys for n in range(1, len(key) - 1) for entry in of[key]]
    ordered.keep(parts, "typed.inner", [text for text, _ in inner], np.array([n for _, n in inner], np.int32))
