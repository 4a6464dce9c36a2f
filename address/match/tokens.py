"""A text cut into tokens: names that the library knows, numbers with their words, and what is left.

Scanning goes from left to right and takes the longest thing that begins at each place. It decides nothing:
a name keeps all its senses, a number all ways to read it, and the matcher tries them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from address.index.names import BARE, REF_BITS, Sense
from address.index.segment import Segment
from address.index.terms import NAMED, numbered_term, plain_number

__all__ = ["Meant", "Name", "Number", "Reading", "Token", "Unknown", "is_counted", "scan", "senses_of"]

_N: Final = r"[A-Z]{0,2}\d+[A-Z]?"
_STEM: Final = "甲乙丙丁戊己庚辛"
_DASH: Final = "[-附~至]"
# Number words in the order in which they are tried.
_NUMBER: Final = re.compile(
    r"(?P<lane>\d+(?:-\d+)?(?:巷|弄|条胡同|胡同|里(?!程)|条|支弄)|第?\d+(?:村民小?组|村民?小组|小组|组|队|社(?!区)))"
    rf"|(?P<plate>[临新{_STEM}]?\d+[A-Z]?(?:{_DASH}\d+[A-Z]?)*号"
    rf"(?:[{_STEM}](?![^\d栋单层室-])|院(?=\d|$)|附\d+号?|-\d+(?![\d室层栋单-])|临\d+号?)?|\d+附\d+)"
    r"|(?P<hall>[东西南北中前后]层(?=\d|$))"
    rf"|(?P<building>第?(?:{_N}|[A-Z]{{1,2}}|[{_STEM}])(?:-\d+)?栋)"
    rf"|(?P<unit>第?(?:{_N}|[A-Z]|[{_STEM}])(?:单元|门(?![口牌铃卫前面店诊厅外内旁边])|梯))"
    r"|(?P<floor>临?第?(?:地下|负|B|(?<![层号])-)?\d+(?:层|F(?![A-Z0-9]))|地下\d*[层室街]?|负\d+(?!\d)|B\d(?!\d))"
    rf"|(?P<room>(?:{_N}|[A-Z]\d*)(?:-{_N})*室)"
    r"|(?P<phase>\d+期)"
    rf"|(?P<bare>(?:{_N}|[A-Z](?=-\d))(?:-{_N})*(?!\d*[段个只直塌位年月日点时分元块岁人次遍件米下些起样条带])|(?<=[层号F])-\d+|[A-Z](?=\d|$))"
)
# Words that say nothing, wherever they stand.
_FREE: Final = re.compile(
    r"(?:街道)?办事处|办(?![公事])|社区居委会|居委会|村委会|居民委员会|村民委员会|\d{1,3}邻|我?说的是|就是|[那这](?:个|里|边|儿)|[的哦呢啊吧呀]|[-/、]+(?!\d)"
)
_POST_CODE: Final = re.compile(r"(?:\d{6}|\d{5}|\d{3})(?=[^\d号栋单层室巷弄路街段组队楼座期年月日A-Z-])")
_COUNTED: Final = re.compile(r"\d(?:号|栋|单元|层|室|巷|弄|组)")
# A name is not taken for a shorter one's sake before these: 新洲 of 新洲大道, 中山 of 中山东路.
_ROAD_AFTER: Final = re.compile(r"[东西南北中新老]?[0-9]{0,2}(?:路|街(?!道)|道|大道|大街|巷|弄|桥|公路|胡同)")


class Reading(NamedTuple):
    """One way to read a number: terms, each below the one before, and what it costs."""

    cost: float
    terms: tuple[str, ...]


class Meant(NamedTuple):
    """One thing that a name may mean."""

    sense: Sense
    ref: int
    """Which one: see `Sense`."""
    cost: float = 0.0
    """Of taking the text for this."""
    name: str | None = None
    """The name as it is spelt, where the text is taken for a misspelt one."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the library, with all that it may mean."""

    start: int
    end: int
    text: str
    senses: tuple[Meant, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its word, or bare."""

    start: int
    end: int
    text: str
    level: str
    """What its word says it is."""
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Text that is neither."""

    start: int
    end: int
    text: str


Token = Name | Number | Unknown

_BRANCH: Final = re.compile(r"(?P<house>[临]?\d+[A-Z]?)号?[-附](?P<branch>\d+)号?")
_LAST: Final = {"room": "r", "plate": "hr", "building": "b"}
"""What the last part of a-b-c may be, by its word."""
_OTHER: Final = {
    "plate": (("building", 0.03), ("room", 0.06), ("unit", 0.08)),
    "building": (("plate", 0.04), ("unit", 0.06)),
    "unit": (("building", 0.06),),
    "floor": (),
    "lane": (),
    "phase": (),
    "room": (("plate", 0.08),),
}
# How the parts of a-b-c may be meant; + joins two parts to one door plate with a branch.
_BARE: Final = {
    1: (("h", 0.01), ("r", 0.01), ("b", 0.02), ("u", 0.05), ("f", 0.06)),
    2: (("h+", 0.01), ("br", 0.01), ("ur", 0.01), ("hr", 0.03), ("bu", 0.03), ("hb", 0.03), ("fr", 0.05)),
    3: (("bur", 0.01), ("hbr", 0.02), ("hur", 0.03), ("h+r", 0.03), ("h+b", 0.04), ("hbu", 0.04),
        ("bfr", 0.05), ("ufr", 0.05)),
    4: (("hbur", 0.01), ("h+br", 0.03), ("bufr", 0.03), ("h+ur", 0.03), ("hufr", 0.05)),
    5: (("h+bur", 0.02), ("hbufr", 0.02)),
}  # fmt: skip
_SENSES: Final = tuple(Sense)
_REF: Final = (1 << REF_BITS) - 1
_REMEMBERED: Final = 20_000
"""Names whose senses a worker keeps."""
_LEVELS: Final = {"h": "plate", "b": "building", "u": "unit", "f": "floor", "r": "room", "l": "lane"}


def scan(segment: Segment, text: str, *, apart: bool = False) -> list[Token]:
    """Cut a text.

    Args:
        segment: whose names count.
        text: comparison form of a standard text.
        apart: take no name with a counted number in it, such as 红旗路老12号, so that its parts count.
    """
    tokens: list[Token] = []
    unknown = at = 0
    while at < len(text):
        if free := _FREE.match(text, at) or (_POST_CODE.match(text) if at == 0 else None):
            if unknown < at:
                tokens.append(Unknown(unknown, at, text[unknown:at]))
            unknown = at = free.end()
            continue
        token: Name | Number | None = _name(segment, text, at, apart=apart, first=unknown == at)
        number = _number(text, at)
        if number and (token is None or number.end >= token.end):
            token = number
        if token is None:
            at += 1
            continue
        if unknown < at:
            tokens.append(Unknown(unknown, at, text[unknown:at]))
        tokens.append(token)
        unknown = at = token.end
    if unknown < at:
        tokens.append(Unknown(unknown, at, text[unknown:at]))
    return tokens


def is_counted(token: Token) -> bool:
    """Whether it is a name with a number in it that could be read by itself."""
    return isinstance(token, Name) and bool(_COUNTED.search(token.text))


def _name(segment: Segment, text: str, at: int, *, apart: bool, first: bool) -> Name | None:
    """The longest name that begins here and may stand here."""
    part = text[at : at + 40]
    names = segment.name.prefixes(part)
    if first:
        names = sorted({*names, *(name[1:] for name in segment.name.prefixes(BARE + part))}, key=len)
    for name in reversed(names):
        end = at + len(name)
        if (name[-1].isdigit() and text[end : end + 1].isdigit()) or (apart and _COUNTED.search(name)):
            continue
        senses = senses_of(segment, name) + (senses_of(segment, BARE + name) if first else ())
        if senses := _standing(senses, text, end):
            return Name(at, end, name, senses)
    return None


def _standing(senses: tuple[Meant, ...], text: str, end: int) -> tuple[Meant, ...]:
    """The senses that a name may have before what follows it."""
    after = text[end : end + 1]
    if _ROAD_AFTER.match(text, end):
        return tuple(one for one in senses if one.sense not in (Sense.AREA_SHORT, Sense.SHORT))
    if not after or not after.isascii():
        return tuple(one for one in senses if one.sense != Sense.SHORT) or senses
    return senses


def senses_of(segment: Segment, name: str) -> tuple[Meant, ...]:
    """All that a name may mean."""
    known = segment.senses.get(name)
    if known is None:
        known = tuple(Meant(_SENSES[value >> REF_BITS], value & _REF) for value in segment.name[name])
        if len(segment.senses) < _REMEMBERED:
            segment.senses[name] = known
    return known


def _number(text: str, at: int) -> Number | None:
    found = _NUMBER.match(text, at)
    if not found or not found.lastgroup:
        return None
    level, said = found.lastgroup, found[0]
    readings = _readings(level, said)
    level = "building" if level == "hall" else level
    return Number(at, found.end(), said, level, readings) if readings else None


@lru_cache(maxsize=1 << 16)
def _readings(level: str, said: str) -> tuple[Reading, ...]:
    return _bare(said) if level == "bare" else _worded(level, said)


def _worded(level: str, said: str) -> tuple[Reading, ...]:
    """What the word says first, then what people say instead."""
    if level == "hall":
        return (Reading(0.0, (NAMED + said,)),)
    if level == "plate" and said[-1] in _STEM:
        house = numbered_term("plate", said[:-1]) or ""
        return Reading(0.02, (f"h{said[-1]}{house[1:]}",)), Reading(0.12, (house,))
    own = numbered_term(level, said)
    return (*((Reading(0.0, (own,)),) if own else ()), *_other_words(level, said), *_parts(level, said))


def _other_words(level: str, said: str) -> Iterator[Reading]:
    """The number with another word: 3号 for 3栋."""
    value = re.match(r"第?([A-Z]{0,2}\d+[A-Z]?|[A-Z])(?=\D*$)", said)
    for other, cost in _OTHER[level] if value else ():
        if value and (made := numbered_term(other, value[1])):
            yield Reading(cost, (made,))


def _parts(level: str, said: str) -> Iterator[Reading]:
    """A number of several parts: 12之3號, 3-502室."""
    if level == "plate" and (parts := _BRANCH.fullmatch(said)):
        house, branch = f"h{plain_number(parts['house'])}", plain_number(parts["branch"])
        yield Reading(0.0, (house, f"h-{branch}"))
        yield Reading(0.01, (house, f"r-{branch}"))
    elif level in _LAST and "-" in said:
        for one in _bare(re.sub(r"[^0-9A-Z-]+$", "", said)):
            if one.terms[-1][0] in _LAST[level] and len(one.terms) > 1:
                yield one


def _bare(said: str) -> tuple[Reading, ...]:
    if said.startswith("-"):
        return (Reading(0.0, (f"r{said}",)), Reading(0.01, (f"r{said[1:]}",)))
    if joined := re.fullmatch(r"([A-Z])-?(\d{3,4})", said):
        apart = (f"b{joined[1]}", f"r{plain_number(joined[2])}")
        return (Reading(0.01, apart), Reading(0.01, (f"r{joined[1]}{joined[2]}",)))
    parts = [plain_number(part) for part in said.split("-")]
    readings = []
    if len(parts) > 1:
        readings.append(Reading(0.02, ("r" + "-".join(parts),)))
    for pattern, cost in _BARE.get(len(parts), ()):
        terms = _terms_of(pattern, parts)
        if all(terms):
            readings.append(Reading(cost, terms))
    return tuple(readings)


def _terms_of(pattern: str, parts: Sequence[str]) -> tuple[str, ...]:
    values = list(parts)
    if "+" in pattern:
        values[:2] = [f"{parts[0]}-{parts[1]}"]
        pattern = pattern.replace("+", "")
    return tuple(numbered_term(_LEVELS[k], v) or "" for k, v in zip(pattern, values, strict=True))
