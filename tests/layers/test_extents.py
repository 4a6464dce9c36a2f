"""Where tables lie."""

import psycopg
import pytest

from layers.extents import extents, union
from tests.builder import Builder


def test_an_extent_holds_all_rows_of_a_table(scratch: str) -> None:
    with psycopg.connect(scratch) as conn:
        add = Builder(conn)
        for place in ("POINT(114.5 30.5)", "POINT(114.9 30.9)"):
            add("poi", geom=place)

        assert extents(conn, ["poi"])["poi"] == pytest.approx([114.5, 30.5, 114.9, 30.9], abs=1e-5)


def test_an_empty_table_has_no_extent(scratch: str) -> None:
    with psycopg.connect(scratch) as conn:
        assert extents(conn, ["poi", "road"]) == {}


def test_the_union_of_boxes_holds_them_all() -> None:
    assert union([[1, 2, 3, 4], [0, 3, 2, 9]]) == [0, 2, 3, 9]


def test_the_union_of_nothing_is_nothing() -> None:
    assert union([]) is None
