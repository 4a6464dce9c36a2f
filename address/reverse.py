"""The nearest standard addresses of a point (逆地理编码)."""

import psycopg
from psycopg.rows import tuple_row

from address.found import Found, addresses, in_crs, placed
from layers.crs import CGCS2000, Crs
from layers.points import one_point

__all__ = ["reverse"]

# The index knows the nearest in Web Mercator, where north and east differ by 0.4 % from true metres: some
# more than wanted are fetched, and measured on the ellipsoid.
NEAREST = """
SELECT id, metres FROM (
  SELECT id, code, ST_Distance(geom::geography, here.pt::geography) AS metres
  FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4490) AS pt OFFSET 0) AS here
  CROSS JOIN LATERAL (
    SELECT id, code, geom FROM onemap.address
    WHERE level = 'plate' AND state = 'active' AND geom_3857 IS NOT NULL
    ORDER BY geom_3857 <-> ST_Transform(here.pt, 3857) LIMIT %(limit)s * 2 + 8
  ) AS near
) AS measured
WHERE metres <= %(radius)s ORDER BY metres, code COLLATE "C" LIMIT %(limit)s
"""


def reverse(
    conn: psycopg.Connection,
    lon: float,
    lat: float,
    *,
    limit: int = 5,
    radius: float = 200.0,
    crs: Crs = CGCS2000,
) -> list[Found]:
    """The door plates in use around a point, nearest first; of those equally near, the lowest code first.

    Args:
        conn: an open connection.
        lon: longitude or easting, in the units of `crs`.
        lat: latitude or northing.
        limit: how many at most.
        radius: how far away at most, metres.
        crs: what the point and the answers are in.

    Returns:
        Addresses with `distance` in metres; empty when none is so near.

    Raises:
        Invalid: the point is not on the map.
    """
    x, y = one_point(lon, lat, crs)
    wanted = {"lon": x, "lat": y, "limit": limit, "radius": radius}
    with conn.cursor(row_factory=tuple_row) as cur:
        near = cur.execute(NEAREST, wanted).fetchall()
    found = placed(conn, addresses(conn, [number for number, _ in near]))
    for one, (_, metres) in zip(found, near, strict=True):
        one.distance = round(metres, 2)
        one.match = "nearest"
    return in_crs(found, crs)
