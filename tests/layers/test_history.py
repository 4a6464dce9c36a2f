"""Nothing on the map is overwritten: every layer can be read as of a past time."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from layers.history import as_of
from layers.schema import LAYER_TABLES
from tests.builder import Builder

PAST = datetime(2020, 1, 1, tzinfo=UTC)


def names(conn: psycopg.Connection, at: datetime | None) -> list[str]:
    """The names of all points of interest at a time."""
    name = sql.Identifier("name")
    relation = as_of("poi", name, at)
    rows = conn.execute(sql.SQL("SELECT name FROM {} AS poi ORDER BY name").format(relation))
    return [row[0] for row in rows]


@pytest.fixture
def shop(add: Builder) -> None:
    """One shop that has been there since 2020."""
    add("poi", code="shop", name="old", kind="shop", geom="POINT(114.8 30.8)", valid_from=PAST)


@pytest.mark.usefixtures("shop")
def test_a_renamed_thing_has_its_old_name_in_the_past(conn: psycopg.Connection) -> None:
    conn.execute("UPDATE onemap.poi SET name = 'new'")

    assert names(conn, PAST + timedelta(days=1)) == ["old"]


@pytest.mark.usefixtures("shop")
def test_a_renamed_thing_has_its_new_name_now(conn: psycopg.Connection) -> None:
    conn.execute("UPDATE onemap.poi SET name = 'new'")

    assert names(conn, None) == ["new"]


@pytest.mark.usefixtures("shop")
def test_a_deleted_thing_is_still_there_in_the_past(conn: psycopg.Connection) -> None:
    conn.execute("DELETE FROM onemap.poi")

    assert (names(conn, PAST), names(conn, None)) == (["old"], [])


@pytest.mark.usefixtures("shop")
def test_before_a_thing_was_there_it_is_not_found(conn: psycopg.Connection) -> None:
    assert names(conn, PAST - timedelta(seconds=1)) == []


@pytest.mark.usefixtures("shop")
def test_versions_follow_each_other_without_gap_or_overlap(conn: psycopg.Connection) -> None:
    day = timedelta(days=1)
    for number in range(1, 4):
        conn.execute("UPDATE onemap.poi SET name = %s, valid_from = %s", (str(number), PAST + number * day))

    assert [names(conn, PAST + number * day) for number in range(4)] == [["old"], ["1"], ["2"], ["3"]]


@pytest.mark.usefixtures("shop")
def test_two_changes_in_one_transaction_leave_one_past_version(conn: psycopg.Connection) -> None:
    conn.execute("UPDATE onemap.poi SET name = 'never seen'")
    conn.execute("UPDATE onemap.poi SET name = 'new'")

    assert conn.execute("SELECT name FROM onemap_history.poi").fetchall() == [("old",)]


@pytest.mark.usefixtures("shop")
def test_truncate_is_refused_because_it_would_lose_the_history(conn: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="use DELETE"):
        conn.execute("TRUNCATE onemap.poi")


def test_every_layer_table_can_be_read_as_of_a_time(conn: psycopg.Connection) -> None:
    for table in LAYER_TABLES.values():
        columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
        query = sql.SQL("SELECT {} FROM {} AS past").format(columns, as_of(table.name, columns, PAST))
        assert conn.execute(query).fetchall() == []
