"""What is suggested to somebody who is typing; `tests/gold/suggest.csv` has what people type."""

import psycopg
import pytest

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.readings import readings
from address.index.segment import Segment
from address.index.source import read
from tests.builder import Builder

ELSEWHERE = "420117002001"


@pytest.fixture
def tree(add):
    """Puts addresses below each other: `tree("红旗路", "12号", "3栋")`; gives the code of the last."""
    levels = {
        "路": "road",
        "街": "road",
        "巷": "lane",
        "号": "plate",
        "栋": "building",
        "元": "unit",
        "室": "room",
    }
    known: dict[tuple[str, str], str] = {}

    def put(*names: str, area: str = "420117001001", **given: object) -> str:
        text, code = "", None
        for n, name in enumerate(names):
            text += name
            if (area, text) not in known:
                last = given if n == len(names) - 1 else {}
                level = {"level": levels.get(name[-1], "compound")} | last
                row = {"name": name, "local_text": text, "parent_code": code, "area_code": area} | level
                known[area, text] = add("address", **row)["code"]
            code = known[area, text]
        assert code
        return code

    return put


@pytest.fixture
def suggest(conn):
    """Texts of the suggestions."""

    def ask(text: str, **options: object) -> list[str]:
        return [one.text for one in Geocoder.build(conn).suggest(text, **options)]

    return ask


@pytest.mark.parametrize(
    "typed",
    [
        *("阳", "陽邏", "阳逻大道", "yangluo", "YangLuo", "yang luo", "yangl", "yldd"),
        *("阳luo", "阳l", "yluo", "yang逻", "ｙａｎｇ"),
    ],
)
def test_a_road_is_found_by_characters_by_pinyin_and_by_both(tree, suggest, typed):
    tree("阳逻大道")
    assert suggest(typed) == ["阳逻大道"]


@pytest.mark.parametrize("typed", ["luo", "yanglo大", "yd", "逻yang", "yangluoba"])
def test_what_a_name_does_not_begin_with_suggests_nothing(tree, suggest, typed):
    tree("阳逻大街")
    assert suggest(typed) == []


@pytest.mark.parametrize("typed", ["chongqing", "zhongqing", "cq", "重q"])
def test_a_character_is_read_as_its_word_is(tree, suggest, typed):
    tree("重慶北路")
    assert bool(suggest(typed)) == (typed != "zhongqing")


def test_names_in_doubt_are_found_by_either_reading(tree, suggest):
    tree("朝阳街")
    assert suggest("chaoyang") == suggest("zhaoyang") == ["朝阳街"]


def test_a_long_name_has_few_readings():
    assert len(readings("长乐朝单重曾行解路")) <= 4


def test_a_number_begun_suggests_plates_in_their_order(tree, suggest):
    for number in (12, 100, 2, 1, 10):
        tree("红旗路", f"{number}号")
    assert suggest("红旗路1") == ["红旗路1号", "红旗路10号", "红旗路12号", "红旗路100号"]


@pytest.mark.parametrize("typed", ["hongqilu12", "hql12", "红旗路12h", "红旗12", "红旗路十二"])
def test_a_number_follows_a_name_typed_in_any_way(tree, suggest, typed):
    tree("红旗路", "12号")
    assert suggest(typed) == ["红旗路12号"]


def test_below_a_plate_its_buildings_are_suggested(tree, suggest):
    for name in ("3栋", "31栋", "5栋"):
        tree("红旗路", "12号", name)
    assert suggest("红旗路12号3") == ["红旗路12号3栋", "红旗路12号31栋"]


@pytest.mark.parametrize("typed", ["红旗路12号3", "红旗路12号3号楼", "红旗路12号3幢", "阳光花园3"])
def test_a_name_between_numbers_may_be_left_out(tree, suggest, typed):
    tree("红旗路", "12号", "阳光花园", "3栋")
    assert suggest(typed)[0] == "红旗路12号阳光花园3栋"


def test_a_number_between_numbers_may_not_be_left_out(tree, suggest):
    tree("红旗路", "12号", "3栋", "502室")
    assert suggest("红旗路5") == []


def test_behind_a_whole_plate_comes_what_is_below_it(tree, suggest):
    tree("红旗路", "12号", "3栋")
    assert suggest("红旗路12号") == ["红旗路12号", "红旗路12号3栋"]


def test_a_road_through_many_areas_is_suggested_once(tree, suggest):
    for n, area in enumerate(("420117001001", "420117001002", "420117001003")):
        tree("红旗路", f"{n + 1}号", area=area, geom=f"POINT({114.8 + n / 1000} 30.84)")
    assert suggest("红旗") == ["红旗路"]


def test_two_roads_of_one_name_are_told_apart(conn, add, tree):
    for n, (street, area) in enumerate((("东街道", "420117001001"), ("西街道", ELSEWHERE))):
        add("area", code=area[:9], name=street, full_name=street)
        add("area", code=area, name="社区", full_name=f"{street}社区")
        tree("红旗路", "1号", area=area, geom=f"POINT({114.8 + n / 10} 30.84)")
    found = Geocoder.build(conn).suggest("红旗路", limit=2)
    assert {(one.text, one.label) for one in found} == {
        ("东街道红旗路", "东街道社区红旗路"),
        ("西街道红旗路", "西街道社区红旗路"),
    }


def test_the_nearer_of_two_roads_goes_first_and_says_how_far_it_is(conn, tree):
    for n, area in enumerate(("420117001001", ELSEWHERE)):
        tree("红旗路", "1号", area=area, geom=f"POINT({114.8 + n / 10} 30.84)")
    found = Geocoder.build(conn).suggest("红旗", near=(114.901, 30.84))
    assert [(one.area_code, one.distance) for one in found] == [
        (ELSEWHERE, pytest.approx(95.7, abs=0.2)),
        ("420117001001", pytest.approx(9664, abs=5)),
    ]


def test_an_area_in_front_says_where(add, tree, suggest):
    add("area", code="420117001", name="邾城街道", full_name="邾城街道")
    add("area", code="420117002", name="阳逻街道", full_name="阳逻街道")
    tree("红旗路", "1号", area="420117001001", geom="POINT(114.8 30.84)")
    tree("红旗路", "1号", area=ELSEWHERE, geom="POINT(114.9 30.84)")
    assert (suggest("邾城街道红旗路1"), suggest("阳逻红旗", limit=1)) == (
        ["邾城街道红旗路1号"],
        ["阳逻街道红旗路"],
    )


def test_a_road_named_after_an_area_is_a_road(add, tree, suggest):
    add("area", code="420117001", name="阳逻街道", full_name="阳逻街道")
    tree("阳逻大道")
    assert suggest("阳逻大") == ["阳逻大道"]


def test_an_area_goes_before_a_road_that_begins_alike(add, tree, suggest):
    add("area", code="420117001", name="阳逻街道", full_name="阳逻街道")
    tree("阳逻大道", "1号")
    assert suggest("阳")[:2] == ["阳逻街道", "阳逻大道"]


def test_of_roads_that_begin_alike_the_longer_one_goes_first(tree, suggest):
    tree("红旗一路", "1号")
    for number in range(9):
        tree("红旗二路", f"{number}号")
    assert suggest("红旗", limit=2) == ["红旗二路", "红旗一路"]


def test_a_whole_name_goes_before_longer_ones(tree, suggest):
    tree("红旗路")
    for number in range(9):
        tree("红旗路北街", f"{number}号")
    assert suggest("红旗路", limit=2) == ["红旗路", "红旗路北街"]


def test_a_beginning_goes_before_what_is_inside_a_name(tree, suggest):
    tree("红旗路", "1号", "阳光花园")
    tree("花园街")
    assert suggest("花园") == ["花园街", "阳光花园"]


def test_another_name_is_told_in_the_label(conn, add, tree):
    code = tree("三民路", "15号")
    add("address_alias", address_code=code, text="老电影院", local_text="老电影院", kind="nickname")
    (found,) = Geocoder.build(conn).suggest("laody")
    assert (found.text, found.address_code, found.label.endswith("三民路15号（别名：老电影院）")) == (
        "老电影院",
        code,
        True,
    )


def test_a_name_of_before_is_told_in_the_label(conn, add, tree):
    code = tree("解放路")
    add("address_alias", address_code=code, text="胜利街", local_text="胜利街", kind="old_name")
    (found,) = Geocoder.build(conn).suggest("胜利")
    assert found.label.endswith("解放路（曾用名：胜利街）")


def test_a_point_of_interest_is_suggested_where_it_is(conn, add):
    add("poi", code="K1", name="白沙港", geom="POINT(114.8 30.84)")
    (found,) = Geocoder.build(conn).suggest("bsg")
    assert (found.text, found.level, found.address_code, found.lon) == ("白沙港", "poi", None, 114.8)


@pytest.mark.parametrize("typed", ["", " ", "。", "%", "红" * 101, "\x00", "🏠"])
def test_what_says_nothing_suggests_nothing(tree, suggest, typed):
    tree("红旗路")
    assert suggest(typed) == []


def test_as_many_come_as_are_asked_for(tree, suggest):
    for number in range(1, 30):
        tree("红旗路", f"{number}号")
    assert [len(suggest("红旗路", limit=n)) for n in (1, 7, 20)] == [1, 7, 20]


def test_changes_are_followed(scratch):
    """A road that was renamed, a plate that was retired, one that was added."""
    with psycopg.connect(scratch, autocommit=True) as conn:
        add = Builder(conn)
        road = add("address", level="road", name="红旗路", local_text="红旗路")["code"]
        old = add("address", name="1号", local_text="红旗路1号", parent_code=road)["code"]
        add("address", name="11号", local_text="红旗路11号", parent_code=road)
        lost = add("address", level="road", name="光明街", local_text="光明街")["code"]
        overlay = Overlay(Segment(build(read(conn))))
        conn.execute("UPDATE onemap.address SET state = 'retired' WHERE code = %s", (old,))
        add("address", name="12号", local_text="红旗路12号", parent_code=road)
        conn.execute(
            "UPDATE onemap.address SET name = '创业街', local_text = '创业街' WHERE code = %s", (lost,)
        )
        overlay.catch_up(conn)
        geocoder = Geocoder(*overlay.view)
        found = [[one.text for one in geocoder.suggest(typed)] for typed in ("红旗路1", "红旗", "chuangye")]
        (former,) = geocoder.suggest("光明")
    assert found == [["红旗路11号", "红旗路12号"], ["红旗路"], ["创业街"]]
    assert former.label.endswith("创业街（曾用名：光明街）")
