"""Unit grids split, merged and moved (拆分, 合并, 调整); each function does all of it or nothing.

The caller says who and why with `layers.changes.act_as` and commits. A code is never given twice: what takes
the place of another gets a new one, after the highest that its community ever had, and `grid_succession`
knows which came from which. What was is in the history, and events keep the code of their time. Components
are facts of the present: they get the grid that now covers them. Duty and composite grids are made anew of
their unit grids, and the checks are run again where something changed.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import psycopg
import shapely
from psycopg.rows import scalar_row
from shapely import LineString, Polygon, ops

from layers.errors import Conflict, Invalid, NotFound
from layers.grids.check import LOCAL
from layers.grids.check_finding import Finding
from layers.grids.check_measure import NOISE, Shape, joined, parts, thick
from layers.grids.findings import recheck
from layers.grids.operations_held import Held, alone, fresh_codes, held, unit_grids
from layers.grids.operations_write import place_components, rebuild, replace

__all__ = ["Done", "affected", "merge", "move", "split"]

MOST: Final = 100
"""Unit grids of one merger, and parts of one splitting."""


class Done(NamedTuple):
    """What an operation did."""

    retired: list[str]
    """Codes that are in use no longer."""
    codes: list[str]
    """Codes of the unit grids that are new or changed."""
    findings: list[Finding]
    """What the checks find about them now."""


AFFECTED: Final = """
SELECT code FROM onemap.area WHERE level = 'community' AND (code = ANY (%(known)s)
  OR geom && ST_GeomFromWKB(%(where)s, 4490)) ORDER BY code
"""
MOVE: Final = """
UPDATE onemap.unit_grid
SET duty_grid_code = %(duty)s, composite_grid_code = %(composite)s, change_date = current_date
WHERE code = %(code)s
"""
DUTY: Final = """
SELECT coalesce(d.community_code = c.code, true) AND coalesce(d.street_code = c.parent_code, true)
FROM onemap.duty_grid d, onemap.area c WHERE d.code = %(code)s AND c.code = %(community)s
"""
COMPOSITE: Final = """
SELECT coalesce(community_code = %(community)s, true) FROM onemap.composite_grid WHERE code = %(code)s
"""


def split(conn: psycopg.Connection, code: str, line: LineString) -> Done:
    """Split a unit grid along a line; the parts inherit its duty grid, composite grid and land use.

    Args:
        conn: an open connection.
        code: of the unit grid.
        line: degrees of CGCS2000; it may reach beyond the grid, and must cross it from border to border.

    Raises:
        NotFound: no unit grid in use has this code.
        Invalid: the line doesn't cross it, or cuts off what is too thin.
        Conflict: the community has no codes left.
    """
    with alone(conn):
        (old,) = held(conn, [code])
        pieces = _split(old.shape, line)
        codes = fresh_codes(conn, old.community_code, len(pieces))
        replace(conn, [old], dict(zip(codes, pieces, strict=True)), "split", old)
        return _done(conn, [old], codes)


def merge(conn: psycopg.Connection, codes: Sequence[str]) -> Done:
    """Merge neighbouring unit grids of one community into one, which inherits from the largest of them.

    Raises:
        NotFound: one of the codes is of no unit grid in use.
        Invalid: fewer than two, or more than `MOST`.
        Conflict: they belong to several communities, or don't all touch along edges.
    """
    if not 2 <= len(set(codes)) <= MOST:
        raise Invalid(f"a merger is of 2 to {MOST} different unit grids", given=len(set(codes)))
    with alone(conn):
        old = held(conn, codes)
        if len(communities := {one.community_code for one in old}) > 1:
            hint = "a unit grid never crosses the border of a community"
            raise Conflict(
                "the grids belong to several communities", communities=sorted(communities), hint=hint
            )
        shape = joined([one.shape for one in old])
        if (amount := int(shapely.get_num_geometries(shape))) > 1:
            hint = "merge grids that have edges in common, not corners"
            raise Conflict("the grids don't all touch along edges", parts=amount, hint=hint)
        (code,) = fresh_codes(conn, old[0].community_code, 1)
        replace(conn, old, {code: shape}, "merge", max(old, key=lambda one: one.area))
        return _done(conn, old, [code])


def move(
    conn: psycopg.Connection, code: str, *, duty_grid: str | None = None, composite_grid: str | None = None
) -> Done:
    """Let a unit grid belong to another duty grid, another composite grid, or both; it keeps its code.

    Raises:
        Invalid: neither is named.
        NotFound: one of the three is not there.
        Conflict: it belongs to them already, they belong to another community or street, or the one that it
            leaves would be left without unit grids.
    """
    if not (duty_grid or composite_grid):
        raise Invalid("name a duty grid or a composite grid to move it to")
    with alone(conn):
        (old,) = held(conn, [code])
        duty, composite = duty_grid or old.duty_grid_code, composite_grid or old.composite_grid_code
        if (duty, composite) == (old.duty_grid_code, old.composite_grid_code):
            raise Conflict("the unit grid belongs there already", code=code, hint="nothing to do")
        if duty_grid:
            _may_join(conn, old, "duty grid", duty_grid, DUTY)
        if composite_grid:
            _may_join(conn, old, "composite grid", composite_grid, COMPOSITE)
        _may_leave(conn, old, "duty_grid_code", duty)
        _may_leave(conn, old, "composite_grid_code", composite)
        conn.execute(MOVE, {"code": code, "duty": duty, "composite": composite})
        return _done(conn, [old], [code])


def _split(shape: Shape, line: LineString) -> list[Shape]:
    """The parts of a shape on both sides of a line, from west to east and from north to south."""
    if not line.is_valid or line.is_empty:
        raise Invalid("the line is none", hint="draw it from one border of the grid to another")
    pieces: list[Shape] = []
    for part in shapely.get_parts(shape):
        pieces += ops.split(part, line).geoms if isinstance(part, Polygon) else []
    if len(pieces) <= shapely.get_num_geometries(shape):
        hint = "draw it from one border of the grid to another, or somewhat beyond"
        raise Invalid("the line doesn't cross the unit grid", hint=hint)
    if len(pieces) > MOST:
        raise Invalid(f"the line makes {len(pieces)} parts", most=MOST)
    if any(thick(piece, least=20 * NOISE).is_empty for piece in pieces):
        raise Invalid("the line cuts off a part less than a metre wide", hint="keep away from the border")
    return sorted(map(parts, pieces), key=lambda one: (one.centroid.x, -one.centroid.y))


def _may_join(conn: psycopg.Connection, grid: Held, what: str, code: str, query: str) -> None:
    with conn.cursor(row_factory=scalar_row) as cur:
        fits = cur.execute(query, {"code": code, "community": grid.community_code}).fetchone()
    if fits is None:
        raise NotFound(f"no {what} {code[:40]!r}", hint="the layers of that name list them")
    if not fits:
        hint = f"choose one of community {grid.community_code}"
        raise Conflict(f"the {what} belongs to another area than the unit grid", code=code, hint=hint)


def _may_leave(conn: psycopg.Connection, grid: Held, column: str, to: str | None) -> None:
    code = getattr(grid, column)
    if code not in {None, to} and len(unit_grids(conn, [code], by=column)) == 1:
        hint = f"move others to {code} first, or delete it when this one has left it for good"
        raise Conflict("it is the last unit grid there", code=code, hint=hint)


def _done(conn: psycopg.Connection, old: Sequence[Held], codes: list[str]) -> Done:
    place_components(conn, old, codes)
    now = unit_grids(conn, codes)
    rebuild(conn, [*old, *now])
    retired = sorted({one.code for one in old} - set(codes))
    return Done(retired, codes, affected(conn, old, now))


def affected(conn: psycopg.Connection, before: Sequence[Held], now: Sequence[Held]) -> list[Finding]:
    """Check again where unit grids have changed.

    Args:
        conn: an open connection.
        before: as they were.
        now: as they are.

    Returns:
        What is found about these grids; the findings of all communities around are written.
    """
    shapes = shapely.GeometryCollection([one.shape for one in (*before, *now)])
    known = {"known": [one.community_code for one in before], "where": shapely.to_wkb(shapes)}
    scope = [code for (code,) in conn.execute(AFFECTED, known)]
    codes = {one.code for one in now} | {one.duty_grid_code for one in (*before, *now)}
    return [one for one in recheck(conn, scope, checks=LOCAL).findings if codes & set(one.suspect.codes)]
