"""What people do to names: misspell, mishear, shorten, call by another name, invent."""

from functools import cache
from random import Random

import opencc
from pypinyin import Style, lazy_pinyin

from benchmarks.geocoding.draft import Draft, Part
from benchmarks.geocoding.rows import ANCHORS, Library

__all__ = [
    "alias",
    "char_lost",
    "char_wrong",
    "chars_swapped",
    "compound_for_road",
    "homophone",
    "invented_estate",
    "invented_road",
    "poi_added",
    "road_word_left_out",
    "section_left_out",
]

_FIRST = "中人建解胜长黄东南西北新光明和平友爱民主文化科学创业振兴富强幸福安康乐园湖江山河春夏秋冬金银玉石"
_SECOND = "山民设放利江河风京海湖城华明辉谐安谊国族主昌化技园业展盛裕强福泰康居庭滨岭溪泉晖景月日星云"
_ROAD_WORDS = ("路", "街", "大道", "路", "横路", "环路")
_ESTATE_WORDS = ("花园", "小区", "家园", "国际", "雅苑", "新村", "公馆", "名邸", "一期")
_SHOPS = ("超市", "便利店", "药房", "理发店", "牙科", "修车铺", "快餐店", "幼儿园", "菜鸟驿站", "卫生室")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


@cache
def common_chars(encoding: str, first: int, last: int) -> tuple[str, ...]:
    """The characters of the first plane of a national character set, which are those in common use."""
    codes = (bytes((row, cell)) for row in range(first, last) for cell in range(0x40, 0xFF))
    chars = [code.decode(encoding, "ignore") for code in codes]
    return tuple(char for char in chars if len(char) == 1 and "\u4e00" <= char <= "\u9fff")


def _chars(library: Library) -> tuple[str, ...]:
    return common_chars("big5", 0xA4, 0xC6) if library.taiwan else common_chars("gb2312", 0xB0, 0xD7)


@cache
def _by_sound(chars: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for char, sound in zip(chars, lazy_pinyin(list(chars), style=Style.NORMAL), strict=True):
        found.setdefault(sound, []).append(char)
    return found


def _named(draft: Draft) -> Part | None:
    """A road, an estate or a compound whose name is as in the library."""
    part = draft.part(*ANCHORS)
    return part if part is not None and part.said == part.name and len(part.name) > 2 else None


def _stem(name: str) -> int:
    """How many characters of a name tell it from others of its kind."""
    for word in ("大道", "一段", "二段", "三段", "四段", "五段", "六段", "七段"):
        if name.endswith(word):
            return max(1, len(name) - len(word) - (word[-1] == "段"))
    return len(name) - 1


def _misspell(draft: Draft, library: Library, part: Part, said: str, at: int) -> bool:
    """Write another character, unless that is another name; all names that fit as well may be meant."""
    if said in library.anchors:
        return False
    rest = (part.name[:at], part.name[at + 1 :])
    alike = (name for name in library.anchors if len(name) == len(part.name))
    part.means = frozenset(name for name in alike if (name[:at], name[at + 1 :]) == rest)
    part.said = said
    return True


def char_wrong(draft: Draft, dice: Random, library: Library) -> bool:
    """永安街 as 永按街 or 永X街: any other character."""
    part = _named(draft)
    if part is None:
        return False
    at = dice.randrange(_stem(part.name))
    said = part.name[:at] + dice.choice(_chars(library)) + part.name[at + 1 :]
    return _misspell(draft, library, part, said, at)


def homophone(draft: Draft, dice: Random, library: Library) -> bool:
    """珞喻路 as 珞瑜路: a character of the same sound."""
    part = _named(draft)
    if part is None:
        return False
    at = dice.randrange(_stem(part.name))
    char = part.name[at]
    others = _by_sound(_chars(library)).get(lazy_pinyin(char)[0], [char])
    said = part.name[:at] + dice.choice(others) + part.name[at + 1 :]
    if said == part.name or not _misspell(draft, library, part, said, at):
        return False
    part.means = frozenset({part.name})  # the sound tells it from others of the same length
    return True


def char_lost(draft: Draft, dice: Random, library: Library) -> bool:
    """A character of a longer name left out: 滨江大道 as 滨大道."""
    part = _named(draft)
    if part is None or len(part.name) < 4:
        return False
    at = dice.randrange(_stem(part.name))
    said = part.name[:at] + part.name[at + 1 :]
    if said in library.anchors:
        return False
    part.means = frozenset(
        name
        for name in library.anchors
        if len(name) == len(part.name) and any(name[:i] + name[i + 1 :] == said for i in range(len(name)))
    )
    part.said = said
    return True


def chars_swapped(draft: Draft, dice: Random, library: Library) -> bool:
    """永安街 as 安永街."""
    part = _named(draft)
    if part is None or _stem(part.name) < 2:
        return False
    at = dice.randrange(_stem(part.name) - 1)
    said = part.name[:at] + part.name[at + 1] + part.name[at] + part.name[at + 2 :]
    if said in library.anchors:
        return False
    part.said = said
    return True


def road_word_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """永安12号, or 永安路12号 for 永安街: which word it was is forgotten."""
    part = _named(draft)
    if part is None or part.level != "road" or library.taiwan or part is not draft.local[0]:
        return False
    stem = part.name[: _stem(part.name)]
    said = stem + dice.choice(["", "路", "街", "大道"])
    if said in library.anchors or len(stem) < 2:
        return False
    part.said = said
    part.means = frozenset(stem + word for word in ("路", "街", "大道", "巷"))
    return True


def section_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """羅斯福路100號, when only one section has that number, or several may be meant."""
    part = _named(draft)
    if part is None or not part.name.endswith("段") or part.name[:-2] in library.anchors:
        return False
    part.said = part.name[:-2]
    part.means = frozenset(f"{part.said}{n}段" for n in "一二三四五六七八九")
    return True


def compound_for_road(draft: Draft, dice: Random, library: Library) -> bool:
    """万和广场3栋: the estate says enough."""
    compound = draft.part("compound")
    if compound is None or compound.said != compound.name:
        return False
    for part in draft.local[: draft.local.index(compound)]:
        draft.leave_out(part)
    return True


def alias(draft: Draft, dice: Random, library: Library) -> bool:
    """The beginning of the address by another name: a nickname of the estate, an old number."""
    areas = {part.level: part.name for part in draft.areas if part.stated}
    rows = library.find([frozenset({part.name}) for part in draft.local], frozenset(draft.dropped), areas)
    known = [n for n in (library.path(rows[0]) if rows else ()) if library.codes[n] in library.aliases]
    if not known or any(part.said != part.name for part in draft.local):
        return False
    named = dice.choice(known)
    at = next(i for i, part in enumerate(draft.local) if part.level == library.levels[named])
    for part in draft.local[:at]:
        part.said = ""
    draft.local[at].said = dice.choice(library.aliases[library.codes[named]])
    return True


def poi_added(draft: Draft, dice: Random, library: Library) -> bool:
    """永安街12号黎记牙科: a shop at the address, of which the library need not know."""
    name = _script(dice.choice(_SURNAMES) + dice.choice("家记氏") + dice.choice(_SHOPS), library)
    draft.tail += dice.choice([name, f"({name})", f" {name}", f"（{name}）"])
    return True


def _script(text: str, library: Library) -> str:
    return str(opencc.OpenCC("s2t").convert(text)) if library.taiwan else text


def _invent(draft: Draft, dice: Random, library: Library, words: tuple[str, ...], level: str) -> bool:
    part = draft.local[0]
    name = _script(dice.choice(_FIRST) + dice.choice(_SECOND) + dice.choice(words), library)
    known = part.level in ANCHORS and part.said == part.name
    if not known or not part.means or name in library.anchors:
        return False
    number = f"{dice.randint(1, 300)}{'號' if library.taiwan else '号'}"
    draft.local = [
        Part(level, name, name, frozenset()),
        Part("plate", number, number, frozenset()),
        *(Part(below.level, below.name, below.said, frozenset()) for below in draft.local if _inside(below)),
    ]
    return True


def _inside(part: Part) -> bool:
    return part.level in {"building", "unit", "room"}


def invented_road(draft: Draft, dice: Random, library: Library) -> bool:
    """A road that sounds real and isn't in the library, with a number."""
    return _invent(draft, dice, library, ("路", "街") if library.taiwan else _ROAD_WORDS, "road")


def invented_estate(draft: Draft, dice: Random, library: Library) -> bool:
    """An estate that sounds real and isn't in the library."""
    return not library.taiwan and _invent(draft, dice, library, _ESTATE_WORDS, "estate")
