"""The invented cities of the gold cases: read from tables, put into a database.

`tests/gold/README.md` says what the tables hold.
"""

import csv
from pathlib import Path
from typing import Final

import psycopg
import pyarrow as pa
import shapely

from address import tree
from tests.address.gold_keys import Keys
from tests.builder import Builder

GOLD: Final = Path(__file__).parents[1] / "gold"
CITIES: Final = ("yunjin", "lanhai")
"""云津, of mainland style, and 瀾海, of Taiwanese style; each has its folder and its own database."""

_SCHEMA: Final = pa.schema(
    [(name, pa.float64() if name in ("lon", "lat") else pa.string()) for name in (*tree.COLUMNS, "prefix")]
)
Row = dict[str, str]


def table(name: str) -> list[Row]:
    """Rows of a table of the folder `tests/gold`, an empty cell being an empty text."""
    with (GOLD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
    sides = [tuple(float(side) for side in box.split()) for box in boxes.split(",")]
    return str(shapely.union_all([shapely.box(w, s, e, n) for w, s, e, n in sides]))


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
        assert keys.exists(row["address"]), row
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


def _change(conn: psycopg.Connection, keys: Keys, change: Row) -> None:
    codes = sorted(keys.codes(change["address"]))
    assert codes, change
    if change["what"] == "rename":
        conn.execute(_RENAME, {"old": change["address"], "new": change["now"]})
    elif change["what"] == "retire":
        conn.execute(_RETIRE, {"codes": codes})
    else:
        (into,) = keys.codes(change["now"])
        conn.execute(_MERGE, {"codes": codes, "into": into})
