"""Rules that bring an address text into its standard form: small, named and in order.

The script of a text stays: a traditional address remains traditional. What only matters for comparing
(臺 and 台, 楼 and 层) is folded by `layers.schema.search_key`.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from layers.schema.search_key import RADICALS

__all__ = ["ELEMENTS", "RULES", "take_apart"]

_NO_TEXT: Final = {"Cc", "Cf", "Cs", "Co"}
_NUMERAL: Final = "〇零一二两兩三四五六七八九十百"
_DIGITS: Final = dict(zip("〇零一二两兩三四五六七八九", "0012223456789", strict=True))
# Words that a number stands before. Not 段, 巷 and the like, whose numerals belong to the name of a road.
_COUNTED: Final = "号號栋棟幢座单單楼樓层層室房户戶弄"
_BUILDING: Final = re.compile(r"([0-9]+|[A-Z])(?:号楼|號樓|幢|座|栋)")
_FLOOR: Final = re.compile(r"([0-9]+)(?:楼|F(?![A-Z0-9]))")
_ROOM: Final = re.compile(r"([0-9]+)(?:号房|房|户)")
_PLACED_NUMERAL: Final = re.compile(f"(?<![{_NUMERAL}])[{_NUMERAL}]{{1,6}}(?=[{_COUNTED}])")
_RADICALS: Final = str.maketrans(RADICALS[::2], RADICALS[1::2])
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐–—―−~～", "-"))


def drop_control_characters(text: str) -> str:
    """Leave out what is not text: control characters, byte order marks, halves of surrogate pairs."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in _NO_TEXT)


def fold_width(text: str) -> str:
    """１２号Ａ座 becomes 12号A座; compatibility forms become what they stand for."""
    return unicodedata.normalize("NFKC", text)


def restore_radicals(text: str) -> str:
    """⻄⻓安街, as text extraction writes it, becomes 西长安街."""
    return text.translate(_RADICALS)


def close_up(text: str) -> str:
    """Spaces, commas, brackets and the like separate nothing in an address."""
    return re.sub(r"[\s,，、。;；:：·()\[\]【】《》\"'“”‘’|]+", "", text)


def one_hyphen(text: str) -> str:
    """All dashes are hyphens."""
    return text.translate(_HYPHENS)


def upper_case(text: str) -> str:
    """a座 becomes A座."""
    return re.sub(r"[a-z]+", lambda found: found[0].upper(), text)


def sharp_is_number(text: str) -> str:
    """3#楼 becomes 3号楼."""
    return re.sub(r"(?<=[0-9])#", "号", text)


def arabic_numbers(text: str) -> str:
    """Chinese numerals become digits where a number is meant: 二楼, 十二号; not in 三民路 or 中正路二段."""
    return _PLACED_NUMERAL.sub(lambda found: _arabic(found[0]), text)


def one_word_for_building(text: str) -> str:
    """3号楼, 3幢 and 3座 become 3栋."""
    return _BUILDING.sub(r"\1栋", text)


def one_word_for_floor(text: str) -> str:
    """5楼 and 5F become 5层."""
    return _FLOOR.sub(r"\1层", text)


def one_word_for_room(text: str) -> str:
    """502号房, 502房 and 502户 become 502室."""
    return _ROOM.sub(r"\1室", text)


RULES: Final[tuple[Callable[[str], str], ...]] = (
    drop_control_characters,
    fold_width,
    restore_radicals,
    close_up,
    one_hyphen,
    upper_case,
    sharp_is_number,
    arabic_numbers,
    one_word_for_building,
    one_word_for_floor,
    one_word_for_room,
)

_SECTION: Final = "(?:[0-9一二三四五六七八九十]{1,3}段)?"
ELEMENTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("road", re.compile(r"[^0-9号號]{1,20}?(?:大道|大街|公路|路|街|道|胡同)" + _SECTION)),
    ("lane", re.compile(r"(?:[0-9]+巷)?[0-9]+弄|[0-9]+巷")),
    ("plate", re.compile(r"[0-9]+(?:[-之][0-9]+)?[号號](?:[-之][0-9]+)?")),
    ("estate", re.compile(r"[^0-9]{1,20}?(?:小区|花园|家园|公寓|苑|城|新村|庭|府|大院|湾)(?=[0-9A-Z]|$)")),
    ("compound", re.compile(r"[^0-9A-Z]{2,20}?(?=(?:[0-9]+|[A-Z])(?:[栋棟层樓室]|单元|單元))")),
    ("building", re.compile(r"(?:[0-9]+|[A-Z])[栋棟]")),
    ("unit", re.compile(r"[0-9A-Z]+(?:单元|單元)")),
    ("floor", re.compile(r"(?:地下)?-?[0-9]+[层樓](?:[-之][0-9]+)?|地下[层樓]")),
    ("room", re.compile(r"[0-9A-Z]+(?:-[0-9]+)?室?$")),
)
"""Elements of a local text from the largest to the smallest; each may be absent."""


def take_apart(local: str) -> dict[str, str]:
    """The elements of a text below the area levels, by level; what fits none stands under `poi`.

    >>> take_apart("红旗路12号3栋2单元5层502室")["floor"]
    '5层'
    """
    found: dict[str, str] = {}
    for level, pattern in ELEMENTS:
        if match := pattern.match(local):
            found[level] = match[0]
            local = local[match.end() :]
    return found | ({"poi": local} if local else {})


def _arabic(numeral: str) -> str:
    """Digits of a Chinese numeral under a thousand: 十二, 二十, 一百零五, 一百五 (which is 150), 一二〇."""
    if not set(numeral) & {"十", "百"}:
        return "".join(_DIGITS[c] for c in numeral)
    total, digit = 0, 0
    for c in numeral:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = int(_DIGITS[c])
    return str(total + digit * (10 if numeral[-2:-1] == "百" else 1))
