"""Rows of statistics: what they are counted by, which events, compared with what, in which order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import h3
import numpy as np
import pytest

from layers.errors import Invalid, NotFound
from layers.events.calendar import load as load_calendar
from layers.statistics import Compare, Grouping, Question, Selection, events
from layers.statistics.period import earlier, period
from tests.builder import Builder

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, tzinfo=ZONE)
COMMUNITIES = ("420117001001", "420117001002", "420117002001")


def at(text: str) -> datetime:
    """A moment of 2026 by the clock of the city."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def put(
    add: Builder, when: str = "07-01T10:00", community: str | None = COMMUNITIES[0], **more: object
) -> str:
    """An event in a community, its areas and grids as the locator writes them."""
    if community is not None:
        more = {
            "district_code": community[:6], "street_code": community[:9], "community_code": community,
            "unit_grid_code": f"{community}001",
        } | more  # fmt: skip
    return add("event", reported_at=at(when), **more)["code"]


@pytest.fixture
def town(add: Builder) -> Builder:
    for community in COMMUNITIES:
        add("unit_grid", code=f"{community}001")
    add("unit_grid", code=f"{COMMUNITIES[0]}002")
    return add


def counts(conn, **asked):
    return [(row.key, row.count) for row in events(conn, Question(**asked), now=NOW).rows]


def test_rows_of_areas_have_names_and_the_most_first(conn, town):
    put(town, community=COMMUNITIES[2], edition="2026", class_code="06010")
    put(town)
    put(town)
    found = events(conn, Question(by=Grouping.STREET), now=NOW).rows
    assert [(row.key, row.name, row.count) for row in found] == [
        ("420117001", "区域420117001", 2),
        ("420117002", "区域420117002", 1),
    ]


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("district", "420117"), ("street", "420117001"), ("community", "420117001001"),
        ("unit_grid", "420117001001001"), ("duty_grid", "D1"), ("department", "B1"), ("collector", "C7"),
        ("source", "hotline"), ("class", "06010"), ("major_class", "06"), ("hour", "2026-07-01T00:00"),
        ("day", "2026-07-01"), ("week", "2026-W27"), ("month", "2026-07"),
    ],
)  # fmt: skip
def test_events_are_counted_by_what_is_asked(conn, town, by, key):
    town("department", code="B1")
    put(
        town, "07-01T00:30", class_code="06010", reported_by="hotline", collector_code="C7",
        duty_grid_code="D1", department_code="B1",
    )  # fmt: skip
    assert counts(conn, by=Grouping(by)) == [(key, 1)]


def test_the_same_number_in_two_editions_is_two_classes(conn, town):
    put(town, edition="2007", class_code="0101")
    put(town, edition="2013", class_code="0101")
    found = events(conn, Question(by=Grouping.CLASS), now=NOW).rows
    assert {(row.key, row.edition) for row in found} == {("0101", "2007"), ("0101", "2013")}


def test_events_that_lie_in_nothing_are_a_row_too(conn, town):
    put(town, community=None)
    assert counts(conn, by=Grouping.STREET) == [(None, 1)]


def test_hexagons_are_those_of_h3(conn, town):
    put(town, geom="POINT(114.8009 30.8421)")
    put(town)
    cell = h3.latlng_to_cell(30.8421, 114.8009, 8)
    assert set(counts(conn, by=Grouping.H3, resolution=8)) == {(cell, 1), (None, 1)}


def test_there_are_no_hexagons_without_events(conn):
    assert counts(conn, by=Grouping.H3) == []


@pytest.mark.parametrize("by", [by for by in Grouping if by is not Grouping.COLLECTOR])
def test_rows_sum_to_the_total(conn, town, by):
    random = np.random.default_rng(7)
    for number in range(60):
        place = COMMUNITIES[number % 3] if number % 7 else None
        more = {"geom": f"POINT({114.8 + number / 5000} 30.84)"} if number % 5 else {}
        filed = at("07-02T10:00") if random.random() < 0.7 else None
        put(town, f"07-{1 + number % 28:02d}T{number % 24:02d}:15", place, filed_at=filed, **more)
    found = events(conn, Question(by=by), now=NOW)
    sums = [sum(row.indicators[code].numerator for row in found.rows) for code in ("reported", "filed")]
    assert sums == [found.total.indicators[code].numerator for code in ("reported", "filed")]


def test_the_total_is_of_all_rows_even_of_those_that_are_not_shown(conn, town):
    for community in COMMUNITIES:
        put(town, community=community)
    found = events(conn, Question(by=Grouping.COMMUNITY, limit=1), now=NOW)
    assert (len(found.rows), found.found, found.total.count) == (1, 3, 3)


def test_a_median_of_all_is_no_mean_of_medians(conn, town):
    for hours, community in ((1, COMMUNITIES[0]), (1, COMMUNITIES[0]), (7, COMMUNITIES[2])):
        put(town, community=community, filed_at=at("07-01T10:00") + timedelta(hours=hours))
    found = events(conn, Question(by=Grouping.STREET, chosen=["acceptance_hours_median"]), now=NOW)
    assert [row.indicators["acceptance_hours_median"].value for row in (*found.rows, found.total)] == [
        1,
        7,
        1,
    ]


def test_coverage_is_of_the_grids_of_each_area(conn, town):
    put(town)
    put(town)
    put(town, community=COMMUNITIES[2])
    found = events(conn, Question(by=Grouping.STREET, chosen=["coverage_rate"]), now=NOW)
    shares = [row.indicators["coverage_rate"][:2] for row in (*found.rows, found.total)]
    assert shares == [(1, 3), (1, 1), (2, 4)]


def test_coverage_of_a_part_of_the_city_is_of_its_grids(conn, town):
    put(town)
    asked = Question(by=Grouping.SOURCE, selection=Selection(area="420117001"), chosen=["coverage_rate"])
    assert events(conn, asked, now=NOW).total.indicators["coverage_rate"][:2] == (1, 3)


def test_a_period_has_its_beginning_and_not_its_end(conn, town):
    for when in ("06-30T23:59:59", "07-01T00:00", "07-31T23:59:59", "08-01T00:00"):
        put(town, when)
    since, until = map(datetime.fromisoformat, ("2026-07-01", "2026-08-01"))
    july = Selection(since=since, until=until)
    assert counts(conn, by=Grouping.DAY, selection=july) == [("2026-07-01", 1), ("2026-07-31", 1)]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        ({"area": "420117001001"}, 1), ({"area": "420117001"}, 2), ({"area": "420117"}, 3),
        ({"grid": "420117001001001"}, 1), ({"grid": "D1"}, 1), ({"class_code": "06"}, 2),
        ({"class_code": "06010"}, 1), ({"edition": "2013"}, 0), ({"source": "hotline"}, 1),
        ({"department": "B1"}, 1), ({"collector": "C7"}, 1), ({"until": at("07-01T10:30")}, 2),
    ],
)  # fmt: skip
def test_only_the_events_that_are_meant_are_counted(conn, town, selection, wanted):
    town("department", code="B1")
    put(town, class_code="06010", reported_by="hotline")
    put(town, community=COMMUNITIES[1], class_code="06011", duty_grid_code="D1", department_code="B1")
    put(town, "07-01T11:00", COMMUNITIES[2], collector_code="C7")
    assert events(conn, Question(selection=Selection(**selection)), now=NOW).total.count == wanted


@pytest.mark.parametrize(
    "asked",
    [
        {"selection": Selection(source="nobody")},
        {"selection": Selection(since=at("08-01"), until=at("07-01"))},
        {"selection": Selection(since=datetime(1, 1, 1, tzinfo=UTC))},
        {"compare": Compare.YEAR},
        {"by": Grouping.H3, "resolution": 3},
        {"order": "luck"},
    ],
)
def test_what_makes_no_sense_is_refused(conn, asked):
    with pytest.raises(Invalid):
        events(conn, Question(**asked), now=NOW)


def test_an_unknown_area_is_not_found(conn):
    with pytest.raises(NotFound):
        events(conn, Question(selection=Selection(area="999")), now=NOW)


def test_working_days_are_those_of_the_city_and_hours_those_of_work(conn, town):
    """Friday 17:00 to Monday 9:00 are two hours of work; Saturday is none."""
    put(town, "07-03T17:00", filed_at=at("07-06T09:00"))
    put(town, "07-04T10:00", filed_at=at("07-06T09:00"))
    asked = Question(selection=Selection(working_days=True), chosen=["acceptance_hours"])
    assert events(conn, asked, now=NOW).total.indicators["acceptance_hours"][:3] == (2, 1, 2)


def compared(conn, compare, by=Grouping.STREET, **more):
    july = Selection(since=at("07-01"), until=at("08-01"))
    asked = Question(by=by, selection=july, compare=compare, chosen=["reported", "filing_rate"], **more)
    return events(conn, asked, now=NOW)


def test_a_row_is_compared_with_the_month_before(conn, town):
    for when, filed in (("07-03T10:00", True), ("07-04T10:00", True), ("06-03T10:00", False)):
        put(town, when, filed_at=at("07-05T10:00") if filed else None)
    (row,) = compared(conn, Compare.PREVIOUS).rows
    assert (row.count, row.indicators["reported"][3:], row.indicators["filing_rate"][2:]) == (
        2,
        (1, 1),
        (1, 0, 1),
    )


def test_a_row_that_was_not_there_before_has_no_change(conn, town):
    put(town)
    (row,) = compared(conn, Compare.PREVIOUS).rows
    found = row.indicators["reported"], row.indicators["filing_rate"]
    assert [(one.previous, one.change) for one in found] == [(0, None), (None, None)]


def test_a_row_that_is_gone_is_still_there(conn, town):
    put(town, "06-03T10:00")
    (row,) = compared(conn, Compare.PREVIOUS).rows
    assert (row.count, row.indicators["reported"].previous, row.indicators["reported"].change) == (0, 1, -1)


def test_a_day_is_compared_with_that_day_a_year_before(conn, town):
    put(town, "07-03T10:00")
    town("event", reported_at=datetime(2025, 7, 3, 23, 30, tzinfo=ZONE))
    (row,) = compared(conn, Compare.YEAR, Grouping.DAY).rows
    assert (row.key, row.count, row.indicators["reported"].previous) == ("2026-07-03", 1, 1)


def told(since, until, compare):
    before = earlier(period(since, until, ZONE, now=NOW), compare).period
    return before.since.isoformat()[:16], before.until.isoformat()[:16]


@pytest.mark.parametrize(
    ("since", "until", "compare", "wanted"),
    [
        (at("07-01"), at("08-01"), Compare.PREVIOUS, ("2026-06-01T00:00", "2026-07-01T00:00")),
        (at("07-01"), at("09-01"), Compare.PREVIOUS, ("2026-05-01T00:00", "2026-07-01T00:00")),
        (at("07-08"), at("07-15"), Compare.PREVIOUS, ("2026-07-01T00:00", "2026-07-08T00:00")),
        (at("07-08"), at("07-15"), Compare.YEAR, ("2025-07-08T00:00", "2025-07-15T00:00")),
        (
            datetime(2024, 2, 29, tzinfo=ZONE), datetime(2024, 3, 1, tzinfo=ZONE), Compare.YEAR,
            ("2023-02-28T00:00", "2023-03-01T00:00"),
        ),
    ],
)  # fmt: skip
def test_the_period_before(since, until, compare, wanted):
    assert told(since, until, compare) == wanted


def test_rows_may_be_ordered_by_an_indicator_with_missing_ones_last(conn, town):
    put(town, community=COMMUNITIES[0])
    put(town, community=COMMUNITIES[1], filed_at=at("07-01T12:00"))
    put(town, community=COMMUNITIES[2], filed_at=at("07-01T13:00"))
    asked = Question(by=Grouping.COMMUNITY, order="acceptance_hours", chosen=["acceptance_hours"])
    assert [row.key for row in events(conn, asked, now=NOW).rows] == [COMMUNITIES[n] for n in (2, 1, 0)]


@pytest.mark.parametrize("by", [Grouping.STREET, Grouping.UNIT_GRID, Grouping.H3])
def test_what_lies_somewhere_comes_with_its_shape(conn, town, by):
    put(town, geom="POINT(114.8009 30.8421)")
    town.conn.execute("UPDATE onemap.area SET geom = (SELECT geom FROM onemap.unit_grid LIMIT 1)")
    (row,) = events(conn, Question(by=by, geometry=True), now=NOW).rows
    assert row.geometry["type"] in {"Polygon", "MultiPolygon"}


def test_times_have_no_shape(conn, town):
    put(town)
    assert events(conn, Question(by=Grouping.DAY, geometry=True), now=NOW).rows[0].geometry is None


def test_the_calendar_that_ships_is_of_the_zone_that_these_tests_use():
    assert load_calendar().rules.zone == ZONE
