"""One address of the library with all that hangs on it, in use or not."""

import psycopg
import pytest

from address.library import Named, entry
from address.lifecycle.endings import merge, retire
from layers.changes import act_as
from layers.crs import parse
from layers.errors import NotFound
from tests.builder import COMMUNITY, Builder

YEARS_AGO = "2020-01-01T00:00:00Z"


def code_of(add: Builder, **given: object) -> str:
    return str(add("address", **given)["code"])


def test_an_entry_has_what_is_above_and_below_it(conn: psycopg.Connection, add: Builder) -> None:
    road = code_of(add, level="road", name="红旗路", local_text="红旗路")
    plate = code_of(add, name="1号", local_text="红旗路1号", parent_code=road)
    room = code_of(add, level="room", name="2室", local_text="红旗路1号2室", parent_code=plate)

    found = entry(conn, plate)
    assert ([one.code for one in found.ancestors], [one.code for one in found.children]) == ([road], [room])


def test_children_come_by_pages(conn: psycopg.Connection, add: Builder) -> None:
    road = code_of(add, level="road")
    codes = [code_of(add, parent_code=road) for _ in range(3)]

    first = entry(conn, road, limit=2)
    last = entry(conn, road, limit=2, after=first.next)
    assert ([one.code for one in (*first.children, *last.children)], last.next) == (codes, None)


def test_a_changed_address_keeps_its_code_and_shows_what_it_was(
    conn: psycopg.Connection, add: Builder
) -> None:
    code = code_of(add, full_text="旧名", valid_from=YEARS_AGO)
    conn.execute("UPDATE onemap.address SET full_text = '新名' WHERE code = %s", (code,))

    found = entry(conn, code)
    assert (found.head.full_text, [past.full_text for past in found.history]) == ("新名", ["旧名"])


def test_the_present_says_who_made_it_so_and_why(conn: psycopg.Connection, add: Builder) -> None:
    code = code_of(add, valid_from=YEARS_AGO)
    act_as(conn, "wang", "现场核实")
    conn.execute("UPDATE onemap.address SET accuracy = 'surveyed' WHERE code = %s", (code,))

    found = entry(conn, code)
    assert found.makers[found.head.valid_from][1:] == ("wang", "现场核实")


def test_the_past_says_who_made_it_so_and_why(scratch: str) -> None:
    with psycopg.connect(scratch) as conn:
        act_as(conn, "li", "新建")
        code = code_of(Builder(conn))
    with psycopg.connect(scratch) as conn:
        conn.execute("UPDATE onemap.address SET accuracy = 'surveyed' WHERE code = %s", (code,))
        found = entry(conn, code)

    assert found.makers[found.history[0].valid_from][1:] == ("li", "新建")


def test_each_of_two_hands_in_one_moment_is_known_by_its_rows(conn: psycopg.Connection, add: Builder) -> None:
    act_as(conn, "li", "新建")
    code = code_of(add)
    act_as(conn, "wang", "现场核实")
    add("address")

    found = entry(conn, code)
    assert found.makers[found.head.valid_from][1:] == ("li", "新建")


def test_aliases_belong_to_an_entry(conn: psycopg.Connection, add: Builder) -> None:
    code = code_of(add)
    add("address_alias", address_code=code, text="老地方", kind="nickname")

    assert entry(conn, code).aliases == [("老地方", "nickname")]


def test_an_address_in_use_stands_for_itself(conn: psycopg.Connection, add: Builder) -> None:
    code = code_of(add, local_text="红旗路1号")

    assert entry(conn, code).present == Named(code, "plate", "湖北省武汉市新洲区红旗路1号")


def test_a_merged_code_names_the_present_address_at_the_end_of_the_chain(
    conn: psycopg.Connection, add: Builder
) -> None:
    first, middle, last = (code_of(add) for _ in range(3))
    merge(conn, first, middle)
    merge(conn, middle, last)

    assert entry(conn, first).present == entry(conn, last).present


def test_an_address_names_the_codes_that_it_answers_for(conn: psycopg.Connection, add: Builder) -> None:
    first, middle, last = (code_of(add) for _ in range(3))
    merge(conn, first, middle)
    merge(conn, middle, last)

    assert [one.code for one in entry(conn, last).answers_for] == [first, middle]


def test_a_retired_address_answers_and_stands_for_nothing(conn: psycopg.Connection, add: Builder) -> None:
    code = code_of(add)
    retire(conn, code)

    found = entry(conn, code)
    assert (found.head.state, found.present) == ("retired", None)


def test_mergers_in_a_ring_answer_too(conn: psycopg.Connection, add: Builder) -> None:
    one, other = code_of(add), code_of(add)
    for code, into in ((one, other), (other, one)):
        conn.execute(
            "UPDATE onemap.address SET state = 'merged', merged_into = %s WHERE code = %s", (into, code)
        )

    assert entry(conn, one).present is None


def test_elements_go_from_the_areas_down(conn: psycopg.Connection, add: Builder) -> None:
    add("area", code=COMMUNITY[:9], name="邾城街道", full_name="新洲区邾城街道")
    add("area", code=COMMUNITY, name="红旗社区", full_name="新洲区邾城街道红旗社区")
    road = code_of(add, level="road", name="红旗路", local_text="红旗路")
    code = code_of(add, name="1号", local_text="红旗路1号", parent_code=road)

    assert list(entry(conn, code).position.elements.items())[-3:] == [
        ("community", "红旗社区"),
        ("road", "红旗路"),
        ("plate", "1号"),
    ]


def test_a_room_lies_where_the_nearest_above_does(conn: psycopg.Connection, add: Builder) -> None:
    plate = code_of(add, geom="POINT(114.8 30.84)", accuracy="plate")
    room = code_of(add, level="room", parent_code=plate)

    place = entry(conn, room).position
    assert (place.lon, place.lat, place.position_level, place.accuracy) == (114.8, 30.84, "plate", "plate")


def test_a_road_lies_amid_its_plates(conn: psycopg.Connection, add: Builder) -> None:
    road = code_of(add, level="road")
    for lon in (114.0, 115.0):
        code_of(add, parent_code=road, geom=f"POINT({lon} 30)")

    place = entry(conn, road).position
    assert (place.lon, place.accuracy) == (114.5, "centroid")


def test_coordinates_come_in_the_system_asked_for(conn: psycopg.Connection, add: Builder) -> None:
    code = code_of(add, geom="POINT(114.8 30.84)")

    assert entry(conn, code, crs=parse("gcj02")).position.lon == pytest.approx(114.8055, abs=1e-3)


def test_areas_are_those_of_the_library_where_no_place_is_known(
    conn: psycopg.Connection, add: Builder
) -> None:
    assert entry(conn, code_of(add)).position.areas["community"] == COMMUNITY


@pytest.mark.parametrize("code", ["", "42011700000000000099", "' OR 1=1", "一" * 50])
def test_an_unknown_code_is_not_found(conn: psycopg.Connection, code: str) -> None:
    with pytest.raises(NotFound):
        entry(conn, code)
