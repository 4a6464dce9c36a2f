"""Check characters and structures, in Python and in the database alike."""

import random
from datetime import date

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import identifiers as ids
from layers.editions import Edition
from layers.errors import Invalid

CITIZEN = "11010519491231002X"  # the printed example of GB 11643
CREDIT = "91350100M000100Y43"  # the printed example of GB 32100

BODY_DIGITS = "0123456789"
BODY_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"

digits = st.text(BODY_DIGITS, min_size=1, max_size=30)
wrong_forms = st.sampled_from(["", " ", "X", "０" * 18, "²" * 19, CITIZEN.lower(), CITIZEN + "\n", "1" * 40])


def test_example_of_the_citizen_standard_passes():
    assert ids.is_citizen_id(CITIZEN)


def test_example_of_the_credit_code_standard_passes():
    assert ids.is_credit_code(CREDIT)


def test_organisation_code_inside_the_example_passes():
    assert ids.is_organisation_code(CREDIT[8:17])


@pytest.mark.parametrize("month_day", ["0230", "0431", "1301", "0001", "0100", "0132"])
def test_citizen_id_with_a_day_that_never_was_fails(month_day):
    body = f"1101051949{month_day}002"

    assert not ids.is_citizen_id(body + ids.iso7064_mod11_2_check_character(body))


@pytest.mark.parametrize(("year", "leap"), [(1900, False), (2000, True), (2023, False), (2024, True)])
def test_the_29th_of_february_exists_in_leap_years_only(year, leap):
    body = f"110105{year}0229002"

    assert ids.is_citizen_id(body + ids.iso7064_mod11_2_check_character(body)) is leap


@pytest.mark.parametrize("year", [1799, 2100])
def test_citizen_id_of_another_age_fails(year):
    body = f"110105{year}0101002"

    assert not ids.is_citizen_id(body + ids.iso7064_mod11_2_check_character(body))


@given(st.text(max_size=25) | wrong_forms)
def test_no_text_makes_a_check_raise(text):
    checks = (ids.is_citizen_id, ids.is_credit_code, ids.is_address_code, ids.is_organisation_code)
    more = (ids.is_component_id, ids.is_unit_grid_code, ids.is_event_number)

    assert {type(check(text)) for check in checks + more} == {bool}


@given(digits, st.data())
def test_mod_11_2_finds_every_single_wrong_digit(body, data):
    place = data.draw(st.integers(0, len(body) - 1))
    wrong = data.draw(st.sampled_from([d for d in BODY_DIGITS if d != body[place]]))
    changed = body[:place] + wrong + body[place + 1 :]

    assert ids.iso7064_mod11_2_check_character(changed) != ids.iso7064_mod11_2_check_character(body)


@given(st.integers(0, 16), st.sampled_from(BODY_CREDIT))
def test_credit_code_finds_every_single_wrong_character(place, wrong):
    changed = CREDIT[:place] + wrong + CREDIT[place + 1 :]

    assert ids.is_credit_code(changed) is (changed == CREDIT)


@pytest.mark.parametrize("body", ["", "12a", "１２", " 1", "1\n"])
def test_check_character_of_anything_but_digits_is_refused(body):
    with pytest.raises(Invalid):
        ids.iso7064_mod11_2_check_character(body)


def test_an_error_never_repeats_a_citizen_number():
    with pytest.raises(Invalid) as error:
        ids.citizen_id_check_character(CITIZEN)

    assert CITIZEN not in str(error.value) + str(error.value.facts)


@given(st.integers(1, 10**13 - 1))
def test_a_made_address_code_passes_its_check(serial):
    assert ids.is_address_code(ids.address_code("420117", serial))


@pytest.mark.parametrize(
    ("prefix", "serial"), [("42011", 1), ("4201１7", 1), ("420117", 0), ("420117", 10**13)]
)
def test_address_code_of_impossible_parts_is_refused(prefix, serial):
    with pytest.raises(Invalid):
        ids.address_code(prefix, serial)


@pytest.mark.parametrize(
    ("class_code", "edition", "length"),
    [("0101", Edition.E2007, 16), ("0101", Edition.E2013, 16), ("01001", Edition.E2026, 17)],
)
def test_component_id_has_the_length_of_its_edition(class_code, edition, length):
    made = ids.component_id("320508", class_code, 1, edition)

    assert (len(made), ids.is_component_id(made, edition)) == (length, True)


def test_component_id_of_one_edition_is_none_of_another():
    assert not ids.is_component_id("3205080101000001", Edition.E2026)


@pytest.mark.parametrize(
    ("area", "class_code", "serial"),
    [("32050", "01001", 1), ("320508", "0101", 1), ("320508", "01001", 10**6)],
)
def test_component_id_of_impossible_parts_is_refused(area, class_code, serial):
    with pytest.raises(Invalid):
        ids.component_id(area, class_code, serial)


def test_event_number_is_area_date_and_sequence():
    assert ids.event_number("420117", date(2026, 7, 1), 42) == "4201172026070100042"


def test_event_number_of_no_day_fails():
    assert not ids.is_event_number("4201172026023000042")


@pytest.mark.parametrize(
    ("area", "day", "sequence"),
    [("4201", date(2026, 7, 1), 1), ("420117", date(1750, 7, 1), 1), ("420117", date(2026, 7, 1), 100_000)],
)
def test_event_number_of_impossible_parts_is_refused(area, day, sequence):
    with pytest.raises(Invalid):
        ids.event_number(area, day, sequence)


@pytest.mark.parametrize(("code", "fits"), [("420117001001001", True), ("42011700100100A", False)])
def test_unit_grid_code_is_15_digits(code, fits):
    assert ids.is_unit_grid_code(code) is fits


# The database applies the same rules -----------------------------------------------------------------

COMPARED = {
    "is_citizen_id": ids.is_citizen_id,
    "is_credit_code": ids.is_credit_code,
    "is_address_code": ids.is_address_code,
    "is_unit_grid_code": ids.is_unit_grid_code,
    "is_event_number": ids.is_event_number,
}

EDGES = (
    *("", " ", "X", "\\x31", "%", "０" * 18, "²" * 19, "é" * 20, "1" * 400, "9" * 20),
    *(
        CITIZEN,
        CITIZEN.lower(),
        CITIZEN + "\n",
        "\n" + CITIZEN,
        CITIZEN[:-1],
        CREDIT,
        CREDIT.lower(),
        CREDIT + " ",
    ),
    *("4201172026022900001", "4201172024022900001", "4201171900022900001", "4201172000022900001"),
    *("420117001001001", "420117001001001\n", "42011700000000000013", "4201170000000000001X"),
)


def texts(seed: int = 7, count: int = 3000) -> list[str]:
    """Edges, right ones, right ones with one character changed, and digits at random."""
    rng = random.Random(seed)
    right = [
        make(rng) for make in (random_citizen, random_credit, random_address, random_event) * (count // 4)
    ]
    changed = [spoil(rng, text) for text in right]
    noise = ["".join(rng.choices(BODY_CREDIT + "IOx", k=rng.randint(0, 21))) for _ in range(count // 4)]
    return [*EDGES, *right, *changed, *noise]


def random_day(rng: random.Random) -> str:
    """Mostly a day of the calendar, sometimes one that never was."""
    return f"{rng.randint(1780, 2110)}{rng.randint(0, 13):02d}{rng.randint(0, 32):02d}"


def random_citizen(rng: random.Random) -> str:
    body = f"{rng.randint(0, 999_999):06d}{random_day(rng)}{rng.randint(0, 999):03d}"
    return body + ids.citizen_id_check_character(body)


def random_credit(rng: random.Random) -> str:
    start = "".join(rng.choices(BODY_CREDIT, k=2))
    body = f"{start}{rng.randint(0, 999_999):06d}{''.join(rng.choices(BODY_CREDIT, k=9))}"
    return body + ids.credit_code_check_character(body)


def random_address(rng: random.Random) -> str:
    return ids.address_code(f"{rng.randint(0, 999_999):06d}", rng.randint(1, 10**13 - 1))


def random_event(rng: random.Random) -> str:
    return f"420117{random_day(rng)}{rng.randint(0, 99999):05d}"


def spoil(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text))
    return text[:place] + rng.choice(BODY_CREDIT + "xO ") + text[place + 1 :]


@pytest.mark.parametrize("name", COMPARED)
def test_database_and_python_agree(conn: psycopg.Connection, name: str):
    given = texts()
    query = f"SELECT onemap.{name}(t) FROM unnest(%s::text[]) WITH ORDINALITY AS g (t, n) ORDER BY n"

    found = [row[0] for row in conn.execute(query, [given]).fetchall()]

    assert {t for t, f in zip(given, found, strict=True) if f is not COMPARED[name](t)} == set()


@pytest.mark.parametrize("edition", [*Edition, "2020"])
def test_database_and_python_agree_on_component_ids(conn: psycopg.Connection, edition: str):
    given = [*EDGES, *("1" * n for n in range(20)), "3205080101000001", "3205080101000001\n"]
    query = (
        "SELECT onemap.is_component_id(t, %s) FROM unnest(%s::text[]) WITH ORDINALITY AS g (t, n) ORDER BY n"
    )

    found = [row[0] for row in conn.execute(query, [str(edition), given]).fetchall()]

    assert found == [edition in list(Edition) and ids.is_component_id(t, Edition(edition)) for t in given]


def test_database_and_python_agree_on_mod_11_2(conn: psycopg.Connection):
    rng = random.Random(7)
    given = ["".join(rng.choices(BODY_DIGITS, k=rng.randint(1, 40))) for _ in range(2000)]
    query = "SELECT onemap.iso7064_mod11_2(t) FROM unnest(%s::text[]) WITH ORDINALITY AS g (t, n) ORDER BY n"

    found = [row[0] for row in conn.execute(query, [given]).fetchall()]

    assert found == [ids.iso7064_mod11_2_check_character(t) for t in given]


@pytest.mark.parametrize("body", ["", "12a", "１２", "1\n"])
def test_mod_11_2_of_anything_but_digits_is_null_in_the_database(conn: psycopg.Connection, body: str):
    row = conn.execute("SELECT onemap.iso7064_mod11_2(%s)", [body]).fetchone()

    assert row == (None,)


def test_functions_need_no_search_path(conn: psycopg.Connection):
    conn.execute("SET LOCAL search_path TO ''")

    row = conn.execute("SELECT onemap.is_citizen_id(%s)", [CITIZEN]).fetchone()

    assert row == (True,)
