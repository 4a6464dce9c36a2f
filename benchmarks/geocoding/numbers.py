"""What people do to numbers: write them otherwise, join them, leave levels out, get them wrong."""

import re
from random import Random

from benchmarks.geocoding.draft import Draft, Part
from benchmarks.geocoding.rows import Library

__all__ = [
    "arabic_floor",
    "building_word",
    "chinese_number",
    "chinese_numerals",
    "dashes_for_of",
    "floor_left_out",
    "joined",
    "number_out_of_range",
    "room_digits_apart",
    "section_in_digits",
    "unit_left_out",
    "words_left_out",
    "wrong_building",
    "wrong_floor",
    "wrong_plate",
    "wrong_room",
    "wrong_unit",
]

_DIGITS = "零一二三四五六七八九"
_BUILDING_WORDS = ("栋", "幢", "号楼", "座", "#", "#楼", "号栋")
_FLOOR = re.compile(r"^([一二三四五六七八九十]+)樓")


def chinese_number(n: int) -> str:
    """1 to 9999 as it is read: 12 = 十二, 205 = 二百零五."""
    if n < 10:
        return _DIGITS[n]
    for unit, word in ((1000, "千"), (100, "百"), (10, "十")):
        if n >= unit:
            first = "" if n < 20 else _DIGITS[n // unit]
            rest = n % unit
            gap = "零" if 0 < rest < unit // 10 else ""
            return first + word + gap + (chinese_number(rest) if rest else "")
    raise ValueError(n)


def _read_number(text: str) -> int:
    total, last = 0, 0
    for char in text:
        if char == "十":
            total += (last or 1) * 10
            last = 0
        else:
            last = _DIGITS.index(char)
    return total + last


def _number(part: Part) -> int | None:
    found = re.search(r"\d+", part.name)
    return int(found[0]) if found else None


def building_word(draft: Draft, dice: Random, library: Library) -> bool:
    """3栋, 3幢, 3号楼, 3座, 3#."""
    part = draft.part("building")
    if part is None or part.said != part.name or (number := re.match(r"\d+", part.name)) is None:
        return False
    part.said = number[0] + dice.choice([word for word in _BUILDING_WORDS if number[0] + word != part.name])
    return True


def chinese_numerals(draft: Draft, dice: Random, library: Library) -> bool:
    """十二号, 三栋, 五零二室: a number read aloud."""
    numbered = [p for p in draft.local if p.said == p.name and p.means and re.fullmatch(r"\d+\D\D?", p.name)]
    if not numbered:
        return False
    part = dice.choice(numbered)
    number, word = part.name[:-1], part.name[-1]
    if not number.isdigit():
        number, word = part.name[:-2], part.name[-2:]
    read = part.level == "room" or (len(number) > 2 and dice.random() < 0.3)
    part.said = ("".join(_DIGITS[int(d)] for d in number) if read else chinese_number(int(number))) + word
    return True


def joined(draft: Draft, dice: Random, library: Library) -> bool:
    """3-2-502 for 3栋2单元5层502室, 3-2 for 3栋2单元."""
    building, unit, floor, room = (draft.part(level) for level in ("building", "unit", "floor", "room"))
    numbered = [part for part in (building, unit, room) if part is not None]
    if building is None or building.said != building.name or len(numbered) < 2:
        return False
    if draft.local[-1] not in numbered or any(_number(part) is None for part in numbered):
        return False
    sign = dice.choice(["-", "-", "-", "－", "—", "/", " ", "~"][: 8 if len(numbered) == 3 else 5])
    word = dice.choice(["", "", "", "室", "室", "号"]) if room else ""
    building.said = sign.join(str(_number(part)) for part in numbered) + word
    for part in numbered[1:]:
        part.said = ""
    if floor is not None:
        draft.leave_out(floor)
    return True


def room_digits_apart(draft: Draft, dice: Random, library: Library) -> bool:
    """3栋502, 3单元502: the room's word left out, and so the floor."""
    room, floor = draft.part("room"), draft.part("floor")
    if room is None or library.taiwan or room.said != room.name:
        return False
    room.said = room.name.removesuffix("室") + dice.choice(["", "", "号", "房"])
    if floor is not None:
        draft.leave_out(floor)
    return True


def unit_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """3栋502室, though the building has several units."""
    unit = draft.part("unit")
    if unit is None or draft.part("room") is None:
        return False
    draft.leave_out(unit)
    return True


def floor_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """2单元502室: the room says the floor."""
    floor = draft.part("floor")
    if floor is None or draft.part("room") is None:
        return False
    draft.leave_out(floor)
    return True


def words_left_out(draft: Draft, dice: Random, library: Library) -> bool:
    """永安街12: the last word of the address left out."""
    said = [part for part in draft.local if part.said]
    part = said[-1]
    bare = re.fullmatch(r"(\d+|\d+之\d+|[一二三四五六七八九十]+)(?:号|號|室|栋|樓|号楼)", part.said)
    if not part.means or bare is None or len(said) < 2:
        return False
    part.said = bare[1]
    return True


def arabic_floor(draft: Draft, dice: Random, library: Library) -> bool:
    """七樓 as 7樓 or 7F, 七樓之1 as 7樓之1, 7F-1 or 7樓-1."""
    part = draft.part("floor", "room")
    if part is None or (floor := _FLOOR.match(part.said)) is None:
        return False
    rest = part.said[floor.end() :]
    part.said = str(_read_number(floor[1])) + dice.choice(["樓", "樓", "F", "f", "楼"])
    part.said += rest.replace("之", dice.choice(["之", "之", "-"]))
    return True


def dashes_for_of(draft: Draft, dice: Random, library: Library) -> bool:
    """1之1號 as 1-1號 or 1號之1."""
    part = draft.part("plate")
    if part is None or (found := re.fullmatch(r"(\d+)之(\d+)號", part.said)) is None:
        return False
    part.said = dice.choice(["{}-{}號", "{}-{}號", "{}號之{}"]).format(*found.groups())
    return True


def section_in_digits(draft: Draft, dice: Random, library: Library) -> bool:
    """羅斯福路5段."""
    part = draft.part("road")
    if part is None or (found := re.search(r"([一二三四五六七八九])段", part.said)) is None:
        return False
    part.said = part.said.replace(found[0], f"{_DIGITS.index(found[1])}段")
    return True


def _wrong_number(draft: Draft, level: str, name: str) -> bool:
    """Say a wrong name of a level, and keep what is below it, which then means nothing."""
    at = next(i for i, part in enumerate(draft.local) if part.level == level and part.stated)
    part = draft.local[at]
    part.said = part.claim = name
    for below in draft.local[at:]:
        below.means = frozenset()
    return True


def wrong_room(draft: Draft, dice: Random, library: Library) -> bool:
    """A room that the floor doesn't have."""
    room, floor = draft.part("room"), draft.part("floor")
    if room is None or room.said != room.name:
        return False
    if "樓之" in room.name:
        storey = room.name.split("之")[0]
        name = f"{storey}之{dice.randint(20, 60)}"
        at = draft.local.index(room)
        draft.dropped.discard("floor")
        draft.local[at:] = [
            Part("floor", storey, storey, frozenset({storey})),
            Part("room", name, name.removeprefix(storey), frozenset(), name),
        ]
        return True
    if floor is None:
        return False
    return _wrong_number(draft, "room", f"{_number(floor)}{dice.randint(20, 60)}室")


def wrong_floor(draft: Draft, dice: Random, library: Library) -> bool:
    """A floor far above the roof."""
    part = draft.part("floor")
    if part is None:
        return False
    storey = dice.randint(45, 90)
    name = f"{chinese_number(storey)}樓" if library.taiwan else f"{storey}层"
    draft.local = draft.local[: draft.local.index(part) + 1]
    return _wrong_number(draft, "floor", name)


def wrong_unit(draft: Draft, dice: Random, library: Library) -> bool:
    """A unit that the building doesn't have."""
    if draft.part("unit") is None:
        return False
    return _wrong_number(draft, "unit", f"{dice.randint(7, 12)}单元")


def wrong_building(draft: Draft, dice: Random, library: Library) -> bool:
    """A building that the compound doesn't have."""
    if draft.part("building") is None:
        return False
    return _wrong_number(draft, "building", f"{dice.randint(60, 120)}{dice.choice(['栋', '号楼'])}")


def _bare_plate(draft: Draft) -> Part | None:
    part = draft.part("plate")
    if part is None or part.said != part.name or draft.part("compound") is not None:
        return None
    return part


def wrong_plate(draft: Draft, dice: Random, library: Library) -> bool:
    """A door plate between others, which the road doesn't have."""
    part = _bare_plate(draft)
    if part is None or (number := _number(part)) is None:
        return False
    return _wrong_number(draft, "plate", f"{number + dice.randint(1, 9)}{part.name[-1]}")


def number_out_of_range(draft: Draft, dice: Random, library: Library) -> bool:
    """A number far beyond the end of the road."""
    part = _bare_plate(draft)
    if part is None:
        return False
    return _wrong_number(draft, "plate", f"{dice.randint(3000, 9999)}{part.name[-1]}")
