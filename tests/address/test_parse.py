"""Texts into elements: tests/gold/parse.csv, and parse_held_out.csv, which no rule was made for."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from address.text.divisions import divisions
from address.text.parse import parse
from address.text.rules import standard_text
from tests.address.gold import rows

NOT_LEVELS = {"text", "special"}


def elements(text: str) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in parse(standard_text(text)).elements]


def f1(name: str) -> float:
    """Harmonic mean of precision and recall of elements, right in level and text, over a table."""
    right = wanted = found = 0
    for row in rows(name):
        parts = [
            (level, part) for level in row.keys() - NOT_LEVELS for part in row[level].split(" / ") if part
        ]
        want, got = (
            Counter((level, standard_text(part)) for level, part in parts),
            Counter(elements(row["text"])),
        )
        right, wanted, found = right + (want & got).total(), wanted + want.total(), found + got.total()
    return 2 * right / (wanted + found)


def test_real_addresses_are_taken_apart_as_people_do():
    assert f1("parse.csv") >= 0.95


def test_addresses_that_no_rule_was_made_for_are_taken_apart_nearly_as_well():
    assert f1("parse_held_out.csv") >= 0.93


@pytest.mark.parametrize(("name", "size"), [("parse.csv", 300), ("parse_held_out.csv", 60)])
def test_the_tables_of_real_addresses_are_large_enough(name, size):
    assert len(rows(name)) == size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上海市广东路12号", "city 上海市 road 广东路 plate 12号"),
        ("上海陕西南路100号", "city 上海 road 陕西南路 plate 100号"),
        ("华源上海城3号楼502", "compound 华源上海城 building 3栋 room 502"),
        ("武汉东湖高新光谷大道12号", "city 武汉 zone 东湖高新 road 光谷大道 plate 12号"),
        ("中山市三角镇高平工业区", "city 中山市 street 三角镇 zone 高平工业区"),
        ("广东东莞长安镇锦厦路2号", "province 广东 city 东莞 street 长安镇 road 锦厦路 plate 2号"),
        ("海南省儋州市那大镇", "province 海南省 city 儋州市 street 那大镇"),
        ("湖北武汉新洲邾城街道", "province 湖北 city 武汉 district 新洲 street 邾城街道"),
        ("邾城街红旗路12号", "street 邾城街 road 红旗路 plate 12号"),
        ("吉林省吉林市船营区", "province 吉林省 city 吉林市 district 船营区"),
        ("北京市朝阳区朝阳公园路12号", "city 北京市 district 朝阳区 road 朝阳公园路 plate 12号"),
        ("阳逻街道红旗村三组12号", "street 阳逻街道 community 红旗村 group 3组 plate 12号"),
        ("上海市徐汇区1136弄1号楼502", "city 上海市 district 徐汇区 lane 1136弄 building 1栋 room 502"),
        ("红旗路12号3-2-502", "road 红旗路 plate 12号 building 3 unit 2 room 502"),
        ("红旗路12号3栋2-502", "road 红旗路 plate 12号 building 3栋 unit 2 room 502"),
        ("红旗路12号附近", "road 红旗路 plate 12号 relation 附近"),
        ("红旗路与龙腾大道交叉口万达广场", "road 红旗路 relation 与龙腾大道交叉口 compound 万达广场"),
        ("新洲大道1号", "road 新洲大道 plate 1号"),
        ("武汉大学", "poi 武汉大学"),
    ],
)
def test_a_text_is_taken_apart(text, expected):
    assert " ".join(f"{level} {part}" for level, part in elements(text)) == expected


def test_a_traditional_address_is_taken_apart_in_its_own_script():
    found = dict(elements("臺北市中正區忠孝東路一段4巷12弄1號三樓之2"))
    assert found == {
        "city": "臺北市",
        "district": "中正區",
        "road": "忠孝東路一段",
        "lane": "4巷12弄",
        "plate": "1號",
        "floor": "3樓",
        "room": "之2",
    }


def test_elements_say_where_they_stand():
    text = "湖北省武汉市红旗路12号3栋附近"
    assert all(text[one.start : one.end] == one.text for one in parse(text).elements)


def test_divisions_that_do_not_lie_in_one_line_are_reported():
    (wrong,) = parse("广东省南昌市青山湖区北京东路1号").contradictions
    assert (wrong.level, wrong.text, wrong.upper) == ("city", "南昌市", "广东省")


def test_divisions_in_one_line_contradict_nothing():
    assert not parse("江西南昌青山湖区北京东路1号").contradictions


def test_what_fits_no_level_is_the_rest():
    assert parse("红旗路12号第").rest == "第"


@pytest.mark.parametrize("text", ["", "-", "路", "号", "12", "A"])
def test_very_little_text_is_no_error(text):
    assert "".join(one.text for one in parse(text).elements) in {text, ""}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"路街道巷弄号栋层室市区县镇村里段之-与口旁北12AB", "武汉", "新洲区", "红旗"]),
        max_size=40,
    )
)
def test_any_text_is_taken_apart_in_its_order(parts: list[str]) -> None:
    found = parse("".join(parts)).elements
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


class Known:
    """Two names that rules alone would read otherwise."""

    def prefixes(self, text: str, start: int) -> list[tuple[int, str]]:
        names = {"杨家坪": "street", "财满街": "estate"}
        return [(len(name), level) for name, level in names.items() if text.startswith(name, start)]


def test_known_names_go_before_the_rules():
    found = parse("重庆市九龙坡区杨家坪花半里路1号财满街9-2-903", Known()).by_level()
    assert (found["street"], found["road"], found["estate"]) == ("杨家坪", "花半里路", "财满街")


def test_the_list_of_divisions_knows_short_names():
    assert {division.name for division in divisions()["恩施"]} == {"恩施土家族苗族自治州", "恩施市"}


def test_a_division_has_one_of_three_levels():
    assert {division.level for meant in divisions().values() for division in meant} == {
        "province",
        "city",
        "district",
    }
