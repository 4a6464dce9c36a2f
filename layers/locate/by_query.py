"""Which areas and grids a point lies in, and which road and address are nearest (定位)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import dict_row, tuple_row

from layers.crs import CGCS2000, Crs
from layers.points import points

__all__ = ["Columns", "DutyGrid", "Located", "Named", "Near", "locate", "locate_columns"]


class Named(NamedTuple):
    """An area, a grid or a body."""

    code: str
    name: str | None


class DutyGrid(NamedTuple):
    """A duty grid (责任网格) and who is responsible for it."""

    code: str
    name: str | None
    body: Named | None


class Near(NamedTuple):
    """The nearest road segment or door plate."""

    code: str
    name: str | None
    metres: float


@dataclass(frozen=True, slots=True)
class Located:
    """Where one point is; None wherever nothing covers it or nothing is in reach."""

    lon: float | None
    """As given; None where the given one was not finite."""
    lat: float | None
    inside: bool
    """Whether any area covers it."""
    district: Named | None
    street: Named | None
    community: Named | None
    unit_grid: Named | None
    duty_grid: DutyGrid | None
    composite_grid: Named | None
    road: Near | None
    address: Near | None


class Columns(NamedTuple):
    """Codes of many points, one list a column, in the order of the points; None where there is none."""

    inside: list[bool]
    district: list[str | None]
    street: list[str | None]
    community: list[str | None]
    unit_grid: list[str | None]
    duty_grid: list[str | None]
    composite_grid: list[str | None]


# A point on a shared edge takes the lowest code, so the answer never depends on the order of rows. Codes
# compare in the collation "C": digits in any other would too, but no index then tempts the planner to walk
# all areas in the order of their codes instead of asking which ones are there. Points are taken in the order
# of a space-filling curve, so that neighbours meet the same polygons while PostGIS has them prepared.
CODES = """
SELECT n, pt, pt_3857, inside, district COLLATE "default" AS district, street COLLATE "default" AS street,
       community COLLATE "default" AS community, unit_grid COLLATE "default" AS unit_grid,
       duty_grid COLLATE "default" AS duty_grid, composite_grid COLLATE "default" AS composite_grid
FROM (
  SELECT n, ST_SetSRID(ST_MakePoint(lon, lat), 4490) AS pt,
         ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4490), 3857) AS pt_3857
  FROM unnest(%(lon)s::float8[], %(lat)s::float8[]) WITH ORDINALITY AS p (lon, lat, n)
  ORDER BY pt
) AS here
CROSS JOIN LATERAL (
  SELECT count(*) > 0 AS inside,
         min(code COLLATE "C") FILTER (WHERE level = 'district') AS district,
         min(code COLLATE "C") FILTER (WHERE level = 'street') AS street,
         min(code COLLATE "C") FILTER (WHERE level = 'community') AS community
  FROM onemap.area WHERE ST_Covers(geom, here.pt)
) AS areas
CROSS JOIN LATERAL (
  SELECT min(code COLLATE "C") AS unit_grid FROM onemap.unit_grid WHERE ST_Covers(geom, here.pt)
) AS unit
CROSS JOIN LATERAL (
  SELECT min(code COLLATE "C") AS duty_grid FROM onemap.duty_grid WHERE ST_Covers(geom, here.pt)
) AS duty
CROSS JOIN LATERAL (
  SELECT min(code COLLATE "C") AS composite_grid FROM onemap.composite_grid WHERE ST_Covers(geom, here.pt)
) AS composite
"""

COLUMNS = """
SELECT inside, district, street, community, unit_grid, duty_grid, composite_grid
FROM ({codes}) AS found ORDER BY n
"""

LOCATE_COLUMNS = COLUMNS.format(codes=CODES)

# The index finds the nearest in Web Mercator, which is conformal but lets north and east differ by 0.4 %;
# so several candidates are measured on the ellipsoid. Degrees would name the wrong road.
NEAREST = """
LEFT JOIN LATERAL (
  SELECT * FROM (
    SELECT code, {name} AS name, ST_Distance(geom::geography, found.pt::geography) AS metres
    FROM (
      SELECT code, {name}, geom FROM onemap.{table} WHERE {where}
      ORDER BY geom_3857 <-> found.pt_3857 LIMIT 8
    ) AS candidate
  ) AS measured
  WHERE metres <= %(reach)s ORDER BY metres, code COLLATE "C" LIMIT 1
) AS {table} ON true
"""
ROAD = NEAREST.format(table="road", name="name", where="found.pt_3857 IS NOT NULL")
PLATE = "level = 'plate' AND state = 'active' AND geom IS NOT NULL AND found.pt_3857 IS NOT NULL"
ADDRESS = NEAREST.format(table="address", name="full_text", where=PLATE)

LOCATE = """
SELECT found.*, d.name AS district_name, s.name AS street_name, c.name AS community_name,
       u.name AS unit_grid_name, g.name AS duty_grid_name, b.code AS body, b.name AS body_name,
       m.name AS composite_grid_name, road.code AS road, road.name AS road_name, road.metres AS road_metres,
       address.code AS address, address.name AS address_name, address.metres AS address_metres
FROM ({codes}) AS found
LEFT JOIN onemap.area d ON d.code = found.district
LEFT JOIN onemap.area s ON s.code = found.street
LEFT JOIN onemap.area c ON c.code = found.community
LEFT JOIN onemap.unit_grid u ON u.code = found.unit_grid
LEFT JOIN onemap.duty_grid g ON g.code = found.duty_grid
LEFT JOIN onemap.department b ON b.code = g.body_code
LEFT JOIN onemap.composite_grid m ON m.code = found.composite_grid
{road} {address}
ORDER BY found.n
"""
LOCATE_WITH_NAMES = LOCATE.format(codes=CODES, road=ROAD, address=ADDRESS)


def locate(
    conn: psycopg.Connection,
    lons: Sequence[float | None],
    lats: Sequence[float | None],
    *,
    reach: float = 50.0,
    crs: Crs = CGCS2000,
) -> list[Located]:
    """Say of each point where it is, in one query for all of them.

    Args:
        conn: an open connection.
        lons: longitudes or eastings, in the units of `crs`; up to 10,000.
        lats: latitudes or northings, as many.
        reach: how far away the nearest road and door plate may be, metres.
        crs: what the points are in.

    Returns:
        One answer a point, in order. A point that is null, NaN or off the map is inside nothing.

    Raises:
        Invalid: the columns differ in length or are too long.
    """
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(LOCATE_WITH_NAMES, _facts(lons, lats, crs) | {"reach": reach}).fetchall()
    return [_located(*given) for given in zip(lons, lats, rows, strict=True)]


def locate_columns(
    conn: psycopg.Connection,
    lons: Sequence[float | None],
    lats: Sequence[float | None],
    *,
    crs: Crs = CGCS2000,
) -> Columns:
    """The same areas and grids as `locate` gives, by columns of codes, without road and address."""
    with conn.cursor(row_factory=tuple_row) as cur:
        rows = cur.execute(LOCATE_COLUMNS, _facts(lons, lats, crs)).fetchall()
    return Columns(*map(list, zip(*rows, strict=True))) if rows else Columns([], [], [], [], [], [], [])


def _facts(
    lons: Sequence[float | None], lats: Sequence[float | None], crs: Crs
) -> dict[str, list[float | None]]:
    """The points as the queries take them: both numbers NULL where there is no point."""
    pairs = points(lons, lats, crs).tolist()
    there = [(None, None) if isnan(x) else (x, y) for x, y in pairs]
    return {"lon": [x for x, _ in there], "lat": [y for _, y in there]}


def _located(lon: float | None, lat: float | None, row: dict[str, Any]) -> Located:
    duty = _named(row, "duty_grid")
    return Located(
        lon=lon,
        lat=lat,
        inside=row["inside"],
        district=_named(row, "district"),
        street=_named(row, "street"),
        community=_named(row, "community"),
        unit_grid=_named(row, "unit_grid"),
        duty_grid=DutyGrid(*duty, _named(row, "body")) if duty else None,
        composite_grid=_named(row, "composite_grid"),
        road=_near(row, "road"),
        address=_near(row, "address"),
    )


def _named(row: dict[str, Any], what: str) -> Named | None:
    return Named(row[what], row[f"{what}_name"]) if row[what] else None


def _near(row: dict[str, Any], what: str) -> Near | None:
    return Near(row[what], row[f"{what}_name"], round(row[f"{what}_metres"], 2)) if row[what] else None
