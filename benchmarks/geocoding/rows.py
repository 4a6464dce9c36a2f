"""Rows of an address library as columns, and a plain search among them that knows what ties."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import psycopg
from numpy.typing import NDArray

__all__ = ["ANCHORS", "Library", "Point"]

ANCHORS: Final = ("road", "estate", "compound")
"""Levels that have a name of their own, so that a text may begin with them."""

ADDRESSES = """
SELECT code, level, name, parent_code, area_code FROM onemap.address WHERE state = 'active' ORDER BY code
"""
AREAS = """
SELECT a.code, a.level, substr(a.full_name, 1 + coalesce(length(p.full_name), 0)), a.parent_code
FROM onemap.area a LEFT JOIN onemap.area p ON p.code = a.parent_code ORDER BY a.code
"""
ALIASES = """
SELECT min(address_code), local_text FROM onemap.address_alias
GROUP BY local_text HAVING count(DISTINCT address_code) = 1 ORDER BY 1, 2
"""
POI = """
SELECT name, code, address_text, ST_X(geom), ST_Y(geom) FROM onemap.poi ORDER BY code
"""
CROSSINGS = """
SELECT a.name, b.name, ST_X(pt), ST_Y(pt)
FROM onemap.road a JOIN onemap.road b ON a.name < b.name AND ST_Intersects(a.geom, b.geom)
CROSS JOIN LATERAL ST_Centroid(ST_Intersection(a.geom, b.geom)) AS pt
ORDER BY 1, 2, 3, 4
"""

Point = tuple[float, float]


@dataclass
class Library:
    """The active addresses of a database numbered in the order of their codes."""

    codes: list[str]
    levels: list[str]
    names: list[str]
    parents: NDArray[np.int32]
    """Number of the row above; -1 at the top of the tree of addresses."""
    area_of: list[str]
    areas: dict[str, tuple[str, str, str | None]]
    """Area code = level, name without those above, code above."""
    aliases: dict[str, list[str]]
    """Address code = other names of it, below the areas, that nothing else has."""
    poi: list[tuple[str, str, str | None, float, float]]
    """Name, code, address text, longitude and latitude."""
    crossings: dict[tuple[str, str], list[Point]]
    """Names of two roads in order = where they meet; CGCS2000."""
    children: NDArray[np.int32] = field(init=False)
    first_child: NDArray[np.int64] = field(init=False)
    anchors: dict[str, list[int]] = field(init=False)
    """Name of a road, an estate or a compound = the rows called so."""

    def __post_init__(self) -> None:
        order = np.argsort(self.parents, kind="stable")
        self.children = order.astype(np.int32)
        self.first_child = np.searchsorted(self.parents[order], np.arange(len(self.codes) + 1))
        self.anchors = defaultdict(list)
        for n, (level, name) in enumerate(zip(self.levels, self.names, strict=True)):
            if level in ANCHORS:
                self.anchors[name].append(n)

    @classmethod
    def read(cls, dsn: str) -> "Library":
        """Read a migrated database; some seconds and half a gigabyte a million addresses."""
        with psycopg.connect(dsn) as conn:
            rows = conn.execute(ADDRESSES).fetchall()
            areas = {code: (level, name, up) for code, level, name, up in conn.execute(AREAS)}
            aliases: dict[str, list[str]] = defaultdict(list)
            for code, text in conn.execute(ALIASES):
                aliases[code].append(text)
            poi = conn.execute(POI).fetchall()
            crossings: dict[tuple[str, str], list[Point]] = defaultdict(list)
            for one, other, x, y in conn.execute(CROSSINGS):
                crossings[one, other].append((x, y))
        number = {row[0]: n for n, row in enumerate(rows)}
        words: dict[str, str] = {}
        return cls(
            codes=[row[0] for row in rows],
            levels=[words.setdefault(row[1], row[1]) for row in rows],
            names=[words.setdefault(row[2], row[2]) for row in rows],
            parents=np.array([number.get(row[3], -1) for row in rows], np.int32),
            area_of=[words.setdefault(row[4], row[4]) for row in rows],
            areas=areas,
            aliases=dict(aliases),
            poi=poi,
            crossings=dict(crossings),
        )

    @property
    def taiwan(self) -> bool:
        """Whether the doors are counted as in Taiwan: 號 rather than 号."""
        plates = (name for level, name in zip(self.levels, self.names, strict=True) if level == "plate")
        return next(plates, "").endswith("號")

    def below(self, n: int) -> list[int]:
        """The rows right below one."""
        found: list[int] = self.children[self.first_child[n] : self.first_child[n + 1]].tolist()
        return found

    def path(self, n: int) -> list[int]:
        """A row and those above it, from the top down."""
        found = []
        while n >= 0:
            found.append(n)
            n = int(self.parents[n])
        return found[::-1]

    def area_path(self, code: str | None) -> list[tuple[str, str]]:
        """Level and name of an area and those above it, from the province down."""
        found = []
        while code is not None:
            level, name, code = self.areas[code]
            found.append((level, name))
        return found[::-1]

    def find(
        self, wanted: Sequence[frozenset[str]], skipped: frozenset[str], areas: Mapping[str, str]
    ) -> list[int]:
        """Rows that a chain of names may mean: each name one of several, levels left out skipped over.

        Args:
            wanted: from the top down, each the names that are meant; the first is of an anchor.
            skipped: levels that need not be named.
            areas: level = name of the areas in which they must lie.
        """
        found = [n for name in wanted[0] for n in self.anchors.get(name, ()) if self._begins(n, skipped)]
        found = [n for n in found if areas.items() <= dict(self.area_path(self.area_of[n])).items()]
        for names in wanted[1:]:
            found = [child for n in found for child in self._named(n, names, skipped)]
        return found

    def _begins(self, n: int, skipped: frozenset[str]) -> bool:
        return all(self.levels[up] in skipped for up in self.path(n)[:-1])

    def _named(self, n: int, names: frozenset[str], skipped: frozenset[str]) -> Iterator[int]:
        for child in self.below(n):
            if self.names[child] in names:
                yield child
            elif self.levels[child] in skipped:
                yield from self._named(child, names, skipped)

    def common(self, rows: Iterable[int]) -> int | None:
        """The lowest row above several; None when there is none."""
        shared: list[int] | None = None
        for n in rows:
            path = self.path(n)
            shared = [a for a, b in zip(shared, path, strict=False) if a == b] if shared else path
        return shared[-1] if shared else None
