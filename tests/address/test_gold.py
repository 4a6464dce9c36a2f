"""The gold cases: what people say and write, and what it means; see tests/gold/README.md."""

import pytest
from _pytest.mark import ParameterSet

from address.answer import Answer, MatchType
from layers.schema.addresses import ADDRESS_LEVELS
from layers.schema.areas import AREA_LEVELS
from tests.address.gold_cases import Case, Spot, Typed, cases
from tests.address.gold_city import City
from tests.address.gold_district import table
from tests.address.gold_keys import alternatives

CASES = cases("geocode")
HELD_OUT = cases("held_out")
TYPED = [Typed(**row) for row in table("suggest")]
SPOTS = [Spot(**row) for row in table("reverse")]
ROWS: list[Case | Typed | Spot] = [*CASES, *HELD_OUT, *TYPED, *SPOTS]


@pytest.fixture(scope="session")
def answers(cities: dict[str, City]) -> dict[str, list[Answer]]:
    """Answers to all cases, by id."""
    return {case.id: cities[case.city].geocoder.geocode(case.text) for case in (*CASES, *HELD_OUT)}


OPEN = {row["id"] for row in table("open")}
"""Rows that are not right yet, each with its reason; once one is, it must leave the table."""


def _row(case: Case) -> ParameterSet:
    marks = [pytest.mark.xfail(reason="tests/gold/open.csv says why")] if case.id in OPEN else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [_row(case) for case in CASES])
def test_a_text_means_what_people_mean_by_it(
    case: Case, cities: dict[str, City], answers: dict[str, list[Answer]]
) -> None:
    objections = case.objections(answers[case.id], cities[case.city].keys)

    assert not objections, _report(case, answers[case.id])


def test_nearly_all_first_answers_are_right(
    cities: dict[str, City], answers: dict[str, list[Answer]]
) -> None:
    wanted = [case for case in CASES if case.expected != "-"]

    right = [case for case in wanted if case.is_right(answers[case.id], cities[case.city].keys)]

    assert len(right) >= 0.98 * len(wanted)


def test_hardly_any_wrong_answer_would_be_accepted(
    cities: dict[str, City], answers: dict[str, list[Answer]]
) -> None:
    accepted = [case for case in CASES if case.is_accepted(answers[case.id])]

    wrong = [case for case in accepted if not case.is_right(answers[case.id], cities[case.city].keys)]

    assert len(wrong) <= 0.01 * len(CASES)


def test_long_descriptions_are_mostly_understood_and_hardly_ever_misunderstood(
    cities: dict[str, City], answers: dict[str, list[Answer]]
) -> None:
    right = {case.id for case in HELD_OUT if case.is_right(answers[case.id], cities[case.city].keys)}
    misunderstood = [c for c in HELD_OUT if c.id not in right and c.is_accepted(answers[c.id])]

    assert len(right) >= 0.9 * len(HELD_OUT)
    assert len(misunderstood) <= 0.02 * len(HELD_OUT)


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: typed.id)
def test_what_is_typed_suggests_what_is_meant(typed: Typed, cities: dict[str, City]) -> None:
    city = cities[typed.city]

    found = city.geocoder.suggest(typed.typed, near=typed.point)

    assert typed.is_right(found, city.keys), [typed.typed, typed.expected, [one.label for one in found]]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.id)
def test_a_place_has_the_plate_that_people_would_name(spot: Spot, cities: dict[str, City]) -> None:
    city = cities[spot.city]

    found = city.geocoder.reverse(float(spot.lon), float(spot.lat), levels=("plate",))

    assert spot.is_right(found, city.keys), [spot.expected, [(one.distance, one.label) for one in found]]


def test_every_key_of_a_case_names_something(cities: dict[str, City]) -> None:
    lost = [
        (case.id, key)
        for case in ROWS
        for key in alternatives(case.expected)
        if not cities[case.city].keys.exists(key)
    ]

    assert lost == []


def test_a_case_is_numbered_and_asked_once() -> None:
    assert len({case.id for case in CASES}) == len({(case.city, case.text) for case in CASES}) == len(CASES)
    assert len({case.id for case in ROWS}) == len(ROWS)


def test_words_of_the_closed_columns_are_known() -> None:
    assert {case.accept for case in CASES} == {"yes", "no", "any"}
    assert {word for case in CASES for word in case.match_type.split("|")} <= {"", *MatchType}
    assert {case.level for case in CASES} <= {"", *AREA_LEVELS, *ADDRESS_LEVELS}


def _report(case: Case, found: list[Answer]) -> str:
    lines = [f"{case.text}  [{case.special}]"]
    lines += [f"  {one.score:.2f} {one.match_type} {one.level} {one.label} {one.faults}" for one in found[:3]]
    return "\n".join(lines)
