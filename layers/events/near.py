"""What is near an event: things it may be about, cameras, and events that may be the same (周边)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Json

from layers.events.classes import Near

__all__ = ["NOTHING", "NearCamera", "NearComponent", "Nearby", "SimilarEvent", "Spot", "nearby"]


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


class Spot(NamedTuple):
    """Where an event is, to look around it."""

    lon: float
    lat: float
    """Longitude and latitude in CGCS2000."""
    near: Near
    """What to look for, and how far."""
    at: datetime
    """When it was reported: similar ones were around then, before or after."""
    code: str = ""
    """Its number; it is not similar to itself."""


# Indexes find what lies in a square of Web Mercator, whose sides are longer than metres by the latitude, and
# by up to 0.7 % more since it is no sphere; then it is measured on the ellipsoid. The classes of things are
# compared as one text, of which the planner knows nothing, so that it goes by the place. Similar events are
# found by class, cell and time: cells are 610 m high and, up to 60 degrees north, wider, so nine points of a
# square whose sides are no longer than twice that meet every cell that the square meets. What lies in
# them, but not in the square, is not measured: that takes far longer than to compare degrees.
NEARBY = """
WITH here AS MATERIALIZED (
  SELECT given.*, dx, dy, pt::geography AS spot, ST_Transform(pt, 3857) AS flat,
         1.01 / cos(radians(lat)) AS stretch,
         make_interval(secs => 3600 * similar_hours) AS lately,
         make_interval(secs => 3600 * duplicate_hours) AS just_now, (
    SELECT array_agg(DISTINCT ST_GeoHash(ST_Translate(pt, east * dx, north * dy), 6))
    FROM unnest(ARRAY[-1, 0, 1]) AS east CROSS JOIN unnest(ARRAY[-1, 0, 1]) AS north
  ) AS cells
  FROM json_to_recordset(%(spots)s) AS given (
    place int, lon float8, lat float8, at timestamptz, code text, things text[], same text[], classes text[],
    component_m float8, camera_m float8, duplicate_m float8, duplicate_hours float8, similar_m float8,
    similar_hours float8
  ) CROSS JOIN LATERAL (
    SELECT ST_SetSRID(ST_MakePoint(lon, lat), 4490), similar_m / 110000.0 / cos(radians(lat)),
           similar_m / 110000.0
  ) AS moved (pt, dx, dy)
)
SELECT here.place, found.* FROM here CROSS JOIN LATERAL (
  (
    SELECT 'component' AS kind, code, class_code, name, state, NULL::timestamptz AS reported_at,
           ST_X(at) AS lon, ST_Y(at) AS lat, metres, NULL::boolean AS likely
    FROM (
      SELECT *, ST_PointOnSurface(geom) AS at, ST_Distance(geom::geography, here.spot) AS metres
      FROM (
        SELECT code, class_code, name, state, geom FROM onemap.component
        WHERE geom_3857 && ST_Expand(here.flat, here.component_m * here.stretch)
          AND edition || class_code = ANY (here.things) AND state <> 'removed'
        ORDER BY geom_3857 <-> here.flat LIMIT 12
      ) AS candidate
    ) AS measured
    WHERE metres <= here.component_m ORDER BY metres, code COLLATE "C" LIMIT 5
  ) UNION ALL (
    SELECT 'camera', code, NULL, name, state, NULL, ST_X(geom), ST_Y(geom), metres, NULL
    FROM (
      SELECT *, ST_Distance(geom::geography, here.spot) AS metres
      FROM (
        SELECT code, name, state, geom FROM onemap.camera
        WHERE geom_3857 && ST_Expand(here.flat, here.camera_m * here.stretch)
        ORDER BY geom_3857 <-> here.flat LIMIT 8
      ) AS candidate
    ) AS measured
    WHERE metres <= here.camera_m ORDER BY metres, code COLLATE "C" LIMIT 3
  ) UNION ALL (
    SELECT 'similar', code, class_code, (
      SELECT name FROM onemap.class_code c
      WHERE (c.kind, c.edition, c.code) = ('event', measured.edition, measured.class_code)
    ), state, reported_at, ST_X(geom), ST_Y(geom), metres, likely
    FROM (
      SELECT *, metres <= here.duplicate_m AND reported_at BETWEEN here.at - here.just_now
                                                               AND here.at + here.just_now AS likely
      FROM (
        SELECT code, edition, class_code, state, reported_at, geom,
               ST_Distance(geom::geography, here.spot) AS metres
        FROM onemap.event
        WHERE class_code = ANY (here.classes) AND edition || class_code = ANY (here.same)
          AND ST_GeoHash(geom, 6) = ANY (here.cells)
          AND reported_at BETWEEN here.at - here.lately AND here.at + here.lately
          AND abs(ST_X(geom) - here.lon) <= here.dx AND abs(ST_Y(geom) - here.lat) <= here.dy
          AND state <> 'rejected' AND code <> here.code
      ) AS candidate
      WHERE metres <= here.similar_m ORDER BY likely DESC, metres, code COLLATE "C" LIMIT 10
    ) AS measured
  )
) AS found
ORDER BY place, kind, likely DESC, metres, found.code COLLATE "C"
"""


def nearby(conn: psycopg.Connection, spots: Sequence[Spot], *, internal: bool = True) -> list[Nearby]:
    """What is near each of some events, in one query.

    Args:
        conn: an open connection.
        spots: where they are.
        internal: whether the caller may know of cameras.

    Returns:
        Of each at most five components, three cameras and ten events; metres on the ellipsoid, to the
        centimetre.
    """
    found = [Nearby([], [], []) for _ in spots]
    asked = Json([_facts(place, spot) for place, spot in enumerate(spots)])
    with conn.cursor(row_factory=tuple_row) as cur:
        for place, kind, *row in cur.execute(NEARBY, {"spots": asked}):
            _add(found[place], kind, row)
    return found if internal else [one._replace(cameras=None) for one in found]


def _add(around: Nearby, kind: str, row: list[Any]) -> None:
    """Put one row among what is near: code, class, name, state, time, longitude, latitude, metres, likely."""
    code, class_code, name, state, at, lon, lat, metres, likely = row
    metres = round(metres, 2)
    if kind == "component":
        around.components.append(NearComponent(code, class_code, name, state, lon, lat, metres))
    elif kind == "similar":
        around.similar.append(SimilarEvent(code, class_code, name, state, at, lon, lat, metres, likely))
    elif around.cameras is not None:
        around.cameras.append(NearCamera(code, name, lon, lat, metres))


def _facts(place: int, spot: Spot) -> dict[str, Any]:
    near = spot.near
    return {
        "place": place, "lon": spot.lon, "lat": spot.lat, "at": spot.at.isoformat(), "code": spot.code,
        "things": ["".join(key) for key in near.components],
        "same": ["".join(key) for key in near.same],
        "classes": [key.code for key in near.same],
        **{name: getattr(near.reach, name) for name in near.reach.__slots__},
    }  # fmt: skip
