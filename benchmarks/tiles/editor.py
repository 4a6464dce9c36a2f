"""Somebody who changes buildings, by plain SQL and over the API, and says what tiles then have to show."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from random import Random
from typing import Final, NamedTuple

import psycopg

from benchmarks.tiles.trace import Place, tile_of

__all__ = ["ZOOMS", "Edit", "Editor", "path_of"]

ZOOMS: Final = (15, 16, 17)
"""Those whose tiles say what a building is called."""
SIDE: Final = 0.0002
"""Of a building, degrees."""
KINDS: Final = ("insert", "rename", "move", "delete")

INSERT: Final = """
INSERT INTO onemap.building (code, name, geom, source)
VALUES (%(code)s, %(name)s, ST_SetSRID(ST_GeomFromGeoJSON(%(shape)s), 4490), 'benchmark')
"""
RENAME: Final = "UPDATE onemap.building SET name = %(name)s WHERE code = %(code)s"
MOVE: Final = """
UPDATE onemap.building SET name = %(name)s, geom = ST_SetSRID(ST_GeomFromGeoJSON(%(shape)s), 4490)
WHERE code = %(code)s
"""
DELETE: Final = "DELETE FROM onemap.building WHERE code = %(code)s"
STATEMENTS: Final = dict(zip(KINDS, (INSERT, RENAME, MOVE, DELETE), strict=True))
METHODS: Final = dict(zip(KINDS, ("POST", "PATCH", "PATCH", "DELETE"), strict=True))
ITEMS: Final = "/ogc/collections/building/items"


class Building(NamedTuple):
    """One of ours."""

    code: str
    place: Place


@dataclass(eq=False)
class Edit:
    """A change that was made, and when it was seen."""

    shows: tuple[str, bytes] | None
    """A tile, and what has to be in it."""
    lacks: tuple[str, bytes] | None
    """A tile, and what must not be in it."""
    made: float = 0.0
    """When it had been made; `time.perf_counter`."""
    seen: dict[int, float] = field(default_factory=dict)
    """By worker, seconds after it was made."""


def path_of(place: Place, z: int) -> str:
    """The tile of buildings that a place lies in."""
    at = tile_of(place, z)
    return f"/tiles/building/{at.z}/{at.x}/{at.y}.mvt"


@dataclass
class Editor:
    """Makes changes, one after the other."""

    conn: psycopg.Connection
    port: int
    key: str
    places: Sequence[Place]
    rng: Random
    over_http: float = 0.2
    """Share of the changes that go over the API."""
    there: list[tuple[Building, Edit]] = field(default_factory=list)
    """Buildings of ours, with the last change of each."""
    count: int = 0

    def edit(self, workers: int) -> Edit:
        """Make the next change; of a building whose last change all workers have shown."""
        kind = self.rng.choice(KINDS) if len(self.there) > 100 else "insert"
        spot = self._ready(workers) if kind != "insert" else None
        if spot is None:
            kind, old = "insert", None
        else:
            old, _ = self.there.pop(spot)
        self.count += 1
        place = self.rng.choice(self.places) if kind in ("insert", "move") or not old else old.place
        building = Building(old.code if old else f"EDIT-{self.count}-", place)
        made = self._expected(kind, old, building)
        self._make(kind, building)
        made.made = time.perf_counter()
        if kind != "delete":
            self.there.append((building, made))
        return made

    def _ready(self, workers: int) -> int | None:
        """The place in the list of one that was shown."""
        tried = self.rng.sample(range(len(self.there)), 20)
        return next((spot for spot in tried if len(self.there[spot][1].seen) == workers), None)

    def _expected(self, kind: str, old: Building | None, new: Building) -> Edit:
        there, here = (self.rng.choice(ZOOMS) for _ in range(2))
        shows = None if kind == "delete" else (path_of(new.place, here), self._name.encode())
        gone = old if kind == "delete" else None
        if old and kind == "move" and path_of(old.place, there) != path_of(new.place, there):
            gone = old if not _near(old.place, new.place, there) else None
        return Edit(shows, (path_of(gone.place, there), gone.code.encode()) if gone else None)

    @property
    def _name(self) -> str:
        return f"edit {self.count}."

    def _make(self, kind: str, building: Building) -> None:
        if self.rng.random() < self.over_http:
            self._send(kind, building)
        else:
            known = {"code": building.code, "name": self._name, "shape": json.dumps(_shape(building.place))}
            self.conn.execute(STATEMENTS[kind], known)

    def _send(self, kind: str, building: Building) -> None:
        body: dict[str, object] = {"type": "Feature", "properties": {"name": self._name}}
        if kind == "insert":
            body["properties"] = {"name": self._name, "code": building.code}
        if kind in ("insert", "move"):
            body["geometry"] = _shape(building.place)
        media = "application/geo+json" if kind == "insert" else "application/merge-patch+json"
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": media}
        headers |= {} if kind == "insert" else {"If-Match": "*"}
        path = ITEMS if kind == "insert" else f"{ITEMS}/{building.code}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(METHODS[kind], path, json.dumps(body) if kind != "delete" else None, headers)
            answer = connection.getresponse()
            if answer.status not in (201, 204):
                raise RuntimeError(f"{kind}: {answer.status} {answer.read()[:500]!r}")
        finally:
            connection.close()


def _near(one: Place, other: Place, z: int) -> bool:
    """Whether what lies at one place may reach into the tile of the other."""
    here, there = tile_of(one, z), tile_of(other, z)
    return abs(here.x - there.x) < 2 and abs(here.y - there.y) < 2


def _shape(place: Place) -> dict[str, object]:
    lon, lat = place
    ring = [(lon, lat), (lon + SIDE, lat), (lon + SIDE, lat + SIDE), (lon, lat + SIDE), (lon, lat)]
    return {"type": "MultiPolygon", "coordinates": [[[list(corner) for corner in ring]]]}
