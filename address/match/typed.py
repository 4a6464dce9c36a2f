"""Names that may be meant by what has been typed so far: by their characters, by pinyin, by both mixed."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from address.index.names import REF_BITS, Sense
from address.index.places import SCALE
from address.index.segment import Segment
from address.index.suggest import Typed

__all__ = ["LATIN", "Cut", "beginning", "best", "cuts", "exact", "inner", "mixed", "numbered"]

Ints = NDArray[Any]

_DIGIT: Final = re.compile("[0-9]")
LATIN: Final = re.compile("[A-Z]+")
_INITIALS: Final = frozenset(("ZH", "CH", "SH", *"ABCDEFGHJKLMNOPQRSTWXYZ"))
_MOST_PARSES: Final = 24
_MOST_READINGS: Final = 2000
_MOST_CUTS: Final = 12
_NEARNESS: Final = 2.0
"""What a doubling of the distance costs, from 1 km on: a road 7 km away needs 64 times as much below it."""
_NEAR: Final = 1000.0


_NONE: Final = np.empty(0, np.int32)


class Cut(NamedTuple):
    """A text without the areas at its beginning."""

    rest: str
    name: str
    """Of the lowest area that was cut off; empty without one."""
    inside: NDArray[np.bool_] | None
    """For each area, and lastly for none, whether what is meant may lie in it; None: anywhere."""


def cuts(segment: Segment, key: str) -> list[Cut]:
    """What a text may be: as it is, and as the rest behind areas that it begins with.

    A road named after an area (上海路) needs the first, 上海市广东路 the second.
    """
    found = [Cut(key, "", None)]
    for cut in found:
        if len(found) > _MOST_CUTS:
            break
        found += _shorter(segment, cut)
    return found


def _shorter(segment: Segment, cut: Cut) -> list[Cut]:
    made = []
    for begin in reversed(segment.name.prefixes(cut.rest)):
        rest = cut.rest[len(begin) :]
        refs = [(ref >> REF_BITS, ref & ((1 << REF_BITS) - 1)) for ref in segment.name[begin]] if rest else []
        least = 1 if any(sense == Sense.AREA for sense, _ in refs) else 2
        areas = [n for sense, n in refs if sense in (Sense.AREA, Sense.AREA_SHORT)]
        inside = np.asarray(np.isin(segment.typed.above, areas).any(axis=1))
        if cut.inside is not None:
            inside &= cut.inside
        if areas and len(rest) >= least and inside.any():
            made.append(Cut(rest, segment.areas[areas[0]].name, inside))
    return made


def exact(typed: Typed, key: str) -> Ints:
    """Entries of the names that are just this, by their characters or their whole reading."""
    numbers = [(names, names.number(key)) for names in (typed.key, typed.full)]
    return np.concatenate([names.of_span(n, n + 1) for names, n in numbers if n >= 0] or [_NONE])


def numbered(typed: Typed, key: str) -> Ints:
    """Entries of the names that begin so and have a number in them."""
    keys = np.arange(*typed.key.span(key))
    return typed.key.of_keys(keys[typed.numbered[keys]])


def beginning(typed: Typed, key: str) -> Ints:
    """Entries of the names that begin so, 红旗, hongqi, hq; those with a number only when one is typed."""
    keys = np.arange(*typed.key.span(key))
    if not _DIGIT.search(key):
        keys = keys[~typed.numbered[keys]]
    found = [typed.key.of_keys(keys)]
    if LATIN.fullmatch(key):
        found.append(typed.full.of_span(*typed.full.span(key)))
        readings = typed.initials.of_span(*typed.initials.span(key))
        found.append(typed.key.of_keys(np.unique(typed.reading_key[readings])))
    return np.concatenate(found)


def mixed(typed: Typed, key: str) -> Ints:
    """Entries of names typed partly in characters, in pinyin, in initials: 阳luo, zhucj."""
    begin = LATIN.match(key)
    if len(key) < 2 or not LATIN.search(key):
        return _NONE
    if begin:
        parses = _parses(begin[0], typed.heard)
        spans = [typed.initials.of_span(*typed.initials.span(parse)) for parse in parses]
        readings = np.unique(np.concatenate(spans or [_NONE]))
    else:
        head = LATIN.split(key, maxsplit=1)[0]
        readings = np.arange(*np.searchsorted(typed.reading_key, typed.key.span(head)))
    fitting = [n for n in readings[:_MOST_READINGS].tolist() if _fits_reading(typed, key, n)]
    return typed.key.of_keys(np.unique(typed.reading_key[np.array(fitting, np.int64)]))


def inner(typed: Typed, key: str) -> Ints:
    """Entries of names that have it behind their beginning: 花园 of 阳光花园."""
    return typed.inner.of_span(*typed.inner.span(key)) if len(key) > 1 else _NONE


def _parses(latin: str, heard: frozenset[str]) -> list[str]:
    """First letters of the characters that a run of letters may stand for, longest syllables first."""
    found: list[str] = []

    def go(at: int, letters: str) -> None:
        if len(found) >= _MOST_PARSES:
            return
        if at == len(latin):
            found.append(letters)
            return
        for end in range(min(at + 6, len(latin)), at, -1):
            piece = latin[at:end]
            if piece in _INITIALS or piece in heard:
                go(end, letters + piece[0])

    go(0, "")
    return list(dict.fromkeys(found))


def _fits_reading(typed: Typed, key: str, reading: int) -> bool:
    characters = typed.key[int(typed.reading_key[reading])]
    syllables = typed.syllables[reading].split(" ")
    return len(characters) == len(syllables) and _fits(key, characters, syllables, 0)


def _fits(key: str, characters: str, syllables: Sequence[str], at: int) -> bool:
    """Whether a text is what characters and their syllables from a place on begin with."""
    if not key:
        return True
    if at == len(characters):
        return False
    syllable = syllables[at]
    if syllable.startswith(key):
        return True
    pieces = {
        characters[at],
        syllable,
        syllable[0],
        syllable[:2] if syllable[:2] in _INITIALS else syllable[0],
    }
    return any(_fits(key[len(p) :], characters, syllables, at + 1) for p in pieces if key.startswith(p))


def best(
    segment: Segment,
    entries: Ints,
    cut: Cut,
    near: tuple[float, float] | None,
    wanted: Callable[[int], bool],
    limit: int,
) -> list[tuple[float, int]]:
    """The first entries by weight and nearness, one of each group.

    Args:
        segment: the index.
        entries: their numbers; may be many, and the same ones again.
        cut: where they may lie.
        near: longitude and latitude, CGCS2000; None: weight only.
        wanted: whether an entry counts.
        limit: how many.

    Returns:
        What they are ranked by, the least first, and their numbers.
    """
    typed = segment.typed
    if cut.inside is not None:
        entries = entries[cut.inside[typed.area[entries]]]
    cost = entries.astype(np.float64) if near is None else _cost(typed, entries, near)
    found: dict[int, tuple[float, int]] = {}
    count = 8 * limit + 64
    while True:
        some = np.arange(len(entries))
        if count < len(entries):
            some = np.flatnonzero(cost <= np.partition(cost, count)[count])
        for n in some[np.lexsort((entries[some], cost[some]))].tolist():
            entry = int(entries[n])
            if wanted(entry):
                found.setdefault(int(typed.group[entry]), (float(cost[n]), entry))
            if len(found) >= limit:
                break
        if len(found) >= limit or count >= len(entries):
            break
        count *= 8
    return [(cost if near else -float(typed.weight[entry]), entry) for cost, entry in found.values()]


def _cost(typed: Typed, entries: Ints, near: tuple[float, float]) -> NDArray[np.float64]:
    degree = 111_319.5 / SCALE
    east = (typed.lon[entries] - near[0] * SCALE) * (degree * np.cos(np.radians(near[1])))
    north = (typed.lat[entries] - near[1] * SCALE) * degree
    cost: NDArray[np.float64] = _NEARNESS * np.log2(1 + np.hypot(east, north) / _NEAR) - typed.weight[entries]
    return cost
