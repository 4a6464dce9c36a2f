"""Events live as the life cycle says: no dead end, no lost step, one winner, and what each step changes."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from layers.errors import Conflict, Forbidden, Invalid, NotFound
from layers.events import calendar, life_cycle
from layers.events.advance import advance
from layers.events.effects import Course
from layers.events.next_steps import NextStep, next_steps
from layers.events.situation import Situation, situation
from layers.events.taken import Taken
from tests.builder import Builder

COURSE = Course(life_cycle.load(), calendar.load())
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
"""Of a Wednesday in the city."""


@pytest.fixture
def event(add: Builder) -> str:
    """A newly reported event, by its number."""
    return begin(add)


def begin(add: Builder, **more: Any) -> str:
    row = {"reported_by": "collector", "limit_amount": 2, "limit_unit": "work_day"} | more
    code: str = add("event", **row)["code"]
    add("event_step", event_code=code, step="report", state=row.get("state", "reported"))
    return code


def take(conn, code: str, step: str, post: str = "supervisor", *, now: datetime = NOON, **said: Any):
    version = situation(conn, code).version
    return advance(
        conn, COURSE, code, Taken(step=step, version=version, post=post, **said), actor="t", now=now
    )


def lead(conn, code: str, *steps: str, now: datetime = NOON) -> Situation:
    """Take steps for whoever may."""
    for name in steps:
        step = COURSE.life.steps[name]
        note = "为何" if "note" in step.needs else None
        take(conn, code, name, step.posts[0], now=now, note=note)
    return situation(conn, code)


def dispatched(conn, add, **more: Any) -> str:
    code = begin(add, department_code="D1", **more)
    lead(conn, code, "file", "dispatch")
    return code


# The data


FILE = (life_cycle.FOLDER / "life_cycle.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('to      = "filed"', 'to      = "field"', "step 'file': no state 'field'"),
        ('posts   = ["checker", "supervisor"]', 'posts   = ["chef"]', "no post 'chef'"),
        ('guards  = ["has_department"]', 'guards  = ["has_luck"]', "no guard 'has_luck'"),
        ('needs   = ["note"]', 'needs   = ["money"]', "step 'deny': 'money'"),
        (
            'from    = ["checked"]\nto      = "closed"',
            'from    = ["closed"]\nto      = "closed"',
            "final state",
        ),
        ('from    = ["checked"]\nto      = "closed"', 'from    = ["checked"]', "'closed' can't be reached"),
        ('to      = "verifying"', 'to      = "filed"', "'verifying' can't be reached"),
        ('code    = "verify"', 'code    = "file"', "step 'file' stands there twice"),
        ('name    = "核实属实"', 'name    = "立案"', "two steps are called '立案'"),
        (
            'key     = "x"\n\n[[step]]\ncode    = "send',
            'key     = "f"\n\n[[step]]\ncode    = "send',
            "the key 'f' stands for two steps",
        ),
        ('stamp   = "filed_at"', 'stamp   = "filled_at"', "no stamp 'filled_at'"),
        ('clock   = "pause"\n', "", "no step pauses"),
        (
            'final   = true\n\n[[state]]\ncode    = "rej',
            '\n[[state]]\ncode    = "rej',
            "'closed' leads to no",
        ),
        ('to      = "reported"\nposts   = ["collector", "acceptor", "d', 'posts   = ["d', "one step begins"),
        ("[[stage]]", "[stage", "line"),
        ('flags   = "forced"', 'flags   = "forced"\ncolour  = "red"', "colour"),
    ],
)
def test_a_life_cycle_in_which_events_get_lost_is_refused(tmp_path: Path, old, new, says):
    assert old in FILE
    (tmp_path / "life_cycle.toml").write_text(FILE.replace(old, new, 1), "utf-8")
    with pytest.raises(Invalid, match=says) as refused:
        life_cycle.load(tmp_path)
    assert refused.value.facts["file"] == "life_cycle.toml"


def test_the_database_has_the_states_of_the_life_cycle(conn):
    found = conn.execute("SELECT code, name, stage, final FROM onemap.event_state ORDER BY place").fetchall()
    assert found == [(one.code, one.name, one.stage, one.final) for one in COURSE.life.states.values()]


def test_storing_the_states_twice_changes_nothing(conn):
    assert life_cycle.store(conn, COURSE.life) == 0


def test_every_state_has_a_name_in_cjj_106():
    names = {COURSE.life.cjj106(code) for code in COURSE.life.states}
    assert names == {"信息收集", "案件建立", "任务派遣", "任务处理", "处理反馈", "核查结案"}


# Random walks

LIKELY = {"force_close": 0.05, "withdraw": 0.1, "reject": 0.3, "urge": 0.2, "comment": 0.2, "supervise": 0.2}
"""How often a step is taken, beside those of 1: most lives are to be long."""


class Walker:
    """Takes steps at random, as far as the life cycle allows."""

    def __init__(self, conn: psycopg.Connection, add: Builder, seed: int) -> None:
        self.conn, self.add, self.rng, self.now = conn, add, random.Random(seed), NOON
        self.code = begin(add, reported_by=self.rng.choice(["public", "collector"]), limit_amount=None)
        self.seen = [self.look()]

    def look(self) -> dict[str, Any]:
        return asdict(situation(self.conn, self.code))

    def walk(self, most: int = 2000) -> bool:
        """Whether a final state was reached."""
        for _ in range(most):
            here = situation(self.conn, self.code)
            steps = next_steps(COURSE.life, here.state, here.resume_state, here.judged)
            if not steps:
                return COURSE.life.state(here.state).final
            self.take(here, self.rng.choices(steps, [LIKELY.get(one.step, 1) for one in steps])[0])
        return False

    def take(self, here: Situation, step: NextStep) -> None:
        self.now += timedelta(minutes=self.rng.randrange(1, 600))
        said = {name: value for need in step.needs for name, value in self.said(here)[need].items()}
        given = Taken(step=step.step, version=here.version, post=self.rng.choice(step.posts), **said)
        advance(self.conn, COURSE, self.code, given, actor="walker", now=self.now)
        self.seen.append(self.look())

    def said(self, here: Situation) -> dict[str, dict[str, Any]]:
        later = max(self.now, here.deadline or self.now) + timedelta(days=1)
        other = "06010" if here.class_code != "06010" else "06011"
        department = "D1" if here.department_code != "D1" else "D2"
        return {
            "note": {"note": "为何"},
            "department": {"department_code": department},
            "deadline": {"deadline": later},
            "change": {"class_code": other},
        }


STEPS = """
SELECT version, step, from_state, state, facts FROM onemap.event_step WHERE event_code = %s ORDER BY id
"""


@pytest.fixture
def walkers(conn, add) -> Iterator[list[Walker]]:
    for code in ("D1", "D2"):
        add("department", code=code)
    for n, unit in enumerate(("work_hour", "urgent_hour")):
        add("time_limit", edition="2026", class_code=f"0601{n}", amount=n + 2, unit=unit)
    return [Walker(conn, add, seed) for seed in range(80)]


def test_every_walk_ends_in_a_final_state_and_loses_no_step(conn, walkers):
    for walker in walkers:
        assert walker.walk()
        assert replayed(conn, walker) == walker.seen
    taken = {step for (step,) in conn.execute("SELECT DISTINCT step FROM onemap.event_step")}
    assert taken == set(COURSE.life.steps)


def replayed(conn: psycopg.Connection, walker: Walker) -> list[dict[str, Any]]:
    """What the steps say of the event at each version, from the first on."""
    with conn.cursor(row_factory=dict_row) as cur:
        steps = cur.execute(STEPS, (walker.code,)).fetchall()
    told = [walker.seen[0]]
    for n, step in enumerate(steps[1:], 2):
        before = told[-1]
        assert (step["version"], step["from_state"]) == (n, before["state"])
        changed = {}
        for name, (old, new) in step["facts"]["changed"].items():
            assert read(name, old) == before[name]
            changed[name] = read(name, new)
        verified = {"verified": before["verified"] or step["step"] == "verify"}
        told.append(before | changed | verified | {"version": n, "state": step["state"]})
    return told


def read(name: str, value: Any) -> Any:
    """A value of JSON as the column has it."""
    if value is None:
        return None
    if name in {"deadline", "clock_from"} or name.endswith("_at"):
        return datetime.fromisoformat(value)
    return Decimal(value) if name == "limit_amount" else value


# Two at once


def test_of_two_at_once_one_wins_and_the_other_is_told(scratch):
    with psycopg.connect(scratch) as conn:
        code = begin(Builder(conn))

    def race(step: str) -> str | dict[str, Any]:
        given = Taken(step=step, version=1, post="acceptor", note="为何")
        try:
            with psycopg.connect(scratch) as conn:
                return advance(conn, COURSE, code, given, actor=step).state
        except Conflict as told:
            return told.facts

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(race, ["file", "reject"])
    told, won = (one, other) if isinstance(one, dict) else (other, one)
    assert isinstance(told, dict)
    assert (told["version"], told["state"], told["post"]) == (2, won, "acceptor")
    assert told["taken"] == {"filed": "file", "rejected": "reject"}[won]


def test_who_knows_an_older_version_is_told_what_happened_since(conn, event):
    lead(conn, event, "file")
    with pytest.raises(Conflict) as told:
        advance(conn, COURSE, event, Taken(step="file", version=1, post="acceptor"), actor="t")
    assert told.value.facts == {
        "version": 2, "state": "filed", "taken": "file", "post": "acceptor", "at": NOON,
    }  # fmt: skip


def test_a_step_that_was_refused_leaves_nothing_behind(conn, event):
    with pytest.raises(Invalid):
        take(conn, event, "reject")
    assert situation(conn, event).version == 1


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
