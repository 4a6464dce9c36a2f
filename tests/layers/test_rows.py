"""Merging rows: repeatable, exact, loud about repeated keys."""

import psycopg
import pyarrow as pa
import pytest

from layers.errors import Invalid
from layers.rows import Merged, merge

POINT = "0101000020" + "8A110000" + "0000000000C05C40" + "0000000000003E40"
"""SRID 4490, POINT (115 30), as hexadecimal EWKB."""


def pois(*names: str) -> pa.Table:
    """One point of interest a name; the name is the code too."""
    fixed = {"kind": "shop", "source": "test", "geom": POINT}
    return pa.Table.from_pylist([{"code": name, "name": name, **fixed} for name in names])


def history(conn: psycopg.Connection) -> int:
    found = conn.execute("SELECT count(*) FROM onemap_history.poi").fetchone()
    return found[0] if found else -1


def test_new_rows_are_inserted(conn: psycopg.Connection) -> None:
    assert merge(conn, "poi", pois("a", "b")) == Merged(2, 0, 0)


def test_the_same_rows_again_change_nothing(conn: psycopg.Connection) -> None:
    merge(conn, "poi", pois("a", "b"))

    assert merge(conn, "poi", pois("a", "b")) == Merged(0, 0, 2)


def test_a_row_that_differs_is_updated_and_the_others_are_left_alone(conn: psycopg.Connection) -> None:
    merge(conn, "poi", pois("a", "b"))

    changed = pois("a", "b").set_column(1, "name", pa.array(["a", "new name"]))

    assert merge(conn, "poi", changed) == Merged(0, 1, 1)


def test_a_key_that_stands_twice_is_refused_by_name(conn: psycopg.Connection) -> None:
    with pytest.raises(Invalid) as caught:
        merge(conn, "poi", pois("a", "b", "a"))

    assert caught.value.facts["keys"] == ["a"]


def test_no_rows_at_all_are_fine(conn: psycopg.Connection) -> None:
    assert merge(conn, "poi", pa.table({})) == Merged(0, 0, 0)


@pytest.mark.parametrize("name", ['quote " in it', "comma, in it", "line\nbreak", "反斜杠\\N", "", "%s"])
def test_any_text_comes_back_as_it_went_in(conn: psycopg.Connection, name: str) -> None:
    rows = pois("a").set_column(1, "name", pa.array([name]))

    merge(conn, "poi", rows)

    assert conn.execute("SELECT name FROM onemap.poi WHERE code = 'a'").fetchone() == (name,)


def test_null_and_empty_text_stay_apart(conn: psycopg.Connection) -> None:
    rows = pois("a", "b").append_column("address_text", pa.array(["", None]))

    merge(conn, "poi", rows)

    found = conn.execute("SELECT address_text FROM onemap.poi ORDER BY code").fetchall()
    assert found == [("",), (None,)]
