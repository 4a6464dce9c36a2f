"""Rules about numbers and the words that they count: houses, units, floors, rooms."""

import re
from typing import Final

from address.text.numerals import FORMAL, NUMERAL, digits_of

__all__ = [
    "arabic_numbers",
    "join_parts",
    "number_signs",
    "one_word_for_building",
    "one_word_for_floor",
    "one_word_for_room",
    "one_word_for_unit",
    "put_slips_right",
]

_SLIPS: Final = {"摟": "樓", "慺": "樓", "搂": "楼", "农": "弄", "農": "弄", "断": "段", "斷": "段"}
_SLIP_SIGN: Final = re.compile(f"[{''.join(_SLIPS)}]")
_SLIP: Final = re.compile(
    f"(?<=[0-9{NUMERAL}])(?:[摟慺搂](?=[0-9之-]|$)|[农農](?=[0-9{NUMERAL}])|[断斷](?=[0-9]))"
)
_N: Final = "[0-9]+"
_A: Final = "[0-9A-Z]"
_NO: Final = re.compile(rf"NO[.:\-]?({_N})[号號]?")
_AFTER_ROAD: Final = re.compile(rf"(?<=[路街道巷弄段同])({_N})#(?![楼樓栋棟幢座])")
_SHARP_ROOM: Final = re.compile("(?<=[座栋棟幢楼樓层層元])([0-9]{3,4})#")
_SHARP_WORD: Final = re.compile(rf"({_A})#(?=单元|單元|门|室|房|层|層|号|號)")

# 号 of a road, a metro line or a bridge belongs to a name; 社区, 户村 and the like as well.
_COUNTED: Final = (
    "(?=[号號](?![大路线線街桥橋井沟村湾坝闸])|[栋棟幢]|座(?![桥橋山])|单元|單元|单(?=[0-9])|[楼樓](?![梯盘])|[层層]"
    "|室|房(?![屋地子产])|户(?:$|[0-9])|[弄]|[组組](?!团)|社(?![区會会])|门(?=[0-9〇零一二三四五六七八九]))"
)
_BRANCH: Final = re.compile(f"(?<=之[{NUMERAL}])[{NUMERAL}]{{1,3}}(?=[楼樓层層室])")
_PLACED: Final = re.compile(f"(?<![{NUMERAL}0-9之])[{NUMERAL}]{{1,9}}{_COUNTED}")
_LAST: Final = re.compile(f"(?<=[元栋棟幢号號层層座门])[{NUMERAL}]{{2,6}}$")
_DEED: Final = re.compile(f"[{FORMAL}零]{{1,6}}(?=单元|單元|[栋棟幢楼樓层層室])")
_NUMERALS: Final = re.compile(f"[{NUMERAL}{FORMAL}]")
_LETTER: Final = re.compile("[A-Z]")
_ORDINAL: Final = re.compile(rf"第(?={_N}(?:[栋棟幢座层層楼樓室号]|单元|單元|号楼))")

_OLD_HOUSE: Final = re.compile(rf"({_N})楼(?={_A}+(?:单元|门))")
_LETTERED: Final = re.compile("(?<![0-9A-Z])(?!B[1-5]楼)([A-Z][0-9]+)楼")
_HOUSE_WORD: Final = re.compile("[楼幢座棟樓]")
_HOUSE: Final = re.compile(
    rf"({_N}|[A-Z])(?:[号號]?(?:栋|幢|座(?![桥山]))楼?|号楼|(?<=[A-Z])楼|[号號]?(棟)|號(樓))(?![梯盘顶道上下])"
)
_UNIT: Final = re.compile(
    rf"(?<=[栋棟号院])({_A})(?:号?门|梯)(?=[0-9]|$)|(?<=[园苑区场庭寓])([0-9]{{1,2}})门(?=[0-9]{{3}})"
    rf"|({_N})单(?![元位身])(?=[0-9])"
)
_CELLAR: Final = re.compile(
    r"(?:地下|负|負|(?<![0-9A-Z])-)([0-9一二三四五])(?:层|楼|F)|(?<![A-Z0-9])B([1-5])(?:层|楼|F)"
    r"|(?<=[场厦心城号栋厅])B([1-5])$"
)
_CELLAR_TRADITIONAL: Final = re.compile("(?:地下|負)([0-9一二三四五])([樓層])")
_FLOOR: Final = re.compile(rf"({_N})(?:楼(?![梯盘道])|/?F(?![A-Z0-9]|$)|/?F(?=[0-9]{{3,4}}(?![0-9])|$)|层楼)")
_ROOM: Final = re.compile(rf"({_N})(?:号房间?(?![地屋产])|号室|號房|房间|房(?![屋地产管])|户(?=$))")
_ROOM_NUMBER: Final = re.compile("([元层栋][0-9]{3,4})号(?![楼院])")
_JOINED: Final = re.compile(f"(?<=[栋棟元])-(?={_A})")
_PAIR: Final = re.compile("[号號栋棟层層室]{2}")
_DOUBLED: Final = re.compile("([号號栋棟层層室])\\1+")


def number_signs(text: str) -> str:
    """No.12 becomes 12号; 3#楼, 3#502 and 小区3# become 3栋, but 红旗路12# becomes 12号."""
    if "NO" in text:
        text = _NO.sub(r"\1号", text)
    if "#" not in text:
        return text
    text = _AFTER_ROAD.sub(r"\1号", text)
    text = _SHARP_ROOM.sub(r"\1", text)
    text = _SHARP_WORD.sub(r"\1", text)
    return re.sub(rf"({_A})#[楼樓栋棟幢座]?", r"\1栋", text).replace("#", "")


def put_slips_right(text: str) -> str:
    """Characters that are taken for others beside a number: 五摟 is 五樓, 22农3号 22弄3号, 一断 一段."""
    return _SLIP.sub(lambda found: _SLIPS[found[0]], text) if _SLIP_SIGN.search(text) else text


def arabic_numbers(text: str) -> str:
    """Chinese numerals become digits where a number is meant: 二楼, 十二号; not in 三民路 or 中正路二段."""
    if _NUMERALS.search(text):
        for pattern in (_BRANCH, _PLACED, _DEED, _LAST):
            text = pattern.sub(_digits, text)
    return _ORDINAL.sub("", text) if "第" in text else text


def one_word_for_building(text: str) -> str:
    """3号楼, 3幢 and 3座 become 3栋, and 3号樓 3棟; a 楼 with units in it is a building too: 8楼3单元."""
    if "楼" in text and ("单元" in text or "门" in text):
        text = _OLD_HOUSE.sub(r"\1栋", text)
    if _HOUSE_WORD.search(text) or "号栋" in text:
        text = _HOUSE.sub(_house, _LETTERED.sub(r"\1栋", text))
    return text


def one_word_for_unit(text: str) -> str:
    """3栋2门502, 3栋2梯502 and 3栋2单502 become 3栋2单元502."""
    if "门" in text or "梯" in text or text.count("单") > text.count("单元"):
        return _UNIT.sub(lambda found: f"{found[1] or found[2] or found[3]}单元", text)
    return text


def one_word_for_floor(text: str) -> str:
    """5楼 and 5F become 5层; 负一楼, B1层 and -1层 become 地下1层."""
    if "B" in text or "-" in text or "负" in text or "地下" in text or "負" in text:
        text = _CELLAR_TRADITIONAL.sub(lambda found: f"地下{_digit(found[1])}{found[2]}", text)
        text = _CELLAR.sub(lambda found: f"地下{_digit(found[1] or found[2] or found[3])}层", text)
    return _FLOOR.sub(r"\1层", text) if "楼" in text or "F" in text else text


def one_word_for_room(text: str) -> str:
    """502号房, 502房 and 502户 become 502室, and so does 502号 behind a building, unit or floor."""
    if "房" in text or "户" in text or "号室" in text or "號室" in text:
        text = _ROOM.sub(r"\1室", text)
    return _ROOM_NUMBER.sub(r"\1室", text) if _ROOM_NUMBER.search(text) else text


def join_parts(text: str) -> str:
    """A hyphen between parts that have words is none: 8栋-1单元-502 becomes 8栋1单元502."""
    if "-" in text:
        text = _JOINED.sub("", text)
    return _DOUBLED.sub(r"\1", text) if _PAIR.search(text) else text


def _house(found: re.Match[str]) -> str:
    return found[1] + ("棟" if found[2] or found[3] else "栋")


def _digits(found: re.Match[str]) -> str:
    hyphen = "-" if _LETTER.match(found.string[found.start() - 1 : found.start()]) else ""
    return hyphen + digits_of(found[0])


def _digit(numeral: str) -> str:
    return numeral if numeral.isdecimal() else digits_of(numeral)
