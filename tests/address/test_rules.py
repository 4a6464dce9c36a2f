"""Texts into standard form, rule by rule; the cases are in tests/gold/rules."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from address.text.numerals import digits_of
from address.text.rules import LONGEST, LONGEST_GIVEN, RULES, compare_key, explain, standard_text
from layers.errors import Invalid
from layers.schema.search_key import search_key
from tests.address.gold import FOLDER, rows

CASES = [
    pytest.param(rule, row["given"], row["expected"], id=f"{rule.__name__}: {row['given']!a}")
    for rule in RULES
    for row in rows(f"rules/{rule.__name__}.csv")
]
WHOLE = [(row["given"], row["expected"]) for row in rows("standard_text.csv")]
STANDARD = [expected for _, expected in WHOLE if expected]
ORDER = "收件人：李四 手机１３８-1234-5678 红旗路12号3幢 027-87654321 王女士收"


@pytest.mark.parametrize(("rule", "text", "expected"), CASES)
def test_a_rule_does_its_part(rule, text, expected):
    """What is cut out leaves spaces behind, which a later rule closes up."""
    assert " ".join(rule(text).split()) == " ".join(expected.split())


def test_every_rule_has_its_own_cases():
    assert {path.stem for path in (FOLDER / "rules").glob("*.csv")} == {rule.__name__ for rule in RULES}
    assert min(len(rows(f"rules/{rule.__name__}.csv")) for rule in RULES) >= 8


def test_every_rule_says_what_it_does():
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_a_text_gets_its_standard_form(text, expected):
    assert standard_text(text) == expected


@pytest.mark.parametrize("text", STANDARD)
def test_a_standard_text_stays_as_it_is(text):
    assert standard_text(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=LONGEST))
def test_any_text_has_a_standard_form_without_control_characters(text: str) -> None:
    try:
        made = standard_text(text)
    except Invalid:  # some characters stand for many
        return
    assert not {unicodedata.category(c) for c in made} & {"Cc", "Cs"}


@pytest.mark.parametrize("text", ["路" * (LONGEST + 1), "路" * (LONGEST_GIVEN + 1), "1 " * 50_000])
def test_a_text_that_is_no_address_is_refused(text):
    with pytest.raises(Invalid):
        standard_text(text)


@pytest.mark.parametrize(
    "part", ["镇市邮编", "新洲区红旗", "里省市", "甲1", "1-", "(", "收件人 ", "138 ", "与路"]
)
def test_a_text_made_to_be_slow_is_answered(part):
    """Once, a pattern tried all ways of dividing such a text, and there were more than it could try."""
    assert isinstance(standard_text((part * LONGEST)[:LONGEST]), str)


def test_a_long_order_is_read_when_its_address_is_short():
    assert standard_text("红旗路12号" + " " * 500 + "3幢") == "红旗路12号3栋"


def test_an_explanation_names_the_rules_that_changed_something():
    assert explain("红旗路１２号3幢") == [
        ("fold_width", "红旗路12号3幢"),
        ("one_word_for_building", "红旗路12号3栋"),
    ]


def test_an_explanation_shows_no_name_and_no_number():
    shown = " ".join(text for _, text in explain(ORDER))
    assert not any(private in shown for private in ("李四", "王女士", "1234", "１３８", "8765"))


def test_an_explanation_ends_with_the_standard_text():
    assert explain(ORDER)[-1][1] == standard_text(ORDER) == "红旗路12号3栋"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺北市中正區", "台北市中正区"),
        ("蔣介石故居", "蒋介石故居"),
        ("國貿大廈12號3樓", "国贸大厦12号3楼"),
        ("乾隆路", "干隆路"),
        ("红旗路12号3幢", "紅旗路12號3棟"),
        ("后湖大道", "後湖大道"),
    ],
)
def test_traditional_and_simplified_texts_compare_alike(one, other):
    assert compare_key(one) == compare_key(other)


@pytest.mark.parametrize("text", STANDARD)
def test_a_comparison_form_is_its_own_comparison_form(text):
    assert compare_key(compare_key(text)) == compare_key(text)


@pytest.mark.parametrize("text", ["红旗路12号3栋502室", "邾城街道", "A座B1层"])
def test_simplified_texts_compare_as_the_database_does(text):
    assert compare_key(text) == search_key(text)


@pytest.mark.parametrize(
    ("numeral", "digits"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("廿三", "23"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("二〇三", "203"),
        ("叁", "3"),
    ],
)
def test_a_numeral_becomes_digits(numeral, digits):
    assert digits_of(numeral) == digits
