"""Reading what is to be divided, and what the grids have to do, from the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from layers.errors import Invalid, NotFound
from layers.grids.divide_town import Town
from layers.grids.plane import Floats, Shapes

__all__ = ["COMPOUNDS", "Place", "counts", "read_place"]

COMPOUNDS = ("park", "lake", "pond", "reservoir")
"""Kinds of green and water that stay whole when nothing else is said."""

AREA = "SELECT name FROM onemap.area WHERE code = %s"
COMMUNITIES = """
WITH RECURSIVE below AS (
  SELECT code, level, name, parent_code, geom FROM onemap.area WHERE code = %s
  UNION ALL
  SELECT a.code, a.level, a.name, a.parent_code, a.geom
  FROM onemap.area a JOIN below b ON a.parent_code = b.code
)
SELECT ST_AsBinary(geom), code, name, parent_code FROM below WHERE level = 'community' ORDER BY code
"""
ROADS = """
SELECT ST_AsBinary(geom), class FROM onemap.road WHERE geom && ST_GeomFromWKB(%(box)s, 4490) ORDER BY code
"""
WATER = """
SELECT ST_AsBinary(geom) FROM onemap.water WHERE geom && ST_GeomFromWKB(%(box)s, 4490) ORDER BY code
"""
BUILDINGS = """
SELECT ST_AsBinary(geom) FROM onemap.building WHERE geom && ST_GeomFromWKB(%(box)s, 4490) ORDER BY code
"""
WHOLE = """
SELECT ST_AsBinary(geom) FROM (
  SELECT code, kind, geom FROM onemap.green UNION ALL SELECT code, kind, geom FROM onemap.water
) AS land
WHERE kind = ANY (%(kinds)s) AND geom && ST_GeomFromWKB(%(box)s, 4490) ORDER BY code
"""
KINDS = "SELECT kind FROM onemap.green UNION SELECT kind FROM onemap.water ORDER BY kind"
ADDRESSES = """
SELECT ST_X(geom), ST_Y(geom) FROM onemap.address
WHERE geom && ST_GeomFromWKB(%(box)s, 4490) AND state = 'active'
"""
EVENTS = "SELECT ST_X(geom), ST_Y(geom) FROM onemap.event WHERE geom && ST_GeomFromWKB(%(box)s, 4490)"


@dataclass(frozen=True)
class Place:
    """An area that is to be divided."""

    code: str
    name: str
    town: Town
    names: Sequence[str]
    """Of the communities, as are the streets."""
    streets: Sequence[str]


def read_place(conn: psycopg.Connection[Any], area: str, compounds: Sequence[str] = COMPOUNDS) -> Place:
    """The communities of an area and what lies in them.

    Args:
        conn: an open connection.
        area: code of an area of any level.
        compounds: kinds of green and water that stay whole.

    Raises:
        NotFound: there is no such area.
        Invalid: it has no communities, or none has an outline; or no green and no water is of such a kind.
    """
    _known(conn, compounds)
    named = conn.execute(AREA, (area,)).fetchone()
    if named is None:
        raise NotFound(f"no area {area!r}", area=area)
    rows = conn.execute(COMMUNITIES, (area,)).fetchall()
    outlines = _shapes(rows)
    if shapely.is_missing(outlines).all():
        raise Invalid(
            f"no community of area {area} has an outline",
            area=area,
            hint="import outlines of communities first",
        )
    box = _box(outlines) | {"kinds": list(compounds)}
    roads = conn.execute(ROADS, box).fetchall()
    water, whole, buildings = (
        _shapes(conn.execute(query, box).fetchall()) for query in (WATER, WHOLE, BUILDINGS)
    )
    _, codes, names, streets = zip(*rows, strict=True)
    town = Town(codes, outlines, _shapes(roads), [row[1] for row in roads], water, whole, buildings)
    return Place(area, named[0], town, names, streets)


def _known(conn: psycopg.Connection[Any], compounds: Sequence[str]) -> None:
    there = [kind for (kind,) in conn.execute(KINDS) if kind is not None]
    if unknown := [kind for kind in compounds if kind not in (*COMPOUNDS, *there)]:
        raise Invalid(f"no green or water is of the kind {unknown[0]!r}", known=there)


def counts(conn: psycopg.Connection[Any], shapes: Shapes) -> dict[str, Floats]:
    """How many addresses in use, and how many events ever, lie in each grid; in the first on a border."""
    found = {}
    for what, query in (("addresses", ADDRESSES), ("events", EVENTS)):
        xy = np.array(conn.execute(query, _box(shapes)).fetchall(), dtype=float).reshape(-1, 2)
        point, grid = STRtree(shapes).query(shapely.points(xy), predicate="intersects")
        first = np.unique(point, return_index=True)[1]
        found[what] = np.bincount(grid[first], minlength=len(shapes)).astype(float)
    return found


def _shapes(rows: Sequence[tuple[Any, ...]]) -> Shapes:
    """The geometries in the first column; None where there is none."""
    found: NDArray[np.object_] = np.empty(len(rows), dtype=object)
    found[:] = [row[0] for row in rows]
    return np.asarray(shapely.from_wkb(found), dtype=object)


def _box(shapes: Shapes) -> dict[str, Any]:
    return {"box": shapely.to_wkb(shapely.box(*shapely.total_bounds(shapes).tolist()))}
