"""Operations on the library: what follows, what stays, what is refused."""

from typing import Any

import psycopg
import pytest

from address.lifecycle.adding import Point, add, place
from address.lifecycle.aliases import add_alias, remove_alias
from address.lifecycle.endings import activate, merge, retire
from address.lifecycle.moving import move, rename
from layers.changes import act_as
from layers.errors import Conflict, Invalid, NotFound
from layers.identifiers import is_address_code
from tests.address.small_town import FULL, OTHER, Codes, found, make, value
from tests.builder import COMMUNITY, Builder


@pytest.fixture
def town(conn: psycopg.Connection, add: Builder) -> Codes:
    return found(conn, add)


def test_a_new_address_gets_a_code_that_checks(conn: psycopg.Connection, town: Codes) -> None:
    assert is_address_code(make(conn, "plate", "3号", town["红旗路"]))


def test_a_new_address_has_its_parents_text_before_its_name(conn: psycopg.Connection, town: Codes) -> None:
    assert value(conn, make(conn, "plate", " 3号 ", town["红旗路"]), "full_text") == FULL + "红旗路3号"


def test_the_code_of_an_address_begins_with_its_parents_digits(conn: psycopg.Connection, town: Codes) -> None:
    assert make(conn, "plate", "3号", town["红旗路"])[:6] == town["红旗路"][:6] == "420117"


def test_a_code_is_not_given_again_when_its_making_was_undone(conn: psycopg.Connection, town: Codes) -> None:
    with conn.transaction(force_rollback=True):
        first = make(conn, "plate", "3号", town["红旗路"])

    assert make(conn, "plate", "3号", town["红旗路"]) != first


def test_an_address_that_is_there_is_not_added(conn: psycopg.Connection, town: Codes) -> None:
    with pytest.raises(Conflict, match="红旗路1号 is in the library"):
        make(conn, "plate", "1号", town["红旗路"])


def test_the_text_of_a_retired_address_stays_its_own(conn: psycopg.Connection, town: Codes) -> None:
    retire(conn, town["红旗路2号"], below=True)

    with pytest.raises(Conflict) as refused:
        make(conn, "plate", "2号", town["红旗路"])
    assert "activate it" in str(refused.value.facts["hint"])


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\0", "x" * 101, "\u202e1号"])
def test_an_impossible_name_is_refused(conn: psycopg.Connection, town: Codes, name: str) -> None:
    with pytest.raises(Invalid, match="printable"):
        make(conn, "plate", name, town["红旗路"])


@pytest.mark.parametrize(
    ("level", "more", "error"),
    [
        ("palace", {}, Invalid),
        ("plate", {"area": OTHER}, Invalid),
        ("plate", {"parent": None}, Invalid),
        ("plate", {"parent": "42011700000000000000"}, NotFound),
        ("plate", {"parent": None, "area": "999"}, NotFound),
        ("plate", {"point": Point(200, 30)}, Invalid),
        ("plate", {"point": Point(float("nan"), 30)}, Invalid),
        ("plate", {"point": Point(114, 30, "guess")}, Invalid),
    ],
)
def test_an_address_that_cannot_be_is_refused(
    conn: psycopg.Connection, town: Codes, level: str, more: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        add(conn, level, "9号", **{"parent": town["红旗路"], "source": "test"} | more)


def test_an_address_stands_under_none_of_a_lower_level(conn: psycopg.Connection, town: Codes) -> None:
    with pytest.raises(Invalid, match="a plate does not stand under a building"):
        make(conn, "plate", "9号", town["红旗路1号1栋"])


def test_renaming_changes_the_texts_of_all_below(conn: psycopg.Connection, town: Codes) -> None:
    rename(conn, town["红旗路"], "人民路")

    assert value(conn, town["红旗路1号1栋101室"], "full_text") == FULL + "人民路1号1栋101室"


def test_renaming_keeps_every_code(conn: psycopg.Connection, town: Codes) -> None:
    rename(conn, town["红旗路"], "人民路")

    assert value(conn, town["红旗路1号"], "local_text") == "人民路1号"


def test_renaming_is_one_change_of_all_its_rows(conn: psycopg.Connection, town: Codes) -> None:
    assert rename(conn, town["红旗路1号"], "1甲号").changed == 3


def test_a_name_may_grow_by_the_text_below_it(conn: psycopg.Connection, town: Codes) -> None:
    for name in ("11", "111", "1111"):
        make(conn, "compound", name, town["红旗路1号"])

    rename(conn, town["红旗路1号"], "1号1")

    assert value(conn, town["红旗路1号1栋"], "local_text") == "红旗路1号11栋"


def test_renaming_to_what_another_is_called_is_refused(conn: psycopg.Connection, town: Codes) -> None:
    with pytest.raises(Conflict, match="红旗路2号 is in the library"):
        rename(conn, town["红旗路1号"], "2号")


def test_a_room_that_repeats_its_floors_name_follows_it(conn: psycopg.Connection, town: Codes) -> None:
    floor = make(conn, "floor", "三樓", town["红旗路1号"])
    room = make(conn, "room", "之1", floor)
    conn.execute("UPDATE onemap.address SET name = '三樓之1' WHERE code = %s", (room,))

    rename(conn, floor, "四樓")

    assert (value(conn, room, "name"), value(conn, room, "local_text")) == ("四樓之1", "红旗路1号四樓之1")


def test_moving_takes_along_what_is_below(conn: psycopg.Connection, town: Codes) -> None:
    conn.execute(
        "UPDATE onemap.address SET name = '2栋', local_text = '红旗路2号2栋' WHERE code = %s",
        (town["红旗路2号1栋"],),
    )
    move(conn, town["红旗路1号1栋"], parent=town["红旗路2号"])

    assert value(conn, town["红旗路1号1栋101室"], "full_text") == FULL + "红旗路2号1栋101室"


def test_a_moved_boundary_changes_the_area_of_a_whole_road(conn: psycopg.Connection, town: Codes) -> None:
    move(conn, town["红旗路"], area=OTHER)

    assert value(conn, town["红旗路1号1栋101室"], "full_text") == "新洲区邾城街道东风社区红旗路1号1栋101室"


def test_a_part_of_a_road_goes_under_the_same_road_of_the_other_area(
    conn: psycopg.Connection, town: Codes
) -> None:
    road = make(conn, "road", "红旗路", area=OTHER)

    move(conn, town["红旗路1号"], area=OTHER)

    assert value(conn, town["红旗路1号"], "parent_code") == road


def test_a_part_of_a_road_that_is_not_in_the_other_area_is_refused(
    conn: psycopg.Connection, town: Codes
) -> None:
    with pytest.raises(Conflict, match="红旗路 is not in area"):
        move(conn, town["红旗路1号"], area=OTHER)


@pytest.mark.parametrize("target", [{}, {"area": "999"}, {"area": COMMUNITY}, {"parent": "0"}])
def test_a_move_to_nowhere_is_refused(conn: psycopg.Connection, town: Codes, target: Codes) -> None:
    with pytest.raises((Invalid, NotFound, Conflict)):
        move(conn, town["红旗路1号"], **target)


def test_an_address_does_not_go_under_what_is_below_it(conn: psycopg.Connection, town: Codes) -> None:
    lane = make(conn, "lane", "3巷", town["红旗路"])
    inner = make(conn, "lane", "5弄", lane)

    with pytest.raises(Invalid, match="under itself"):
        move(conn, lane, parent=inner)


def test_a_position_is_corrected(conn: psycopg.Connection, town: Codes) -> None:
    place(conn, town["红旗路1号"], Point(114.8, 30.84, "surveyed"))

    assert value(conn, town["红旗路1号"], "ST_AsText(geom) || accuracy") == "POINT(114.8 30.84)surveyed"


def test_an_address_with_others_in_use_below_is_not_retired(conn: psycopg.Connection, town: Codes) -> None:
    with pytest.raises(Conflict, match="1 addresses in use stand under it"):
        retire(conn, town["红旗路1号"])


def test_what_is_below_may_be_retired_too(conn: psycopg.Connection, town: Codes) -> None:
    assert retire(conn, town["红旗路1号"], below=True).changed == 3


def test_nothing_is_done_to_a_retired_address(conn: psycopg.Connection, town: Codes) -> None:
    retire(conn, town["红旗路1号1栋101室"])

    with pytest.raises(Conflict, match="the address is retired"):
        rename(conn, town["红旗路1号1栋101室"], "102室")


def test_what_was_retired_together_comes_back_together(conn: psycopg.Connection, town: Codes) -> None:
    retire(conn, town["红旗路1号"], below=True)

    assert activate(conn, town["红旗路1号"]).changed == 3


def test_nothing_comes_back_under_what_is_retired(conn: psycopg.Connection, town: Codes) -> None:
    retire(conn, town["红旗路1号"], below=True)

    with pytest.raises(Conflict, match="the address is retired"):
        activate(conn, town["红旗路1号1栋"])


def test_a_planned_address_comes_into_use(conn: psycopg.Connection, town: Codes) -> None:
    planned = make(conn, "plate", "3号", town["红旗路"], state="proposed")
    activate(conn, planned)

    assert value(conn, planned, "state") == "active"


def test_merging_hangs_children_under_the_other(conn: psycopg.Connection, town: Codes) -> None:
    shop = make(conn, "poi", "书店", town["红旗路1号"])
    merge(conn, town["红旗路1号"], town["红旗路2号"])

    assert value(conn, shop, "full_text") == FULL + "红旗路2号书店"


def test_merging_merges_children_of_the_same_name(conn: psycopg.Connection, town: Codes) -> None:
    merge(conn, town["红旗路1号"], town["红旗路2号"])

    assert value(conn, town["红旗路1号1栋"], "merged_into") == town["红旗路2号1栋"]


def test_merging_goes_down_to_the_rooms(conn: psycopg.Connection, town: Codes) -> None:
    merge(conn, town["红旗路1号"], town["红旗路2号"])

    assert value(conn, town["红旗路1号1栋101室"], "parent_code") == town["红旗路2号1栋"]


def test_merging_with_a_child_whose_text_is_taken_does_nothing_at_all(
    conn: psycopg.Connection, town: Codes
) -> None:
    retire(conn, town["红旗路2号1栋"])
    make(conn, "poi", "书店", town["红旗路1号"])
    before = conn.execute("SELECT * FROM onemap.address ORDER BY id").fetchall()
    with pytest.raises(Conflict, match="红旗路2号1栋 is in the library"):
        merge(conn, town["红旗路1号"], town["红旗路2号"])

    assert conn.execute("SELECT * FROM onemap.address ORDER BY id").fetchall() == before


@pytest.mark.parametrize("into", ["红旗路", "红旗路1号1栋"])
def test_nothing_is_merged_into_itself_or_below_itself(
    conn: psycopg.Connection, town: Codes, into: str
) -> None:
    with pytest.raises(Invalid, match="itself"):
        merge(conn, town["红旗路"], town[into])


def test_a_merged_address_can_come_back_alone(conn: psycopg.Connection, town: Codes) -> None:
    merge(conn, town["红旗路1号"], town["红旗路2号"])

    assert activate(conn, town["红旗路1号"]).changed == 1


def test_the_database_holds_that_merged_means_merged_into_something(
    conn: psycopg.Connection, town: Codes
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="address_merged"):
        conn.execute("UPDATE onemap.address SET state = 'merged' WHERE code = %s", (town["红旗路1号"],))


def test_an_alias_comes_and_goes(conn: psycopg.Connection, town: Codes) -> None:
    add_alias(conn, town["红旗路1号"], "老电影院", kind="nickname", source="test")

    assert remove_alias(conn, town["红旗路1号"], "老电影院").changed == 1


@pytest.mark.parametrize("text", ["红旗路1号", "老电影院"])
def test_an_address_is_not_called_the_same_twice(conn: psycopg.Connection, town: Codes, text: str) -> None:
    add_alias(conn, town["红旗路1号"], "老电影院", source="test")

    with pytest.raises(Conflict, match="already"):
        add_alias(conn, town["红旗路1号"], text, source="test")


def test_an_alias_that_is_none_cannot_be_removed(conn: psycopg.Connection, town: Codes) -> None:
    with pytest.raises(NotFound, match="no such other name"):
        remove_alias(conn, town["红旗路1号"], "老电影院")


def test_a_change_is_logged_with_who_and_why(conn: psycopg.Connection, town: Codes) -> None:
    act_as(conn, "wang", "公安局更名通知")
    rename(conn, town["红旗路"], "人民路")

    logged = conn.execute("SELECT actor, reason FROM onemap.change_log ORDER BY n DESC LIMIT 1").fetchone()
    assert logged == ("wang", "公安局更名通知")


def test_a_city_may_have_codes_of_its_own_layout(conn: psycopg.Connection, town: Codes) -> None:
    conn.execute("""
        CREATE OR REPLACE FUNCTION onemap.make_address_code(prefix text, serial bigint) RETURNS text
        LANGUAGE sql IMMUTABLE AS $$ SELECT 'WH-' || serial $$;
        CREATE OR REPLACE FUNCTION onemap.is_address_code(given text) RETURNS boolean
        LANGUAGE sql IMMUTABLE AS $$ SELECT given ~ '^(WH-[0-9]+|[0-9]{19}[0-9X])$' $$;
    """)

    assert make(conn, "plate", "3号", town["红旗路"]).startswith("WH-")
