"""Putting planned grids into the database, in place of those that are there."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import psycopg
import pyarrow as pa
import shapely
from psycopg.rows import scalar_row

from layers.changes import act_as
from layers.copying import copy_in
from layers.errors import Conflict
from layers.grids.divide_plan import Plan
from layers.grids.plane import Shapes

__all__ = ["SOURCE", "Written", "hold", "present", "write_grids"]

SOURCE = "onemap grids divide"

# Whoever divides, splits or merges meanwhile waits; whoever reads goes on.
HOLD = "LOCK TABLE onemap.unit_grid, onemap.duty_grid IN SHARE ROW EXCLUSIVE MODE"
PRESENT = "SELECT count(*) FROM onemap.unit_grid WHERE community_code = ANY (%s)"
TEMPORARY = """
CREATE TEMPORARY TABLE new_unit (code text, name text, community_code text, duty_grid_code text,
  area_m2 float8, geom geometry(MultiPolygon, 4490)) ON COMMIT DROP;
CREATE TEMPORARY TABLE new_duty (code text, name text, street_code text, community_code text,
  geom geometry(MultiPolygon, 4490)) ON COMMIT DROP;
"""
# What of each old grid lies in each new one, in square degrees: only compared, never shown.
SHARED = """
CREATE INDEX ON new_unit USING gist (geom);
ANALYZE new_unit;
CREATE TEMPORARY TABLE shared ON COMMIT DROP AS
SELECT o.code AS old, n.code AS new, o.duty_grid_code AS old_duty, n.duty_grid_code AS new_duty,
       ST_Area(ST_Intersection(o.geom, n.geom)) AS size
FROM onemap.unit_grid o JOIN new_unit n ON ST_Intersects(o.geom, n.geom)
WHERE o.community_code IN (SELECT DISTINCT community_code FROM new_unit)
"""
STRADDLING = """
SELECT DISTINCT d.duty_grid_code FROM onemap.unit_grid d
WHERE d.duty_grid_code IN (
  SELECT duty_grid_code FROM onemap.unit_grid WHERE community_code = ANY (%(communities)s)
) AND NOT d.community_code = ANY (%(communities)s)
ORDER BY 1
"""
CLEAR = """
WITH gone AS (
  DELETE FROM onemap.unit_grid WHERE community_code = ANY (%(communities)s) RETURNING duty_grid_code
)
SELECT array_agg(DISTINCT duty_grid_code) FROM gone
"""
CLEAR_DUTIES = """
DELETE FROM onemap.duty_grid WHERE code = ANY (%(duties)s) OR community_code = ANY (%(communities)s)
"""
# The body and the people of a duty grid are those of the one that most of it was.
DUTIES = """
INSERT INTO onemap.duty_grid (code, name, street_code, community_code, body_code, geom, source)
SELECT n.code, n.name, n.street_code, n.community_code, body.code, n.geom, %(source)s
FROM new_duty n LEFT JOIN LATERAL (
  SELECT d.body_code AS code FROM shared s JOIN old_duty d ON d.code = s.old_duty
  WHERE s.new_duty = n.code GROUP BY d.code, d.body_code ORDER BY sum(s.size) DESC, d.code LIMIT 1
) AS body ON true
"""
OLD_DUTIES = """
CREATE TEMPORARY TABLE old_duty ON COMMIT DROP AS SELECT code, body_code FROM onemap.duty_grid
WHERE code IN (SELECT old_duty FROM shared)
"""
UNITS = """
INSERT INTO onemap.unit_grid (code, name, community_code, duty_grid_code, composite_grid_code, area_m2,
  initial_date, geom, source)
SELECT n.code, n.name, n.community_code, n.duty_grid_code, (
    SELECT min(c.code) FROM onemap.composite_grid c WHERE ST_Covers(c.geom, ST_PointOnSurface(n.geom))
  ), n.area_m2, current_date, n.geom, %(source)s
FROM new_unit n
"""
PEOPLE = """
UPDATE onemap.grid_duty g SET grid_code = heir.new_duty
FROM (
  SELECT DISTINCT ON (old_duty) old_duty, new_duty FROM shared
  WHERE old_duty IS NOT NULL GROUP BY old_duty, new_duty ORDER BY old_duty, sum(size) DESC, new_duty
) AS heir
WHERE g.grid_kind = 'duty' AND g.grid_code = heir.old_duty
"""
SUCCESSION = """
INSERT INTO onemap.grid_succession (old_code, new_code, op)
SELECT old, new, 'move' FROM (
  (SELECT DISTINCT ON (old) old, new FROM shared WHERE size > 0 ORDER BY old, size DESC, new)
  UNION
  (SELECT DISTINCT ON (new) old, new FROM shared WHERE size > 0 ORDER BY new, size DESC, old)
) AS pairs
"""
COMPONENTS = """
UPDATE onemap.component c SET unit_grid_code = found.code
FROM (
  SELECT c.id, min(n.code) AS code FROM new_unit n JOIN onemap.component c ON ST_Covers(n.geom, c.geom)
  GROUP BY c.id
) AS found
WHERE c.id = found.id AND c.unit_grid_code IS DISTINCT FROM found.code
"""
DONE = "DROP TABLE new_unit, new_duty, shared, old_duty"


class Written(NamedTuple):
    """What writing did, in rows."""

    unit_grids: int
    duty_grids: int
    replaced: int
    """Unit grids that are no more."""
    components: int
    """Components that have another grid now."""


def hold(conn: psycopg.Connection[Any]) -> None:
    """Keep grids as they are until the transaction ends, so that planned codes stay free."""
    conn.execute(HOLD)


def present(conn: psycopg.Connection[Any], communities: Sequence[str]) -> int:
    """How many unit grids communities have."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return int(cur.execute(PRESENT, (list(communities),)).fetchone() or 0)


def write_grids(
    conn: psycopg.Connection[Any], plan: Plan, *, replace: bool, actor: str, reason: str
) -> Written:
    """Write the grids of a plan, within the transaction under way.

    Where grids are replaced, each old unit grid is followed by the new one that most of it lies in, and the
    other way round; body and people of a duty grid go to the one that most of it lies in; components get
    their new grid. Events keep the codes of their time.

    Raises:
        Conflict: there are grids, and they are not to be replaced; or a duty grid also has unit grids of
            communities that are not divided anew.
    """
    communities = {"communities": list(plan.place.town.codes)}
    before = present(conn, plan.place.town.codes)
    if before and not replace:
        raise Conflict(
            f"area {plan.place.code} has {before} unit grids already", grids=before,
            hint="--replace makes new ones in their place, with new codes",
        )  # fmt: skip
    if beyond := [code for (code,) in conn.execute(STRADDLING, communities)]:
        raise Conflict(
            f"duty grids reach beyond area {plan.place.code}: {', '.join(beyond[:5])}", duty_grids=beyond,
            hint="divide the street or district that they lie in",
        )  # fmt: skip
    act_as(conn, actor, reason)
    _stage(conn, plan)
    (duties,) = conn.execute(CLEAR, communities).fetchone() or (None,)
    conn.execute(CLEAR_DUTIES, communities | {"duties": duties or []})
    source = {"source": SOURCE}
    duty_count = conn.execute(DUTIES, source).rowcount
    unit_count = conn.execute(UNITS, source).rowcount
    conn.execute(PEOPLE)
    conn.execute(SUCCESSION)
    components = conn.execute(COMPONENTS).rowcount
    conn.execute(DONE)
    return Written(unit_count, duty_count, before, components)


def _stage(conn: psycopg.Connection[Any], plan: Plan) -> None:
    """Lay the plan beside what is there."""
    conn.execute(TEMPORARY)
    town, division, duty = plan.place.town, plan.division, plan.duty
    units = {
        "code": plan.codes, "name": plan.names,
        "community_code": [town.codes[n] for n in division.community.tolist()],
        "duty_grid_code": [duty.codes[n] for n in duty.of.tolist()],
        "area_m2": division.area.round(1), "geom": _texts(division.shapes),
    }  # fmt: skip
    duties = {
        "code": duty.codes, "name": duty.names, "street_code": duty.streets,
        "community_code": pa.array(duty.communities, pa.string()), "geom": _texts(duty.shapes),
    }  # fmt: skip
    with conn.cursor() as cur:
        copy_in(cur, "new_unit", pa.table(units))
        copy_in(cur, "new_duty", pa.table(duties))
    conn.execute(SHARED)
    conn.execute(OLD_DUTIES)


def _texts(shapes: Shapes) -> list[Any]:
    """Hexadecimal WKB of polygons as MultiPolygons in EPSG:4490."""
    parts, whole = shapely.get_parts(shapes, return_index=True)
    many = shapely.set_srid(shapely.multipolygons(parts, indices=whole), 4490)
    return list(np.asarray(shapely.to_wkb(many, hex=True, include_srid=True)))
