"""Comparison forms; areas off the beginning of a text, and its elements."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from address.geocoder import Geocoder
from address.standardize import standardize
from layers.schema.search_key import search_key
from tests.builder import Builder


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
    found = standardize(Geocoder.build(conn), text)
    assert (found.area.code if found.area else None, found.local) == (area, local)


def test_the_standard_form_begins_with_all_areas(conn, areas):
    found = standardize(Geocoder.build(conn), "邾城红旗路 二号")
    assert found.standard == "湖北省武汉市新洲区邾城街道红旗路2号"


def test_elements_go_from_the_area_down(conn, areas):
    found = standardize(Geocoder.build(conn), "邾城街道红旗路2号")
    assert list(found.elements.items()) == [
        ("province", "湖北省"),
        ("city", "武汉市"),
        ("district", "新洲区"),
        ("street", "邾城街道"),
        ("road", "红旗路"),
        ("plate", "2号"),
    ]
