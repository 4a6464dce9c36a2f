"""The texts of an address and of all below it, made anew when its name or its place in the tree changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, LiteralString

import psycopg
from psycopg.rows import scalar_row

from address.lifecycle.held import Held
from layers.errors import Conflict

__all__ = ["Standing", "require_free", "rewrite"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an address is to stand in the tree, and what it is to be called there."""

    parent_code: str | None
    area_code: str
    name: str
    local_text: str


# A room that is written as floor and room (三樓之1) repeats its parent's name, which follows too.
PLANNED: Final = """
WITH RECURSIVE below AS (
  SELECT id, code, name, local_text, 0 AS depth FROM onemap.address WHERE code = %(code)s
  UNION ALL
  SELECT a.id, a.code, a.name, a.local_text, below.depth + 1
  FROM below JOIN onemap.address a ON a.parent_code = below.code WHERE below.depth < 20
), planned AS (
  SELECT id, depth,
         CASE WHEN depth = 0 THEN %(name)s
              WHEN depth = 1 AND local_text <> %(old_text)s || name AND starts_with(name, %(old_name)s)
              THEN %(name)s || substr(name, length(%(old_name)s) + 1)
              ELSE name END AS name,
         CASE WHEN starts_with(local_text, %(old_text)s)
              THEN %(local_text)s || substr(local_text, length(%(old_text)s) + 1)
              ELSE local_text END AS local_text
  FROM below
)
"""

TAKEN_BELOW: Final = (
    PLANNED
    + """
SELECT b.code
FROM planned p JOIN onemap.address b ON b.area_code = %(area_code)s AND b.local_text = p.local_text
WHERE NOT EXISTS (SELECT FROM planned own WHERE own.id = b.id) ORDER BY p.depth, b.code LIMIT 1
"""
)

REWRITE: Final = (
    PLANNED
    + """
UPDATE onemap.address a
SET parent_code = CASE p.depth WHEN 0 THEN %(parent_code)s ELSE a.parent_code END,
    area_code = %(area_code)s, name = p.name, local_text = p.local_text,
    full_text = area.full_name || p.local_text
FROM planned p JOIN onemap.area ON area.code = %(area_code)s
WHERE a.id = p.id
"""
)

TAKEN: Final = (
    "SELECT code FROM onemap.address WHERE area_code = %(area_code)s AND local_text = %(local_text)s"
)
WHOSE: Final = "SELECT full_text, state, merged_into FROM onemap.address WHERE code = %(code)s"


def rewrite(conn: psycopg.Connection, old: Held, new: Standing) -> int:
    """Put an address where it is to stand; all below it goes along. The number of rows that changed.

    Raises:
        Conflict: an address that stays where it is has one of the texts already.
    """
    facts = asdict(new) | {"code": old.code, "old_name": old.name, "old_text": old.local_text}
    _refuse(conn, TAKEN_BELOW, facts)
    return conn.execute(REWRITE, facts).rowcount


def require_free(conn: psycopg.Connection, area_code: str, local_text: str) -> None:
    """Make sure that no address of an area, whatever its state, has a text.

    Raises:
        Conflict: one has.
    """
    _refuse(conn, TAKEN, {"area_code": area_code, "local_text": local_text})


def _refuse(conn: psycopg.Connection, query: LiteralString, facts: Mapping[str, object]) -> None:
    with conn.cursor(row_factory=scalar_row) as cur:
        taken = cur.execute(query, facts).fetchone()
    if taken is None:
        return
    text, state, into = conn.execute(WHOSE, {"code": taken}).fetchone() or ("", "", None)
    hint = {
        "merged": f"it was merged into {into}: name that address",
        "retired": "activate it, and it has its old code again",
    }.get(state, "merge the two, or give another name")
    raise Conflict(f"{text} is in the library already", code=taken, state=state, hint=hint)
