"""What the database has already, beside which the sample comes."""

from datetime import date

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.rows import scalar_row

from importers.sample.setting import Setting
from layers.errors import Conflict

__all__ = ["day_of", "is_governed", "not_taken", "not_there", "refuse_other"]

# Another seed or scale would leave a district of two halves, another day two quarters of events.
OTHER = """
SELECT source FROM onemap.area WHERE source LIKE 'sample:%%' AND source <> %(source)s
UNION ALL
SELECT 'another scale' WHERE (
  SELECT count(*) FROM onemap.area WHERE source = %(source)s AND level = 'community'
) NOT IN (0, %(communities)s)
UNION ALL
SELECT 'of ' || min(initial_date) FROM onemap.unit_grid WHERE source = %(source)s
HAVING min(initial_date) <> %(day)s
LIMIT 1
"""
DAY = "SELECT min(initial_date) FROM onemap.unit_grid WHERE source LIKE 'sample:%'"
TAKEN = "SELECT code FROM onemap.area WHERE source NOT LIKE 'sample:%%' AND code = ANY (%s)"
EVENTS = "SELECT code FROM onemap.event WHERE code = ANY (%s)"
GOVERNED = "SELECT EXISTS (SELECT FROM {} WHERE source NOT LIKE 'sample:%')"


def day_of(conn: psycopg.Connection) -> date | None:
    """The day of the sample that is there, by the first day of its unit grids; None without one."""
    with conn.cursor(row_factory=scalar_row) as cur:
        day: date | None = cur.execute(DAY).fetchone()
    return day


def refuse_other(conn: psycopg.Connection, setting: Setting) -> None:
    """Refuse to put a district beside the sample of another seed, scale or day.

    Raises:
        Conflict: there is one.
    """
    facts = {"source": setting.source, "communities": setting.communities, "day": setting.day}
    with conn.cursor(row_factory=scalar_row) as cur:
        if found := cur.execute(OTHER, facts).fetchone():
            hint = "use the same --seed, --scale and --day as before, or an empty database"
            raise Conflict(f"the database has another sample district ({found})", hint=hint)


def is_governed(conn: psycopg.Connection, name: str) -> bool:
    """Whether a table has rules of a real city: made-up ones don't mix with them."""
    query = sql.SQL(GOVERNED).format(sql.Identifier("onemap", name))
    with conn.cursor(row_factory=scalar_row) as cur:
        return bool(cur.execute(query).fetchone())


def not_taken(conn: psycopg.Connection, rows: pa.Table) -> pa.Table:
    """Without the areas that the database has from a real source: made-up shapes never replace them."""
    codes = rows.column("code").to_pylist()
    with conn.cursor(row_factory=scalar_row) as cur:
        taken = set(cur.execute(TAKEN, (codes,)))
    return rows.filter(pa.array([code not in taken for code in codes]))


def not_there(conn: psycopg.Connection, events: pa.Table) -> pa.Table:
    """Without the events that are there: they may have lived on since."""
    codes = events.column("code").to_pylist()
    with conn.cursor(row_factory=scalar_row) as cur:
        known = set(cur.execute(EVENTS, (codes,)))
    return events.filter(pa.array([code not in known for code in codes]))
