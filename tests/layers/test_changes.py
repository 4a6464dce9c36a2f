"""The change log: every committed change, in the order of commit, whatever hand made it."""

from collections.abc import Iterator

import psycopg
import pytest

from layers.changes import Change, act_as, changes_since, last_sequence

POI = "INSERT INTO onemap.poi (code, name, kind, source, geom) VALUES "
SERIES = """
INSERT INTO onemap.poi (code, name, kind, source, geom)
SELECT 'p' || i, 'n', 'k', 'test', ST_SetSRID(ST_MakePoint(114 + i * 0.001, 30), 4490)
FROM generate_series(1, %s) AS i
"""


def numbered(conn: psycopg.Connection) -> list[Change]:
    """What the log of the open transaction will be once it commits."""
    conn.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return changes_since(conn, 0)


@pytest.fixture
def other(scratch: str) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """Two connections to a database of this test's own, where commits are real."""
    with psycopg.connect(scratch) as one, psycopg.connect(scratch) as two:
        yield one, two


def test_plain_sql_by_hand_is_logged(conn: psycopg.Connection) -> None:
    conn.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")

    (change,) = numbered(conn)

    assert (change.layer, change.op, change.new_extent) == ("poi", "insert", [114, 30, 114, 30])


def test_a_move_is_logged_with_where_it_was_and_where_it_is(conn: psycopg.Connection) -> None:
    conn.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")
    conn.execute("UPDATE onemap.poi SET geom = 'SRID=4490;POINT(115 31)'")

    move = numbered(conn)[-1]

    assert (move.op, move.old_extent, move.new_extent) == ("update", [114, 30, 114, 30], [115, 31, 115, 31])


def test_a_delete_is_logged_with_where_it_was(conn: psycopg.Connection) -> None:
    conn.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")
    conn.execute("DELETE FROM onemap.poi")

    assert (numbered(conn)[-1].old_extent, numbered(conn)[-1].new_extent) == ([114, 30, 114, 30], None)


def test_a_few_rows_are_logged_one_by_one(conn: psycopg.Connection) -> None:
    conn.execute(SERIES, (100,))

    assert [len(change.ids) for change in numbered(conn)] == [1] * 100


def test_many_rows_are_logged_in_batches_that_name_every_id(conn: psycopg.Connection) -> None:
    conn.execute(SERIES, (1201,))

    logged = sorted(identity for change in numbered(conn) for identity in change.ids)

    assert logged == sorted(row[0] for row in conn.execute("SELECT id FROM onemap.poi"))


def test_a_statement_that_changes_nothing_is_not_logged(conn: psycopg.Connection) -> None:
    conn.execute("UPDATE onemap.poi SET name = 'x' WHERE false")

    assert numbered(conn) == []


def test_a_layer_without_a_place_is_logged_without_extent(conn: psycopg.Connection) -> None:
    conn.execute("INSERT INTO onemap.department (code, name, source) VALUES ('d', 'n', 'test')")

    (change,) = numbered(conn)

    assert (change.layer, change.new_extent) == ("department", None)


def test_the_log_says_who_made_the_change(conn: psycopg.Connection) -> None:
    act_as(conn, "worker 7")
    conn.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")

    assert numbered(conn)[0].actor == "worker 7"


def test_only_the_layers_asked_for_are_told(conn: psycopg.Connection) -> None:
    conn.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")
    numbered(conn)

    assert changes_since(conn, 0, layers=["road"]) == []


def test_a_change_that_is_not_committed_is_not_told(
    other: tuple[psycopg.Connection, psycopg.Connection],
) -> None:
    one, two = other
    one.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")

    assert last_sequence(two) == 0


def test_a_slow_transaction_that_began_first_is_not_missed(
    other: tuple[psycopg.Connection, psycopg.Connection],
) -> None:
    """The one that commits last gets the higher sequence, though it wrote first."""
    slow, quick = other
    slow.execute(POI + "('slow', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")
    quick.execute(POI + "('quick', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")
    quick.commit()
    seen = last_sequence(quick)
    quick.commit()
    slow.commit()

    assert [change.seq > seen for change in changes_since(quick, seen)] == [True]


def test_listeners_are_told_which_table_changed(other: tuple[psycopg.Connection, psycopg.Connection]) -> None:
    one, two = other
    two.autocommit = True
    two.execute("LISTEN onemap_change")
    one.execute(POI + "('a', 'n', 'k', 'test', 'SRID=4490;POINT(114 30)')")
    one.commit()

    (notice,) = two.notifies(timeout=5, stop_after=1)

    assert notice.payload == "poi"
