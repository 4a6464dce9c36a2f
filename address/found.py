"""Addresses and areas as they are answered: with their elements, their place, and what lies around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import psycopg
from psycopg.rows import dict_row

from layers.crs import CGCS2000, Crs, transform
from layers.locator import locate_columns

__all__ = ["Found", "addresses", "areas", "in_crs", "placed"]


@dataclass(slots=True)
class Found:
    """An address or an area that answers a question."""

    label: str
    """Full standard text."""
    level: str
    address_code: str | None
    """None for an area."""
    area_code: str
    """Of the area itself, or of the one that the address belongs to."""
    elements: dict[str, str]
    """Level = name, from the province down."""
    lon: float | None = None
    lat: float | None = None
    accuracy: str | None = None
    """How the position was found; None where there is none or nobody said."""
    score: float = 1.0
    """Share of the matched text that was asked for, 0 to 1."""
    match: str = "exact"
    matched: str | None = None
    """The text of the library that matched: the address below its area, an alias, the name of an area."""
    distance: float | None = None
    """Metres from the point asked for."""
    district: str | None = None
    street: str | None = None
    community: str | None = None
    grid: str | None = None
    areas: dict[str, str] = field(default_factory=dict)
    """Level = code of the areas above, by the library."""


# What has no place of its own has that of the nearest thing above that has one, or lies among its children.
ADDRESSES = """
WITH RECURSIVE up AS (
  SELECT u.n, 0 AS height, a.code, a.parent_code, a.level, a.name, a.geom, a.accuracy, a.area_code,
         a.full_text
  FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS u (id, n) JOIN onemap.address a ON a.id = u.id
  UNION ALL
  SELECT up.n, up.height + 1, p.code, p.parent_code, p.level, p.name, p.geom, p.accuracy, p.area_code, NULL
  FROM up JOIN onemap.address p ON p.code = up.parent_code WHERE up.height < 20
), area_up AS (
  SELECT up.n, 0 AS height, a.code, a.parent_code, a.level, a.full_name AS name
  FROM up JOIN onemap.area a ON a.code = up.area_code WHERE up.height = 0
  UNION ALL
  SELECT area_up.n, area_up.height + 1, p.code, p.parent_code, p.level, p.full_name
  FROM area_up JOIN onemap.area p ON p.code = area_up.parent_code WHERE area_up.height < 10
)
SELECT own.code, own.level, own.full_text AS label, own.area_code, tree.levels, tree.names,
       above.levels AS area_levels, above.names AS area_names, above.codes AS area_codes,
       ST_X(place.geom) AS lon, ST_Y(place.geom) AS lat, place.accuracy
FROM up AS own
CROSS JOIN LATERAL (
  SELECT array_agg(level ORDER BY height DESC) AS levels, array_agg(name ORDER BY height DESC) AS names
  FROM up WHERE up.n = own.n
) AS tree
CROSS JOIN LATERAL (
  SELECT array_agg(level ORDER BY height DESC) AS levels, array_agg(name ORDER BY height DESC) AS names,
         array_agg(code ORDER BY height DESC) AS codes
  FROM area_up WHERE area_up.n = own.n
) AS above
LEFT JOIN LATERAL (
  SELECT * FROM (
    (SELECT geom, accuracy, height FROM up WHERE up.n = own.n AND geom IS NOT NULL ORDER BY height LIMIT 1)
    UNION ALL
    (SELECT ST_Centroid(ST_Collect(geom)), 'centroid', 100 FROM (
       SELECT geom FROM onemap.address WHERE parent_code = own.code AND geom IS NOT NULL LIMIT 200
     ) AS child)
  ) AS known WHERE geom IS NOT NULL ORDER BY height LIMIT 1
) AS place ON true
WHERE own.height = 0 ORDER BY own.n
"""

AREAS = """
WITH RECURSIVE up AS (
  SELECT u.n, 0 AS height, a.code, a.parent_code, a.level, a.full_name AS name
  FROM unnest(%(codes)s::text[]) WITH ORDINALITY AS u (code, n) JOIN onemap.area a ON a.code = u.code
  UNION ALL
  SELECT up.n, up.height + 1, p.code, p.parent_code, p.level, p.full_name
  FROM up JOIN onemap.area p ON p.code = up.parent_code WHERE up.height < 10
)
SELECT a.code, a.level, a.full_name AS label, ST_X(pt) AS lon, ST_Y(pt) AS lat,
       above.levels AS area_levels, above.names AS area_names, above.codes AS area_codes
FROM up AS own
JOIN onemap.area a ON a.code = own.code
CROSS JOIN LATERAL ST_PointOnSurface(a.geom) AS pt
CROSS JOIN LATERAL (
  SELECT array_agg(level ORDER BY height DESC) AS levels, array_agg(name ORDER BY height DESC) AS names,
         array_agg(code ORDER BY height DESC) AS codes
  FROM up WHERE up.n = own.n
) AS above
WHERE own.height = 0 ORDER BY own.n
"""


def addresses(conn: psycopg.Connection, ids: Sequence[int]) -> list[Found]:
    """The addresses of some ids, in order, with the elements above them; all in one query."""
    return [
        Found(
            label=row["label"],
            level=row["level"],
            address_code=row["code"],
            area_code=row["area_code"],
            elements=_above(row) | _elements(row["levels"], row["names"]),
            lon=row["lon"],
            lat=row["lat"],
            accuracy=row["accuracy"],
            areas=dict(zip(row["area_levels"] or [], row["area_codes"] or [], strict=True)),
        )
        for row in _rows(conn, ADDRESSES, {"ids": list(ids)})
    ]


def areas(conn: psycopg.Connection, codes: Sequence[str]) -> list[Found]:
    """The areas of some codes, in order, each at a point on its surface, if its outline is known."""
    return [
        Found(
            label=row["label"],
            level=row["level"],
            address_code=None,
            area_code=row["code"],
            elements=_above(row),
            lon=row["lon"],
            lat=row["lat"],
            accuracy=None if row["lon"] is None else "centroid",
            areas=dict(zip(row["area_levels"], row["area_codes"], strict=True)),
        )
        for row in _rows(conn, AREAS, {"codes": list(codes)})
    ]


def placed(conn: psycopg.Connection, found: Sequence[Found]) -> list[Found]:
    """The same, with street, community and grid by place; by the library where the place says nothing."""
    there = locate_columns(conn, [one.lon for one in found], [one.lat for one in found])
    for n, one in enumerate(found):
        by_place = {"district": there.district[n], "street": there.street[n], "community": there.community[n]}
        known = {level: code for level, code in by_place.items() if code}
        # A point stands for the whole of an area, so only what is above an area is the area's own.
        codes = one.areas | known if one.address_code else one.areas
        one.district, one.street, one.community = map(codes.get, by_place)
        one.grid = there.unit_grid[n] if one.address_code else None
    return list(found)


def in_crs(found: Sequence[Found], crs: Crs) -> list[Found]:
    """The same, with coordinates in another system."""
    where = np.array([(one.lon, one.lat) for one in found if one.lon is not None], dtype=np.float64)
    moved = iter(transform(where.reshape(-1, 2), CGCS2000, crs).tolist())
    for one in found:
        if one.lon is not None:
            one.lon, one.lat = next(moved)
    return list(found)


def _rows(conn: psycopg.Connection, query: Any, facts: dict[str, Any]) -> list[dict[str, Any]]:
    with conn.cursor(row_factory=dict_row) as cur:
        return cur.execute(query, facts).fetchall()


def _above(row: dict[str, Any]) -> dict[str, str]:
    """Level = what addresses call the area: its full name without that of the area above.

    The name of an area is what people are shown, and a sample of a real city is shown under a title.
    """
    full = row["area_names"] or []
    own = [name.removeprefix(above) for above, name in zip(["", *full], full, strict=False)]
    return _elements(row["area_levels"], own)


def _elements(levels: Iterable[str] | None, names: Iterable[str] | None) -> dict[str, str]:
    """Level = name; a lane in a lane gives one text."""
    made: dict[str, str] = {}
    for level, name in zip(levels or [], names or [], strict=True):
        made[level] = made.get(level, "") + name
    return made
