"""Events live as the life cycle says: no dead end, no lost step, and of two at once one winner."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from layers.errors import Conflict, Invalid
from layers.events import life_cycle
from layers.events.advance import advance
from layers.events.next_steps import NextStep, next_steps
from layers.events.situation import Situation, situation
from layers.events.taken import Taken
from tests.builder import Builder
from tests.layers.events.living import COURSE, NOON, begin, lead, take


@pytest.fixture
def event(add: Builder) -> str:
    """A newly reported event, by its number."""
    return begin(add)


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
