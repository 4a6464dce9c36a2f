"""The schema's history: forward, back, and in step with the table objects."""

import subprocess

import psycopg
import pytest

from layers.schema import LAYER_TABLES, ddl, migrate

COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = %s::regnamespace AND relname = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname IN ('onemap', 'onemap_history')"


def dump(dsn: str) -> list[str]:
    """The schema as pg_dump writes it, without comments and the version table's own lines."""
    command = ["pg_dump", "--schema-only", "--no-owner", "--exclude-table=onemap.schema_version", "-d", dsn]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in text.splitlines() if line and not line.startswith(("--", "\\"))]


def test_tables_and_migrations_agree(scratch: str, empty: str) -> None:
    with psycopg.connect(empty) as conn:
        conn.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
        conn.execute(ddl.script().encode())

    assert dump(empty) == dump(scratch)


@pytest.mark.parametrize("table", sorted(LAYER_TABLES))
def test_history_has_the_columns_of_its_layer_in_the_same_order(conn: psycopg.Connection, table: str) -> None:
    """The trigger copies whole rows, so an order that differs would mix up their values."""
    columns, history = (
        conn.execute(COLUMNS, (schema, table)).fetchall() for schema in ("onemap", "onemap_history")
    )

    assert history == [("valid_to", "timestamp with time zone"), *columns]


def test_going_back_one_revision_leaves_what_was_before(scratch: str, empty: str) -> None:
    migrate.downgrade(scratch, "0002")
    migrate.upgrade(empty, "0002")

    assert dump(empty) == dump(scratch)


def test_going_back_to_the_base_leaves_no_table_but_the_version(empty: str) -> None:
    migrate.upgrade(empty)
    migrate.downgrade(empty, "base")

    with psycopg.connect(empty) as conn:
        assert conn.execute(TABLES).fetchone() == (1,)


def test_forward_again_after_going_back_reaches_the_head(empty: str) -> None:
    migrate.upgrade(empty)
    migrate.downgrade(empty, "base")
    migrate.upgrade(empty)

    with psycopg.connect(empty) as conn:
        assert migrate.current(conn) == migrate.head()


def test_a_migrated_database_knows_the_class_catalogues(scratch: str) -> None:
    with psycopg.connect(scratch) as conn:
        assert conn.execute("SELECT count(*) > 700 FROM onemap.class_code").fetchone() == (True,)


def test_a_database_that_was_never_migrated_has_no_revision(empty: str) -> None:
    with psycopg.connect(empty) as conn:
        assert migrate.current(conn) is None


def test_an_up_to_date_database_is_left_alone(scratch: str) -> None:
    assert migrate.upgrade(scratch) == []
