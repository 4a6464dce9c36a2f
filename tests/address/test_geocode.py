"""Texts find addresses, areas and aliases: exactly, by prefix, in the right order, by an index."""

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from address.geocode import CANDIDATES, _facts, geocode
from address.prefixes import Reading
from address.standardize import LONGEST
from layers.crs import BD09, CGCS2000, transform
from layers.errors import Invalid, NotFound
from tests.builder import Builder

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"
RED = "420117001001"
BLUE = "420117002001"


@pytest.fixture
def town(add: Builder) -> Builder:
    """红旗路12号3栋502室 and its neighbours in 红旗社区 of 邾城街道, and the same plate in another street."""
    for code, name, full, geom in [
        ("420117", "新洲区", "新洲区", SQUARE),
        ("420117001", "邾城街道", "新洲区邾城街道", SQUARE),
        ("420117002", "阳逻街道", "新洲区阳逻街道", None),
        (RED, "红旗社区", "新洲区邾城街道红旗社区", SQUARE),
        (BLUE, "蓝天社区", "新洲区阳逻街道蓝天社区", None),
    ]:
        if add.conn.execute("SELECT FROM onemap.area WHERE code = %s", (code,)).rowcount:
            sql = "UPDATE onemap.area SET name = %s, full_name = %s WHERE code = %s"
            add.conn.execute(sql, (name, full, code))
        else:
            add("area", code=code, name=name, full_name=full, **({"geom": geom} if geom else {}))
    add("unit_grid", code=f"{RED}001", geom=SQUARE)
    above = None
    for level, name, text, geom in [
        ("road", "红旗路", "红旗路", None),
        ("plate", "12号", "红旗路12号", "POINT(114.8 30.84)"),
        ("building", "3栋", "红旗路12号3栋", None),
        ("room", "502室", "红旗路12号3栋502室", None),
    ]:
        made = put(add, text, level=level, name=name, parent_code=above, geom=geom)
        above = made["code"]
    put(add, "红旗路120号", name="120号")
    put(add, "红旗路12号", area_code=BLUE, full_text="新洲区阳逻街道蓝天社区红旗路12号")
    return add


def put(add: Builder, text: str, **more):
    facts = {"area_code": RED, "full_text": f"新洲区邾城街道红旗社区{text}", "accuracy": "plate"}
    return add("address", local_text=text, **facts | {k: v for k, v in more.items() if v})


def labels(conn, text, **more):
    return [one.label.removeprefix("新洲区") for one in geocode(conn, text, **more)]


@pytest.mark.parametrize(
    "text",
    [
        "新洲区邾城街道红旗社区红旗路12号3栋502室",
        "邾城街道红旗路12号3栋502室",
        "新洲邾城红旗路12号3栋502室",
        "红旗路12号3栋502室",
        "红旗路１２号３幢502房",
        "红旗路十二号3号楼502",
        " 红旗路 12号,3座 502室",
        "紅旗路12號3棟502室",
    ],
)
def test_an_address_is_found_however_it_is_written(conn, town, text):
    found = geocode(conn, text)
    assert [one.label for one in found] == ["新洲区邾城街道红旗社区红旗路12号3栋502室"]


def test_an_exact_answer_scores_one_and_stands_first(conn, town):
    found = geocode(conn, "邾城街道红旗路12号")
    assert [(one.match, one.score) for one in found] == [("exact", 1.0), ("prefix", 0.75), ("prefix", 0.5)]


def test_a_prefix_scores_the_share_of_the_text_that_was_asked_for(conn, town):
    found = geocode(conn, "邾城街道红旗路12号3")
    assert [(one.matched, one.score) for one in found] == [
        ("红旗路12号3栋", round(7 / 8, 4)),
        ("红旗路12号3栋502室", round(7 / 12, 4)),
    ]


def test_a_number_without_its_word_finds_the_shortest_before_the_longer_ones(conn, town):
    for number in range(1200, 1270):
        put(town, f"红旗路{number}号", name=f"{number}号")
    assert labels(conn, "红旗路12", limit=2) == ["邾城街道红旗社区红旗路12号", "阳逻街道蓝天社区红旗路12号"]


def test_an_area_in_the_text_confines_the_answers(conn, town):
    assert labels(conn, "阳逻街道红旗路12号") == ["阳逻街道蓝天社区红旗路12号"]


def test_answers_lie_within_the_area_asked_for(conn, town):
    assert labels(conn, "红旗路12号", within="420117002") == ["阳逻街道蓝天社区红旗路12号"]


def test_a_text_that_contradicts_the_area_asked_for_finds_nothing(conn, town):
    assert labels(conn, "邾城街道红旗路12号", within="420117002") == []


def test_an_unknown_area_to_search_in_is_not_found(conn, town):
    with pytest.raises(NotFound):
        geocode(conn, "红旗路", within="999")


def test_elements_come_from_the_tree(conn, town):
    (found,) = geocode(conn, "红旗路12号3栋502室")
    assert found.elements | {"province": "", "city": ""} == {
        "province": "",
        "city": "",
        "district": "新洲区",
        "street": "邾城街道",
        "community": "红旗社区",
        "road": "红旗路",
        "plate": "12号",
        "building": "3栋",
        "room": "502室",
    }


def test_elements_call_an_area_what_its_addresses_call_it(conn, town):
    conn.execute("UPDATE onemap.area SET name = '新洲区开放数据样例' WHERE code = '420117'")

    assert geocode(conn, "红旗路12号3栋502室")[0].elements["district"] == "新洲区"


def test_a_room_without_a_position_has_that_of_its_plate(conn, town):
    (found,) = geocode(conn, "红旗路12号3栋502室")
    assert (found.lon, found.lat, found.grid, found.community) == (114.8, 30.84, f"{RED}001", RED)


def test_a_road_without_a_position_lies_among_its_plates(conn, town):
    found = geocode(conn, "红旗路")[0]
    assert (found.level, found.lon, found.accuracy) == ("road", 114.8, "centroid")


def test_coordinates_come_in_the_system_asked_for(conn, town):
    (found,) = geocode(conn, "红旗路12号3栋502室", crs=BD09)
    assert [found.lon, found.lat] == pytest.approx(transform([[114.8, 30.84]], CGCS2000, BD09)[0].tolist())


def test_an_area_is_an_answer_too(conn, town):
    found = geocode(conn, "邾城街道")[0]
    assert (found.label, found.level, found.address_code, found.score) == (
        "新洲区邾城街道",
        "street",
        None,
        1.0,
    )


def test_an_area_lies_at_a_point_of_its_surface(conn, town):
    found = geocode(conn, "邾城街道")[0]
    assert (found.lon, found.lat) == (pytest.approx(114.8), pytest.approx(30.84))


def test_an_area_without_its_word_is_a_lesser_answer(conn, town):
    found = geocode(conn, "邾城")[0]
    assert (found.label, found.match, found.score) == ("新洲区邾城街道", "prefix", 0.5)


def test_an_alias_finds_its_address(conn, town):
    code = geocode(conn, "红旗路120号")[0].address_code
    town("address_alias", address_code=code, text="老电影院", local_text="老电影院")
    found = geocode(conn, "邾城街道老电影院")
    assert [(one.address_code, one.matched) for one in found] == [(code, "老电影院")]


def test_a_retired_address_is_not_found(conn, town):
    conn.execute("UPDATE onemap.address SET state = 'retired' WHERE local_text = '红旗路120号'")
    assert labels(conn, "红旗路120号") == []


def test_a_road_named_like_an_area_is_found(conn, town):
    put(town, "邾城大道1号")
    assert labels(conn, "新洲区邾城大道1号") == ["邾城街道红旗社区邾城大道1号"]


def test_a_change_is_found_at_once_even_by_plain_sql(conn, town):
    conn.execute("UPDATE onemap.address SET local_text = '新风路9号' WHERE local_text = '红旗路120号'")
    assert len(labels(conn, "新風路九號")) == 1


def test_equal_answers_come_in_the_order_of_their_codes(conn, town):
    found = [one.address_code for one in geocode(conn, "红旗路12号") if one.match == "exact"]
    assert found == sorted(found)


def test_no_more_answers_than_asked_for(conn, town):
    assert len(geocode(conn, "红旗", limit=2)) == 2


@pytest.mark.parametrize("text", ["", "   ", "!?,.", "\0", "没有的路1号"])
def test_nothing_is_found_for_nothing(conn, town, text):
    assert geocode(conn, text) == []


def test_a_text_too_long_is_refused(conn):
    with pytest.raises(Invalid):
        geocode(conn, "红" * 100_000)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=LONGEST))
@example("'; DROP TABLE onemap.address; --")
@example("%_\\")
@example("\U0010ffff\ud800")
@example("新" * LONGEST)
def test_any_text_gets_an_answer(conn: psycopg.Connection, text: str) -> None:
    assert isinstance(geocode(conn, text), list)


def test_candidates_are_read_by_an_index(conn, town):
    """On a table so small this must be asked for; what matters is that every condition can use one."""
    conn.execute("SET LOCAL enable_seqscan = off")
    facts = _facts([Reading("红旗路1", (), 0)]) | {"limit": 5}
    plan = "\n".join(line for (line,) in conn.execute(f"EXPLAIN {CANDIDATES}", facts))
    assert ("Seq Scan on address" in plan, plan.count("address_search")) == (False, 2)
