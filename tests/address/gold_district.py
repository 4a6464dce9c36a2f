"""The invented cities of the gold cases: read from tables, put into a database, found again by readable keys.

`tests/gold/README.md` says what the tables hold and how to write a key.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import psycopg
import pyarrow as pa
import shapely
from pyproj import Geod

from address import tree
from tests.builder import Builder

GOLD: Final = Path(__file__).parents[1] / "gold"
CITIES: Final = ("yunjin", "lanhai")
"""云津, of mainland style, and 瀾海, of Taiwanese style; each has its folder and its own database."""

_GEOD: Final = Geod(ellps="GRS80")
_SCHEMA: Final = pa.schema(
    [(name, pa.float64() if name in ("lon", "lat") else pa.string()) for name in (*tree.COLUMNS, "prefix")]
)
Row = dict[str, str]
Point = tuple[float, float]


def table(name: str) -> list[Row]:
    """Rows of a table of the folder `tests/gold`, an empty cell being an empty text."""
    with (GOLD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def metres(a: Point, b: Point) -> float:
    """Distance of two points, longitude before latitude."""
    return float(_GEOD.inv(*a, *b)[2])


def moved(point: Point, bearing: float, distance: float) -> Point:
    """The point so many metres away, the bearing in degrees from north over east."""
    lon, lat, _ = _GEOD.fwd(*point, bearing, distance)
    return lon, lat


def local_text(path: str) -> str:
    """中山路/88号/3栋 joined; an element that repeats the one above it (五樓/五樓之2) stands in once."""
    text = above = ""
    for element in path.split("/"):
        text += element.removeprefix(above) if above else element
        above = element
    return text


def load(conn: psycopg.Connection, city: str) -> None:
    """Write a city into an empty, migrated database, then what has changed in it since; commits."""
    add = Builder(conn)
    areas = _load_areas(add, city)
    _load_addresses(conn, city, areas)
    _load_ground(add, city)
    _load_aliases(add, city)
    conn.commit()
    for change in table(f"{city}/changes"):  # each in a transaction of its own, so that there is a history
        _change(conn, Keys(conn), change)
        conn.commit()


def _load_areas(add: Builder, city: str) -> dict[str, str]:
    """Put in the areas; the codes of the communities by name."""
    full: dict[str, str] = {"": ""}
    levels = "INSERT INTO onemap.area_level VALUES (%(scheme)s, %(level)s, %(digits)s) ON CONFLICT DO NOTHING"
    rows = table(f"{city}/areas")
    for row in rows:
        full[row["code"]] = full[row["parent"]] + row["name"]
        add.conn.execute(levels, row | {"digits": len(row["code"])})
        add(
            "area",
            **{name: row[name] for name in ("scheme", "code", "level", "name")},
            parent_code=row["parent"] or None,
            full_name=full[row["code"]],
            geom=_outline(row["boxes"]),
        )
    return {row["name"]: row["code"] for row in rows if row["level"] == "community"}


def _outline(boxes: str) -> str:
    """WKT of a union of boxes, each `west south east north`, with commas between them."""
    sides = [[float(side) for side in box.split()] for box in boxes.split(",")]
    return str(shapely.union_all([shapely.box(*side) for side in sides]))


def _load_addresses(conn: psycopg.Connection, city: str, areas: dict[str, str]) -> None:
    rows = [
        {
            "area_code": areas[row["community"]],
            "level": row["level"],
            "name": row["path"].rpartition("/")[2],
            "local_text": local_text(row["path"]),
            "parent_local_text": local_text(row["path"].rpartition("/")[0]) or None,
            "lon": float(row["lon"]) if row["lon"] else None,
            "lat": float(row["lat"]) if row["lat"] else None,
            "accuracy": row["accuracy"] or None,
            "prefix": areas[row["community"]][:6],
        }
        for row in table(f"{city}/addresses")
    ]
    tree.load(conn, pa.Table.from_pylist(rows, schema=_SCHEMA), source="gold")


def _load_ground(add: Builder, city: str) -> None:
    """Roads, points of interest and grids."""
    for n, row in enumerate(table(f"{city}/roads"), 1):
        road = {"name": row["name"], "class": row["class"], "geom": f"LINESTRING({row['line']})"}
        add("road", code=f"R{n:03d}-001", road_code=f"R{n:03d}", **road)
    for n, row in enumerate(table(f"{city}/pois"), 1):
        poi = {"name": row["name"], "kind": row["kind"], "address_text": row["address"] or None}
        add("poi", code=f"K{n:03d}", geom=f"POINT({row['lon']} {row['lat']})", **poi)
    for row in table(f"{city}/grids"):
        add("unit_grid", code=row["code"], community_code=row["code"][:-3], geom=_outline(row["boxes"]))


def _load_aliases(add: Builder, city: str) -> None:
    keys = Keys(add.conn)
    for row in table(f"{city}/aliases"):
        for code in sorted(keys.codes(row["address"])):
            alias = {"text": row["alias"], "local_text": row["alias"], "kind": row["kind"]}
            add("address_alias", address_code=code, **alias)


_RENAME: Final = """
UPDATE onemap.address
SET name = CASE WHEN local_text = %(old)s THEN %(new)s ELSE name END,
    local_text = %(new)s || substr(local_text, length(%(old)s) + 1),
    full_text = replace(full_text, %(old)s, %(new)s)
WHERE starts_with(local_text, %(old)s)
"""
_RETIRE: Final = "UPDATE onemap.address SET state = 'retired' WHERE code = ANY (%(codes)s)"
_MERGE: Final = (
    "UPDATE onemap.address SET state = 'merged', merged_into = %(into)s WHERE code = ANY (%(codes)s)"
)


def _change(conn: psycopg.Connection, keys: "Keys", change: Row) -> None:
    codes = sorted(keys.codes(change["address"]))
    if change["what"] == "rename":
        conn.execute(_RENAME, {"old": change["address"], "new": change["now"]})
    elif change["what"] == "retire":
        conn.execute(_RETIRE, {"codes": codes})
    else:
        (into,) = keys.codes(change["now"])
        conn.execute(_MERGE, {"codes": codes, "into": into})


_AREAS: Final = "SELECT code, parent_code, name FROM onemap.area ORDER BY code"
_ADDRESSES: Final = "SELECT code, level, area_code, local_text, full_text, state FROM onemap.address"
_POIS: Final = "SELECT name, ST_X(geom), ST_Y(geom) FROM onemap.poi"
_POSITIONS: Final = "SELECT code, ST_X(geom), ST_Y(geom) FROM onemap.address WHERE geom IS NOT NULL"
_CROSSING: Final = """
SELECT ST_X(place), ST_Y(place)
FROM (SELECT (ST_Dump(ST_Intersection(a.geom, b.geom))).geom AS place
      FROM onemap.road a, onemap.road b WHERE a.name = %s AND b.name = %s) AS crossings
"""


@dataclass(frozen=True)
class Keys:
    """What the readable keys of the cases stand for in a database."""

    conn: psycopg.Connection = field(repr=False)

    @cached_property
    def _codes(self) -> dict[str, frozenset[str]]:
        parents, names = {}, {}
        for code, parent, name in self.conn.execute(_AREAS):
            parents[code], names[code] = parent, name
        found = defaultdict(set)
        for code, name in names.items():
            found[name].add(code)
        for code, _, area, text, _, _ in self.conn.execute(_ADDRESSES):
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

    def levels(self, key: str) -> set[str]:
        """Levels of the addresses that one key names."""
        codes = self.codes(key)
        return {level for code, level, *_ in self.conn.execute(_ADDRESSES) if code in codes}


def _upwards(area: str | None, parents: dict[str, str | None]) -> Iterator[str]:
    while area:
        yield area
        area = parents[area]


def alternatives(expected: str) -> Iterable[str]:
    """The keys of a cell `A|B`, each of which is right; none for `-`."""
    return () if expected == "-" else expected.split("|")
