"""Random lives of small libraries: whatever is done to them, some things always hold."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from address.library import entry
from address.lifecycle.adding import Point, add, place
from address.lifecycle.aliases import add_alias, remove_alias
from address.lifecycle.endings import activate, merge, retire
from address.lifecycle.former import former_texts
from address.lifecycle.held import held
from address.lifecycle.moving import move, rename
from layers.errors import Conflict, Invalid, NotFound
from layers.schema.addresses import ADDRESS_LEVELS
from tests.builder import COMMUNITY, Builder

AREAS = (COMMUNITY, "420117001002")
NAMES = ("红旗路", "1号", "11号", "1", "11", "号", "3栋", "101室", "之1")
STEPS = 150

HOLDS = {
    "a text is its parent's with the name behind": """
        SELECT a.code FROM onemap.address a LEFT JOIN onemap.address p ON p.code = a.parent_code
        WHERE a.local_text <> coalesce(p.local_text, '') || a.name""",
    "a full text is its area's with the text behind": """
        SELECT a.code FROM onemap.address a JOIN onemap.area ON area.code = a.area_code
        WHERE a.full_text <> area.full_name || a.local_text""",
    "an address lies in its parent's area": """
        SELECT a.code FROM onemap.address a JOIN onemap.address p ON p.code = a.parent_code
        WHERE a.area_code <> p.area_code""",
    "a text stands once in an area": """
        SELECT area_code || local_text FROM onemap.address GROUP BY 1 HAVING count(*) > 1""",
    "nothing in use stands under what is not": """
        SELECT a.code FROM onemap.address a JOIN onemap.address p ON p.code = a.parent_code
        WHERE a.state = 'active' AND p.state <> 'active'""",
    "the tree has no ring": """
        WITH RECURSIVE down AS (
          SELECT code FROM onemap.address WHERE parent_code IS NULL
          UNION ALL SELECT a.code FROM down JOIN onemap.address a ON a.parent_code = down.code
        ) SELECT code FROM onemap.address EXCEPT SELECT code FROM down""",
    "mergers end at an address that is not merged": """
        WITH RECURSIVE onward AS (
          SELECT code AS first, merged_into AS next FROM onemap.address WHERE merged_into IS NOT NULL
          UNION SELECT o.first, a.merged_into FROM onward o JOIN onemap.address a ON a.code = o.next
        ) SELECT code FROM onemap.address WHERE merged_into IS NOT NULL
        EXCEPT SELECT first FROM onward WHERE next IS NULL""",
    "versions follow each other without gap or overlap": """
        SELECT h.code FROM onemap_history.address h
        WHERE (SELECT count(*) FROM (
          SELECT id, valid_from FROM onemap.address
          UNION ALL SELECT id, valid_from FROM onemap_history.address
        ) v WHERE v.id = h.id AND v.valid_from = h.valid_to) <> 1""",
}


class Life:
    """A library and what is done to it, from one seed."""

    def __init__(self, conn: psycopg.Connection, seed: int) -> None:
        self.conn = conn
        self.random = random.Random(seed)
        self.codes: list[str] = []

    def code(self) -> str:
        return self.random.choice(self.codes) if self.codes else "none"

    def name(self) -> str:
        return self.random.choice(NAMES)

    def step(self) -> None:
        """One operation at random, with arguments at random; it may be refused."""
        doing: tuple[Callable[[], Any], ...] = (
            self.add,
            self.add,
            self.add,
            lambda: rename(self.conn, self.code(), self.name()),
            lambda: rename(self.conn, self.code(), self.name()),
            lambda: move(self.conn, self.code(), parent=self.code()),
            lambda: move(self.conn, self.code(), area=self.random.choice(AREAS)),
            lambda: place(self.conn, self.code(), Point(self.random.uniform(114, 115), 30.8)),
            lambda: retire(self.conn, self.code(), below=self.random.random() < 0.5),
            lambda: activate(self.conn, self.code()),
            lambda: activate(self.conn, self.code()),
            lambda: merge(self.conn, self.code(), self.code()),
            lambda: add_alias(self.conn, self.code(), self.name(), source="test"),
            lambda: remove_alias(self.conn, self.code(), self.name()),
        )
        with suppress(Conflict, Invalid, NotFound):
            self.random.choice(doing)()

    def add(self) -> None:
        parent = None if self.random.random() < 0.2 else self.code()
        above = ADDRESS_LEVELS.index(held(self.conn, parent).level) if parent else 0
        level = self.random.choice(ADDRESS_LEVELS[above : above + 4])
        area = None if parent else self.random.choice(AREAS)
        made = add(self.conn, level, self.name(), parent=parent, area=area, source="test")
        self.codes.append(made.code)


@pytest.fixture
def years(conn: psycopg.Connection) -> Callable[[], None]:
    """Let a day pass: every version began a day earlier, so the next change makes a new one."""
    sets = "valid_from = valid_from - interval '1 day'"

    def pass_by() -> None:
        conn.execute("SET LOCAL session_replication_role = replica")
        conn.execute(f"UPDATE onemap.address SET {sets}")
        conn.execute(f"UPDATE onemap_history.address SET {sets}, valid_to = valid_to - interval '1 day'")
        conn.execute("SET LOCAL session_replication_role = origin")

    return pass_by


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_a_library_some_things_always_hold(
    conn: psycopg.Connection, add: Builder, years: Callable[[], None], seed: int
) -> None:
    for code in AREAS:
        add("area", code=code, full_name=f"社区{code}")
    life = Life(conn, seed)
    for _ in range(STEPS):
        before = conn.execute("SELECT id, local_text, state, valid_from FROM onemap.address").fetchall()
        life.step()
        for what, query in HOLDS.items():
            assert conn.execute(query.encode()).fetchall() == [], what
        kept = "SELECT id, local_text, state, valid_from FROM onemap.address"
        kept += " UNION ALL " + kept.replace("onemap.", "onemap_history.")
        assert set(before) <= set(conn.execute(kept.encode()).fetchall()), "a version is lost"
        years()
    given = [code for (code,) in conn.execute("SELECT code FROM onemap.address ORDER BY id")]
    assert given == life.codes
    assert len(set(given)) == len(given) > 15


@pytest.mark.parametrize("seed", range(3))
def test_every_code_that_was_ever_given_answers(
    conn: psycopg.Connection, add: Builder, years: Callable[[], None], seed: int
) -> None:
    for code in AREAS:
        add("area", code=code, full_name=f"社区{code}")
    life = Life(conn, seed)
    for _ in range(STEPS):
        life.step()
        years()

    in_use = {one.code for code in life.codes if (one := entry(conn, code).present)}
    assert {one.address_code for one in former_texts(conn)} <= in_use
