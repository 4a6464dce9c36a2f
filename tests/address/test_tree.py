"""Loading the address tree: codes, parents, what comes again, what is refused."""

from typing import Any

import psycopg
import pyarrow as pa
import pytest

from address import tree
from layers.errors import Invalid
from layers.identifiers import is_address_code
from layers.rows import Merged
from tests.builder import COMMUNITY, Builder

ROAD: dict[str, Any] = {"level": "road", "local_text": "红旗路"}
PLATE: dict[str, Any] = {
    "level": "plate",
    "local_text": "红旗路1号",
    "parent_local_text": "红旗路",
    "name": "1号",
}
FLOOR: dict[str, Any] = {"level": "floor", "local_text": "红旗路1号2层", "parent_local_text": "红旗路1号"}
DEFAULTS = {"area_code": COMMUNITY, "parent_local_text": None, "lon": None, "lat": None, "accuracy": None}
SCHEMA = pa.schema([(name, pa.float64() if name in ("lon", "lat") else pa.string()) for name in tree.COLUMNS])


@pytest.fixture(autouse=True)
def _area(add: Builder) -> None:
    add("area", code=COMMUNITY, full_name="武汉市新洲区邾城街道测试社区")


def load(conn: psycopg.Connection, *rows: dict[str, Any], **options: Any) -> Merged:
    staged = [{**DEFAULTS, "name": row["local_text"], **row} for row in rows]
    table = pa.Table.from_pylist(staged, schema=SCHEMA)
    return tree.load(conn, table, **{"prefix": "420117", "source": "test", **options})


def column(conn: psycopg.Connection, name: str) -> list[Any]:
    return [value for (value,) in conn.execute(f"SELECT {name} FROM onemap.address ORDER BY id")]


def changes(conn: psycopg.Connection) -> int:
    (count,) = conn.execute("SELECT count(*) FROM onemap.change_log").fetchone() or (-1,)
    return int(count)


def test_new_addresses_get_codes_that_check(conn: psycopg.Connection) -> None:
    load(conn, ROAD, PLATE)

    assert all(is_address_code(code) for code in column(conn, "code"))


def test_codes_begin_with_the_prefix(conn: psycopg.Connection) -> None:
    load(conn, ROAD, PLATE, prefix="630000")

    assert {code[:6] for code in column(conn, "code")} == {"630000"}


def test_a_prefix_of_the_row_goes_before_that_of_the_call(conn: psycopg.Connection) -> None:
    row = {**DEFAULTS, **ROAD, "name": "红旗路", "prefix": "110000"}
    table = pa.Table.from_pylist([row], schema=SCHEMA.append(pa.field("prefix", pa.string())))

    tree.load(conn, table, prefix="420117", source="test")

    assert column(conn, "left(code, 6)") == ["110000"]


def test_codes_are_given_in_the_order_of_the_rows(conn: psycopg.Connection) -> None:
    load(conn, ROAD, PLATE, FLOOR)

    assert column(
        conn, "substr(code, 7, 13)::bigint - lag(substr(code, 7, 13)::bigint) OVER (ORDER BY id)"
    ) == [
        None,
        1,
        1,
    ]


def test_parents_are_found_by_text_whatever_the_order(conn: psycopg.Connection) -> None:
    load(conn, FLOOR, PLATE, ROAD)

    assert column(conn, "(SELECT p.local_text FROM onemap.address p WHERE p.code = address.parent_code)") == [
        "红旗路1号",
        "红旗路",
        None,
    ]


def test_a_parent_may_have_come_before(conn: psycopg.Connection) -> None:
    load(conn, ROAD)

    assert load(conn, PLATE) == Merged(1, 0, 0)


def test_the_full_text_begins_with_the_area(conn: psycopg.Connection) -> None:
    load(conn, ROAD)

    assert column(conn, "full_text") == ["武汉市新洲区邾城街道测试社区红旗路"]


def test_the_same_rows_again_change_nothing(conn: psycopg.Connection) -> None:
    load(conn, ROAD, PLATE)
    before = changes(conn)

    assert (load(conn, ROAD, PLATE, source="another"), changes(conn)) == (Merged(0, 0, 2), before)


def test_known_rows_draw_no_numbers(conn: psycopg.Connection) -> None:
    load(conn, ROAD)
    load(conn, ROAD)
    load(conn, PLATE)

    assert (
        column(conn, "max(substr(code, 7, 13)::bigint) OVER () - min(substr(code, 7, 13)::bigint) OVER ()")[0]
        == 1
    )


def test_a_row_that_differs_keeps_its_code(conn: psycopg.Connection) -> None:
    load(conn, ROAD, PLATE)
    codes = column(conn, "code")

    assert load(conn, {**PLATE, "name": "壹号"}) == Merged(0, 1, 0)
    assert column(conn, "code") == codes


def test_a_position_not_stated_wipes_out_none(conn: psycopg.Connection) -> None:
    load(conn, ROAD, {**PLATE, "lon": 114.8, "lat": 30.84, "accuracy": "plate"})
    load(conn, PLATE)

    assert column(conn, "accuracy") == [None, "plate"]


def test_an_address_twice_is_refused(conn: psycopg.Connection) -> None:
    with pytest.raises(Invalid, match="more than once"):
        load(conn, ROAD, ROAD)


def test_an_unknown_area_is_refused(conn: psycopg.Connection) -> None:
    with pytest.raises(Invalid, match="areas that are not known"):
        load(conn, {**ROAD, "area_code": "999999999999"})


def test_a_missing_parent_is_refused(conn: psycopg.Connection) -> None:
    with pytest.raises(Invalid, match="parents of addresses are missing"):
        load(conn, PLATE)


def test_a_tree_cannot_close_into_a_ring(conn: psycopg.Connection) -> None:
    ring = [
        {"level": "lane", "local_text": "甲巷", "parent_local_text": "乙巷"},
        {"level": "lane", "local_text": "乙巷", "parent_local_text": "甲巷"},
    ]

    with pytest.raises(Invalid, match="not above them"):
        load(conn, *ring)


def test_no_rows_at_all_are_fine(conn: psycopg.Connection) -> None:
    assert tree.load(conn, [], prefix="420117", source="test") == Merged(0, 0, 0)
