"""Every indicator counts what its definition says; the file of definitions checks itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from layers.errors import Invalid
from layers.statistics import Question, events
from layers.statistics.indicators import FOLDER, load
from tests.builder import Builder

NOW = datetime(2026, 7, 10, 4, tzinfo=UTC)
REPORTED = NOW - timedelta(days=2)
DUE = NOW - timedelta(days=1)


def after(hours: float) -> datetime:
    """So many hours after the report."""
    return REPORTED + timedelta(hours=hours)


FILED = {"state": "filed", "filed_at": after(1)}
SENT = FILED | {"state": "dispatched", "dispatched_at": after(2), "deadline": DUE}
HANDLED = SENT | {"state": "handled", "handled_at": after(10)}
CHECKED = HANDLED | {"state": "checked", "checked_at": after(12)}
CLOSED = CHECKED | {"state": "closed", "closed_at": after(13)}
LATE = CLOSED | {"handled_at": after(40), "checked_at": after(41), "closed_at": after(42)}
REFUSED = {"state": "rejected", "closed_at": after(1)}
NOT_DUE = {"deadline": NOW + timedelta(hours=1)}
PAUSED = {"state": "suspended", "suspended_at": after(3)}
FORCED = SENT | {"state": "closed", "closed_at": after(20), "forced": True}
ASK, OK = ("ask_verification", 1), ("verify", 2)

NEW: dict[str, object] = {}
CASES = {
    "reported": ([NEW, FILED, CLOSED], 3, None),
    "accepted": ([NEW, NEW | {"steps": [ASK, OK]}, REFUSED, FILED], 3, None),
    "filed": ([NEW, FILED, CLOSED, REFUSED], 2, None),
    "dispatched": ([FILED, SENT, CLOSED], 2, None),
    "handled": ([SENT, HANDLED, CLOSED], 2, None),
    "closed": ([CHECKED, CLOSED, REFUSED], 1, None),
    "due_to_close": ([CLOSED, SENT, SENT | NOT_DUE, SENT | PAUSED, HANDLED, REFUSED], 3, None),
    "filing_rate": ([NEW, FILED, CLOSED, REFUSED], 2, 4),
    "on_time_filing_rate": ([FILED, FILED | {"filed_at": after(3)}, NEW, REFUSED], 1, 3),
    "valid_report_rate": ([FILED, FILED | {"duplicate_of": "x"}, REFUSED, NEW], 1, 3),
    "on_time_verification_rate": (
        [NEW | {"steps": s} for s in ([ASK, OK], [ASK, ("deny", 9)], [ASK], [("ask_verification", 47)])],
        1, 3,
    ),
    "accurate_dispatch_rate": (
        [SENT, SENT | {"returns": 1}, FILED | {"returns": 1}, SENT | {"steps": [("transfer", 3)]}, FILED],
        1, 4,
    ),
    "return_rate": ([SENT, SENT | {"returns": 1}, FILED | {"returns": 2}, FILED], 2, 3),
    "handling_rate": ([HANDLED, SENT, SENT | NOT_DUE, SENT | PAUSED, FORCED, FILED], 1, 3),
    "on_time_handling_rate": ([HANDLED, LATE, SENT, SENT | NOT_DUE, HANDLED | {"deadline": None}], 2, 4),
    "rework_rate": ([HANDLED, SENT | {"reworks": 1}, CLOSED | {"reworks": 2}, SENT], 2, 3),
    "check_pass_rate": ([CHECKED, CHECKED | {"reworks": 1}, SENT | {"reworks": 1}, HANDLED], 1, 3),
    "on_time_check_rate": (
        [CHECKED, LATE | {"checked_at": after(45)}, HANDLED, HANDLED | {"handled_at": after(46)}], 1, 3,
    ),
    "closing_rate": ([CLOSED, LATE, SENT, SENT | NOT_DUE, FORCED], 3, 4),
    "on_time_closing_rate": ([CLOSED, LATE, FORCED, SENT, CLOSED | {"deadline": None}], 3, 5),
    "overdue_unhandled": ([SENT, SENT | NOT_DUE, SENT | PAUSED, HANDLED, FORCED], 1, None),
    "public_closed_late": (
        [LATE | {"reported_by": who} for who in ("public", "hotline", "collector")] + [CLOSED], 2, None,
    ),
    "forced": ([CLOSED, FORCED], 1, None),
    "duplicate_rate": ([NEW, REFUSED | {"duplicate_of": "x"}], 1, 2),
    "proactive_rate": ([{"reported_by": who} for who in ("collector", "camera", "public", "leader")], 2, 4),
    "public_rate": ([{"reported_by": who} for who in ("hotline", "camera", "public", "leader")], 2, 4),
    "coverage_rate": ([{"unit_grid_code": "420117001001001"}] * 2 + [NEW], 1, 2),
    "high_incidence_rate": (
        [{"unit_grid_code": "420117001001001"}] * 10 + [{"unit_grid_code": "420117001001002"}, NEW], 10, 11,
    ),
    "acceptance_hours": ([FILED, FILED | {"filed_at": after(4)}, NEW], 5, 2),
    "acceptance_hours_median": ([FILED, FILED | {"filed_at": after(4)}, REFUSED], None, 3),
    "acceptance_hours_p90": ([FILED, NEW], None, 1),
    "handling_hours": ([HANDLED, LATE, SENT], 46, 2),
    "handling_hours_median": ([HANDLED, LATE], None, 2),
    "handling_hours_p90": ([HANDLED, LATE, SENT], None, 2),
}  # fmt: skip
VALUES = {
    "acceptance_hours_median": 1,
    "acceptance_hours_p90": 1,
    "handling_hours_median": 23,
    "handling_hours_p90": 35,
}


def put(add: Builder, facts: dict[str, object]) -> None:
    """An event reported at REPORTED; `steps` are names and hours after that."""
    columns = {name: value for name, value in facts.items() if name != "steps"}
    code = add("event", reported_at=REPORTED, **columns)["code"]
    for version, (step, hours) in enumerate(facts.get("steps", []), 1):
        add("event_step", event_code=code, step=step, at=after(hours), version=version)


@pytest.mark.parametrize("code", CASES)
def test_an_indicator_counts_what_its_definition_says(conn, add, code):
    for grid in ("420117001001001", "420117001001002"):
        add("unit_grid", code=grid)
    given, numerator, denominator = CASES[code]
    for facts in given:
        put(add, facts)
    found = events(conn, Question(chosen=[code]), now=NOW).total.indicators[code]
    value = VALUES[code] if code in VALUES else numerator / (denominator or 1)
    assert found[:3] == (numerator, denominator, pytest.approx(value, abs=1e-6))


def test_every_indicator_is_tested():
    assert CASES.keys() == load().indicators.keys()


def test_what_has_nothing_to_be_divided_by_has_no_value(conn, add):
    put(add, NEW)
    found = events(conn, now=NOW).total.indicators
    assert [found[code].value for code in ("closing_rate", "return_rate", "handling_hours_p90")] == [None] * 3


def test_a_numerator_is_part_of_its_denominator_whatever_the_event(conn, add):
    lives = [SENT, HANDLED, CHECKED, CLOSED, LATE, REFUSED, FORCED, NEW, SENT | PAUSED, SENT | NOT_DUE]
    for life in lives:
        for more in (NEW, {"returns": 1}, {"reworks": 1}, {"duplicate_of": "x"}, {"deadline": None}):
            put(add, life | more)
    shares = [one.code for one in load().indicators.values() if one.unit == "share"]
    found = events(conn, Question(chosen=shares), now=NOW).total.indicators
    assert all(one.value is None or one.value <= 1 for one in found.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('numerator = "filed"', 'numerator = "nothing"'),
        ('span = "handling"', 'span = "nothing"'),
        ('of   = "p90"', 'of   = "p91"'),
        ('tag       = "H"', 'tag       = "X"'),
        ('code      = "accepted"', 'code      = "reported"'),
        ("filing       = 2", "feeling      = 2"),
        ('sql = "e.forced"', ""),
        ("[limits]", "[limits"),
        ('zh        = "上报数"\n', ""),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, old, new):
    text = (FOLDER / "indicators.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "indicators.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Invalid, match=r"indicators\.toml"):
        load(tmp_path)


def test_an_indicator_that_is_not_there_is_refused(conn):
    with pytest.raises(Invalid, match="no indicator"):
        events(conn, Question(chosen=["luck"]))
