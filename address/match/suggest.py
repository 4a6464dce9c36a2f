"""What somebody who is typing may want: names, and addresses below them, the likeliest first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np

from address.answer import Suggestion
from address.index.names import Sense
from address.index.near import earth
from address.index.segment import Area, Segment
from address.match.below import below, children, continued
from address.match.typed import Cut, beginning, best, cuts, exact, inner, mixed, numbered
from address.text.rules import compare_key

__all__ = ["LONGEST", "MOST", "suggest"]

LONGEST: Final = 100
"""Characters; nobody types more before the choice is clear."""
MOST: Final = 50
"""Suggestions of one call."""
_MOST_ENDS: Final = 1000
"""Addresses that a text may be, of which one is sought that it is."""
_OTHER_NAMES: Final = {Sense.ALIAS: "别名", Sense.FORMER: "曾用名", Sense.POI: "兴趣点"}

Pieces = Sequence[tuple[Segment, frozenset[int]]]
"""Indexes with the positions that don't count: changes since, if any, and the index they change."""
Point = tuple[float, float] | None


class _Hit(NamedTuple):
    order: tuple[Any, ...]
    """The least goes first; the first two numbers say how it was found."""
    segment: Segment
    entry: int
    """Of a name; -1 for an address below one."""
    at: int
    """Position of the address, or number of the area."""
    cut: Cut


def suggest(pieces: Pieces, text: str, *, near: Point = None, limit: int = 10) -> list[Suggestion]:
    """See `address.geocoder.Geocoder.suggest`."""
    key = compare_key(text.replace("ü", "v").replace("Ü", "V")) if len(text) <= LONGEST else ""
    limit = min(limit, MOST)
    if not key or limit < 1:
        return []
    found: dict[tuple[bool, str], _Hit] = {}
    asked = [
        _Asked(segment, gone, pieces[n + 1 :], near, limit, cuts(segment, key))
        for n, (segment, gone) in enumerate(pieces)
    ]
    for way, step in enumerate(_STEPS + _ELSE):
        if len(found) >= limit or (found and step in _ELSE):
            break
        hits = [hit for one in asked for hit in step(one, way)]
        for hit in sorted(hits, key=lambda hit: hit.order):
            found.setdefault(_identity(hit), hit)
    return _told([_suggestion(hit, near) for hit in list(found.values())[:limit]], found.values())


class _Asked(NamedTuple):
    """One index and what is asked of it."""

    segment: Segment
    gone: frozenset[int]
    under: Pieces
    """Indexes that it changes: what they have as well is theirs."""
    near: Point
    limit: int
    cuts: list[Cut]

    def counts(self, at: int) -> bool:
        """Whether the address at a position is shown from this index."""
        if at in self.gone:
            return False
        number = self.segment.id[at]
        return not any(
            (there := segment.position_of(number)) is not None and there not in gone
            for segment, gone in self.under
        )

    def counts_as_entry(self, entry: int) -> bool:
        """The same for a name."""
        typed = self.segment.typed
        return typed.sense[entry] == Sense.AREA or self.counts(int(typed.ref[entry]))


Step = Callable[[_Asked, int], Iterable[_Hit]]


def _names(asked: _Asked, way: int, find: Callable[..., Any]) -> Iterator[_Hit]:
    for n, cut in enumerate(asked.cuts):
        entries = find(asked.segment.typed, cut.rest)
        ranked = best(asked.segment, entries, cut, asked.near, asked.counts_as_entry, 2 * asked.limit)
        for cost, entry in ranked:
            at = int(asked.segment.typed.ref[entry])
            yield _Hit((way, n, round(cost, 4), entry), asked.segment, entry, at, cut)


def _addresses(asked: _Asked, way: int, find: Callable[..., Any]) -> Iterator[_Hit]:
    for n, cut in enumerate(asked.cuts):
        nodes = find(asked.segment, asked.gone, cut)
        for one in below(asked.segment, nodes, asked.near, asked.limit):
            if asked.counts(one.at):
                order = (way, n, *one[:-1], asked.segment.code(one.at))
                yield _Hit(order, asked.segment, -1, one.at, cut)


def _below_exact(segment: Segment, gone: frozenset[int], cut: Cut) -> Any:
    """What is directly below that which is typed out."""
    typed = segment.typed
    entries = exact(typed, cut.rest)
    nodes = np.unique(typed.ref[entries[typed.sense[entries] == Sense.NODE]]).astype(np.int64)
    if not len(nodes):
        nodes = continued(segment, gone, cut)[:_MOST_ENDS]
        ends = [cut.rest.endswith(compare_key(segment.own_name(at))) for at in nodes.tolist()]
        nodes = nodes[np.array(ends, bool)]
    found = children(segment, gone, nodes)
    return found if cut.inside is None else found[cut.inside[segment.parts.arrays["area"][found]]]


_STEPS: Final[tuple[Step, ...]] = (
    partial(_names, find=exact),
    partial(_addresses, find=continued),
    partial(_names, find=beginning),
    partial(_addresses, find=partial(continued, shortened=True)),
    partial(_names, find=mixed),
    partial(_names, find=inner),
    partial(_addresses, find=_below_exact),
)
"""Ways of finding, the next asked when the ones before have found too little."""
_ELSE: Final[tuple[Step, ...]] = (
    partial(_addresses, find=partial(continued, loose=True)),
    partial(_names, find=numbered),
)
"""What is tried when nothing at all was found."""


def _identity(hit: _Hit) -> tuple[bool, str]:
    is_area = _is_area(hit)
    return is_area, hit.segment.areas[hit.at].code if is_area else hit.segment.code(hit.at)


def _is_area(hit: _Hit) -> bool:
    return hit.entry >= 0 and hit.segment.typed.sense[hit.entry] == Sense.AREA


def _suggestion(hit: _Hit, near: Point) -> Suggestion:
    segment = hit.segment
    if _is_area(hit):
        area = segment.areas[hit.at]
        place = (area.lon, area.lat) if area.lon is not None and area.lat is not None else None
        return Suggestion(area.name, area.full_name, area.level, None, area.code, *_placed(place, near))
    area_of = _area(segment, hit)
    text, label, level = _named(segment, hit, area_of)
    code = segment.code(hit.at) if segment.id[hit.at] >= 0 else None
    return Suggestion(
        text, label, level, code, area_of.code if area_of else None, *_placed(segment.lonlat(hit.at), near)
    )


def _named(segment: Segment, hit: _Hit, area: Area | None) -> tuple[str, str, str]:
    """Text, label, level."""
    full = (area.full_name if area else "") + segment.local_text(hit.at)
    if hit.entry < 0:
        return hit.cut.name + segment.local_text(hit.at), full, segment.level_word(hit.at)
    typed = segment.typed
    sense, text = Sense(int(typed.sense[hit.entry])), typed.text[hit.entry]
    if other := _OTHER_NAMES.get(sense):
        full = f"{full}（{other}：{text}）"
    return hit.cut.name + text, full, "poi" if sense == Sense.POI else segment.level_word(hit.at)


def _area(segment: Segment, hit: _Hit) -> Area | None:
    """The lowest area by the library, or else by the place."""
    number = segment.area[hit.at]
    if number < 0 and hit.entry >= 0:
        number = int(segment.typed.area[hit.entry])
    return segment.areas[number] if number >= 0 else None


def _placed(place: Point, near: Point) -> tuple[float | None, float | None, float | None]:
    if place is None:
        return None, None, None
    if near is None:
        return *place, None
    one, other = earth(*np.array([place, near]).T)
    return *place, round(float(np.linalg.norm(one - other)), 1)


def _told(found: list[Suggestion], hits: Iterable[_Hit]) -> list[Suggestion]:
    """Texts that stand for several of them get the street's name in front."""
    texts = [one.text for one in found]
    return [
        one._replace(text=_street(hit) + one.text) if texts.count(one.text) > 1 and not hit.cut.name else one
        for one, hit in zip(found, hits, strict=False)
    ]


def _street(hit: _Hit) -> str:
    area = _area(hit.segment, hit) if not _is_area(hit) else None
    above = [hit.segment.areas[n] for n in area.above] if area else []
    return next((one.name for one in reversed(above) if one.level in ("street", "district")), "")
