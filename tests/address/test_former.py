"""What addresses were called before, or are called beside: texts that still mean a present address."""

from typing import Any

import psycopg
import pytest

from address.lifecycle.former import former_texts
from tests.builder import COMMUNITY, Builder

OTHER = "420117001002"


def texts(conn: psycopg.Connection, ids: list[int] | None = None) -> list[tuple[str, str, str]]:
    return [(one.address_code, one.local_text, one.kind) for one in former_texts(conn, ids)]


def change(conn: psycopg.Connection, code: str, **columns: Any) -> None:
    """Change an address that began a year ago."""
    for name, value in columns.items():
        conn.execute(f"UPDATE onemap.address SET {name} = %s WHERE code = %s", (value, code))


@pytest.fixture
def old(add: Builder) -> dict[str, Any]:
    return add("address", local_text="红旗路1号", valid_from="2020-01-01")


def test_an_address_that_never_changed_has_no_other_text(conn: psycopg.Connection, old: Any) -> None:
    assert texts(conn) == []


def test_an_alias_is_another_text_of_its_own_kind(conn: psycopg.Connection, add: Builder, old: Any) -> None:
    add("address_alias", address_code=old["code"], local_text="老电影院", kind="nickname")

    assert texts(conn) == [(old["code"], "老电影院", "nickname")]


def test_a_text_of_before_still_means_the_address(conn: psycopg.Connection, old: Any) -> None:
    change(conn, old["code"], local_text="人民路1号")

    assert texts(conn) == [(old["code"], "红旗路1号", "old_name")]


def test_a_change_of_something_else_gives_no_text(conn: psycopg.Connection, old: Any) -> None:
    change(conn, old["code"], accuracy="plate")

    assert texts(conn) == []


def test_the_same_text_in_the_area_of_before_still_means_the_address(
    conn: psycopg.Connection, add: Builder, old: Any
) -> None:
    add("area", code=OTHER)
    change(conn, old["code"], area_code=OTHER)

    assert [(one.area_code, one.local_text) for one in former_texts(conn)] == [(COMMUNITY, "红旗路1号")]


def test_a_new_code_of_an_area_gives_no_text(conn: psycopg.Connection, old: Any) -> None:
    conn.execute("UPDATE onemap.area SET code = %s WHERE code = %s", (OTHER, COMMUNITY))

    assert texts(conn) == []


def test_the_present_wins_where_another_address_is_called_so_today(
    conn: psycopg.Connection, add: Builder, old: Any
) -> None:
    change(conn, old["code"], local_text="人民路1号")
    add("address", local_text="红旗路1号")

    assert texts(conn) == []


def test_every_text_of_a_merged_address_means_where_it_was_merged_into(
    conn: psycopg.Connection, add: Builder, old: Any
) -> None:
    middle, last = add("address")["code"], add("address")["code"]
    add("address_alias", address_code=old["code"], local_text="老电影院")
    change(conn, old["code"], local_text="人民路1号")
    for code, into in ((old["code"], middle), (middle, last)):
        conn.execute(
            "UPDATE onemap.address SET state = 'merged', merged_into = %s WHERE code = %s", (into, code)
        )

    assert {text for code, text, _ in texts(conn) if code == last} >= {"红旗路1号", "人民路1号", "老电影院"}


def test_mergers_in_a_ring_mean_nothing(conn: psycopg.Connection, add: Builder, old: Any) -> None:
    other = add("address")["code"]
    for code, into in ((old["code"], other), (other, old["code"])):
        conn.execute(
            "UPDATE onemap.address SET state = 'merged', merged_into = %s WHERE code = %s", (into, code)
        )

    assert texts(conn) == []


def test_a_retired_address_has_no_texts(conn: psycopg.Connection, add: Builder, old: Any) -> None:
    add("address_alias", address_code=old["code"])
    change(conn, old["code"], local_text="人民路1号", state="retired")

    assert texts(conn) == []


def test_the_texts_of_some_addresses_are_those_among_all(
    conn: psycopg.Connection, add: Builder, old: Any
) -> None:
    add("address_alias", address_code=add("address")["code"])
    change(conn, old["code"], local_text="人民路1号")

    assert texts(conn, [old["id"]]) == [one for one in texts(conn) if one[0] == old["code"]]
