"""Unit grids held still while they are changed, and the codes that are still free."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
import shapely
from psycopg.rows import dict_row

from layers.alone import only_writer
from layers.errors import Conflict, NotFound
from layers.grids.check_measure import Shape, square_metres

__all__ = ["Held", "alone", "fresh_codes", "held", "unit_grids"]


class Held(NamedTuple):
    """A unit grid as it is while nobody else may change it."""

    code: str
    shape: Shape
    name: str | None
    community_code: str
    duty_grid_code: str | None
    composite_grid_code: str | None
    land_use: str | None
    valid_from: datetime

    @property
    def area(self) -> float:
        """Measured, m²."""
        return square_metres(self.shape)


# Readers go on. An import that writes grids is waited for, and waits.
HOLD: Final = """
SELECT code, ST_AsBinary(geom) AS shape, name, community_code, duty_grid_code, composite_grid_code, land_use,
       valid_from
FROM onemap.unit_grid WHERE {by} = ANY (%(codes)s) ORDER BY code COLLATE "C"
"""
HOLD_BY: Final = {
    column: HOLD.format(by=column) for column in ("code", "duty_grid_code", "composite_grid_code")
}

# The successions know the codes that came and went within one transaction, which the history does not.
LAST: Final = """
SELECT coalesce(max(substring(code FROM char_length(%(community)s) + 1)::integer), 0) FROM (
  SELECT code FROM onemap.unit_grid WHERE community_code = %(community)s
  UNION ALL SELECT code FROM onemap_history.unit_grid WHERE community_code = %(community)s
  UNION ALL SELECT old_code FROM onemap.grid_succession UNION ALL SELECT new_code FROM onemap.grid_succession
) AS used WHERE code ~ ('^' || %(community)s || '[0-9]{3}$')
"""


def alone(conn: psycopg.Connection) -> AbstractContextManager[None]:
    """Be the only writer of grids from here to the end of the transaction; see `only_writer`."""
    return only_writer(
        conn,
        "unit_grid",
        "duty_grid",
        "composite_grid",
        otherwise="the grids are being written by another, such as an import",
    )


def held(conn: psycopg.Connection, codes: Sequence[str]) -> list[Held]:
    """Unit grids in use by their codes, in the order of the codes.

    Raises:
        NotFound: one of them is not in use.
    """
    found = unit_grids(conn, codes)
    if missing := sorted(set(codes) - {one.code for one in found}):
        hint = f"what became of it: /api/grids/unit/{missing[0][:40]}"
        raise NotFound(f"no unit grid {missing[0][:40]!r} is in use", codes=missing[:20], hint=hint)
    return found


def unit_grids(conn: psycopg.Connection, codes: Sequence[str], *, by: str = "code") -> list[Held]:
    """Unit grids by their own codes, or by those of their duty or composite grids; in the order of codes."""
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(HOLD_BY[by], {"codes": list(codes)}).fetchall()
    return [Held(**{**row, "shape": shapely.from_wkb(row["shape"])}) for row in rows]


def fresh_codes(conn: psycopg.Connection, community: str, amount: int) -> list[str]:
    """The next codes of a community, after the highest that was ever given there.

    Raises:
        Conflict: its three digits are used up.
    """
    row = conn.execute(LAST, {"community": community}).fetchone()
    last = row[0] if row else 0
    if last + amount > 999:
        hint = "divide the community anew, with `onemap grids divide`"
        raise Conflict("the three digits of unit grids are used up", community=community, hint=hint)
    return [f"{community}{last + n:03d}" for n in range(1, amount + 1)]
