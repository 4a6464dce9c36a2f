"""What every change of unit grids is made of: rows written, and what hangs on them."""

from collections.abc import Mapping, Sequence
from typing import Final

import psycopg
import shapely

from layers.grids.check_measure import Shape, joined, square_metres
from layers.grids.operations_held import Held, unit_grids

__all__ = ["place_components", "rebuild", "replace", "reshape"]

ADD: Final = """
INSERT INTO onemap.unit_grid (code, name, community_code, duty_grid_code, composite_grid_code, land_use,
                              area_m2, initial_date, geom, source)
VALUES (%(code)s, %(name)s, %(community_code)s, %(duty_grid_code)s, %(composite_grid_code)s, %(land_use)s,
        %(area)s, current_date, ST_GeomFromWKB(%(geom)s, 4490), %(source)s)
"""
RETIRE: Final = "DELETE FROM onemap.unit_grid WHERE code = ANY (%(codes)s)"
SUCCEED: Final = """
INSERT INTO onemap.grid_succession (old_code, new_code, op)
SELECT old, new, %(op)s FROM unnest(%(old)s::text[]) AS old, unnest(%(new)s::text[]) AS new
"""

# Who has a duty in a grid has it in all that it became.
DUTIES: Final = """
WITH gone AS (
  DELETE FROM onemap.grid_duty WHERE grid_kind = 'unit' AND grid_code = ANY (%(old)s) RETURNING *
)
INSERT INTO onemap.grid_duty (code, worker_code, grid_kind, grid_code, role, source)
SELECT DISTINCT ON (worker_code, role, new) code || ':' || new, worker_code, 'unit', new, role, source
FROM gone, unnest(%(new)s::text[]) AS new ORDER BY worker_code, role, new, code
"""

# A component is where it is, so it belongs to the grid that now covers it; on an edge to the one that it had,
# and then to the lowest code, as a point is located.
COMPONENTS: Final = """
UPDATE onemap.component c SET unit_grid_code = found.unit_grid_code
FROM (
  SELECT c.id, (
    SELECT u.code FROM onemap.unit_grid u WHERE u.code = ANY (%(now)s)
    ORDER BY ST_Distance(u.geom, c.geom), (u.code = c.unit_grid_code) DESC, u.code COLLATE "C" LIMIT 1
  ) AS unit_grid_code
  FROM onemap.component c
  WHERE c.id IN (
    SELECT id FROM onemap.component WHERE unit_grid_code = ANY (%(before)s)
    UNION
    SELECT i.id FROM onemap.unit_grid u JOIN onemap.component i ON ST_Within(i.geom, u.geom)
    WHERE u.code = ANY (%(now)s))
) AS found
WHERE found.id = c.id AND c.unit_grid_code IS DISTINCT FROM found.unit_grid_code
"""

RESHAPE: Final = """
UPDATE onemap.unit_grid u SET geom = new.geom, area_m2 = new.area, change_date = current_date
FROM (
  SELECT code, ST_GeomFromWKB(wkb, 4490) AS geom, area
  FROM unnest(%(codes)s::text[], %(geoms)s::bytea[], %(areas)s::float8[]) AS given (code, wkb, area)
) AS new
WHERE u.code = new.code
"""
REBUILD: Final = {
    "duty_grid": """
UPDATE onemap.duty_grid SET geom = ST_GeomFromWKB(%(geom)s, 4490)
WHERE code = %(code)s AND geom IS DISTINCT FROM ST_GeomFromWKB(%(geom)s, 4490)
""",
    "composite_grid": """
UPDATE onemap.composite_grid SET geom = ST_GeomFromWKB(%(geom)s, 4490)
WHERE code = %(code)s AND geom IS DISTINCT FROM ST_GeomFromWKB(%(geom)s, 4490)
""",
}


def replace(
    conn: psycopg.Connection, old: Sequence[Held], new: Mapping[str, Shape], op: str, like: Held
) -> None:
    """Put new unit grids in the place of some, which are retired; the history keeps them.

    Args:
        conn: an open connection.
        old: those that are retired.
        new: shapes by the codes of what takes their place; one that is in use already is left as it is.
        op: one of `layers.schema.grids.SUCCESSIONS`.
        like: whose community, duty grid, composite grid, land use and name the new ones inherit.
    """
    gone, now = [one.code for one in old], list(new)
    conn.execute(RETIRE, {"codes": gone})
    known = {one.code for one in unit_grids(conn, now)}
    facts = like._asdict() | {"source": f"onemap grids {op}"}
    for code, shape in new.items():
        if code not in known:
            name = like.name and like.name.replace(like.code[-3:], code[-3:])
            added = {"code": code, "name": name, "area": round(square_metres(shape), 1), "geom": _wkb(shape)}
            conn.execute(ADD, facts | added)
    conn.execute(SUCCEED, {"old": gone, "new": now, "op": op})
    conn.execute(DUTIES, {"old": gone, "new": now})


def reshape(conn: psycopg.Connection, shapes: Mapping[str, Shape]) -> None:
    """Give unit grids in use new shapes, and the areas that these have."""
    facts = {
        "codes": list(shapes),
        "geoms": [_wkb(shape) for shape in shapes.values()],
        "areas": [round(square_metres(shape), 1) for shape in shapes.values()],
    }
    conn.execute(RESHAPE, facts)


def place_components(conn: psycopg.Connection, before: Sequence[Held], now: Sequence[str]) -> None:
    """Let components of unit grids that were, and those in the ones that are in their place, name these."""
    conn.execute(COMPONENTS, {"before": [one.code for one in before], "now": list(now)})


def rebuild(conn: psycopg.Connection, grids: Sequence[Held]) -> None:
    """Make the duty grids and composite grids of some unit grids anew, as the unions of theirs."""
    for table, column in (("duty_grid", "duty_grid_code"), ("composite_grid", "composite_grid_code")):
        codes = {getattr(one, column) for one in grids} - {None}
        for code in sorted(codes):
            if members := unit_grids(conn, [code], by=column):
                shape = joined([one.shape for one in members])
                conn.execute(REBUILD[table], {"code": code, "geom": _wkb(shape)})


def _wkb(shape: Shape) -> bytes:
    return bytes(shapely.to_wkb(shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape))
