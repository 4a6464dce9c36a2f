"""Bring a database to a revision of the schema, forward or back, in one transaction."""

from pathlib import Path
from typing import cast

import psycopg
from alembic import command, op
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.rows import scalar_row
from sqlalchemy import Connection, create_engine, text

from layers import classes
from layers.errors import Failed
from layers.events import life_cycle
from layers.schema.base import SCHEMA

FOLDER = Path(__file__).parents[2] / "migrations"

# Two programs that migrate at once must take turns; the number is this project's alone.
LOCK = text("SELECT pg_advisory_xact_lock(4203117)")

POSTGIS = """
SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'postgis')
"""


def run_script(sql: str) -> None:
    """Run statements of a migration as they stand: a percent sign in them is a percent sign."""
    driver = op.get_bind().connection.driver_connection
    cast("psycopg.Connection", driver).execute(sql.encode())


def head() -> str:
    """The newest revision that this checkout knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or "base"


def current(conn: psycopg.Connection) -> str | None:
    """The revision of a database, or None when it was never migrated."""
    with conn.cursor(row_factory=scalar_row) as cur:
        if cur.execute("SELECT to_regclass('onemap.schema_version')").fetchone() is None:
            return None
        found: str | None = cur.execute("SELECT version_num FROM onemap.schema_version").fetchone()
        return found


def upgrade(dsn: str, revision: str = "head", *, events: Path = life_cycle.FOLDER) -> list[str]:
    """Migrate forward; the revisions that were run, oldest first, or an empty list.

    At the head the class catalogues that ship with this checkout and the states of `events`, a folder with a
    life cycle, are brought in too.

    Raises:
        Failed: PostGIS is not in the database and may not be created by this role.
        Invalid: the file of the life cycle has a fault.
    """
    _ensure_postgis(dsn)
    done = _move(dsn, revision, forward=True)
    if revision == "head":
        with psycopg.connect(dsn) as conn:
            classes.store(conn)
            life_cycle.store(conn, life_cycle.load(events))
    return done


def downgrade(dsn: str, revision: str) -> list[str]:
    """Migrate back to `revision` ('base' for nothing at all)."""
    return _move(dsn, revision, forward=False)


def _ensure_postgis(dsn: str) -> None:
    with psycopg.connect(dsn) as conn, conn.cursor(row_factory=scalar_row) as cur:
        if cur.execute(POSTGIS).fetchone():
            return
        try:
            cur.execute("CREATE EXTENSION postgis SCHEMA public")
        except psycopg.Error as error:
            hint = "ask its administrator to run: CREATE EXTENSION postgis SCHEMA public"
            raise Failed("the database has no PostGIS and this role may not add it", hint=hint) from error


def _move(dsn: str, revision: str, *, forward: bool) -> list[str]:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn))
    with engine.begin() as connection:
        connection.execute(LOCK)
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        before = _applied(connection)
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        (command.upgrade if forward else command.downgrade)(config, revision)
        after = _applied(connection)
    engine.dispose()
    return sorted(before ^ after, reverse=not forward)


def _applied(connection: Connection) -> set[str]:
    """Every revision from the first up to the present one."""
    options = {"version_table": "schema_version", "version_table_schema": SCHEMA}
    present = MigrationContext.configure(connection, opts=options).get_current_revision()
    script = ScriptDirectory(str(FOLDER))
    return {step.revision for step in script.iterate_revisions(present, "base")} if present else set()
