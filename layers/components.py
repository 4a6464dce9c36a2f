"""Components (部件): which there are, and how many by area or class."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import class_row, scalar_row

from layers.area_filter import area_level, area_rule
from layers.errors import Invalid
from layers.paging import Box, cursor_of, read_cursor

__all__ = ["By", "Component", "Count", "Filter", "Page", "Summary", "components", "summary"]


class By(StrEnum):
    """What a summary counts by."""

    AREA = "area"
    CLASS = "class"


class Filter(NamedTuple):
    """Which components are meant; None is all of them."""

    class_code: str | None = None
    """A class, or the first digits of several."""
    edition: str | None = None
    area: str | None = None
    """Code of an area of any level."""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One component, with its open fields."""

    id: int
    code: str
    edition: str
    class_code: str
    class_name: str | None
    name: str
    state: str
    lon: float
    lat: float
    """A point on it; most components are points."""
    unit_grid: str | None
    street: str | None
    community: str | None
    department: str | None
    """Names of the bodies in charge, owning and maintaining it."""
    owner: str | None
    maintainer: str | None
    initial_date: date | None
    change_date: date | None
    accuracy: str | None
    attributes: dict[str, Any] | None


class Page(NamedTuple):
    """A page of components, in the order of their permanent numbers."""

    items: list[Component]
    next: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """A line of a summary."""

    key: str | None
    """Code of an area or class; None for components that lie in no such area."""
    name: str | None
    count: int
    edition: str | None
    """Of the class; None in a summary by area."""


class Summary(NamedTuple):
    """Counts, most first, and their sum."""

    rows: list[Count]
    total: int
    level: str | None
    """Level of the areas counted by; None in a summary by class."""


LIST = """
SELECT f.id, f.code, f.edition, f.class_code, c.name AS class_name, f.name, f.state,
       ST_X(ST_PointOnSurface(f.geom)) AS lon, ST_Y(ST_PointOnSurface(f.geom)) AS lat,
       f.unit_grid_code AS unit_grid, f.street_code AS street, f.community_code AS community,
       d.name AS department, o.name AS owner, m.name AS maintainer, f.initial_date, f.change_date, f.accuracy,
       f.attributes
FROM (
  SELECT * FROM onemap.component AS f WHERE id > %(after)s AND {rules} ORDER BY id LIMIT %(limit)s + 1
) AS f
LEFT JOIN onemap.class_code c ON (c.kind, c.edition, c.code) = ('component', f.edition, f.class_code)
LEFT JOIN onemap.department d ON d.code = f.department_code
LEFT JOIN onemap.department o ON o.code = f.owner_code
LEFT JOIN onemap.department m ON m.code = f.maintainer_code
ORDER BY f.id
"""

BY_CLASS = """
SELECT counted.class_code AS key, c.name, counted.count, counted.edition FROM (
  SELECT edition, class_code, count(*) AS count FROM onemap.component AS f WHERE {rules} GROUP BY 1, 2
) AS counted
LEFT JOIN onemap.class_code c
  ON (c.kind, c.edition, c.code) = ('component', counted.edition, counted.class_code)
ORDER BY count DESC, key, edition
"""

BY_AREA = """
SELECT counted.key, a.name, counted.count, NULL AS edition FROM (
  SELECT {column} AS key, count(*) AS count FROM onemap.component AS f WHERE {rules} GROUP BY 1
) AS counted
LEFT JOIN onemap.area a ON a.code = counted.key
ORDER BY count DESC, key
"""

CLASSES = "SELECT DISTINCT code FROM onemap.class_code WHERE kind = 'component' AND starts_with(code, %s)"
IN_BOX = """geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490)
  AND ST_Intersects(geom, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490))"""


def components(
    conn: psycopg.Connection, wanted: Filter, *, limit: int = 100, cursor: str | None = None
) -> Page:
    """Components of a class, an area, a box.

    Args:
        conn: an open connection.
        wanted: which.
        limit: how many at most.
        cursor: where the page before ended.

    Raises:
        NotFound: there is no such area.
        Invalid: there is no such class, or the cursor is not one of these pages.
    """
    rules, facts = _conditions(conn, wanted)
    facts |= {"limit": limit, "after": read_cursor(cursor, int)[0] if cursor else 0}
    with conn.cursor(row_factory=class_row(Component)) as cur:
        found = cur.execute(sql.SQL(LIST).format(rules=rules), facts).fetchall()
    return Page(found[:limit], cursor_of(found[limit - 1].id) if len(found) > limit else None)


def summary(conn: psycopg.Connection, by: By, wanted: Filter, *, level: str | None = None) -> Summary:
    """How many components there are, by area or by class.

    Args:
        conn: an open connection.
        by: area or class.
        wanted: which are counted.
        level: of the areas, street or community; by default the one below the area wanted.

    Raises:
        NotFound: there is no such area.
        Invalid: there is no such class.
    """
    rules, facts = _conditions(conn, wanted)
    if by is By.CLASS:
        level, query = None, sql.SQL(BY_CLASS).format(rules=rules)
    else:
        within = area_level(conn, wanted.area) if wanted.area else None
        level = level or ("community" if within in {"street", "community"} else "street")
        query = sql.SQL(BY_AREA).format(rules=rules, column=sql.Identifier(f"{level}_code"))
    with conn.cursor(row_factory=class_row(Count)) as cur:
        rows = cur.execute(query, facts).fetchall()
    return Summary(rows, sum(row.count for row in rows), level)


def _conditions(conn: psycopg.Connection, wanted: Filter) -> tuple[sql.Composable, dict[str, Any]]:
    """The filter as SQL and its values."""
    rules: list[LiteralString] = ["true"]
    facts: dict[str, Any] = {}
    if wanted.class_code:
        rules.append("class_code = ANY (%(classes)s)")
        facts["classes"] = _classes(conn, wanted.class_code)
    if wanted.edition:
        rules.append("edition = %(edition)s")
        facts["edition"] = wanted.edition
    if wanted.area:
        rule = area_rule(conn, wanted.area)
        rules.append(rule.rule)
        facts |= rule.facts
    if wanted.box:
        rules.append(IN_BOX)
        facts |= wanted.box._asdict()
    return sql.SQL(" AND ").join(map(sql.SQL, rules)), facts


def _classes(conn: psycopg.Connection, digits: str) -> list[str]:
    found = _scalars(conn, CLASSES, digits)
    if not found:
        raise Invalid(f"no class of components begins with {digits[:10]!r}", hint="see /api/catalogues")
    return found


def _scalars(conn: psycopg.Connection, query: LiteralString, value: str) -> list[str]:
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(query, (value,)).fetchall()
