"""The readable keys by which the gold cases name addresses, areas, points of interest and crossings.

`tests/gold/README.md` says how to write a key.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import psycopg
from pyproj import Geod

Point = tuple[float, float]

_GEOD: Final = Geod(ellps="GRS80")
_AREAS: Final = "SELECT code, parent_code, name FROM onemap.area ORDER BY code"
_ADDRESSES: Final = "SELECT code, area_code, local_text FROM onemap.address"
_POIS: Final = "SELECT name, ST_X(geom), ST_Y(geom) FROM onemap.poi"
_POSITIONS: Final = "SELECT code, ST_X(geom), ST_Y(geom) FROM onemap.address WHERE geom IS NOT NULL"
_CROSSING: Final = """
SELECT ST_X(place), ST_Y(place)
FROM (SELECT (ST_Dump(ST_Intersection(a.geom, b.geom))).geom AS place
      FROM onemap.road a, onemap.road b WHERE a.name = %s AND b.name = %s) AS crossings
"""


def metres(a: Point, b: Point) -> float:
    """Distance of two points, longitude before latitude."""
    return float(_GEOD.inv(*a, *b)[2])


def moved(point: Point, bearing: float, distance: float) -> Point:
    """The point so many metres away, the bearing in degrees from north over east."""
    lon, lat, _ = _GEOD.fwd(*point, bearing, distance)
    return lon, lat


@dataclass(frozen=True)
class Keys:
    """What the readable keys of the cases stand for in a database."""

    conn: psycopg.Connection = field(repr=False)

    @cached_property
    def _codes(self) -> dict[str, frozenset[str]]:
        parents: dict[str, str | None] = {}
        names: dict[str, str] = {}
        for code, parent, name in self.conn.execute(_AREAS):
            parents[code], names[code] = parent, name
        found: dict[str, set[str]] = defaultdict(set)
        for code, name in names.items():
            found[name].add(code)
        for code, area, text in self.conn.execute(_ADDRESSES):
            found[text].add(code)
            for name in (names[above] for above in _upwards(area, parents)):
                found[f"{name}/{text}"].add(code)
        return {key: frozenset(codes) for key, codes in found.items()}

    @cached_property
    def _pois(self) -> dict[str, Point]:
        return {f"@{name}": (lon, lat) for name, lon, lat in self.conn.execute(_POIS)}

    @cached_property
    def _positions(self) -> dict[str, Point]:
        return {code: (lon, lat) for code, lon, lat in self.conn.execute(_POSITIONS)}

    def codes(self, key: str) -> frozenset[str]:
        """Codes of the addresses or areas that one key names; empty when it names none."""
        return self._codes.get(key, frozenset())

    def points(self, key: str) -> list[Point]:
        """Positions of what one key names: points of interest (@), crossings (A×B), addresses."""
        if key.startswith("@"):
            return [self._pois[key]] if key in self._pois else []
        if "×" in key:
            return [(lon, lat) for lon, lat in self.conn.execute(_CROSSING, key.split("×"))]
        return [self._positions[code] for code in self.codes(key) if code in self._positions]

    def exists(self, key: str) -> bool:
        """Whether the city has what one key names."""
        return bool(self.codes(key) or self.points(key))


def _upwards(area: str | None, parents: dict[str, str | None]) -> Iterator[str]:
    while area:
        yield area
        area = parents[area]


def alternatives(expected: str) -> Iterable[str]:
    """The keys of a cell `A|B`, each of which is right; none for `-`."""
    return () if expected == "-" else expected.split("|")
