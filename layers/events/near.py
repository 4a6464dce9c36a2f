"""What is near an event: things it may be about, cameras, and events that may be the same (周边)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import tuple_row

from layers.events.classes import Near

__all__ = ["NOTHING", "NearCamera", "NearComponent", "Nearby", "SimilarEvent", "nearby"]


class NearComponent(NamedTuple):
    """A component of a class that the event may be about."""

    code: str
    class_code: str
    name: str
    state: str
    lon: float
    lat: float
    """A point on it."""
    metres: float


class NearCamera(NamedTuple):
    """A camera."""

    code: str
    name: str
    lon: float
    lat: float
    metres: float


class SimilarEvent(NamedTuple):
    """Another event of the same class, of whatever edition."""

    code: str
    class_code: str
    class_name: str | None
    state: str
    reported_at: datetime
    lon: float
    lat: float
    metres: float
    likely_duplicate: bool


class Nearby(NamedTuple):
    """What is near, the nearest first."""

    components: list[NearComponent]
    cameras: list[NearCamera] | None
    """None for the public, as cameras are an internal layer."""
    similar: list[SimilarEvent]
    """Likely duplicates first."""


NOTHING: Final = Nearby([], [], [])

# Indexes find what lies in a square of Web Mercator, whose sides are longer than metres by the latitude, and
# by up to 0.7 % more since it is no sphere; then it is measured on the ellipsoid. The classes of things are
# compared as one text, of which the planner knows nothing, so that it goes by the place. Similar events are
# found by class, cell and time: cells are 610 m high and, up to 60 degrees north, wider, so nine points of a
# square whose sides are no longer than twice that meet every cell that the square meets.
NEARBY = """
WITH here AS MATERIALIZED (
  SELECT pt::geography AS spot, ST_Transform(pt, 3857) AS flat, 1.01 / cos(radians(ST_Y(pt))) AS stretch, (
    SELECT array_agg(DISTINCT ST_GeoHash(ST_Translate(pt, east * dx, north * dy), 6))
    FROM unnest(ARRAY[-1, 0, 1]) AS east CROSS JOIN unnest(ARRAY[-1, 0, 1]) AS north
  ) AS cells
  FROM (
    SELECT ST_SetSRID(ST_MakePoint(%(lon)s::float8, %(lat)s::float8), 4490),
           %(similar_m)s / 110000.0 / cos(radians(%(lat)s)), %(similar_m)s / 110000.0
  ) AS given (pt, dx, dy)
)
(
  SELECT 'component' AS kind, code, class_code, name, state, NULL::timestamptz AS reported_at,
         ST_X(at) AS lon, ST_Y(at) AS lat, metres, NULL::boolean AS likely
  FROM here CROSS JOIN LATERAL (
    SELECT *, ST_PointOnSurface(geom) AS at, ST_Distance(geom::geography, here.spot) AS metres
    FROM (
      SELECT code, class_code, name, state, geom FROM onemap.component
      WHERE geom_3857 && ST_Expand(here.flat, %(component_m)s * here.stretch)
        AND edition || class_code = ANY (%(things)s) AND state <> 'removed'
      ORDER BY geom_3857 <-> here.flat LIMIT 12
    ) AS candidate
  ) AS measured
  WHERE metres <= %(component_m)s ORDER BY metres, code COLLATE "C" LIMIT 5
) UNION ALL (
  SELECT 'camera', code, NULL, name, state, NULL, ST_X(geom), ST_Y(geom), metres, NULL
  FROM here CROSS JOIN LATERAL (
    SELECT *, ST_Distance(geom::geography, here.spot) AS metres
    FROM (
      SELECT code, name, state, geom FROM onemap.camera
      WHERE geom_3857 && ST_Expand(here.flat, %(camera_m)s * here.stretch)
      ORDER BY geom_3857 <-> here.flat LIMIT 8
    ) AS candidate
  ) AS measured
  WHERE metres <= %(camera_m)s ORDER BY metres, code COLLATE "C" LIMIT 3
) UNION ALL (
  SELECT 'similar', near.code, near.class_code, c.name, state, reported_at, ST_X(geom), ST_Y(geom),
         metres, likely
  FROM here CROSS JOIN LATERAL (
    SELECT *, metres <= %(duplicate_m)s
              AND reported_at BETWEEN %(at)s::timestamptz - make_interval(secs => 3600 * %(duplicate_hours)s)
                                  AND %(at)s::timestamptz + make_interval(secs => 3600 * %(duplicate_hours)s)
              AS likely
    FROM (
      SELECT code, edition, class_code, state, reported_at, geom,
             ST_Distance(geom::geography, here.spot) AS metres
      FROM onemap.event
      WHERE class_code = ANY (%(classes)s) AND edition || class_code = ANY (%(same)s)
        AND ST_GeoHash(geom, 6) = ANY (here.cells)
        AND reported_at BETWEEN %(at)s::timestamptz - make_interval(secs => 3600 * %(similar_hours)s)
                            AND %(at)s::timestamptz + make_interval(secs => 3600 * %(similar_hours)s)
        AND state <> 'rejected' AND code <> %(code)s
    ) AS candidate
    WHERE metres <= %(similar_m)s ORDER BY likely DESC, metres, code COLLATE "C" LIMIT 10
  ) AS near
  LEFT JOIN onemap.class_code c ON (c.kind, c.edition, c.code) = ('event', near.edition, near.class_code)
  ORDER BY likely DESC, metres, near.code COLLATE "C"
)
"""


def nearby(
    conn: psycopg.Connection,
    lon: float,
    lat: float,
    near: Near,
    *,
    at: datetime,
    code: str = "",
    internal: bool = True,
) -> Nearby:
    """What is near an event, in one query.

    Args:
        conn: an open connection.
        lon: longitude in CGCS2000, degrees.
        lat: latitude.
        near: what to look for, and how far.
        at: when the event was reported: similar ones were around then, before or after.
        code: its number; it is not similar to itself.
        internal: whether the caller may know of cameras.

    Returns:
        At most five components, three cameras and ten events; metres on the ellipsoid, to the centimetre.
    """
    with conn.cursor(row_factory=tuple_row) as cur:
        rows = cur.execute(NEARBY, _facts(lon, lat, near, at, code)).fetchall()
    found: dict[str, list[tuple[Any, ...]]] = {"component": [], "camera": [], "similar": []}
    for kind, *row in rows:
        row[7] = round(row[7], 2)
        found[kind].append(tuple(row))
    cameras = [NearCamera(c[0], c[2], *c[5:8]) for c in found["camera"]]
    return Nearby(
        [NearComponent(*c[:4], *c[5:8]) for c in found["component"]],
        cameras if internal else None,
        [SimilarEvent(*s) for s in found["similar"]],
    )


def _facts(lon: float, lat: float, near: Near, at: datetime, code: str) -> Mapping[str, Any]:
    return {
        "lon": lon, "lat": lat, "at": at, "code": code,
        "things": ["".join(key) for key in near.components],
        "same": ["".join(key) for key in near.same],
        "classes": [key.code for key in near.same],
        **{name: getattr(near.reach, name) for name in near.reach.__slots__},
    }  # fmt: skip
