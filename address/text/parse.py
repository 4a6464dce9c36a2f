"""An address text taken apart into elements, by rules, national divisions and names that a caller knows."""

from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from address.text.divisions import NamedDivision, named_divisions
from address.text.elements import PARTS, Found, area_at, counted_at
from address.text.names import names_at, road_at
from address.text.relation import Relation, find_relation
from address.text.rules import simplified

__all__ = ["Contradiction", "Element", "NameFinder", "Parsed", "parse"]


class Element(NamedTuple):
    """A part of a text with its level: an area's, an address's, or `relation` for words of place."""

    level: str
    text: str
    start: int
    end: int


class Contradiction(NamedTuple):
    """Two areas of which one does not lie in the other: 广东省 and 南昌市."""

    level: str
    """Level of the lower one."""
    text: str
    upper: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A standard text and what it is made of."""

    elements: tuple[Element, ...]
    """In the order of the text."""
    rest: str
    """What fits no level."""
    relation: Relation | None = None
    contradictions: tuple[Contradiction, ...] = ()

    def by_level(self) -> dict[str, str]:
        """Text by level, in the order of the text; the first where several stand on one level."""
        named: dict[str, str] = {}
        for one in self.elements:
            named.setdefault(one.level, one.text)
        return named


class NameFinder(Protocol):
    """Names that somebody knows, of areas, roads, estates and points of interest."""

    def prefixes(self, text: str, start: int) -> list[tuple[int, str]]:
        """Names that begin at a place of a text: how many characters each has, and its level."""


def parse(text: str, names: NameFinder | None = None) -> Parsed:
    """Take a standard text apart.

    Args:
        text: as `address.text.rules.standard_text` gives it.
        names: known names; they go before the rules wherever one begins.

    >>> [(one.level, one.text) for one in parse("武汉市洪山区珞喻路12号3栋502室").elements][2:]
    [('road', '珞喻路'), ('plate', '12号'), ('building', '3栋'), ('room', '502室')]
    """
    return _Reader(text, names).read()


_AREAS: Final = ("province", "city", "district", "zone", "street", "community", "group")
_BELOW_PLATE: Final = frozenset({"building", "unit", "floor", "room"})
_COUNTRY: Final = "中国"
_SEPARATORS: Final = "-/&"


class _Reader:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str, names: NameFinder | None) -> None:
        self.text = text
        self.plain = simplified(text)
        self.names = names
        self.found: list[Found] = []
        self.seen: set[str] = set()
        self.rest: list[str] = []

    def read(self) -> Parsed:
        placed = find_relation(self.text)
        first, after = (placed[0], placed[1]) if placed else (len(self.text), len(self.text))
        named = self._divisions(first)
        self._piece(named[-1].end if named else 0, first)
        if placed:
            self.found.append(Found("relation", first, after))
            self._piece(after, len(self.text))
        elements = tuple(self._element(*one) for one in self._with_kinds())
        relation = placed[2] if placed else None
        wrong = tuple(self._contradiction(one) for one in named if one.contradicts)
        return Parsed(elements, "".join(self.rest), relation, wrong)

    def _divisions(self, end: int) -> list[NamedDivision]:
        skipped = len(_COUNTRY) if self.plain.startswith(_COUNTRY) else 0
        named = named_divisions(self.plain[skipped:end])
        if skipped and not named:
            return []
        named = [one._replace(start=one.start + skipped, end=one.end + skipped) for one in named]
        for one in named:
            self._take(Found(one.level, one.start, one.end))
        return named

    def _piece(self, at: int, end: int) -> None:
        while at < end:
            found = self._next(at, end)
            if found:
                for one in found:
                    self._take(one)
                at = found[-1].end
            else:
                self.rest.append("" if self.text[at] in _SEPARATORS else self.text[at])
                at += 1

    def _next(self, at: int, end: int) -> list[Found]:
        known = self._known(at)
        if known:
            return [known]
        plain = self.plain[:end]
        area = area_at(plain, at, self._open_areas())
        if area:
            return [area]
        return road_at(plain, at) or self._counted(plain, at) or names_at(plain, at) or self._parts(plain, at)

    def _known(self, at: int) -> Found | None:
        named = self.names.prefixes(self.text, at) if self.names else []
        length, level = max(named, default=(0, ""))
        return Found(level, at, at + length) if length else None

    def _open_areas(self) -> frozenset[str]:
        """Levels of areas that may still come: none behind the first road or number."""
        if self.seen - set(_AREAS):
            return frozenset()
        return frozenset(_AREAS[2:]) - self.seen

    def _counted(self, plain: str, at: int) -> list[Found]:
        one = counted_at(plain, at)
        return [one._replace(level=self._level_of_number(one.level))] if one else []

    def _level_of_number(self, level: str) -> str:
        """号 is a plate but where one has come already: then a house of it, or a room of a house."""
        if level != "plate" or not self.seen & {"plate", "lane", *_BELOW_PLATE}:
            return level
        if self._last() in _BELOW_PLATE:
            return "room"
        return "building" if self._last() in {"compound", "name"} or "plate" in self.seen else "plate"

    def _parts(self, plain: str, at: int) -> list[Found]:
        found = PARTS.match(plain, at)
        if not found:
            return []
        numbers = found[0].split("-")
        made = []
        for level, count in _levels_of_parts(numbers, self._last()):
            size = len("-".join(numbers[:count]))
            made.append(Found(level, at, at + size))
            numbers, at = numbers[count:], at + size + 1
        return made

    def _last(self) -> str:
        return self.found[-1].level if self.found else ""

    def _take(self, one: Found) -> None:
        if one.level == "road" and "plate" in self.seen:
            self.seen &= set(_AREAS)
        self.found.append(one)
        self.seen.add(one.level)

    def _with_kinds(self) -> list[Found]:
        """The parts, with a level for names that do not tell it: by what comes behind."""
        levels = [one.level for one in self.found] + [""]
        return [
            one._replace(level=_kind_before(levels[n + 1], levels[:n])) if one.level == "name" else one
            for n, one in enumerate(self.found)
        ]

    def _element(self, level: str, start: int, end: int) -> Element:
        return Element(level, self.text[start:end], start, end)

    def _contradiction(self, one: NamedDivision) -> Contradiction:
        upper = one.contradicts
        given = self.text[upper.start : upper.end] if upper else ""
        return Contradiction(one.level, self.text[one.start : one.end], given)


def _kind_before(following: str, before: list[str]) -> str:
    """What a name is whose own words do not tell: with a house or a room in it, it is a compound."""
    if following in _BELOW_PLATE:
        return "compound"
    if following in {"plate", "road", "lane"}:
        return "estate"
    placed = set(before) <= set(_AREAS)
    return "estate" if placed and (following or before[-1:] in (["street"], ["community"])) else "poi"


def _levels_of_parts(numbers: list[str], last: str) -> list[tuple[str, int]]:
    """Levels of numbers with hyphens only, each with how many of them it takes: 3-2-502, A-801, 803-806."""
    count, sizes = len(numbers), [len(number) for number in numbers]
    if last in {"road", "lane"} and numbers[0].isdecimal() and (count == 1 or (count == 2 and sizes[1] < 3)):
        return [("plate", count)]
    if last in {"floor", "unit", "room"} or (last == "building" and not numbers[0].isdecimal()):
        return [("room", count)]
    if last == "building":
        return [("unit", 1), ("room", count - 1)] if count > 1 and sizes[0] < 3 else [("room", count)]
    return _house_parts(numbers, sizes)


def _house_parts(numbers: list[str], sizes: list[int]) -> list[tuple[str, int]]:
    """As `_levels_of_parts`, where no house has been named yet."""
    if len(numbers) > 2:
        unit = [("unit", 1)] if sizes[1] < 3 else []
        return [("building", 1), *unit, ("room", len(numbers) - 1 - len(unit))]
    if len(numbers) == 2 and sizes[0] < 3 and (sizes[1] > 2 or sizes[0] == 2):
        return [("building", 1), ("room", 1)]
    if len(numbers) == 2:
        return [("room" if sizes[0] > 2 else "building", 2)]
    return [("building" if sizes[0] < 3 and not numbers[0].isdecimal() else "room", 1)]
