"""Texts into standard form, elements and comparison form; areas off the beginning."""

import unicodedata

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from address.rules import take_apart
from address.standardize import LONGEST, standard_text, standardize
from layers.errors import Invalid
from layers.schema.search_key import search_key
from tests.builder import Builder


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("红旗路１２号Ａ座", "红旗路12号A栋"),
        ("⻄⻓安街1号", "西长安街1号"),
        (" 红旗路 12号，3栋 ", "红旗路12号3栋"),
        ("红旗路十二号二楼", "红旗路12号2层"),
        ("红旗路一百二十号", "红旗路120号"),
        ("红旗路一百零五号", "红旗路105号"),
        ("红旗路一二〇号", "红旗路120号"),
        ("三民路3号", "三民路3号"),
        ("中正路二段12號", "中正路二段12號"),
        ("红旗路3#楼", "红旗路3栋"),
        ("红旗路3幢", "红旗路3栋"),
        ("红旗路3号楼5F", "红旗路3栋5层"),
        ("3栋502房", "3栋502室"),
        ("a座", "A栋"),
        ("红旗路12—3号", "红旗路12-3号"),
        ("红旗\x00路\u200b1\ufeff号", "红旗路1号"),
        ("", ""),
    ],
)
def test_a_text_gets_its_standard_form(text, standard):
    assert standard_text(text) == standard


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺北市中正路2號", "台北市中正路2号"),
        ("中正路二段１２號三樓", "中正路2段12号3层"),
        ("红旗路12号3幢", "红旗路12号3号楼"),
        ("红旗路12号3座", "红旗路12号3栋"),
        ("二十三号", "23号"),
        ("十号", "10号"),
        ("一百二十号", "120号"),
        ("12之1號", "12-1号"),
        ("502房", "502室"),
        ("⻢路", "馬路"),
    ],
)
def test_texts_that_mean_the_same_have_the_same_key(one, other):
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("12号", "13号"), ("3栋", "3层"), ("十号", "一号"), ("12-1号", "121号")]
)
def test_texts_that_differ_have_different_keys(one, other):
    assert search_key(one) != search_key(other)


def test_a_local_text_is_taken_apart_into_elements():
    assert take_apart("红旗路12号3栋2单元5层502室") == {
        "road": "红旗路",
        "plate": "12号",
        "building": "3栋",
        "unit": "2单元",
        "floor": "5层",
        "room": "502室",
    }


def test_a_name_before_a_building_is_a_compound():
    found = take_apart("红旗路12号海纳政务中心5栋2层202室")
    assert (found["compound"], found["building"], found["room"]) == ("海纳政务中心", "5栋", "202室")


def test_what_fits_no_element_is_a_point_of_interest():
    assert take_apart("红旗路12号人民医院") == {"road": "红旗路", "plate": "12号", "poi": "人民医院"}


def test_a_traditional_address_is_taken_apart_in_its_own_script():
    found = take_apart("敦化北路一段4巷12弄1號3樓之2")
    assert list(found.values()) == ["敦化北路一段", "4巷12弄", "1號", "3樓之2"]


def test_a_text_that_is_no_address_is_refused():
    with pytest.raises(Invalid):
        standard_text("路" * (LONGEST + 1))


# What PostgreSQL and Python know differently is only what Unicode has added since, and NUL.
KNOWN = st.text(
    st.characters(max_codepoint=0x9FFF, exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\0")
)
KEYS = st.text("零〇一二三九十百0123456789号號楼樓栋幢座房户之-路#ＡａＺ１ ⻓⼗", max_size=12)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=KNOWN | KEYS)
def test_the_database_makes_the_same_key(conn: psycopg.Connection, text: str) -> None:
    made = conn.execute("SELECT onemap.search_key(%s)", (text,)).fetchone()
    assert made == (search_key(text),)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=LONGEST))
def test_any_text_has_a_standard_form_without_control_characters(text: str) -> None:
    assert not {unicodedata.category(c) for c in standard_text(text)} & {"Cc", "Cs"}


@pytest.fixture
def areas(add: Builder) -> Builder:
    """A province down to two communities of two streets, and a district beside them."""
    for code, name, full in [
        ("42", "湖北省", "湖北省"),
        ("4201", "武汉市", "湖北省武汉市"),
        ("420117", "新洲区", "湖北省武汉市新洲区"),
        ("420116", "黄陂区", "湖北省武汉市黄陂区"),
        ("420117001", "邾城街道", "湖北省武汉市新洲区邾城街道"),
        ("420117002", "阳逻街道", "湖北省武汉市新洲区阳逻街道"),
        ("420117001001", "红旗社区", "湖北省武汉市新洲区邾城街道红旗社区"),
        ("420116001001", "红旗社区", "湖北省武汉市黄陂区前川街道红旗社区"),
    ]:
        if not add.conn.execute("SELECT FROM onemap.area WHERE code = %s", (code,)).rowcount:
            add("area", code=code, name=name, full_name=full)
    add.conn.execute("UPDATE onemap.area SET name = '前川街道' WHERE code = '420116001'")
    return add


@pytest.mark.parametrize(
    ("text", "area", "local"),
    [
        ("湖北省武汉市新洲区邾城街道红旗路1号", "420117001", "红旗路1号"),
        ("新洲区邾城街道红旗路1号", "420117001", "红旗路1号"),
        ("邾城街道红旗路1号", "420117001", "红旗路1号"),
        ("邾城街道办事处红旗路1号", "420117001", "红旗路1号"),
        ("邾城街红旗路1号", "420117001", "红旗路1号"),
        ("湖北武汉新洲邾城街道红旗路1号", "420117001", "红旗路1号"),
        ("武汉市新洲区武汉市新洲区红旗路1号", "420117", "红旗路1号"),
        ("新洲区新洲区红旗路1号", "420117", "红旗路1号"),
        ("新洲区红旗社区红旗路1号", "420117001001", "红旗路1号"),
        ("湖北省 武汉市，新洲区", "420117", ""),
        ("新洲大道1号", None, "新洲大道1号"),
        ("黄陂区邾城街道1号", "420116", "邾城街道1号"),
        ("红旗社区1号", None, "1号"),
        ("没有这个地方", None, "没有这个地方"),
    ],
)
def test_names_of_areas_are_taken_off(conn, areas, text, area, local):
    found = standardize(conn, text)
    assert (found.area.code if found.area else None, found.local) == (area, local)


def test_the_standard_form_begins_with_all_areas(conn, areas):
    found = standardize(conn, "邾城红旗路 二号")
    assert found.standard == "湖北省武汉市新洲区邾城街道红旗路2号"


def test_elements_go_from_the_area_down(conn, areas):
    found = standardize(conn, "邾城街道红旗路2号")
    assert list(found.elements.items()) == [
        ("province", "湖北省"),
        ("city", "武汉市"),
        ("district", "新洲区"),
        ("street", "邾城街道"),
        ("road", "红旗路"),
        ("plate", "2号"),
    ]
