"""Splitting the number part of a Taiwanese door plate (門牌) into plate, floor and room.

The source's own script is kept. What a plate may look like was read from a million plates of one city:
71號, 71之2號, 臨71號 (temporary), 71臨2號; then 五樓, 臨五樓, 地下, 地下一層, 地下室, 地下街, 屋頂突出一層;
then 之32 for a room of a floor, or of the plate itself.
"""

import re
from typing import Final, NamedTuple

from layers.errors import Invalid

__all__ = ["Plate", "split_plate"]

_NUMERAL: Final = "[一二三四五六七八九十百廿卅〇0-9]+"
_PLATE: Final = r"(?P<plate>臨?\d+(?:臨\d+)?(?:之\d+)?號)"
_UNDERGROUND: Final = rf"地下(?:{_NUMERAL}[樓層]?|[樓層室街])?"
_ON_ROOF: Final = rf"屋頂(?:突出)?(?:{_NUMERAL}[樓層])?"
_FLOOR: Final = rf"(?P<floor>臨?{_NUMERAL}樓|[Bb]\d+|{_UNDERGROUND}|{_ON_ROOF})"
_WHOLE: Final = re.compile(rf"{_PLATE}{_FLOOR}?(?P<room>之{_NUMERAL})?")

_REMARK: Final = re.compile(r"[(（].*$")
_STRAY: Final = re.compile(r"[\s　.*+#＊．]+")
_WITHDRAWN: Final = re.compile("廢止|滅失")
_MISSPELT: Final = str.maketrans({"摟": "樓", "慺": "樓", "ㄧ": "一"})


class Plate(NamedTuple):
    """The elements of a plate number; each is the sign's own words, without the ones above it."""

    plate: str
    """71號"""
    floor: str | None
    """五樓; None for the ground floor or the whole house."""
    room: str | None
    """之32; None for the whole floor."""
    repairs: tuple[str, ...]
    """What had to be put right to read it, in words for a report."""


def split_plate(number: str) -> Plate:
    """Split what stands behind the road, lane and alley.

    Args:
        number: as the file has it; a remark in brackets at the end and stray marks are left out.

    Raises:
        Invalid: empty, withdrawn according to its own remark, or of no known shape; the message is the
            reason, without the text.

    >>> split_plate("71號五樓之32")
    Plate(plate='71號', floor='五樓', room='之32', repairs=())
    >>> split_plate("8之3號地下一層(設籍應查實)").repairs
    ('remark in brackets left out',)
    """
    if not number.strip():
        raise Invalid("no number")
    body = _REMARK.sub("", number)
    remark = number[len(body) :]
    if _WITHDRAWN.search(remark):
        raise Invalid("withdrawn or destroyed, says its own remark")
    clean = _STRAY.sub("", body)
    text = clean.translate(_MISSPELT)
    found = _WHOLE.fullmatch(text)
    if not found:
        raise Invalid("the number has no known shape")
    done = {
        "remark in brackets left out": remark != "",
        "stray mark left out": clean != body,
        "misspelt sign put right": text != clean,
    }
    repairs = tuple(what for what, was_done in done.items() if was_done)
    return Plate(found["plate"], found["floor"], found["room"], repairs)
