"""One index, ready to be asked: views of its arrays, and how a node becomes a text."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from address.index.build import NAME, OWN
from address.index.near import Near
from address.index.places import SCALE
from address.index.suggest import Typed
from address.index.whole import Whole
from layers.indexing.parts import Lookup, Parts, Texts
from layers.schema.addresses import ADDRESS_LEVELS, POSITION_ACCURACY

__all__ = ["Area", "Segment"]


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area of the library."""

    number: int
    code: str
    level: str
    full_name: str
    name: str
    """What addresses call it: its full name without that of the area above."""
    above: tuple[int, ...]
    """Numbers from the topmost area down to this one."""
    lon: float | None
    lat: float | None
    radius: float | None
    """Metres from its point to the farthest corner of its box."""


class Segment:
    """Reads one index; has no state of its own, so threads share it."""

    def __init__(self, parts: Parts) -> None:
        """Read an index."""
        view = parts.view
        self.parts = parts
        self.size = len(parts.arrays["id"])
        self.id, self.by_id = view("id"), view("by_id")
        self.parent, self.end, self.level = view("parent"), view("end"), view("level")
        self.area, self.lon, self.lat = view("area"), view("lon"), view("lat")
        self.position_level, self.accuracy = view("position_level"), view("accuracy")
        self.grid, self.place = view("grid"), view("place")
        self._name, self._style, self._own = view("name"), view("style"), view("own")
        self._code, self._names, self._own_text = (Texts(parts, n) for n in ("code", "name", "own_text"))
        self.grid_code, self.place_code = Texts(parts, "grid_code"), Texts(parts, "place_code")
        self.term, self.name = Lookup(parts, "term"), Lookup(parts, "name")
        self.named, self.spelt = Texts(parts, "named"), Texts(parts, "spelt")
        self.crossing = Lookup(parts, "crossing")
        self.sound, self.pair = Lookup(parts, "sound"), Lookup(parts, "pair")
        self.typed, self.near = Typed(parts), Near(parts)
        self.senses: dict[str, Any] = {}
        """What names mean, as the matcher has read it."""
        self.whole = Whole(parts)
        self.areas = _areas(parts.facts["areas"])
        self.area_by_code = {area.code: area for area in self.areas}

    def code(self, at: int) -> str:
        """Code of the node at a position."""
        return self._code[at]

    def own_name(self, at: int) -> str:
        """Name of the node itself: 3栋."""
        return self._names[self._name[at]]

    def position_of(self, number: int) -> int | None:
        """Position of the node with an id of the database; None when it is not here."""
        first, last = 0, self.size
        while first < last:
            middle = (first + last) // 2
            if self.id[self.by_id[middle]] < number:
                first = middle + 1
            else:
                last = middle
        here = first < self.size and self.id[self.by_id[first]] == number
        return int(self.by_id[first]) if here else None

    def path(self, at: int) -> list[int]:
        """Positions from the topmost address down to the one at `at`."""
        found = [at]
        while (at := self.parent[at]) >= 0:
            found.append(at)
        return found[::-1]

    def local_text(self, at: int) -> str:
        """The standard text below the area."""
        style, name = self._style[at], self.own_name(at)
        if style == OWN:
            return self._own_text[bisect_left(self._own, at)]
        above = self.parent[at]
        if style != NAME:
            above = self.parent[above]
        return (self.local_text(above) if above >= 0 else "") + name

    def children(self, at: int) -> Iterator[int]:
        """Positions of the nodes directly below."""
        child, last = at + 1, self.end[at]
        while child < last:
            yield child
            child = self.end[child]

    def lonlat(self, at: int) -> tuple[float, float] | None:
        """Longitude and latitude, CGCS2000; None where no position is known."""
        x, y = self.lon[at], self.lat[at]
        return (x / SCALE, y / SCALE) if self.position_level[at] != 255 else None

    def level_word(self, at: int) -> str:
        """Level of the node."""
        return ADDRESS_LEVELS[self.level[at]]

    def accuracy_word(self, at: int) -> str | None:
        """How the position was found; None where nobody said."""
        number = self.accuracy[at]
        return POSITION_ACCURACY[number] if number < len(POSITION_ACCURACY) else None


def _areas(facts: list[dict[str, Any]]) -> list[Area]:
    above: dict[int, tuple[int, ...]] = {}

    def line(number: int) -> tuple[int, ...]:
        if number not in above:
            parent = facts[number]["parent"]
            above[number] = (*(line(parent) if parent >= 0 else ()), number)
        return above[number]

    areas = []
    for number, fact in enumerate(facts):
        upper = facts[fact["parent"]]["full_name"] if fact["parent"] >= 0 else ""
        name = fact["full_name"].removeprefix(upper) or fact["full_name"]
        place = fact["lon"], fact["lat"], fact["radius"]
        areas.append(Area(number, fact["code"], fact["level"], fact["full_name"], name, line(number), *place))
    return areas
