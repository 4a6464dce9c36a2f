"""Findings of the checks of grids: written as differences, read by pages and counts.

A finding is a row of the layer `grid_finding`: it is on the map, and the history knows when it came and when
it went.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
import pyarrow as pa
import shapely
from psycopg.rows import class_row

from layers.errors import NotFound
from layers.grids.check import CHECKS, findings
from layers.grids.check_finding import Check, Finding
from layers.paging import cursor_of, read_cursor
from layers.rows import merge

__all__ = ["Page", "Stored", "Tally", "Written", "finding", "page", "recheck", "stored", "summary", "write"]

SOURCE: Final = "onemap grids check"


class Stored(NamedTuple):
    """A finding as the layer has it."""

    id: int
    code: str
    check_name: str
    severity: str
    grid_kind: str
    grid_codes: list[str]
    community_code: str | None
    amount: float | None
    unit: str | None
    geometry: str | None
    """GeoJSON, degrees of CGCS2000."""
    valid_from: datetime

    @property
    def check(self) -> Check:
        """The check that found it."""
        return next(check for check in CHECKS if check.name == self.check_name)


class Page(NamedTuple):
    """Findings, and where the next page begins; None when this is the last."""

    items: list[Stored]
    next: str | None


class Tally(NamedTuple):
    """How much a check has found."""

    check: Check
    found: int
    amount: float | None
    """In the unit of the check, all together; None where nothing is measured."""


class Written(NamedTuple):
    """What became of the findings of one run."""

    findings: list[Finding]
    added: int
    changed: int
    removed: int


GONE: Final = """
DELETE FROM onemap.grid_finding
WHERE (%(scope)s::text[] IS NULL OR community_code = ANY (%(scope)s))
  AND check_name = ANY (%(checks)s) AND code <> ALL (%(codes)s)
"""
COLUMNS: Final = """
SELECT id, code, check_name, severity, grid_kind, grid_codes, community_code, amount, unit,
       ST_AsGeoJSON(geom, 7, 0) AS geometry, valid_from
FROM onemap.grid_finding
"""
PAGE: Final = (
    COLUMNS
    + """
WHERE id > %(after)s AND (%(check)s::text IS NULL OR check_name = %(check)s)
  AND (%(community)s::text IS NULL OR community_code = %(community)s)
  AND (%(severity)s::text IS NULL OR severity = %(severity)s)
ORDER BY id LIMIT %(limit)s + 1
"""
)
THESE: Final = COLUMNS + "WHERE code = ANY (%(codes)s) ORDER BY id"
SUMMARY: Final = """
SELECT check_name, count(*), sum(amount) FROM onemap.grid_finding
WHERE %(community)s::text IS NULL OR community_code = %(community)s GROUP BY check_name
"""


def recheck(
    conn: psycopg.Connection, scope: list[str] | None = None, *, checks: Sequence[Check] = CHECKS
) -> Written:
    """Check the grids of some communities, of all for None, and write what differs from the last time."""
    return write(conn, findings(conn, scope, checks=checks), scope, checks=checks)


def write(
    conn: psycopg.Connection,
    found: list[Finding],
    scope: list[str] | None = None,
    *,
    checks: Sequence[Check] = CHECKS,
) -> Written:
    """Keep findings, and delete those of the same communities and checks that are no more.

    Rows that are as they were are not touched. The caller commits.
    """
    codes = [one.code for one in found]
    known = {"scope": scope, "checks": [check.name for check in checks], "codes": codes}
    removed = conn.execute(GONE, known).rowcount
    merged = merge(conn, "grid_finding", _table(found)) if found else None
    return Written(found, merged.inserted if merged else 0, merged.updated if merged else 0, removed)


def finding(conn: psycopg.Connection, code: str) -> Stored:
    """A finding by its code.

    Raises:
        NotFound: there is none, or it is no more.
    """
    found = stored(conn, [code])
    if not found:
        hint = "it may have been put right: list them at /api/grids/findings"
        raise NotFound(f"no finding {code[:40]!r}", hint=hint)
    return found[0]


def stored(conn: psycopg.Connection, codes: Sequence[str]) -> list[Stored]:
    """Findings by their codes, those that are there, the oldest first."""
    with conn.cursor(row_factory=class_row(Stored)) as cur:
        return cur.execute(THESE, {"codes": list(codes)}).fetchall()


def page(
    conn: psycopg.Connection,
    *,
    check: str | None = None,
    community: str | None = None,
    severity: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Page:
    """Findings of a check, in a community, of a severity; oldest first.

    Raises:
        Invalid: the cursor is none of these pages.
    """
    after = read_cursor(cursor, int)[0] if cursor else 0
    wanted = {"check": check, "community": community, "severity": severity, "limit": limit, "after": after}
    with conn.cursor(row_factory=class_row(Stored)) as cur:
        rows = cur.execute(PAGE, wanted).fetchall()
    return Page(rows[:limit], cursor_of(rows[limit - 1].id) if len(rows) > limit else None)


def summary(conn: psycopg.Connection, community: str | None = None) -> list[Tally]:
    """How much every check found when it was last run, those that found nothing too."""
    rows = conn.execute(SUMMARY, {"community": community}).fetchall()
    known = {name: (count, amount) for name, count, amount in rows}
    return [Tally(check, *known.get(check.name, (0, None))) for check in CHECKS]


def _table(found: list[Finding]) -> pa.Table:
    """The rows as `layers.rows.merge` takes them."""
    rows = [
        {
            "code": one.code,
            "check_name": one.check.name,
            "grid_kind": one.suspect.kind,
            "grid_codes": _array(one.suspect.codes),
            "community_code": one.suspect.community,
            "amount": None if one.suspect.amount is None else round(one.suspect.amount, 3),
            "unit": one.check.unit,
            "severity": one.check.severity,
            "geom": shapely.to_wkb(one.suspect.shape, hex=True),
            "source": SOURCE,
        }
        for one in found
    ]
    names: dict[str, pa.DataType] = {name: pa.string() for name in rows[0]}
    return pa.Table.from_pylist(rows, pa.schema(names | {"amount": pa.float64()}))


def _array(codes: Sequence[str]) -> str:
    """A list of texts as PostgreSQL writes one."""
    quoted = (code.replace("\\", "\\\\").replace('"', '\\"') for code in codes)
    return "{" + ",".join(f'"{code}"' for code in quoted) + "}"
