"""Nominatim on a file in OSM's format made from the rows: areas, roads, door plates, compounds, buildings.

It knows no units, floors and rooms: those can't be found by it, only the building or plate that they are in.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO
from xml.sax.saxutils import quoteattr

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.geocoding.peers.base import Guess, Loaded, Row, rows_of, run_side, version_of

__all__ = ["Nominatim"]

_SIDE = Path(__file__).with_name("nominatim_side.py")
_DATABASE = "peer_nominatim"
_ENDS: Final = re.compile(
    r"(省|市|区|區|街道|镇|社区|村|里|(?:路|街|大道|段)(?!\d+巷)|号(?!楼)|號|栋|幢)(?=\w)(?![道段区])"
)
"""Where a level ends; the lane of a road is of its name."""
_SPARE: Final = 10_000_000
"""Numbers from here on are no address's."""

AREAS = """
SELECT a.code, a.level, substr(a.full_name, 1 + coalesce(length(p.full_name), 0)),
       ST_AsGeoJSON(ST_ExteriorRing((d.dump).geom))::json -> 'coordinates'
FROM onemap.area a LEFT JOIN onemap.area p ON p.code = a.parent_code
CROSS JOIN LATERAL (
  SELECT ST_Dump(ST_SimplifyPreserveTopology(coalesce(a.geom, (
    SELECT ST_Union(below.geom) FROM onemap.area below
    WHERE below.level = 'street' AND starts_with(below.full_name, a.full_name)
  )), 0.00005)) AS dump
) AS d
ORDER BY a.code
"""
_ADMIN_LEVEL: Final = {"province": 4, "city": 5, "district": 6, "street": 8, "community": 10}
_FOUND: Final = {"road", "lane", "estate", "plate", "compound", "building"}


class Nominatim:
    """Nominatim's own import and search, in a database of its own on the same server."""

    def __init__(self, dsn: str, python: Path) -> None:
        """Compare with the rows of `dsn`; `python` is that of the peers' environment."""
        self.name = f"Nominatim {version_of(python, 'nominatim-db')}"
        self.source, self.python = dsn, python
        self.folder = Path(tempfile.mkdtemp(prefix="peer-"))
        self.codes: list[str] = []

    def load(self) -> Loaded:
        """Write the file and import it."""
        file = self.folder / "rows.osm"
        with file.open("w") as out:
            self.codes = _write(out, self.source)
        said = self._side("load", file)
        with psycopg.connect(self.source) as conn:
            (size,) = conn.execute("SELECT pg_database_size(%s)", (_DATABASE,)).fetchone() or (0,)
        return Loaded(float(str(said["seconds"])), float(size) / 1e6)

    def ask(self, texts: Sequence[str]) -> list[Guess]:
        """`NominatimAPI.search`, in its own process, with the texts made easier for it: see `_parted`."""
        asked, answered = self.folder / "queries.json", self.folder / "answers.json"
        asked.write_text(json.dumps([_parted(text) for text in texts]))
        self._side("ask", asked, answered)
        found = json.loads(answered.read_text())
        return [Guess(self.codes[number - 1] if number else None, seconds) for number, seconds in found]

    def _side(self, *args: str | Path) -> dict[str, object]:
        facts = conninfo_to_dict(self.source) | {"dbname": _DATABASE}
        wanted = ("dbname", "host", "port", "user", "password")
        dsn = "pgsql:" + ";".join(f"{key}={facts[key]}" for key in wanted if facts.get(key))
        user = str(facts.get("user", "www-data"))
        settings = {"NOMINATIM_DATABASE_DSN": dsn, "NOMINATIM_DATABASE_WEBUSER": user}
        return run_side(self.python, _SIDE, self.folder, *args, HOME=str(self.folder), **settings)

    def close(self) -> None:
        """Drop the database and forget the files."""
        with psycopg.connect(self.source, autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        shutil.rmtree(self.folder)


def _parted(text: str) -> str:
    """A space after every level, without which it finds next to nothing, and nothing below the building."""
    whole = re.sub(r"(\d+(?:栋|号楼|幢|座|號))[^号巷弄]*$", r"\1", text)
    return _ENDS.sub(r"\1 ", re.sub(r"(\d+(?:之\d+)?[号號](?!楼))", r" \1", whole))


class _Writer:
    """OSM's XML: nodes, ways and relations apart, each in the order of their numbers."""

    def __init__(self) -> None:
        self.nodes: list[tuple[int, str]] = []
        self.ways: list[tuple[int, str]] = []
        self.relations: list[tuple[int, str]] = []
        self.spare = _SPARE

    def node(self, number: int, lon: float, lat: float, tags: dict[str, str]) -> None:
        place = f'<node id="{number}" version="1" lon="{lon}" lat="{lat}">'
        self.nodes.append((number, f"{place}{_tags(tags)}</node>\n"))

    def line(self, number: int, points: Sequence[Sequence[float]], tags: dict[str, str]) -> None:
        """A way over nodes of its own; a ring ends at the node where it began."""
        first = self.spare
        closed = len(points) > 3 and list(points[0]) == list(points[-1])
        for lon, lat in points[: len(points) - closed]:
            self.node(self.spare, lon, lat, {})
            self.spare += 1
        ids = [*range(first, self.spare), *([first] if closed else [])]
        refs = "".join(f'<nd ref="{one}"/>' for one in ids)
        self.ways.append((number, f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>\n'))

    def ring(self, points: Sequence[Sequence[float]], tags: dict[str, str]) -> None:
        """A boundary of one ring."""
        number = self.spare
        self.line(number, points, {})
        member = f'<member type="way" ref="{number}" role="outer"/>'
        whole = f'<relation id="{number}" version="1">{member}{_tags(tags)}</relation>\n'
        self.relations.append((number, whole))

    def write(self, file: TextIO) -> None:
        """All of it."""
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n')
        for objects in (self.nodes, self.ways, self.relations):
            file.writelines(text for _, text in sorted(objects))
        file.write("</osm>\n")


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def _write(file: TextIO, dsn: str) -> list[str]:
    """Write all rows that can be found; the number of an object is that of its code, from 1."""
    rows = [row for row in rows_of(dsn) if row.level in _FOUND]
    known = {row.code: row for row in rows}
    fronts: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row.level == "plate" and row.parent and row.lon is not None and row.lat is not None:
            for above in _above(row, known):
                fronts.setdefault(above.code, []).append((row.lon, row.lat))
    writer = _Writer()
    for number, row in enumerate(rows, 1):
        _object(writer, number, row, known, fronts.get(row.code, []))
    with psycopg.connect(dsn) as conn:
        for _, level, name, points in conn.execute(AREAS):
            tags = {"type": "boundary", "boundary": "administrative", "name": name}
            writer.ring(points, tags | {"admin_level": str(_ADMIN_LEVEL[level])})
    writer.write(file)
    return [row.code for row in rows]


def _above(row: Row, known: dict[str, Row]) -> Iterator[Row]:
    while row.parent and row.parent in known:
        row = known[row.parent]
        yield row


def _object(
    writer: _Writer, number: int, row: Row, known: dict[str, Row], front: Sequence[tuple[float, float]]
) -> None:
    """A road is a line along its plates, an estate a place, the rest points with an address."""
    above = list(_above(row, known))
    street = "".join(one.name for one in reversed(above) if one.level in {"road", "lane"})
    place = "".join(one.name for one in reversed(above) if one.level == "estate")
    inside = {"addr:street": street} if street else {"addr:place": place}
    plate = next((one.name for one in above if one.level == "plate"), None)
    if row.level in {"road", "lane"} and front:
        line = [*sorted(front)[:: max(1, len(front) // 10)], (front[0][0] + 1e-5, front[0][1] + 1e-5)]
        writer.line(number, line, {"highway": "residential", "name": street + row.name})
    elif row.level == "estate" and front:
        writer.node(number, *front[0], {"place": "neighbourhood", "name": row.name})
    elif row.lon is not None and row.lat is not None and row.level not in {"road", "lane", "estate"}:
        numbered = {"addr:housenumber": row.name if row.level == "plate" else plate or row.name}
        named = {"name": above[0].name + row.name if row.level == "building" else row.name, "building": "yes"}
        writer.node(number, row.lon, row.lat, inside | numbered | ({} if row.level == "plate" else named))
