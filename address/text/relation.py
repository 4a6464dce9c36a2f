"""Words of place relations at the end of a text: 附近, 对面, 往北100米, 与…之间, 交叉口东南角.

A relation is cut off where it ends the text, or where a crossing of roads helps to find what follows it.
旁, 东门, 桥北, 河西 and the like inside names stay.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from address.text.numerals import NUMERAL, digits_of
from address.text.rules import simplified

__all__ = ["Relation", "RelationKind", "find_relation", "take_relation"]


class RelationKind(StrEnum):
    """How a place lies to what is named."""

    NEAR = "near"
    """Somewhere around it: 附近, 一带."""
    BESIDE = "beside"
    """At it or in it: 旁边, 隔壁, 门口, 楼下, 里面."""
    OPPOSITE = "opposite"
    """Across the road: 对面, 对过."""
    DIRECTION = "direction"
    """On one side of it: 东侧, 北面, 后面."""
    OFFSET = "offset"
    """Some metres away: 往北100米."""
    BETWEEN = "between"
    """Between two things: A与B之间, A至B段."""
    INTERSECTION = "intersection"
    """Where two roads meet: A路与B路交叉口."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation, with what it says about direction and distance."""

    kind: RelationKind
    radius_m: float
    """Metres around the place found within which the place meant is assumed to lie."""
    bearing: float | None = None
    """Degrees clockwise from north, from what is named to what is meant; None where not said."""
    metres: float | None = None
    """Distance from what is named; None where not said."""
    corner: float | None = None
    """Bearing of the corner of a crossing (东南角), or of the side of the road (路东)."""
    parts: tuple[str, ...] = ()
    """The things between which, or the roads at whose crossing it lies; one for a crossing of one road."""


_RADIUS: Final = {
    RelationKind.NEAR: 300.0,
    RelationKind.BESIDE: 50.0,
    RelationKind.OPPOSITE: 80.0,
    RelationKind.DIRECTION: 100.0,
    RelationKind.OFFSET: 30.0,
    RelationKind.BETWEEN: 300.0,
    RelationKind.INTERSECTION: 60.0,
}
_SPREAD: Final = 0.3
"""Share of a distance that people say by which they are wrong."""

_BEARINGS: Final = {
    "北": 0.0,
    "东北": 45.0,
    "北东": 45.0,
    "东": 90.0,
    "东南": 135.0,
    "南东": 135.0,
    "南": 180.0,
    "西南": 225.0,
    "南西": 225.0,
    "西": 270.0,
    "西北": 315.0,
    "北西": 315.0,
}
_METRES: Final = {"米": 1.0, "公尺": 1.0, "M": 1.0, "公里": 1000.0, "千米": 1000.0, "KM": 1000.0}

_DIAGONAL: Final = "东南|东北|西南|西北|南东|北东|南西|北西"
_SIDE: Final = f"(?:{_DIAGONAL}|[东南西北])"
_HAND: Final = "(?:方向|边|面|侧|头)"
_COUNT: Final = f"(?:[0-9]+|[{NUMERAL}]+)"
_METRE: Final = "多?(?P<unit>公尺|公里|千米|米|KM|M)(?:左右|远|开外|处|的?地方)*"
_ROAD: Final = (
    "(?:路|街(?!道)|(?<!街)道|巷|弄|胡同|高速|[二三四五六内外]环|线|大桥)"
    "(?:[东南西北中]段|[0-9一二三四五六七八九十]+段)?"
)
_NAME: Final = "(?!十字|丁字|三岔)[^路街号]{1,12}?"
_WHOSE: Final = "(?:的[^0-9]{1,8})?"
_AND: Final = "(?:[与、&/+-]|[和同及到跟](?!.(?:路|街|大道|大街|道|巷)))"
_JUNCTION: Final = (
    "的?(?:交叉路口|交叉口|交叉处|交叉点|交叉|交汇路口|交汇处|交汇口|交汇|交界处|交界口|交会处|交会口|交口|相交处"
    "|相交|汇合处|(?:十字|丁字|三岔)?路口|转角处?|拐角处?|叉口)"
)

_OFFSET: Final = re.compile(
    f"(?:的?(?:[往向以朝]|再往)?(?P<side>{_SIDE}){_HAND}?|[往向]前方?|前方?|附近|旁边?|[往向]?[里内]|过去)"
    f"(?:大?约|大概|走|行|直行)*(?P<count>{_COUNT}){_METRE}(?:[马道]?路?的?(?P<corner>{_SIDE})(?:{_HAND}|角)?)?$"
    f"|(?P<only>{_COUNT})多?(?P<word>公尺|公里|千米|米)(?:左右|远|处|开外)+$"
)
_DIRECTION: Final = re.compile(
    f"(?:[往向以朝的靠]|(?<=村)村)?(?P<side>(?:{_DIAGONAL})角|{_SIDE}{_HAND})(?:处|不远处?|的?地方)*$"
    f"|(?<=[0-9号栋层室厦场园路街口])[往向以朝](?P<bare>{_SIDE})$|(?<=[路街])(?P<road>{_SIDE})$"
    "|的?(?:正?后面|后边|后方|背后|背面|后侧|屋后|楼后|正?前面|前边|前方|门前|楼前|前侧|左侧|右侧|左边|右边)(?:处)?$"
)
_WORDS: Final = (
    (
        RelationKind.OPPOSITE,
        re.compile(f"的?(?:马路)?(?:斜|正)?(?:对面|对过|对门)(?:处|路边|马路边)?{_WHOSE}$"),
    ),
    (
        RelationKind.NEAR,
        re.compile(
            f"的?(?:附近|周边|周围|一带|左近|不远处?|那一片|这边|那边)(?:处|的?地方|位置)?{_WHOSE}$"
            f"|(?<=[0-9号])(?:近|与|靠近|临近|邻近|靠)[^0-9号]{{1,10}}(?:{_ROAD}|口)(?:{_JUNCTION})?$"
        ),
    ),
    (
        RelationKind.BESIDE,
        re.compile(
            "的?(?:紧?隔壁|旁边的[^0-9]{1,8}|旁边?|旁侧|侧旁|边上|马路边|(?<=[路街道口])路[边旁]|(?<=[路街])边|里面|里头|(?<=桥)下|(?<=门)外|(?:院子|院|楼|屋|店)里|底下|底商|院内"
            "|楼下|楼上|(?<=[东南西北前后侧]门)口|(?<![东南西北前后侧])[大正]?门口|(?<=[院区园场厦心校厂馆城苑处局])内)(?:处|的?地方)?$"
            "|(?<=[站铁场园心路])(?:的)?[A-Z][0-9]?(?:出入?|进)?口(?:出来.{0,8}|外|旁)?$"
        ),
    ),
)
_CROSSING: Final = re.compile(
    f"(?P<first>.*?{_ROAD}){_AND}?(?P<second>{_NAME}{_ROAD})"
    f"(?:{_JUNCTION}|口$)(?:的?(?P<corner>(?:{_DIAGONAL})角?|{_SIDE}[角侧边面]))?"
    f"(?:[往向以]?(?P<side>{_SIDE})(?:{_HAND}|行|走|约)*(?P<count>[0-9]+)米处?(?:路{_SIDE})?)?"
)
_TWO_ROADS: Final = re.compile(
    f"(?P<first>.*?{_ROAD})(?:{_AND}|(?:靠近|临近|近|临))(?P<second>{_NAME}{_ROAD})(?:那边|附近|一带)?$"
)
_CORNER_ROADS: Final = re.compile(f"(?P<first>.*?{_ROAD})(?P<second>{_NAME}{_ROAD})$")
_CROSSING_NAMED: Final = re.compile(
    f"(?P<first>[^0-9路街与]{{2,10}})与(?P<second>{_NAME}{_ROAD}){_JUNCTION}$"
)
_ONE_ROAD: Final = re.compile(
    "(?P<first>.*?[^0-9][^0-9](?:路|街|大道|巷)(?:[东南西北中]段)?)的?(?:(?:十字|丁字|三岔)路口|路口|口)$"
)
_BETWEEN: Final = re.compile(
    f"(?P<first>.{{2,60}}?){_AND}(?P<second>.{{2,30}}?)(?:段?之间|中间|区间)(?:路段|的?地方|处)?$"
    f"|(?P<start>.{{1,60}}?(?:{_ROAD}|[口站桥场]))[到至-](?P<end>.{{1,30}}?[路街道巷口站桥场])(?:这一|这)?路?段$"
)
_STRETCH: Final = re.compile(f"(?P<road>.*?{_ROAD})从?(?P<first>{_NAME}{_ROAD})")

_HINT: Final = re.compile(
    "[近旁边邊上壁面過过门門口下侧側米M处處间間段角內内右远遠方东東南西北带帶围圍商前后後头頭外片置尺里来向]$"
    "|交[叉汇匯界会會口]|路口|[转轉拐]角|口出来|附近|[对對]面|旁[边邊]|隔壁|[0-9号號](?:近|靠|[与與]|临近|邻近)"
    "|[路街道](?:[与與和近靠临臨/&]|.*那边)"
)


class _Found(NamedTuple):
    """Where in a text a relation stands."""

    end: int
    """Where what is kept of the text ends."""
    relation: Relation
    parts: tuple[tuple[int, int], ...] = ()
    """Where its parts stand."""
    after: int | None = None
    """Where what follows it begins."""


def take_relation(text: str) -> tuple[str, Relation | None]:
    """Cut the relation off a standard text.

    Args:
        text: as `address.text.rules.standard_text` gives it.

    Returns:
        What the relation is to, and the relation; the text as it was and None when it names none. Of a
        crossing or a stretch between two things the first stays, with whatever follows the crossing.

    >>> take_relation("红旗路12号附近")[0]
    '红旗路12号'
    """
    found = find_relation(text)
    if not found:
        return text, None
    start, end, relation = found
    return text[:start] + text[end:], relation


def find_relation(text: str) -> tuple[int, int, Relation] | None:
    """Where in a standard text the words of a relation begin and end, and what they say."""
    if not _HINT.search(text):
        return None
    plain = simplified(text)
    placed = _placed(plain)
    end = placed.end if placed else len(plain)
    found = _crossing(plain[:end], placed) or placed or _between(plain) or _word(plain)
    if not found or found.end < 2:
        return None
    parts = tuple(text[start:stop] for start, stop in found.parts)
    after = len(text) if found.after in (None, end) else found.after
    return found.end, after or len(text), replace(found.relation, parts=parts)


def _placed(text: str) -> _Found | None:
    """A distance or a direction at the end."""
    if found := _OFFSET.search(text):
        count, unit = found["count"] or found["only"], found["unit"] or found["word"]
        metres = float(count if count.isdecimal() else digits_of(count)) * _METRES[unit]
        sides = _bearing(found["side"]), _bearing(found["corner"])
        return _Found(found.start(), _offset(RelationKind.OFFSET, metres, *sides))
    if found := _DIRECTION.search(text):
        bearing = _bearing(found["side"] or found["bare"] or found["road"])
        return _Found(found.start(), _relation(RelationKind.DIRECTION, bearing))
    return None


def _crossing(text: str, placed: _Found | None) -> _Found | None:
    """A crossing of roads, with the distance or the corner that stood behind it."""
    patterns = [_CROSSING, _CROSSING_NAMED, _ONE_ROAD, _TWO_ROADS]
    if placed and placed.relation.kind is RelationKind.DIRECTION:
        patterns.append(_CORNER_ROADS)
    found = next((match for pattern in patterns if (match := pattern.match(text))), None)
    if not found:
        return None
    roads = found.groupdict()
    spans = tuple(found.span(name) for name in ("first", "second") if roads.get(name))
    relation = _relation(RelationKind.INTERSECTION)
    if placed and placed.relation.kind is RelationKind.OFFSET:
        relation = replace(placed.relation, kind=RelationKind.INTERSECTION)
    elif placed:
        relation = replace(relation, corner=placed.relation.bearing)
    elif roads.get("count"):
        relation = _offset(RelationKind.INTERSECTION, float(roads["count"]), _bearing(roads["side"]), None)
    elif roads.get("corner"):
        relation = replace(relation, corner=_bearing(roads["corner"]))
    return _Found(found.end("first"), relation, spans, found.end())


def _between(text: str) -> _Found | None:
    found = _BETWEEN.fullmatch(text)
    if not found:
        return None
    one, other = ("first", "second") if found["first"] else ("start", "end")
    relation = _relation(RelationKind.BETWEEN)
    on_road = _STRETCH.fullmatch(found[one])
    if on_road:
        return _Found(on_road.end("road"), relation, (on_road.span("first"), found.span(other)))
    return _Found(found.end(one), relation, (found.span(one), found.span(other)))


def _word(text: str) -> _Found | None:
    for kind, pattern in _WORDS:
        if found := pattern.search(text):
            return _Found(found.start(), _relation(kind))
    return None


def _relation(kind: RelationKind, bearing: float | None = None) -> Relation:
    return Relation(kind, _RADIUS[kind], bearing)


def _offset(kind: RelationKind, metres: float, bearing: float | None, corner: float | None) -> Relation:
    return Relation(kind, _RADIUS[RelationKind.OFFSET] + _SPREAD * metres, bearing, metres, corner)


def _bearing(side: str | None) -> float | None:
    return _BEARINGS.get(side[:2], _BEARINGS.get(side[:1])) if side else None
