"""What is drawn: the sample district, and the buildings of New York where somebody has them."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas
import psycopg
import shapely
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.service import build_index
from benchmarks.tiles.trace import Place
from layers.catalogue import Layer, load
from layers.schema.migrate import upgrade
from tiles import matrix

__all__ = ["DEEP", "WHOLE_FROM", "City", "city_of", "drawn", "new_york", "plain", "views"]

DEEP: Final = range(13, 18)
"""Zooms at which single tiles are compared."""
WHOLE_FROM: Final = 14
"""The zoom from which tiles without a plan leave nothing out; below, what is smaller than a pixel."""
PLANNED: Final = re.compile(r"(?ms)^\[\[tiles\]\]$.*?(?=^\[(?!\[tiles\]\])|\Z)")
"""The plan of a layer file."""
LAYERS: Final = Path(__file__).parents[2] / "data" / "layers"
MAP: Final = ("water", "green", "road", "building", "component")
"""Layers of a map; each is a whole table, so any server can draw it."""

PLACES: Final = """
SELECT (ST_XMin(geom) + ST_XMax(geom)) / 2, (ST_YMin(geom) + ST_YMax(geom)) / 2
FROM onemap.building ORDER BY md5(code) LIMIT %s
"""
WARM: Final = "SELECT count(*), sum(ST_NPoints(geom_3857)) FROM {}"
# The largest tiles of low zooms leave out what is smaller than a pixel: the others are told the same.
VIEW: Final = """
CREATE OR REPLACE VIEW bench.{view} AS SELECT * FROM onemap.building
WHERE greatest(ST_XMax(geom_3857) - ST_XMin(geom_3857), ST_YMax(geom_3857) - ST_YMin(geom_3857)) >= {pixel}
"""
STAGE: Final = "CREATE TEMP TABLE stage (code text, name text, height float8, geom geometry) ON COMMIT DROP"
BUILDINGS: Final = """
INSERT INTO onemap.building (code, name, height, geom, source)
SELECT code, name, CASE WHEN height > 0 THEN height END, shape, 'benchmark'
FROM stage, LATERAL (
  SELECT ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(geom, 4490)), 3)) AS shape
) AS made
WHERE NOT ST_IsEmpty(shape)
"""


@dataclass(frozen=True)
class City:
    """A database that is drawn."""

    name: str
    dsn: str
    home: Path
    """Of the service, with its indexes."""
    layers: Sequence[Layer]
    places: Sequence[Place]
    """Where people look: on buildings all over the city."""


def city_of(name: str, dsn: str, home: Path, layers: Sequence[str] = MAP) -> City:
    """A city whose indexes are made and whose tables have been read once."""
    home.mkdir(parents=True, exist_ok=True)
    known = load(LAYERS)
    chosen = [known.get(one) for one in layers]
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE")
        for layer in chosen:
            conn.execute(sql.SQL(WARM).format(sql.Identifier("onemap", layer.table)))
        places = conn.execute(PLACES, (1000,)).fetchall()
    for index in ("addresses", "grids"):
        build_index(dsn, home, index)
    return City(name, dsn, home, chosen, places)


def drawn(layers: Sequence[Layer], z: int) -> list[Layer]:
    """Those that have tiles of a zoom."""
    return [layer for layer in layers if layer.zoom[0] <= z <= layer.zoom[1]]


@contextmanager
def new_york(server: str, file: Path, home: Path) -> Iterator[City]:
    """A database of its own with the buildings of a file of polygons in WGS 84."""
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute("CREATE DATABASE new_york")
    try:
        dsn = make_conninfo(server, dbname="new_york")
        upgrade(dsn)
        _fill(dsn, geopandas.read_file(file, layer="buildings", columns=["name", "height"]))
        yield city_of("New York", dsn, home, ["building"])
    finally:
        with psycopg.connect(server, autocommit=True) as conn:
            conn.execute("DROP DATABASE new_york WITH (FORCE)")


def _fill(dsn: str, found: geopandas.GeoDataFrame) -> None:
    rows = zip(found["name"], found["height"], shapely.to_wkb(found.geometry.to_numpy()), strict=True)
    with psycopg.connect(dsn) as conn:
        conn.execute(STAGE)
        with conn.cursor().copy("COPY stage FROM STDIN") as copy:
            for number, (name, height, shape) in enumerate(rows):
                copy.write_row(
                    (f"NY{number}", name or None, None if height != height else height, shape.hex())
                )
        conn.execute(BUILDINGS)


def plain(folder: Path) -> Path:
    """Layer files in a new folder, whose tiles have all that martin's have, with buildings from zoom 13.

    Without a plan only what is smaller than a pixel is left out, below zoom 14, and the 10,001st feature.
    """
    shutil.copytree(LAYERS, folder)
    for file in folder.glob("*.toml"):
        file.write_text(PLANNED.sub("", file.read_text()))
    file = folder / "building.toml"
    text, count = re.subn(r"(?m)^zoom( *)= \[\d+,", rf"zoom\1= [{DEEP[0]},", file.read_text())
    if not count:
        raise ValueError("the layer file of buildings has no zoom")
    file.write_text(text)
    return folder


def views(dsn: str) -> dict[str, str]:
    """Views of the buildings that tiles of a zoom show, by the name of a source."""
    grid = matrix.load()["WebMercatorQuad"]
    made = {f"building_{z}": z for z in DEEP if z < WHOLE_FROM}
    with psycopg.connect(dsn) as conn:
        conn.execute("CREATE SCHEMA IF NOT EXISTS bench")
        for name, z in made.items():
            known = {"view": sql.Identifier(name), "pixel": sql.Literal(grid.pixel(z))}
            conn.execute(sql.SQL(VIEW).format(**known))
    return {name: f"bench.{name}" for name in made}
