"""What may be suggested to somebody who is typing: named things, ranked, by how they are written and read.

An *entry* is one thing under one name. Entries are numbered from the weightiest down, so that the best of any
set of them are the smallest numbers. A road that runs through many communities is one thing with an entry for
each of its parts: they share a group, of which one is shown.
"""

import re
from collections import defaultdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from address.index import ordered
from address.index.entries import Entry, Places, entries
from address.index.names import Sense
from address.index.ordered import Ordered
from address.index.places import NONE, SCALE
from address.index.readings import readings
from address.index.source import Source
from address.text.rules import compare_key
from layers.indexing.parts import Parts, Texts, texts_of

__all__ = ["Typed", "keep"]

Ints = NDArray[Any]

_NOWHERE: Final = 2**31 - 1
"""Stands for a coordinate that is not known: as far away as can be."""
_DIGIT: Final = re.compile("[0-9]")


class Typed:
    """Reads what `keep` kept."""

    def __init__(self, parts: Parts) -> None:
        """View the arrays of an index."""
        self.key, self.full = Ordered(parts, "typed"), Ordered(parts, "typed.full")
        """From a name in comparison form, and from its whole reading, to its entries."""
        self.numbered = parts.arrays["typed.numbered"]
        """Whether a name in `key` has digits in it."""
        self.initials = Ordered(parts, "typed.initials")
        """From the first letters of a reading to readings."""
        self.inner = Ordered(parts, "typed.inner")
        """From a part of a name behind its beginning to its entries."""
        self.step = Ordered(parts, "typed.step")
        """From the name of any node to names."""
        self.step_of = parts.arrays["typed.step_of"]
        """From the number of a name to that of its comparison form in `step`."""
        self.text, self.syllables = Texts(parts, "typed.text"), Texts(parts, "typed.syllables")
        self.reading_key = parts.arrays["typed.reading_key"]
        """The number of the name in `key` that a reading is one of."""
        self.heard = frozenset(parts.facts["syllables"])
        """All syllables, and what they begin with."""
        self.sense, self.ref = parts.arrays["typed.sense"], parts.arrays["typed.ref"]
        self.group, self.weight = parts.arrays["typed.group"], parts.arrays["typed.weight"]
        self.lon, self.lat = parts.arrays["typed.lon"], parts.arrays["typed.lat"]
        self.area = parts.arrays["typed.area"]
        """The lowest area of an entry; -1 for none."""
        self.above = _above(parts.facts["areas"])
        """Of each area the areas from itself upwards, -1 behind the last; the last row is for no area."""


def keep(parts: Parts, source: Source) -> None:
    """Keep what is suggested.

    Args:
        parts: complete but for this.
        source: other names and points of interest.
    """
    places = Places(parts)
    known = entries(parts, source, places)
    _keep_entries(parts, known, places)
    _keep_spellings(parts, known)
    steps = [compare_key(name) for name in texts_of(parts, "name")]
    number = {
        text: n for n, text in enumerate(ordered.keep(parts, "typed.step", steps, np.arange(len(steps))))
    }
    parts.arrays["typed.step_of"] = np.array([number[step] for step in steps], np.int32)


def _keep_entries(parts: Parts, known: list[Entry], places: Places) -> None:
    arrays = parts.arrays
    sense = arrays["typed.sense"] = np.array([e.sense for e in known], np.uint8)
    ref = arrays["typed.ref"] = np.array([e.ref for e in known], np.int32)
    arrays["typed.weight"] = np.array([e.weight for e in known], np.float32)
    area = arrays["typed.area"] = ref.copy()
    nodes = np.flatnonzero(sense != Sense.AREA)
    area[nodes] = places.area[ref[nodes]]
    for name in ("lon", "lat"):
        of_areas = np.array([_fixed(fact[name]) for fact in parts.facts["areas"]], np.int32)
        of_nodes = np.where(arrays["position_level"] == NONE, _NOWHERE, arrays[name])
        made = arrays[f"typed.{name}"] = np.empty(len(ref), np.int32)
        made[nodes] = of_nodes[ref[nodes]]
        made[sense == Sense.AREA] = of_areas[ref[sense == Sense.AREA]]
    parts.add_texts("typed.text", [e.text for e in known])
    group = arrays["typed.group"] = np.array([e.group for e in known], np.int32)
    first = 1 + int(group.max(initial=-1))
    others: dict[tuple[str, bool, int], int] = {}
    for n in np.flatnonzero(group < 0).tolist():  # one of a name in each street
        is_area = bool(sense[n] == Sense.AREA)
        upper = int(area[n]) if is_area else places.street[area[n]]
        group[n] = first + others.setdefault((known[n].key, is_area, upper), len(others))


def _fixed(degrees: float | None) -> int:
    return _NOWHERE if degrees is None else round(degrees * SCALE)


def _above(facts: list[dict[str, Any]]) -> Ints:
    rows = []
    for n in range(len(facts)):
        row = [n]
        while (upper := facts[row[-1]]["parent"]) >= 0:
            row.append(upper)
        rows.append(row)
    longest = max(map(len, rows), default=1)
    return np.array([row + [-1] * (longest - len(row)) for row in [*rows, [-1]]], np.int32)


def _keep_spellings(parts: Parts, known: list[Entry]) -> None:
    """From what may be typed to entries; names with digits in them are only typed as they are written."""
    keys = ordered.keep(parts, "typed", [e.key for e in known], np.arange(len(known)))
    by_name = {e.key: e.text for e in reversed(known)}
    of = defaultdict(list)
    for n, e in enumerate(known):
        of[e.key].append(n)
    numbered = [bool(_DIGIT.search(by_name[key])) for key in keys]
    parts.arrays["typed.numbered"] = np.array(numbered, bool)
    plain = [n for n, has_digits in enumerate(numbered) if not has_digits]
    read = [(n, one) for n in plain for one in readings(by_name[keys[n]])]
    pairs = [("".join(one), entry) for n, one in read for entry in of[keys[n]]]
    ordered.keep(parts, "typed.full", [text for text, _ in pairs], np.array([n for _, n in pairs], np.int32))
    firsts = ["".join(syllable[0] for syllable in one) for _, one in read]
    ordered.keep(parts, "typed.initials", firsts, np.arange(len(read)))
    parts.arrays["typed.reading_key"] = np.array([n for n, _ in read], np.int32)
    heard = {syllable[:n] for _, one in read for syllable in one for n in range(1, len(syllable) + 1)}
    parts.facts["syllables"] = sorted(heard)
    parts.add_texts("typed.syllables", [" ".join(one) for _, one in read])
    inner = [(keys[k][n:], entry) for k in plain for n in range(1, len(keys[k]) - 1) for entry in of[keys[k]]]
    ordered.keep(parts, "typed.inner", [text for text, _ in inner], np.array([n for _, n in inner], np.int32))
