"""A city of a few rows in files of the real formats, with a manifest; and the sample district."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import scalar_row

from importers import manifest
from importers.city import bring_in
from importers.report import Report
from importers.sample import load

SCALE = 0.05
"""Of the loaded sample."""

MANIFEST = """
city = "tiny"
title = "小城"
folder = "tiny"
prefix = "630000"
bounds = [114, 30, 116, 32]
licence = "none"
credits = ["nobody"]

[scheme]
name = "tiny"
city = 5
street = 7
community = 10

[[area]]
code = "63000"
level = "city"
name = "小城样例"
full_name = "小城"
outline = true
"""

AREAS = """
[[layer]]
file = "areas.geojson"
table = "area"
crs = "wgs84"
columns = { code = "code", level = "level", name = "name", parent_code = "parent" }
"""

TREES = """
[[layer]]
file = "trees.csv"
table = "component"
crs = "wgs84"
point = ["x", "y"]
[layer.columns]
source_key = "id"
edition = { value = "2026" }
class_code = { value = "04002" }
name = { value = "行道树" }
"""

STREETS = [{"code": "6300100", "level": "street", "name": "东区", "parent": "63000"}]
COMMUNITIES = [
    {"code": "6300100001", "level": "community", "name": "甲里", "parent": "6300100"},
    {"code": "6300100002", "level": "community", "name": "乙里", "parent": "6300100"},
]


def square(west: float, east: float, south: float = 31.0, north: float = 31.1) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*features: tuple[dict[str, Any], dict[str, Any] | None]) -> str:
    found = [{"type": "Feature", "properties": values, "geometry": place} for values, place in features]
    return json.dumps({"type": "FeatureCollection", "features": found})


class City:
    """Files in a folder, and a manifest that the test adds layers to."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.folder = folder
        self.dsn = dsn
        self.refused = folder / "refused"
        self.manifest = MANIFEST
        (folder / "tiny").mkdir()

    def write(self, name: str, text: str) -> None:
        (self.folder / "tiny" / name).write_text(text, "utf-8")

    def plan(self) -> manifest.Manifest:
        path = self.folder / "tiny.toml"
        path.write_text(self.manifest, "utf-8")
        return manifest.load(path)

    def bring_in(self, **options: Any) -> Report:
        with psycopg.connect(self.dsn) as conn:
            return bring_in(conn, self.plan(), self.folder, refused=self.refused, **options)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn) as conn:
            return conn.execute(query.encode()).fetchall()


@pytest.fixture
def city(tmp_path: Path, scratch: str) -> City:
    """Two communities in one street; nothing is brought in yet."""
    one = City(tmp_path, scratch)
    one.manifest += AREAS
    west, east = square(114.0, 114.5), square(114.5, 115.0)
    rows = [(STREETS[0], square(114.0, 115.0)), (COMMUNITIES[0], west), (COMMUNITIES[1], east)]
    one.write("areas.geojson", collection(*rows))
    return one


class LoadedSample:
    """A database with the sample at a small scale, and what its load reported."""

    def __init__(self, server: str, template: str, home: Path) -> None:
        name = f"sample_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as conn:
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            conn.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        self.dsn, self.home = make_conninfo(server, dbname=name), home
        with psycopg.connect(self.dsn) as conn:
            self.report = load(conn, home=home, scale=SCALE)


@pytest.fixture(scope="session")
def loaded(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> LoadedSample:
    return LoadedSample(server, template, tmp_path_factory.mktemp("sample"))


@pytest.fixture
def db(loaded: LoadedSample) -> Iterator[psycopg.Cursor[object]]:
    """Reads single values of the loaded database."""
    with psycopg.connect(loaded.dsn) as conn, conn.cursor(row_factory=scalar_row) as cur:
        yield cur
        conn.rollback()
