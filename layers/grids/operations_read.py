"""A unit grid with all that it was and became, in use or retired."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import class_row, dict_row

from layers.changes import makers
from layers.errors import NotFound

__all__ = ["Relative", "UnitGrid", "Version", "unit_grid"]


class Version(NamedTuple):
    """What a unit grid was for some time."""

    id: int
    name: str | None
    community_code: str
    duty_grid_code: str | None
    composite_grid_code: str | None
    land_use: str | None
    area_m2: float | None
    initial_date: Any
    change_date: Any
    geometry: str
    """GeoJSON, degrees of CGCS2000."""
    valid_from: datetime
    valid_to: datetime | None
    """None of what is so now."""
    actor: str | None = None
    """Who made it so; None where the log doesn't know."""
    reason: str | None = None


class Relative(NamedTuple):
    """A unit grid that this one came from, or that came from it."""

    code: str
    op: str
    """`split` or `merge`."""
    at: datetime


class UnitGrid(NamedTuple):
    """A unit grid, present or past."""

    code: str
    retired_at: datetime | None
    """None while it is in use."""
    history: list[Version]
    """The newest first."""
    predecessors: list[Relative]
    successors: list[Relative]
    present_codes: list[str]
    """The grids in use that it has become in the end; itself while it is in use."""


COLUMNS: Final = """
SELECT id, name, community_code, duty_grid_code, composite_grid_code, land_use, area_m2, initial_date,
       change_date, ST_AsGeoJSON(geom, 7, 0) AS geometry, valid_from,
"""
VERSIONS: Final = (
    COLUMNS
    + "NULL::timestamptz AS valid_to FROM onemap.unit_grid WHERE code = %(code)s UNION ALL"
    + COLUMNS
    + "valid_to FROM onemap_history.unit_grid WHERE code = %(code)s ORDER BY valid_from DESC"
)
RELATIVES: Final = """
SELECT true AS before, old_code AS code, op, at FROM onemap.grid_succession WHERE new_code = %(code)s
UNION ALL
SELECT false, new_code, op, at FROM onemap.grid_succession WHERE old_code = %(code)s ORDER BY at, code
"""
PRESENT: Final = """
WITH RECURSIVE heir (code) AS (
  SELECT %(code)s::text
  UNION
  SELECT s.new_code FROM heir JOIN onemap.grid_succession s ON s.old_code = heir.code
) SELECT code FROM heir JOIN onemap.unit_grid USING (code) ORDER BY code
"""


def unit_grid(conn: psycopg.Connection, code: str) -> UnitGrid:
    """A unit grid by its code, with its versions, what it came from and what came from it.

    Raises:
        NotFound: no unit grid ever had this code.
    """
    with conn.cursor(row_factory=class_row(Version)) as cur:
        versions = cur.execute(VERSIONS, {"code": code}).fetchall()
    with conn.cursor(row_factory=dict_row) as cur:
        relatives = cur.execute(RELATIVES, {"code": code}).fetchall()
    if not (versions or relatives):
        raise NotFound(
            f"no unit grid {code[:40]!r}", hint="codes have 15 digits, those of the community first"
        )
    before = [_relative(row) for row in relatives if row["before"]]
    after = [_relative(row) for row in relatives if not row["before"]]
    ended = [one.at for one in after] or [one.valid_to for one in versions if one.valid_to]
    in_use = any(one.valid_to is None for one in versions)
    present = [found for (found,) in conn.execute(PRESENT, {"code": code})]
    retired_at = None if in_use else max(ended)
    return UnitGrid(code, retired_at, _told(conn, versions), before, after, present)


def _relative(row: dict[str, Any]) -> Relative:
    return Relative(row["code"], row["op"], row["at"])


def _told(conn: psycopg.Connection, versions: list[Version]) -> list[Version]:
    """The same, with who made each."""
    if not versions:
        return []
    made = makers(conn, "unit_grid", versions[0].id, [one.valid_from for one in versions])
    return [
        one._replace(actor=made[one.valid_from].actor, reason=made[one.valid_from].reason)
        if one.valid_from in made
        else one
        for one in versions
    ]
