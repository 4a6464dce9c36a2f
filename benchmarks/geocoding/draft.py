"""An address that is being spoiled: what is said of it, and what that still means."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.geocoding.rows import Library, Point

__all__ = ["Draft", "Part", "Query", "read_queries", "write_queries"]


@dataclass(frozen=True)
class Query:
    """A text, and what is a right answer to it."""

    text: str
    codes: tuple[str, ...]
    """Codes of addresses or areas, any of which is right; empty when nothing is certain but areas."""
    level: str | None
    """Level of the first of `codes`."""
    in_library: bool
    """Whether all that the text says is in the library, but for errors of writing."""
    ambiguous: bool
    """Whether several rows of the same level are meant equally."""
    patterns: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Names of what is certain, from the top down: what an interpolated answer lies on."""
    places: tuple[Point, ...] = ()
    """Longitude and latitude of any of which a right answer lies close by, where codes don't say it."""


@dataclass
class Part:
    """One level of an address."""

    level: str
    name: str
    """By the library."""
    said: str
    """In the text."""
    means: frozenset[str]
    """Names in the library that may be meant; empty when it is wrong, so that nothing below it is known."""
    claim: str | None = None
    """A wrong name, which the library must not have there."""
    stated: bool = True
    """Whether the text says it, maybe within the words of another part."""


def _part(level: str, name: str) -> Part:
    return Part(level, name, name, frozenset({name}))


@dataclass
class Draft:
    """The parts of one address, to be spoiled by patterns, and the text around them."""

    areas: list[Part]
    local: list[Part]
    dropped: set[str] = field(default_factory=set)
    """Levels that are left out of the text."""
    head: str = ""
    tail: str = ""
    foreign: bool = False
    """Whether it is said to lie in another city."""

    @classmethod
    def of(cls, library: Library, n: int) -> "Draft":
        """An address as the library writes it."""
        local = [_part(library.levels[up], library.names[up]) for up in library.path(n)]
        for above, part in pairwise(local):
            if part.name.startswith(above.name):  # 七樓之1 below 七樓
                above.said = ""
                above.means = frozenset()
        for part in [part for part in local if not part.means]:
            local.remove(part)
        areas = [_part(level, name) for level, name in library.area_path(library.area_of[n])]
        draft = cls(areas, local)
        if local[-1].level == "room" and local[-1].name.find("樓之") > 0:
            draft.dropped.add("floor")
        return draft

    def part(self, *levels: str) -> Part | None:
        """The lowest part of some levels that is said and right."""
        known = [part for part in self.local if part.level in levels and part.stated and part.means]
        return known[-1] if known else None

    def area(self, level: str) -> Part | None:
        """The area of a level, if it is said."""
        return next((part for part in self.areas if part.level == level and part.stated), None)

    def leave_out(self, part: Part) -> None:
        """Say nothing of a part."""
        part.said, part.stated = "", False
        self.dropped.add(part.level)

    @property
    def anchor(self) -> Part:
        """The first part below the areas that is said."""
        return next(part for part in self.local if part.stated)

    def text(self) -> str:
        """What is said, in order."""
        said = [part.said for part in self.areas + self.local if part.said]
        return self.head + "".join(said) + self.tail

    def query(self, library: Library, patterns: Sequence[str]) -> Query | None:
        """The text and what it means; None when it happens to mean something else in the library."""
        said = [part for part in self.local if part.stated]
        known = list(_until_wrong(said))
        areas = {part.level: part.name for part in self.areas if part.stated and part.means}
        skipped = frozenset(self.dropped)
        if self._claims_exist(library, known, said, areas):
            return None
        sought = known if not self.foreign else []
        rows = library.find([part.means for part in sought], skipped, areas) if sought else []
        if sought and not rows:
            return None
        right = _acceptable(library, rows, whole=len(known) == len(said))
        return Query(
            text=self.text(),
            codes=tuple(library.codes[n] for n in right),
            level=library.levels[rows[0]] if rows else None,
            in_library=len(known) == len(said) and not self.foreign,
            ambiguous=len(rows) > 1,
            patterns=tuple(patterns),
            names=tuple(part.name for part in known),
        )

    def _claims_exist(
        self, library: Library, known: list[Part], said: list[Part], areas: dict[str, str]
    ) -> bool:
        """Whether a wrong number or area is not wrong after all: a number, wherever it may be meant."""
        skipped = frozenset(self.dropped)
        if len(known) < len(said) and known and (claim := said[len(known)].claim):
            return bool(library.find([*(part.means for part in known), frozenset({claim})], skipped, {}))
        claims = {part.level: part.claim for part in self.areas if part.claim}
        if not claims or not known:
            return False
        elsewhere = {level: name for level, name in areas.items() if level not in claims} | claims
        return bool(library.find([part.means for part in known], skipped, elsewhere))


def _until_wrong(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if not part.means:
            return
        yield part


def _acceptable(library: Library, rows: list[int], *, whole: bool) -> list[int]:
    """The rows meant, and what is no worse: the floor's unit for an unknown room, what several rows share."""
    right = list(rows)
    if len(rows) > 1 and (shared := library.common(rows)) is not None and shared not in right:
        right.append(shared)
    if not whole:
        right += [int(library.parents[n]) for n in rows if library.levels[n] in {"floor", "compound"}]
    return [n for n in right if n >= 0]


def write_queries(queries: Iterable[Query], file: Path) -> None:
    """Keep queries, one JSON object a line."""
    file.write_text("".join(json.dumps(asdict(query), ensure_ascii=False) + "\n" for query in queries))


def read_queries(file: Path) -> list[Query]:
    """Queries that were kept."""
    kept = [json.loads(line) for line in file.read_text().splitlines()]
    return [Query(**{key: _tuples(value) for key, value in one.items()}) for one in kept]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
