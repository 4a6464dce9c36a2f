"""Where points are, answered by PostGIS: what the locator is measured by, and what stands in for it."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import dict_row, tuple_row

from layers.crs import CGCS2000, Crs
from layers.locate.answer import LEVELS, Body, DutyGrid, Located, Near, Person, Place, Problem, Relation
from layers.points import points

__all__ = ["Columns", "locate", "locate_columns"]


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
HERE: Final = """
  SELECT n, ST_SetSRID(ST_MakePoint(lon, lat), 4490) AS pt,
         ST_SetSRID(ST_MakePoint(back_lon, back_lat), 4490) AS swapped,
         ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4490), 3857) AS pt_3857
  FROM unnest(%(lon)s::float8[], %(lat)s::float8[], %(back_lon)s::float8[], %(back_lat)s::float8[])
       WITH ORDINALITY AS p (lon, lat, back_lon, back_lat, n)
  ORDER BY pt
"""
COLUMNS: Final = """
SELECT inside, district COLLATE "default", street COLLATE "default", community COLLATE "default",
       unit_grid COLLATE "default", duty_grid COLLATE "default", composite_grid COLLATE "default"
FROM ({here}) AS here
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
ORDER BY n
"""
LOCATE_COLUMNS: Final = COLUMNS.format(here=HERE)

# The index finds the nearest in Web Mercator, which is conformal but lets north and east differ by 0.4 %;
# so several candidates are measured on the ellipsoid. Degrees would name the wrong road. Lines are straight
# on the map, not along geodesics, which between far vertices run metres beside them.
NEAREST: Final = """
LEFT JOIN LATERAL (
  SELECT * FROM (
    SELECT code, {name} AS name, ST_Distance(
      here.pt::geography, ST_Transform(ST_ClosestPoint(geom_3857, here.pt_3857), 4490)::geography
    ) AS metres
    FROM (
      SELECT code, {name}, geom_3857 FROM onemap.{table} WHERE {where} AND here.pt_3857 IS NOT NULL
      ORDER BY geom_3857 <-> here.pt_3857 LIMIT 8
    ) AS candidate
  ) AS measured
  WHERE metres <= {reach} ORDER BY metres, code COLLATE "C" LIMIT 1
) AS {alias} ON true
"""
COVERING: Final = """
CROSS JOIN LATERAL (
  SELECT array_agg(code ORDER BY code COLLATE "C") AS codes FROM onemap.{table}
  WHERE {where} AND ST_Covers(geom, here.pt)
) AS {level}_in
"""
SAID: Final = """
LEFT JOIN onemap.{table} {level} ON {level}.code = coalesce({level}_in.codes[1], {level}_near.code)
"""
PLATE: Final = (
    "level = 'plate' AND state = 'active' AND accuracy IS DISTINCT FROM 'centroid' AND geom IS NOT NULL"
)
PEOPLE: Final = """
SELECT json_agg(json_build_array(w.code, g.role, w.name, w.phone) ORDER BY g.role, w.code)
FROM onemap.grid_duty g JOIN onemap.grid_worker w ON w.code = g.worker_code
WHERE g.grid_kind = 'duty' AND g.grid_code = duty_grid.code
"""


def _level(level: str) -> str:
    """The joins that find an area or a grid, and what is to be said of it."""
    is_area = not level.endswith("_grid")
    table = "area" if is_area else level
    where = f"level = '{level}'" if is_area else "true"
    near = f"{where} AND geom IS NOT NULL AND %(tolerance)s > 0 AND {level}_in.codes IS NULL"
    return (
        COVERING.format(table=table, level=level, where=where)
        + NEAREST.format(table=table, name="name", where=near, reach="%(tolerance)s", alias=f"{level}_near")
        + SAID.format(table=table, level=level)
    )


FOUND: Final = """
{level}.code AS {level}, {level}.name AS {level}_name, {level}_near.metres AS {level}_metres,
{level}_in.codes AS {level}_codes,
"""
EACH: Final = """
SELECT {found} inside, here.pt IS NULL AS off_map,
       NOT inside AND EXISTS (SELECT FROM onemap.area WHERE ST_Covers(geom, here.swapped)) AS swapped,
       body.code AS body, body.name AS body_name, ({people}) AS people,
       road.code AS road, road.name AS road_name, road.metres AS road_metres,
       address.code AS address, address.name AS address_name, address.metres AS address_metres
FROM ({here}) AS here
CROSS JOIN LATERAL (SELECT count(*) > 0 AS inside FROM onemap.area WHERE ST_Covers(geom, here.pt)) AS areas
{levels}
LEFT JOIN onemap.department body ON body.code = duty_grid.body_code
{road} {address}
ORDER BY here.n
"""
LOCATE: Final = EACH.format(
    found="".join(FOUND.format(level=level) for level in LEVELS),
    people=PEOPLE,
    here=HERE,
    levels="".join(map(_level, LEVELS)),
    road=NEAREST.format(table="road", name="name", where="true", reach="%(reach)s", alias="road"),
    address=NEAREST.format(
        table="address", name="full_text", where=PLATE, reach="%(reach)s", alias="address"
    ),
)


def locate(
    conn: psycopg.Connection,
    lons: Sequence[float | None],
    lats: Sequence[float | None],
    *,
    tolerance: float = 0.0,
    reach: float = 50.0,
    crs: Crs = CGCS2000,
) -> list[Located]:
    """Say of each point where it is, in one query for all of them.

    Args:
        conn: an open connection.
        lons: longitudes or eastings, in the units of `crs`; up to 10,000.
        lats: latitudes or northings, as many.
        tolerance: metres; where no polygon of a level covers a point, the nearest within it is given.
        reach: how far away the nearest road and door plate may be, metres.
        crs: what the points are in.

    Returns:
        One answer a point, in order, with the same problems as the index says.

    Raises:
        Invalid: the columns differ in length or are too long.
    """
    facts = {**_facts(lons, lats, crs), "tolerance": tolerance, "reach": reach}
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(LOCATE, facts).fetchall()
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
    """The points as the queries take them, and what they are with their numbers exchanged.

    Both numbers are NULL where there is no point on the map.
    """
    lon, lat = _columns(lons, lats, crs)
    back_lon, back_lat = _columns(lats, lons, crs)
    return {"lon": lon, "lat": lat, "back_lon": back_lon, "back_lat": back_lat}


def _columns(
    lons: Sequence[float | None], lats: Sequence[float | None], crs: Crs
) -> tuple[list[float | None], list[float | None]]:
    pairs = points(lons, lats, crs).tolist()
    there = [(None, None) if isnan(x) else (x, y) for x, y in pairs]
    return [x for x, _ in there], [y for _, y in there]


def _located(lon: float | None, lat: float | None, row: dict[str, Any]) -> Located:
    duty = _place(row, "duty_grid")
    body = Body(row["body"], row["body_name"]) if row["body"] else None
    people = tuple(Person(*one) for one in row["people"] or ())
    return Located(
        lon=lon,
        lat=lat,
        inside=row["inside"],
        problem=None if row["inside"] else _problem(lon, lat, row),
        district=_place(row, "district"),
        street=_place(row, "street"),
        community=_place(row, "community"),
        unit_grid=_place(row, "unit_grid"),
        duty_grid=DutyGrid(*duty, body, people) if duty else None,
        composite_grid=_place(row, "composite_grid"),
        road=_near(row, "road"),
        address=_near(row, "address"),
    )


def _problem(lon: float | None, lat: float | None, row: dict[str, Any]) -> Problem:
    if lon is None or lat is None or not isfinite(lon + lat):
        return Problem.NO_POINT
    if row["swapped"]:
        return Problem.SWAPPED
    return Problem.OFF_MAP if row["off_map"] else Problem.OUTSIDE


def _place(row: dict[str, Any], what: str) -> Place | None:
    if not row[what]:
        return None
    metres = row[f"{what}_metres"]
    relation = Relation.INSIDE if metres is None else Relation.NEAR
    also = tuple((row[f"{what}_codes"] or [])[1:])
    return Place(row[what], row[f"{what}_name"], relation, round(metres or 0.0, 2), also)


def _near(row: dict[str, Any], what: str) -> Near | None:
    return Near(row[what], row[f"{what}_name"], round(row[f"{what}_metres"], 2)) if row[what] else None
