"""What the geocoder answers, and that it answers whatever is asked; see test_gold.py for what people say."""

import os
import subprocess
import sys

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from address.answer import Answer
from address.geocoder import Geocoder
from address.text.rules import LONGEST, LONGEST_GIVEN
from gis_api.settings import CHECKOUT
from layers.errors import Invalid, NotFound
from tests.address.gold_district import load
from tests.builder import Builder
from tests.conftest import copy

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
    road = add.conn.execute("SELECT code FROM onemap.address WHERE level = 'road'").fetchone()
    put(add, "红旗路120号", name="120号", parent_code=road[0])
    blue = {"area_code": BLUE, "full_text": "新洲区阳逻街道蓝天社区红旗路"}
    road = put(add, "红旗路", level="road", name="红旗路", **blue)
    blue["full_text"] += "12号"
    put(add, "红旗路12号", name="12号", parent_code=road["code"], **blue)
    return add


def put(add: Builder, text: str, **more):
    facts = {"area_code": RED, "full_text": f"新洲区邾城街道红旗社区{text}", "accuracy": "plate"}
    return add("address", local_text=text, **facts | {k: v for k, v in more.items() if v})


def geocode(conn: psycopg.Connection, text: str, **more) -> list[Answer]:
    return Geocoder.build(conn).geocode(text, **more)


def labels(conn, text, **more):
    return [one.label.removeprefix("新洲区") for one in geocode(conn, text, **more)]


def faults(one: Answer) -> list[tuple[str | None, str, str]]:
    return [(fault.level, fault.kind, fault.given) for fault in one.faults]


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
        "红旗路12-3-502",
    ],
)
def test_an_address_is_found_however_it_is_written(conn, town, text):
    found = geocode(conn, text)[0]
    assert (found.label, found.score >= 0.9) == ("新洲区邾城街道红旗社区红旗路12号3栋502室", True)


def test_an_exact_answer_scores_one_and_has_no_faults(conn, town):
    found = geocode(conn, "邾城街道红旗路12号")[0]
    assert (found.match_type, found.score, found.faults) == ("exact", 1.0, ())


def test_one_number_in_two_streets_is_not_certain(conn, town):
    found = geocode(conn, "红旗路12号")
    assert (len(found), found[0].score < 0.9, found[0].gap) == (2, True, 0.0)
    assert ("plate", "ambiguous", "12号") in faults(found[0])


def test_of_two_as_good_the_nearer_goes_first(conn, town):
    put(town, "蓝天路8号", geom="POINT(114.805 30.845)")
    put(
        town,
        "蓝天路8号",
        area_code=BLUE,
        geom="POINT(114.9 30.9)",
        full_text="新洲区阳逻街道蓝天社区蓝天路8号",
    )
    found = geocode(conn, "蓝天路8号", near=(114.9, 30.9))
    assert found[0].area_code == BLUE


def test_a_wrong_room_falls_back_to_the_building(conn, town):
    found = geocode(conn, "邾城街道红旗路12号3栋999室")[0]
    assert (found.matched, found.match_type, found.score < 0.9) == ("红旗路12号3栋", "fallback", True)
    assert faults(found) == [("room", "unknown", "999室")]


def test_a_wrong_building_is_not_the_next_one(conn, town):
    found = geocode(conn, "邾城街道红旗路12号4栋502室")[0]
    assert (found.matched, found.score < 0.9) == ("红旗路12号", True)


def test_a_missing_plate_lies_between_its_neighbours(conn, town):
    road = geocode(conn, "邾城街道红旗路")[0].address_code
    for number, east in ((30, 114.801), (40, 114.802)):
        put(town, f"红旗路{number}号", name=f"{number}号", parent_code=road, geom=f"POINT({east} 30.84)")
    found = geocode(conn, "邾城街道红旗路36号")[0]
    assert (found.match_type, found.level, found.address_code) == ("interpolated", "road", road)
    assert (found.lon, found.position_level) == (pytest.approx(114.8016), "interpolated")


def test_a_wrong_street_is_reported_and_not_obeyed(conn, town):
    found = geocode(conn, "阳逻街道红旗路12号3栋502室")[0]
    assert found.matched == "红旗路12号3栋502室"
    assert found.faults[0][:2] == ("street", "contradicting")


def test_another_city_finds_nothing(conn, town):
    assert geocode(conn, "广东省深圳市红旗路12号3栋502室") == []


def test_an_area_in_the_text_chooses_among_the_answers(conn, town):
    assert labels(conn, "阳逻街道红旗路12号")[0] == "阳逻街道蓝天社区红旗路12号"


def test_answers_lie_within_the_area_asked_for(conn, town):
    assert labels(conn, "红旗路12号", within="420117002") == ["阳逻街道蓝天社区红旗路12号"]


def test_a_whole_text_outside_the_area_asked_for_is_no_answer(conn, town):
    found = geocode(conn, "新洲区邾城街道红旗社区红旗路12号3栋502室", within="420117002")
    assert all(one.area_code == BLUE or one.area_code == "420117002" for one in found)


def test_an_unknown_area_to_search_in_is_not_found(conn, town):
    with pytest.raises(NotFound):
        geocode(conn, "红旗路", within="999")


def test_elements_come_from_the_tree(conn, town):
    found = geocode(conn, "红旗路12号3栋502室")[0]
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


def test_fields_are_answered_like_a_text(conn, town):
    geocoder = Geocoder.build(conn)
    fields = {"street": "邾城街道", "road": "红旗路", "plate": "12", "building": "3", "room": "502"}
    assert geocoder.geocode_fields(fields) == geocoder.geocode("邾城街道红旗路12号3栋502室")


def test_a_field_of_no_level_is_refused(conn, town):
    with pytest.raises(Invalid, match="no level"):
        Geocoder.build(conn).geocode_fields({"colour": "红"})


def test_a_room_without_a_position_has_that_of_its_plate(conn, town):
    found = geocode(conn, "红旗路12号3栋502室")[0]
    assert (found.lon, found.lat, found.grid, found.community) == (114.8, 30.84, f"{RED}001", RED)


def test_a_road_without_a_position_lies_among_its_plates(conn, town):
    found = geocode(conn, "红旗路")[0]
    assert (found.level, found.lon, found.accuracy) == ("road", 114.8, "centroid")


def test_the_radius_of_a_road_reaches_into_all_its_areas(conn, town):
    road = conn.execute(
        "SELECT code FROM onemap.address WHERE level = 'road' AND area_code = %s", (BLUE,)
    ).fetchone()
    full = "新洲区阳逻街道蓝天社区红旗路8号"
    put(
        town,
        "红旗路8号",
        name="8号",
        parent_code=road[0],
        area_code=BLUE,
        full_text=full,
        geom="POINT(114.803 30.84)",
    )
    found = geocode(conn, "红旗路")[0]
    assert found.radius_m > 280


def test_an_area_is_an_answer_too(conn, town):
    found = geocode(conn, "邾城街道")[0]
    assert (found.label, found.level, found.address_code, found.score) == (
        "新洲区邾城街道",
        "street",
        None,
        1.0,
    )
    assert (found.lon, found.lat) == (pytest.approx(114.8), pytest.approx(30.84))


def test_an_alias_finds_its_address(conn, town):
    code = geocode(conn, "红旗路120号")[0].address_code
    town("address_alias", address_code=code, text="老电影院", local_text="老电影院")
    found = geocode(conn, "邾城街道老电影院")[0]
    assert (found.address_code, found.match_type) == (code, "alias")


def test_a_retired_address_is_not_found(conn, town):
    conn.execute("UPDATE onemap.address SET state = 'retired' WHERE local_text = '红旗路120号'")
    assert all("120号" not in label for label in labels(conn, "红旗路120号"))


def test_a_road_named_like_an_area_is_found(conn, town):
    put(town, "邾城大道1号")
    assert labels(conn, "新洲区邾城大道1号")[0] == "邾城街道红旗社区邾城大道1号"


def test_a_bare_text_without_anything_above_it_is_found_by_its_parts(conn, town):
    code = put(town, "建设路7号2栋1单元301室", level="room")["code"]
    found = geocode(conn, "邾城街道建设路7号2幢1单元301")[0]
    assert (found.address_code, found.elements["plate"], found.score >= 0.9) == (code, "7号", True)


def test_what_is_only_implied_by_a_bare_text_has_no_code(conn, town):
    put(town, "建设路7号2栋1单元301室", level="room")
    found = geocode(conn, "邾城街道建设路7号")[0]
    assert (found.matched, found.address_code) == ("建设路7号", None)


def test_an_explanation_tells_the_steps(conn, town):
    assert geocode(conn, "红旗路12号", explain=True)[0].steps
    assert geocode(conn, "红旗路12号")[0].steps == []


def test_no_more_answers_than_asked_for(conn, town):
    assert len(geocode(conn, "红旗路12号", limit=1)) == 1


@pytest.mark.parametrize("text", ["", "   ", "!?,.", "\0", "没有的路1号", "12号", "502"])
def test_nothing_is_found_for_nothing(conn, town, text):
    assert geocode(conn, text) == []


def test_a_text_too_long_is_refused(conn):
    with pytest.raises(Invalid):
        geocode(conn, "红" * 100_000)


def test_every_address_is_found_by_its_own_text(cities):
    for city in cities.values():
        base = city.geocoder.base
        own = [at for at in range(base.size) if base.id[at] >= 0 and base.area[at] >= 0]
        texts = {base.areas[base.area[at]].full_name + base.local_text(at): base.code(at) for at in own}
        found = {text: city.geocoder.geocode(text)[0] for text in texts}
        assert {text: one.address_code for text, one in found.items()} == texts
        assert {(one.score, one.match_type) for one in found.values()} == {(1.0, "exact")}


def test_a_text_and_the_same_text_in_steps_have_one_answer(cities):
    """The short way for whole texts says what the long way does."""
    geocoder = cities["lanhai"].geocoder
    base = geocoder.base
    for at in range(0, base.size, 7):
        if base.id[at] < 0 or base.area[at] < 0:
            continue
        text = base.areas[base.area[at]].full_name + base.local_text(at)
        short, long = geocoder.geocode(text)[0], geocoder.geocode(text, explain=True)[0]
        assert (short.address_code, short.score, short.lon) == (long.address_code, long.score, long.lon)


WORDS = [
    "云津市",
    "青洲区",
    "中山路",
    "阳光花园",
    "江汉二路",
    "12",
    "号",
    "3栋",
    "2单元",
    "502室",
    "之",
    "-",
    "附近",
    "与",
    "交叉口",
    "往北100米",
    "1136弄",
    "一",
    "地下",
    "A座",
    "（",
    "）",
    "，",
    "13812345678",
    "不存在",
    "张家湾",
    "1组",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(WORDS), max_size=14))
@example(["502室", "，", "阳光花园", "502室", "江汉二路"])
def test_any_heap_of_address_words_gets_an_answer(cities, parts):
    found = cities["yunjin"].geocoder.geocode("".join(parts))
    assert all(0 <= one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=LONGEST))
@example("'; DROP TABLE onemap.address; --")
@example("%_\\")
@example("\U0010ffff\ud800")
@example("新" * LONGEST)
@example("1-" * (LONGEST // 2))
def test_any_text_gets_an_answer(cities, text: str) -> None:
    assert isinstance(cities["yunjin"].geocoder.geocode(text), list)


def test_a_long_story_is_heard_to_its_end(cities):
    story = "".join(f"我要反映第{number}个问题，" for number in range(30))
    found = cities["yunjin"].geocoder.geocode(f"{story}中山路488号阳光花园3栋漏水")[0]
    assert (len(story) > LONGEST, found.matched) == (True, "中山路488号阳光花园3栋")


def test_the_longest_text_is_answered_or_refused(cities):
    with pytest.raises(Invalid):
        cities["yunjin"].geocoder.geocode("中山路" * LONGEST_GIVEN)


def test_every_process_gives_the_same_answers(server, template):
    """Sets of texts have another order in each process."""
    script = (
        "import json, sys, psycopg; from address.geocoder import Geocoder;"
        "from tests.address.gold_cases import cases; conn = psycopg.connect(sys.argv[1]);"
        "geocoder = Geocoder.build(conn);"
        "print(json.dumps([[(a.label, a.score) for a in geocoder.geocode(c.text)]"
        " for c in cases('geocode') if c.city == 'yunjin']))"
    )
    with psycopg.connect(copy(server, template)) as conn:
        load(conn, "yunjin")
        conn.commit()
        command = [sys.executable, "-P", "-c", script, conn.info.dsn]
        said = [
            subprocess.run(
                command,
                env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(CHECKOUT)},
                cwd=CHECKOUT,
                capture_output=True,
                check=True,
            ).stdout
            for seed in ("1", "2")
        ]
    assert said[0] == said[1]
