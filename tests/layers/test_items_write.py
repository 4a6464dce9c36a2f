"""Changing features: of two people who saw the same, one wins."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from gis_api.settings import CHECKOUT
from layers.catalogue import Layer, load
from layers.errors import Changed, NotFound
from layers.items.read import feature
from layers.items.write import Draft, delete, update
from tests.builder import Builder


@pytest.fixture(scope="module")
def poi() -> Layer:
    return load(CHECKOUT / "data" / "layers").get("poi")


def version(conn: psycopg.Connection, layer: Layer, key: str) -> list[str]:
    found = feature(conn, layer, key).version
    assert found is not None
    return [found]


def test_of_two_at_one_moment_the_second_is_told(scratch: str, poi: Layer) -> None:
    with psycopg.connect(scratch) as first, psycopg.connect(scratch) as second:
        Builder(first)("poi", code="a")
        first.commit()
        seen, begun = version(first, poi, "a"), Event()
        assert version(second, poi, "a") == seen
        second.rollback()

        def late() -> None:
            begun.set()
            update(second, poi, "a", Draft({"properties": {"name": "second"}}), seen)

        update(first, poi, "a", Draft({"properties": {"name": "first"}}), seen)
        with ThreadPoolExecutor(1) as other:
            waiting = other.submit(late)
            begun.wait()
            first.commit()
            with pytest.raises(Changed):
                waiting.result(timeout=30)


def test_a_change_by_plain_sql_is_noticed(conn: psycopg.Connection, add: Builder, poi: Layer) -> None:
    add("poi", code="a")
    seen = version(conn, poi, "a")

    conn.execute("UPDATE onemap.poi SET kind = 'other' WHERE code = 'a'")

    with pytest.raises(Changed):
        delete(conn, poi, "a", seen)


def test_a_row_of_another_layer_of_the_table_is_not_there(
    conn: psycopg.Connection, add: Builder, poi: Layer
) -> None:
    with pytest.raises(NotFound):
        delete(conn, poi, "nobody", None)
