"""What may be done with an event, and what each step changes on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from layers.errors import Forbidden, Invalid, NotFound
from layers.events.advance import advance
from layers.events.next_steps import next_steps
from layers.events.situation import situation
from layers.events.taken import Taken
from tests.builder import Builder
from tests.layers.events.living import COURSE, NOON, begin, dispatched, lead, take


@pytest.fixture
def event(add: Builder) -> str:
    """A newly reported event, by its number."""
    return begin(add)


# What may be done


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"step": "fly"}, Invalid, "no step"),
        ({"step": "close"}, Invalid, "can't be taken in state 'reported'"),
        ({"post": "king"}, Invalid, "no post"),
        ({"post": "checker"}, Forbidden, "not for 'checker'"),
        ({"department_code": "D1"}, Invalid, "doesn't take"),
        ({"step": "reject"}, Invalid, "needs a note"),
        ({"step": "reject", "note": "  "}, Invalid, "needs a note"),
        ({"step": "reject", "note": "重复", "duplicate_of": "none"}, Invalid, "duplicate_of"),
        ({"step": "amend", "note": "错"}, Invalid, "another class"),
        ({"step": "amend", "note": "错", "class_code": "01001"}, Invalid, "another class"),
        ({"step": "amend", "note": "错", "class_code": "99999"}, Invalid, "class_code"),
        ({"step": "amend", "note": "错", "component_code": "none"}, Invalid, "component_code"),
        (
            {"step": "amend", "note": "错", "condition": "无此情形"},
            Invalid,
            "no time limit for this condition",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(conn, event, wrong, error, says):
    given = replace(Taken(step="file", version=1, post="acceptor"), **wrong)
    with pytest.raises(error, match=says):
        advance(conn, COURSE, event, given, actor="t")


def test_an_unknown_event_is_not_found(conn):
    with pytest.raises(NotFound):
        take(conn, "none", "file")


def test_an_event_is_no_duplicate_of_itself(conn, event):
    with pytest.raises(Invalid):
        take(conn, event, "reject", note="重复", duplicate_of=event)


def test_a_rejected_event_may_say_of_which_it_is_a_duplicate(conn, add, event):
    other = begin(add)
    take(conn, event, "reject", note="重复", duplicate_of=other)
    assert situation(conn, event).duplicate_of == other


@pytest.mark.parametrize("source", ["public", "hotline"])
def test_what_the_public_says_is_verified_or_the_note_says_why_not(conn, add, source):
    code = begin(add, reported_by=source)
    with pytest.raises(Invalid, match="verified"):
        take(conn, code, "file", "acceptor")
    assert take(conn, code, "file", "acceptor", note="照片清楚").state == "filed"


def test_what_was_verified_is_filed_without_more(conn, add):
    code = begin(add, reported_by="public")
    assert lead(conn, code, "ask_verification", "verify", "file").state == "filed"


def test_an_event_without_a_department_is_dispatched_to_one_that_is_named(conn, add, event):
    add("department", code="D1")
    lead(conn, event, "file")
    with pytest.raises(Invalid, match="no department"):
        take(conn, event, "dispatch")
    take(conn, event, "dispatch", department_code="D1")
    assert (situation(conn, event).department_code, situation(conn, event).assigned_by) == ("D1", "person")


def test_a_need_that_only_some_events_have_stands_in_their_next_steps(conn, add, event):
    def needs(code: str) -> tuple[str, ...]:
        here = situation(conn, code)
        steps = next_steps(COURSE.life, here.state, here.resume_state, here.judged)
        return next(one.needs for one in steps if one.step == "file")

    assert (needs(event), needs(begin(add, reported_by="public"))) == ((), ("note",))


def test_nothing_follows_a_final_state(conn, event):
    here = lead(conn, event, "force_close")
    assert (here.forced, next_steps(COURSE.life, here.state, None, here.judged)) == (True, [])


# What a step changes


def test_a_life_that_goes_well_is_stamped_at_each_stage(conn, add):
    code = begin(add, department_code="D1")
    hours = iter(range(9))
    for name in ("file", "dispatch", "take", "handle", "check", "pass", "close"):
        lead(conn, code, name, now=NOON + timedelta(hours=next(hours)))
    here = situation(conn, code)
    stamps = [here.filed_at, here.dispatched_at, here.handled_at, here.checked_at, here.closed_at]
    assert stamps == [NOON + timedelta(hours=n) for n in (0, 1, 3, 5, 6)]


def test_dispatching_starts_the_clock(conn, add):
    here = situation(conn, dispatched(conn, add))
    assert (here.clock_from, here.deadline) == (NOON, NOON + timedelta(days=2, hours=2) - timedelta(hours=2))


def test_an_event_without_a_limit_gets_that_of_its_class_when_it_is_dispatched(conn, add):
    add("time_limit", edition="2026", class_code="01001", amount=2, unit="urgent_hour")
    here = situation(conn, dispatched(conn, add, limit_amount=None, limit_unit=None))
    assert (here.limit_amount, here.deadline) == (2, NOON + timedelta(hours=2))


def test_an_event_without_any_limit_has_no_deadline(conn, add):
    here = situation(conn, dispatched(conn, add, limit_amount=None, limit_unit=None))
    assert (here.clock_from, here.deadline) == (NOON, None)


def test_a_deadline_in_a_year_without_days_off_is_told_in_the_step(conn, add):
    code = begin(add, department_code="D1")
    lead(conn, code, "file", "dispatch", now=datetime(2026, 12, 31, 4, tzinfo=UTC))
    said = conn.execute("SELECT facts->'years_without_days_off' FROM onemap.event_step WHERE version = 3")
    assert said.fetchone() == ([2027],)


def test_what_a_department_returns_is_counted_and_has_neither_department_nor_deadline(conn, add):
    here = lead(conn, dispatched(conn, add), "return")
    assert (here.state, here.returns, here.department_code, here.deadline, here.dispatched_at) == (
        "filed", 1, None, None, None,
    )  # fmt: skip


def test_a_step_names_the_department_that_it_was_about(conn, add):
    lead(conn, dispatched(conn, add), "return")
    said = conn.execute("SELECT department_code FROM onemap.event_step WHERE step = 'return'")
    assert said.fetchone() == ("D1",)


def test_a_transfer_goes_to_another_department_and_leaves_the_deadline(conn, add):
    code = dispatched(conn, add)
    add("department", code="D2")
    before = situation(conn, code).deadline
    with pytest.raises(Invalid, match="another department"):
        take(conn, code, "transfer", department_code="D1", note="转")
    take(conn, code, "transfer", department_code="D2", note="转")
    here = situation(conn, code)
    assert (here.department_code, here.assigned_by, here.deadline) == ("D2", "person", before)


def test_a_suspended_clock_keeps_what_was_left(conn, add):
    code = dispatched(conn, add, limit_unit="urgent_hour")
    lead(conn, code, "suspend", now=NOON + timedelta(minutes=30))
    here = lead(conn, code, "resume", now=NOON + timedelta(days=9))
    assert here.deadline == NOON + timedelta(days=9, hours=1, minutes=30)


def test_what_was_suspended_goes_on_where_it_was(conn, add):
    here = lead(conn, dispatched(conn, add), "take", "suspend", "resume")
    assert (here.state, here.suspended_at, here.resume_state) == ("handling", None, None)


def test_what_was_too_late_when_it_was_suspended_stays_so(conn, add):
    code = dispatched(conn, add, limit_unit="urgent_hour")
    lead(conn, code, "suspend", now=NOON + timedelta(hours=3))
    here = lead(conn, code, "resume", now=NOON + timedelta(days=9))
    assert here.deadline == NOON + timedelta(hours=2)


def test_who_has_to_do_it_again_has_what_was_left_when_it_was_handled(conn, add):
    code = dispatched(conn, add, limit_unit="urgent_hour")
    lead(conn, code, "handle", now=NOON + timedelta(minutes=30))
    here = lead(conn, code, "fail", now=NOON + timedelta(days=1))
    assert (here.state, here.reworks, here.department_code, here.handled_at, here.deadline) == (
        "dispatched", 1, "D1", None, NOON + timedelta(days=1, hours=1, minutes=30),
    )  # fmt: skip


def test_a_deadline_is_only_put_off(conn, add):
    code = dispatched(conn, add)
    before = situation(conn, code).deadline
    assert before
    with pytest.raises(Invalid, match="put off"):
        take(conn, code, "extend", deadline=before - timedelta(hours=1), note="快")
    with pytest.raises(Invalid, match="beyond"):
        take(conn, code, "extend", deadline=datetime(9999, 12, 31, tzinfo=UTC), note="慢")
    take(conn, code, "extend", deadline=before + timedelta(days=1), note="慢")
    assert situation(conn, code).deadline == before + timedelta(days=1)


def test_another_class_has_another_limit_and_department_unless_a_person_chose(conn, add):
    add("time_limit", edition="2026", class_code="06010", amount=4, unit="work_hour")
    add("responsibility", edition="2026", class_code="06010", area_code=None, department_code="D2")
    chosen = {who: begin(add, department_code="D1", assigned_by=who) for who in ("person", "rule")}
    for code in chosen.values():
        take(conn, code, "amend", class_code="06010", note="错")
    found = {who: situation(conn, code) for who, code in chosen.items()}
    assert {who: (one.limit_unit, one.department_code) for who, one in found.items()} == {
        "person": ("work_hour", "D1"), "rule": ("work_hour", "D2"),
    }  # fmt: skip


def test_supervising_sets_the_flag_and_urging_nothing(conn, event):
    here = lead(conn, event, "supervise", "urge", "comment")
    assert (here.supervised, here.state, here.version) == (True, "reported", 4)
