"""Running the checks: order, areas, pages, and what repairs are good for."""

import pytest

from address.lifecycle.actions import proposal
from address.quality import repair
from address.quality.run import CHECKS, chosen, findings, page, summary
from layers.errors import Invalid, NotFound
from tests.address.plot import Plot
from tests.builder import COMMUNITY

STREET, OTHER, NEXT_STREET = "420117001", "420117001002", "420117002001"


@pytest.fixture
def faulty(plot: Plot) -> Plot:
    """Three lanes without a parent in one community, one in the next, one in another street."""
    for name in ("1巷", "2巷", "3巷"):
        plot.address("lane", name)
    plot.address("lane", "4巷", area_code=OTHER)
    plot.address("lane", "5巷", area_code=NEXT_STREET)
    return plot


def test_checks_have_names_of_their_own() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(Invalid, match="no check 'spelling'"):
        chosen(["spelling"])


def test_checks_run_in_their_own_order() -> None:
    assert [check.name for check in chosen(["number_side", "no_parent"])] == ["no_parent", "number_side"]


@pytest.mark.parametrize(
    ("area", "wanted"),
    [
        (None, ["1巷", "2巷", "3巷", "4巷", "5巷"]),
        ("420117", ["1巷", "2巷", "3巷", "4巷", "5巷"]),
        (STREET, ["1巷", "2巷", "3巷", "4巷"]),
        (COMMUNITY, ["1巷", "2巷", "3巷"]),
        (OTHER, ["4巷"]),
    ],
)
def test_findings_are_those_of_an_area(faulty: Plot, area: str | None, wanted: list[str]) -> None:
    assert faulty.found("no_parent", area) == wanted


def test_a_finding_belongs_to_the_areas_of_all_its_addresses(plot: Plot) -> None:
    plot.road("红旗路", {"12号": (0, 0)})
    plot.road("红旗路", {"12号": (900, 0)}, area=OTHER)
    assert [plot.found("one_number_many_places", area) for area in (COMMUNITY, OTHER)] == [["红旗路12号"]] * 2


def test_a_community_without_a_street_is_checked_with_its_sisters(plot: Plot) -> None:
    plot.area("420117", name="新洲区")
    for code in ("420117001001", "420117001002"):
        plot.area(code, parent_code="420117")
    plot.road("红旗路", {"12号": (0, 0)})
    plot.road("红旗路", {"12号": (900, 0)}, area=OTHER)
    assert plot.found("one_number_many_places") == ["红旗路12号"]


def test_pages_follow_each_other_without_gap_or_repeat(faulty: Plot) -> None:
    seen, cursor = [], None
    while True:
        part = page(faulty.conn, STREET, limit=1, cursor=cursor)
        seen += part.items
        if (cursor := part.next) is None:
            break
    whole = list(findings(faulty.conn, area=STREET))
    assert [(one.check.name, one.rows[0].code) for one in seen] == [
        (one.check.name, one.rows[0].code) for one in whole
    ]


def test_a_summary_names_checks_that_find_nothing_too(faulty: Plot) -> None:
    tallies = {check.name: amount for check, amount in summary(faulty.conn, STREET)}
    assert (len(tallies), tallies["no_parent"], tallies["number_order"]) == (len(CHECKS), 4, 0)


def test_more_than_a_street_is_too_much_for_a_page(faulty: Plot) -> None:
    with pytest.raises(Invalid, match="ask for one street or community"):
        page(faulty.conn, "420117")


def test_an_unknown_area_is_not_found(plot: Plot) -> None:
    with pytest.raises(NotFound):
        list(findings(plot.conn, area="999"))


def test_a_cursor_of_other_checks_is_refused(faulty: Plot) -> None:
    cursor = page(faulty.conn, STREET, checks=chosen(["no_parent"]), limit=1).next
    with pytest.raises(Invalid, match="cursor"):
        page(faulty.conn, STREET, checks=chosen(["number_order"]), cursor=cursor)


def test_an_empty_library_has_no_findings(plot: Plot) -> None:
    assert list(findings(plot.conn)) == []


REPAIRS = [
    repair.place("1", (114.8, 30.84)),
    repair.exchange("1", (114.8, 30.84), "2", (114.9, 30.84)),
    repair.under("1", "2"),
    repair.into_area("1", COMMUNITY, "红旗社区"),
    repair.merge("1", "2"),
    repair.retire("1"),
]


@pytest.mark.parametrize("wanted", REPAIRS, ids=lambda one: one.said.en)
def test_a_repair_can_be_proposed_as_a_correction(wanted: repair.Repair) -> None:
    proposed = [
        proposal(str(one["action"]), {name: one[name] for name in one if name != "action"})
        for one in wanted.corrections
    ]
    assert [{"action": one.action, **one.fields} for one in proposed] == list(wanted.corrections)
