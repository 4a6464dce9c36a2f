"""Terms: what an element of an address is looked up by.

A term is one letter for the kind of element and its value: `h12-1` the door plate 12号之1, `l5巷` a lane,
`b3` a building, `u2` a unit, `f-1` a floor below the ground, `r502` a room, `n` and a comparison form for
all that has a name. The same term is made of the library's elements and of a query's, so that 3号楼, 3幢
and 3栋 meet.
"""

import re
from typing import Final, NamedTuple

__all__ = ["NAMED", "ORDER", "extra_terms", "numbered_term", "plain_number", "sort_key", "term_of"]

NAMED: Final = "n"
ORDER: Final = "nlhbufr"
"""Kinds of terms, from the largest element to the smallest."""

_STEMS: Final = "甲乙丙丁戊己庚辛"
_NUMBER: Final = rf"(?:[A-Z]{{0,2}}\d+[A-Z]?|[A-Z]{{1,2}}|[{_STEMS}])"
_PLATE: Final = re.compile(
    rf"(?P<mark>[临臨新{_STEMS}]?)(?P<number>\d+[A-Z]?)(?:[-之附](?P<branch>\d+[A-Z]?))?"
    r"(?:[-~至](?P<last>\d+))?号?(?:院|大院)?(?:[-附](?P<after>\d+)号?)?(?:临(?P<temporary>\d+)号?)?"
    r"|[-附](?P<only>\d+)号?"
)
_FLOOR: Final = re.compile(
    r"(?P<below>-|负|B|地下)?第?(?P<number>\d+)?(?P<sign>层|室|街|F)?|(?P<roof>屋顶.*|夹层.*|顶层)"
)
_VALUES: Final = {
    "lane": re.compile(r"(?P<value>\d+(?:-\d+)?(?:巷|弄|里|胡同|条|支弄|支路|号弄))(?:口|内)?"),
    "group": re.compile(r"第?(?P<value>\d+)(?:村民小?组|村民?小组|小组|组|队|社)"),
    "building": re.compile(rf"第?(?P<value>{_NUMBER}(?:-\d+)?)(?:号?栋|号?楼|号|区)?"),
    "unit": re.compile(rf"第?(?P<value>{_NUMBER}(?:-\d+)?)(?:单元|门|梯|座)?"),
    "room": re.compile(r"(?P<value>-?(?:[A-Z]{0,2}\d+[A-Z]?|[A-Z])(?:-\d+)?)(?:室|号)?"),
}
_KINDS: Final = {"lane": "l", "building": "b", "unit": "u", "room": "r"}
_RANGE: Final = 60
"""Numbers farther apart than this are a number and its branch, not the ends of a row of houses."""


class _Sorted(NamedTuple):
    kind: int
    number: int
    text: str


def plain_number(value: str) -> str:
    """A number without zeros before it: 0502 and 502 are one room.

    >>> plain_number("0502"), plain_number("A01"), plain_number("-2"), plain_number("0")
    ('502', 'A1', '-2', '0')
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", value)


def numbered_term(level: str, key: str) -> str | None:
    """The term of an element that is a number with or without its word; None when it is none.

    Args:
        level: of the element.
        key: its comparison form.

    >>> numbered_term("plate", "12-1号"), numbered_term("building", "A栋"), numbered_term("room", "502室")
    ('h12-1', 'bA', 'r502')
    """
    if level == "plate":
        return _plate(key)
    if level in ("lane", "estate") and (group := _VALUES["group"].fullmatch(key)):
        return f"l{plain_number(group['value'])}组"
    if level == "floor":
        return _floor(key)
    pattern = _VALUES.get(level)
    found = pattern.fullmatch(key) if pattern else None
    return _KINDS[level] + plain_number(found["value"]) if found else None


def term_of(level: str, key: str, *, ranged: bool = False) -> str:
    """The term of an element of the library.

    Args:
        level: of the element.
        key: its comparison form.
        ranged: whether two numbers in it may be the ends of a row of houses.

    >>> term_of("road", "红旗路"), term_of("building", "实验楼")
    ('n红旗路', 'n实验楼')
    """
    term = numbered_term(level, key) or NAMED + key
    return term.replace("-", "~") if ranged and term[0] == "h" else term


def extra_terms(term: str) -> list[str]:
    """Other terms by which an element is found as well: a row of houses by each of its ends.

    >>> extra_terms("h48~50"), extra_terms("h12~1"), extra_terms("h12-1")
    (['h48-50', 'h48', 'h50'], ['h12-1'], [])
    """
    ends = re.fullmatch(r"h(\d+)~(\d+)", term)
    if not ends:
        return []
    first, last = int(ends[1]), int(ends[2])
    row = [f"h{first}", f"h{last}"] if first < last <= first + _RANGE else []
    return [f"h{first}-{last}", *row]


def sort_key(term: str) -> tuple[int, int, str]:
    """Terms in the order of houses along a road: by kind, number, text."""
    number = re.search(r"\d+", term) if term[0] != NAMED else None
    return _Sorted(ORDER.index(term[0]), int(number[0][:15]) if number else -1, term)


def _plate(key: str) -> str | None:
    found = _PLATE.fullmatch(key)
    if not found:
        return None
    if found["only"]:
        return f"h-{plain_number(found['only'])}"
    parts = (found["number"], found["branch"], found["last"], found["after"])
    value = found["mark"].replace("臨", "临") + "-".join(plain_number(part) for part in parts if part)
    return "h" + value + (f"临{found['temporary']}" if found["temporary"] else "")


def _floor(key: str) -> str | None:
    temporary = key.startswith(("临", "臨"))
    found = _FLOOR.fullmatch(key[1:] if temporary else key)
    if not key or not found or key[-1] not in "层室街F下0123456789":
        return None
    number = plain_number(found["number"] or "1")
    if not found["below"] and not found["number"]:
        return None
    mark = "临" if temporary else ""
    return f"f{mark}-{number}" if found["below"] else f"f{mark}{number}"
