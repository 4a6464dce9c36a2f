"""Running the checks: over a city street by street, or page by page within one street."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import args_row, class_row, scalar_row

from address.quality import doubles, numbers, places, tree
from address.quality.finding import Check, Finding, Row, Suspect
from address.quality.ground import Ground
from address.quality.repair import Said
from layers.errors import Invalid, NotFound
from layers.paging import cursor_of, read_cursor

__all__ = ["CHECKS", "MOST_ROWS", "Page", "Tally", "chosen", "findings", "page", "summary"]

CHECKS: Final[Sequence[Check]] = (*tree.CHECKS, *doubles.CHECKS, *places.CHECKS, *numbers.CHECKS)
"""Every check, in the order in which they are run and listed."""

MOST_ROWS: Final = 20
"""Addresses that a finding shows; how many there are is among its facts."""

# A community belongs to the street right above it, and any other area has its own addresses only.
GROUNDS: Final = """
WITH RECURSIVE wanted (code, parent_code, level) AS (
  SELECT code, parent_code, level FROM onemap.area
  WHERE CASE WHEN %(area)s::text IS NULL THEN parent_code IS NULL ELSE code = %(area)s END
  UNION
  SELECT a.code, a.parent_code, a.level FROM wanted w JOIN onemap.area a ON a.parent_code = w.code
)
SELECT DISTINCT CASE level WHEN 'community' THEN coalesce(parent_code, code) ELSE code END COLLATE "C" AS code
FROM wanted ORDER BY code
"""
AREA: Final = """
SELECT level, CASE level WHEN 'community' THEN coalesce(parent_code, code) ELSE code END
FROM onemap.area WHERE code = %(area)s
"""
ROWS: Final = """
SELECT code, level, full_text AS text, area_code, ST_X(geom) AS lon, ST_Y(geom) AS lat
FROM onemap.address WHERE code = ANY (%(codes)s)
"""


class Page(NamedTuple):
    """A page of findings."""

    items: list[Finding]
    next: str | None
    """Cursor of the page after; None on the last."""


class Tally(NamedTuple):
    """How much a check found."""

    check: Check
    amount: int


def chosen(names: Iterable[str]) -> list[Check]:
    """The checks with these names in the order of `CHECKS`; all of them for no name.

    Raises:
        Invalid: there is no such check.
    """
    wanted = set(names)
    if unknown := wanted - {check.name for check in CHECKS}:
        raise Invalid(f"no check {min(unknown)[:40]!r}", known=[check.name for check in CHECKS])
    return [check for check in CHECKS if not wanted or check.name in wanted]


def findings(
    conn: psycopg.Connection, *, area: str | None = None, checks: Sequence[Check] = CHECKS
) -> Iterator[Finding]:
    """What the checks find, street by street, then check by check, then by the code of the address.

    Args:
        conn: an open connection.
        area: code of an area of any level; None for everything. A finding belongs to the areas of all the
            addresses that it shows.
        checks: which.

    Raises:
        NotFound: there is no such area.

    Speed:
        1.0 million addresses in 40 seconds of one core; memory is that of one street.
    """
    within = {area} if area and _area(conn, area).level == "community" else None
    with conn.cursor(row_factory=scalar_row) as cur:
        codes = cur.execute(GROUNDS, {"area": area}).fetchall()
    for code in codes:
        ground = Ground(conn, code)
        for check in checks:
            yield from _found(ground, check, within, after="")


def page(
    conn: psycopg.Connection,
    area: str,
    *,
    checks: Sequence[Check] = CHECKS,
    limit: int = 100,
    cursor: str | None = None,
) -> Page:
    """Findings within one street or community, in the order of `findings`.

    They are worked out when they are asked for, so they are never out of date.

    Raises:
        NotFound: there is no such area.
        Invalid: the area is larger than a street, or the cursor is not one of these pages.
    """
    ground, within = _small(conn, area)
    name, after = map(str, read_cursor(cursor, str, str)) if cursor else (checks[0].name, "")
    names = [check.name for check in checks]
    if name not in names:
        raise Invalid("the cursor is not one that this service gave for these checks")
    begin = names.index(name)
    found = (
        one
        for check in checks[begin:]
        for one in _found(ground, check, within, after if check.name == name else "")
    )
    items = list(islice(found, limit + 1))
    last = items[limit - 1] if len(items) > limit else None
    return Page(items[:limit], cursor_of(last.check.name, last.rows[0].code) if last else None)


def summary(conn: psycopg.Connection, area: str, *, checks: Sequence[Check] = CHECKS) -> list[Tally]:
    """How much each check finds within one street or community, in the order of the checks.

    Raises:
        NotFound: there is no such area.
        Invalid: the area is larger than a street.
    """
    ground, within = _small(conn, area)
    return [Tally(check, sum(1 for _ in _found(ground, check, within, after=""))) for check in checks]


def _small(conn: psycopg.Connection, area: str) -> tuple[Ground, set[str] | None]:
    """The ground of a street or community, and the areas on it that are asked for (None: all of it)."""
    level, code = _area(conn, area)
    if level not in {"street", "community"}:
        raise Invalid(
            f"area {area!r} is a {level}: ask for one street or community",
            hint="for more, run: onemap address check",
        )
    return Ground(conn, code), {area} if level == "community" else None


class _Area(NamedTuple):
    level: str
    ground: str
    """Code of the area whose ground its addresses are on."""


def _area(conn: psycopg.Connection, code: str) -> _Area:
    with conn.cursor(row_factory=args_row(_Area)) as cur:
        found = cur.execute(AREA, {"area": code}).fetchone()
    if found is None:
        raise NotFound(f"no area {code[:20]!r}")
    return found


def _found(ground: Ground, check: Check, within: set[str] | None, after: str) -> Iterator[Finding]:
    """What one check finds on one ground, in the order of codes, after a code."""
    suspects = sorted(
        (one for one in check.run(ground) if one.codes[0] > after), key=lambda one: one.codes[0]
    )
    codes = {code for one in suspects for code in one.codes[:MOST_ROWS]}
    with ground.conn.cursor(row_factory=class_row(Row)) as cur:
        rows = {row.code: row for row in cur.execute(ROWS, {"codes": list(codes)})} if codes else {}
    for one in suspects:
        finding = _finding(check, one, rows)
        if within is None or within & {row.area_code for row in finding.rows}:
            yield finding


def _finding(check: Check, suspect: Suspect, rows: dict[str, Row]) -> Finding:
    shown = [rows[code] for code in suspect.codes[:MOST_ROWS]]
    words = {**suspect.facts, "text": shown[0].text}
    said = Said(*(sentence.format_map(words) for sentence in check.says))
    return Finding(check, shown, suspect.facts, said, suspect.repair)
