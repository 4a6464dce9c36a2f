"""Provinces, cities and districts at the beginning of a text, by the national list.

A name stands with or without the word for its kind (湖北武汉), once or twice. A road that is named after a
city (上海市广东路) is no city, and of two names that do not lie in one line both are taken and reported.
"""

import csv
import functools
import re
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["Division", "NamedDivision", "divisions", "named_divisions"]

FILE: Final = Path(__file__).parents[2] / "data" / "places" / "divisions.csv"

_LEVELS: Final = ("province", "city", "district")
_LONGEST: Final = 15
_SHORTEST_ALONE: Final = 3
"""Characters of a full name that needs no other beside it: 西区 and 郊区 are in many cities."""
_PEOPLES: Final = (
    "汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇"
    "|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|保安|裕固|独龙"
    "|鄂伦春|门巴|珞巴|基诺|各"
)
_KIND: Final = re.compile(
    f"(?:(?:{_PEOPLES})族?)*(?:自治[区州县旗])$|(?:特别行政区|新区|地区|林区|矿区|[省市区县旗盟])$"
)
_NO_NAME: Final = re.compile(
    "[东西南北中]?[一二三四五六七八九十]{0,2}(?:路|街|大道|道|巷|弄|胡同|公路|支路)|(?:里|村|新村|城(?!区|市|关)|广场"
    "|大厦|花园|苑|小区|大?饭店|大?酒店|宾馆|大学|学院|银行|医院|中学|小学|[一二三四五六七八九十]中|站|桥|口|门|山|湖|河"
    "|江|海|港(?!区|口)|机场|火车|商|公馆|大楼|国际|府|坊|园|湾|岛|镇|乡|街道|社区|公司|人家|世纪|科技)"
)
_STREET: Final = re.compile("[^0-9号路]{2,5}?(?:街道|镇|乡)")
_TOWN: Final = re.compile("(?:[镇乡]|新区)$")
_NO_KIND: Final = re.compile("场|民(?:政|广场|中心|公园)|政府|政务")
_FORMER_KIND: Final = re.compile("[县市区](?![场民政域])")
_NEW_ZONE: Final = re.compile("新区|保税")
_ZONE: Final = re.compile("新区|保税|高新|经济|高科|开发区|工业|科技")
_AFTER_ALONE: Final = re.compile("[^0-9号]{2,9}?(?:路|街|大道|镇|乡|街道|开发区|村|园|大厦|广场)")


class Division(NamedTuple):
    """A province, city or district."""

    code: str
    """Six digits of GB/T 2260."""
    level: str
    name: str

    @property
    def prefix(self) -> str:
        """The part of the code that it shares with what lies in it."""
        return self.code.removesuffix("00").removesuffix("00")

    def in_line_with(self, other: "Division") -> bool:
        """Whether one lies in the other, or they are the same."""
        return self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix)


class NamedDivision(NamedTuple):
    """A part of a text that names a division."""

    start: int
    end: int
    meant: tuple[Division, ...]
    """All that may be meant, of one level unless a city is named like its province."""
    full: bool
    """Whether the word for its kind is there."""
    contradicts: "NamedDivision | None" = None
    """One before it in which it does not lie."""

    @property
    def level(self) -> str:
        """Level of what is meant; of 吉林 and 西安 the highest one."""
        return min((division.level for division in self.meant), key=_LEVELS.index)


@functools.cache
def divisions() -> dict[str, tuple[Division, ...]]:
    """Divisions by what they are called, with and without the word for their kind."""
    called: dict[str, list[Division]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            division = Division(row["code"], row["level"], row["name"])
            short = _KIND.sub("", division.name)
            for name in {division.name, short} if len(short) > 1 else {division.name}:
                called.setdefault(name, []).append(division)
    return {name: tuple(sorted(meant)) for name, meant in called.items()}


@functools.cache
def _cities_without_districts() -> frozenset[str]:
    every = {division for meant in divisions().values() for division in meant}
    with_districts = {division.code[:4] for division in every if division.level == "district"}
    return frozenset(d.code for d in every if len(d.prefix) == 4 and d.code[:4] not in with_districts)


def named_divisions(text: str) -> list[NamedDivision]:
    """The divisions that a text begins with, in the order in which it names them.

    Args:
        text: standard text in simplified characters.
    """
    found: list[NamedDivision] = []
    start = 0
    while one := _at(text, start, found):
        found = [*(_narrowed(before, one) for before in found), one]
        start = one.end
    return found


def _at(text: str, start: int, before: list[NamedDivision]) -> NamedDivision | None:
    called = divisions()
    for size in range(min(_LONGEST, len(text) - start), 1, -1):
        meant = called.get(text[start : start + size])
        if meant:
            full = _is_full(meant, size)
            former = None if full else _FORMER_KIND.match(text, start + size)
            one = NamedDivision(start, former.end() if former else start + size, meant, full or bool(former))
            accepted = _accepted(text, _in_line(one, before), before)
            if accepted:
                return accepted
    return None


def _in_line(one: NamedDivision, before: list[NamedDivision]) -> NamedDivision:
    """A name with only those meanings that agree with all before it, or else with what it contradicts."""
    for above in (before, before[-1:]):
        meant = tuple(d for d in one.meant if all(_any_in_line(d, n.meant) for n in above))
        if meant:
            return one._replace(meant=meant)
    return one._replace(contradicts=before[-1])


def _may_contradict(text: str, one: NamedDivision) -> bool:
    """Whether a full name may stand against those before it: no town, and no 东城区 behind 东莞市."""
    upper = one.contradicts
    return upper is None or not (_TOWN.search(text, one.start, one.end) or _has_no_districts(upper))


def _has_no_districts(one: NamedDivision) -> bool:
    return all(division.code in _cities_without_districts() for division in one.meant)


def _accepted(text: str, one: NamedDivision, before: list[NamedDivision]) -> NamedDivision | None:
    """The name when it is one of a division here, and not the beginning of another name."""
    in_line = bool(before) and not one.contradicts
    if one.full:
        clear = in_line or one.end - one.start >= _SHORTEST_ALONE or text[one.end - 1] == "县"
        return one if clear and not _NO_KIND.match(text, one.end) and _may_contradict(text, one) else None
    if one.contradicts or not (_goes_on(text, one) or not _NO_NAME.match(text, one.end)):
        return None
    again = in_line and before[-1].meant == one.meant
    if again and not (_goes_on(text, one) or _STREET.match(text, one.end)):
        return None
    if _NEW_ZONE.match(text, one.end) and _only_districts(one):
        return None
    return one if in_line or _stands_alone(text, one) else None


def _goes_on(text: str, one: NamedDivision) -> bool:
    """Whether the name of a division in it follows: 深圳南山区, though 南山 may be the end of a name."""
    called = divisions()
    names = (called.get(text[one.end : one.end + size], ()) for size in (4, 3, 2))
    below = (d for meant in names for d in meant if len(d.prefix) > 2)
    return any(d.in_line_with(o) and d.prefix != o.prefix for d in below for o in one.meant)


def _stands_alone(text: str, one: NamedDivision) -> bool:
    """Whether a short name with none before it is one: 武汉, but 江北 only before a road or a town."""
    if one.level != "district":
        return True
    if _ZONE.match(text, one.end) and _only_districts(one):
        return False
    return bool(_AFTER_ALONE.match(text, one.end)) or one.end == len(text)


def _any_in_line(one: Division, others: tuple[Division, ...]) -> bool:
    return any(one.in_line_with(other) for other in others)


def _only_districts(one: NamedDivision) -> bool:
    """Whether it can mean no city: 福田保税区 is a zone of its own name, 昆山开发区 is one of 昆山市."""
    return not any(division.name.endswith("市") for division in one.meant)


def _is_full(meant: tuple[Division, ...], size: int) -> bool:
    return any(len(division.name) == size for division in meant)


def _narrowed(before: NamedDivision, one: NamedDivision) -> NamedDivision:
    """A name with only those meanings that agree with a later one."""
    meant = tuple(d for d in before.meant if _any_in_line(d, one.meant))
    return before._replace(meant=meant) if meant else before
