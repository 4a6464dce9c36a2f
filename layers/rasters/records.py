"""Which rasters there are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import psycopg
from psycopg.rows import class_row

from layers.errors import NotFound

__all__ = ["Kind", "Raster", "every_raster", "find_raster"]


class Kind(StrEnum):
    """What the numbers of a raster are."""

    IMAGERY = "imagery"
    """Light, to be looked at."""
    ELEVATION = "elevation"
    """Heights in metres."""
    CLASSES = "classes"
    """Codes, between which nothing can be interpolated."""


@dataclass(frozen=True)
class Raster:
    """A raster in one of its versions."""

    code: str
    version: int
    newest: int
    """Number of the newest version, which is the one that is meant where none is said."""
    title: str
    kind: str
    path: str
    """Of its file, below the home folder."""
    unit: str | None
    bands: int
    resolution_m: float | None
    """Side of a cell on the ground, metres."""
    extent: list[float]
    """West, south, east, north in degrees of CGCS2000."""
    footprint: dict[str, Any]
    """GeoJSON MultiPolygon of the same system."""
    statistics: list[dict[str, Any]] | None
    """One entry a band, as `layers.rasters.statistics` makes them; None where they were never made."""
    valid_from: datetime
    source: str


# A version that was replaced is found by its number as long as the raster is there, and under the rule of
# who may see the present one.
VERSIONS = """
SELECT now.code, one.version, now.version AS newest, one.title, one.kind, one.path, one.unit, one.bands,
  one.resolution_m, one.statistics, one.valid_from, one.source, ST_AsGeoJSON(one.geom, 7)::json AS footprint,
  ARRAY[ST_XMin(one.geom), ST_YMin(one.geom), ST_XMax(one.geom), ST_YMax(one.geom)] AS extent
FROM onemap.raster AS now CROSS JOIN LATERAL (
  SELECT version, title, kind, path, unit, bands, resolution_m, statistics, valid_from, source, geom
  FROM onemap.raster WHERE id = now.id AND version = coalesce(%(version)s, now.version)
  UNION ALL
  SELECT version, title, kind, path, unit, bands, resolution_m, statistics, valid_from, source, geom
  FROM onemap_history.raster WHERE id = now.id AND version = %(version)s
  ORDER BY valid_from DESC LIMIT 1
) AS one
WHERE (now.sensitivity = 'open' OR %(internal)s) AND (%(code)s::text IS NULL OR now.code = %(code)s)
ORDER BY now.code LIMIT 1000
"""


def find_raster(
    conn: psycopg.Connection, code: str, version: int | None = None, *, internal: bool = False
) -> Raster:
    """The raster with this code.

    Args:
        conn: an open connection.
        code: of the catalogue.
        version: a number; None for the newest.
        internal: whether the caller may see what is internal.

    Raises:
        NotFound: there is none, or the caller may not know of it, or it has no such version.
    """
    found = _read(conn, {"code": code, "version": version, "internal": internal})
    if not found:
        raise NotFound(f"no raster {code[:64]!r}" + (f" with version {version}" if version else ""))
    return found[0]


def every_raster(conn: psycopg.Connection, *, internal: bool = False) -> list[Raster]:
    """The rasters that a caller may see, by code; the first thousand."""
    return _read(conn, {"code": None, "version": None, "internal": internal})


def _read(conn: psycopg.Connection, wanted: dict[str, object]) -> list[Raster]:
    with conn.cursor(row_factory=class_row(Raster)) as cur:
        return cur.execute(VERSIONS, wanted).fetchall()
