"""Files that know addresses by names of before: they bring in no second code for one address."""

import psycopg
import pyarrow as pa
import pytest

from address import tree
from address.lifecycle.endings import merge, retire
from address.lifecycle.moving import rename
from layers.rows import Merged
from tests.address.small_town import FULL, Codes, found, make, value
from tests.builder import COMMUNITY, Builder


@pytest.fixture
def town(conn: psycopg.Connection, add: Builder) -> Codes:
    return found(conn, add)


FILE = (
    ("road", "", "红旗路"),
    ("plate", "红旗路", "1号"),
    ("building", "红旗路1号", "1栋"),
    ("room", "红旗路1号1栋", "101室"),
)


def bring_in(conn: psycopg.Connection, *rows: tuple[str, str, str]) -> Merged:
    """Load a file of level, text of the parent and name, all of the community."""
    wide = [
        dict.fromkeys(tree.COLUMNS)
        | {"area_code": COMMUNITY, "level": level, "name": name, "local_text": parent + name}
        | {"parent_local_text": parent or None}
        for level, parent, name in rows
    ]
    schema = pa.schema([(name, pa.float64() if name in ("lon", "lat") else pa.string()) for name in wide[0]])
    return tree.load(conn, pa.Table.from_pylist(wide, schema=schema), prefix="420117", source="file")


def let_a_year_pass(conn: psycopg.Connection) -> None:
    """Make every address a year older, so that its next change leaves a version of before."""
    conn.execute("UPDATE onemap.address SET valid_from = now() - interval '1 year'")


def test_a_file_under_the_old_name_of_a_road_changes_nothing(conn: psycopg.Connection, town: Codes) -> None:
    let_a_year_pass(conn)
    rename(conn, town["红旗路"], "人民路")

    assert bring_in(conn, *FILE) == Merged(0, 0, 4)


def test_what_is_new_under_the_old_name_of_a_road_goes_under_the_present_one(
    conn: psycopg.Connection, town: Codes
) -> None:
    let_a_year_pass(conn)
    rename(conn, town["红旗路"], "人民路")
    bring_in(conn, *FILE, ("plate", "红旗路", "9号"), ("room", "红旗路9号", "201室"))

    texts = conn.execute("SELECT full_text FROM onemap.address WHERE source = 'file' ORDER BY id").fetchall()
    assert texts == [(FULL + "人民路9号",), (FULL + "人民路9号201室",)]


def test_a_file_that_has_the_old_and_the_new_name_brings_an_address_in_once(
    conn: psycopg.Connection, town: Codes
) -> None:
    let_a_year_pass(conn)
    rename(conn, town["红旗路"], "人民路")

    both = (("plate", "红旗路", "9号"), ("road", "", "人民路"), ("plate", "人民路", "9号"))
    assert bring_in(conn, *both) == Merged(1, 0, 2)


def test_a_file_of_before_a_merger_changes_nothing(conn: psycopg.Connection, town: Codes) -> None:
    let_a_year_pass(conn)
    merge(conn, town["红旗路1号"], town["红旗路2号"])

    assert bring_in(conn, *FILE) == Merged(0, 0, 4)


def test_what_is_new_under_a_merged_address_goes_under_the_present_one(
    conn: psycopg.Connection, town: Codes
) -> None:
    let_a_year_pass(conn)
    merge(conn, town["红旗路1号"], town["红旗路2号"])
    bring_in(conn, ("plate", "红旗路", "1号"), ("building", "红旗路1号", "9栋"))

    (made,) = conn.execute("SELECT parent_code FROM onemap.address WHERE source = 'file'").fetchall()
    assert made == (town["红旗路2号"],)


def test_a_name_that_another_road_has_taken_since_is_that_roads(
    conn: psycopg.Connection, town: Codes
) -> None:
    let_a_year_pass(conn)
    rename(conn, town["红旗路"], "人民路")
    other = make(conn, "road", "红旗路")
    bring_in(conn, ("road", "", "红旗路"), ("plate", "红旗路", "77号"))

    (made,) = conn.execute("SELECT parent_code FROM onemap.address WHERE source = 'file'").fetchall()
    assert made == (other,)


def test_an_import_leaves_what_was_retired_retired(conn: psycopg.Connection, town: Codes) -> None:
    retire(conn, town["红旗路1号1栋101室"])
    bring_in(conn, *FILE)

    assert value(conn, town["红旗路1号1栋101室"], "state") == "retired"
