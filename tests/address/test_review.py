"""Corrections: tried when proposed, reviewed, and published whole or not at all."""

from typing import Any

import psycopg
import pytest

from address.library import entry
from address.lifecycle.actions import ACTIONS, proposal
from address.lifecycle.adding import Point, place
from address.lifecycle.aliases import add_alias
from address.lifecycle.moving import rename
from address.lifecycle.reading import Correction, correction, corrections
from address.lifecycle.review import propose, take_step
from layers.errors import Conflict, Invalid, NotFound, Unavailable
from layers.schema.corrections import ACTIONS as WORDS
from tests.builder import COMMUNITY, Builder

EVERYTHING = "SELECT * FROM onemap.address ORDER BY id"
LOGGED = "SELECT count(*) FROM onemap.change_log"


@pytest.fixture
def plate(add: Builder) -> str:
    add("area", code=COMMUNITY, full_name="红旗社区")
    return str(add("address", name="1号", local_text="红旗路1号", full_text="红旗社区红旗路1号")["code"])


def ask(conn: psycopg.Connection, action: str, **fields: Any) -> Correction:
    return propose(conn, proposal(action, fields), actor="wang", reason="现场核实")


def take(conn: psycopg.Connection, found: Correction, *steps: str) -> Correction:
    for step in steps:
        found = take_step(conn, found.id, step, actor="li", reason="与现场一致")
    return found


def rows(conn: psycopg.Connection, query: str = EVERYTHING) -> list[Any]:
    return conn.execute(query).fetchall()


def test_every_action_of_the_table_can_be_done() -> None:
    assert set(ACTIONS) == set(WORDS)


def test_a_proposal_leaves_the_library_as_it_is(conn: psycopg.Connection, plate: str) -> None:
    before = rows(conn), rows(conn, LOGGED)
    ask(conn, "rename", code=plate, name="2号")

    assert (rows(conn), rows(conn, LOGGED)) == before


def test_a_proposal_that_cannot_be_done_is_not_kept(conn: psycopg.Connection, plate: str) -> None:
    with pytest.raises(Conflict):
        ask(conn, "rename", code=plate, name="1号")

    assert corrections(conn).items == []


def test_an_accepted_correction_changes_nothing_yet(conn: psycopg.Connection, plate: str) -> None:
    before = rows(conn)
    take(conn, ask(conn, "rename", code=plate, name="2号"), "accept")

    assert rows(conn) == before


@pytest.mark.parametrize(
    ("action", "fields", "column", "wanted"),
    [
        ("rename", {"name": "2号"}, "local_text", "红旗路2号"),
        ("place", {"lon": 114.0, "lat": 30.0, "accuracy": "surveyed"}, "ST_AsText(geom)", "POINT(114 30)"),
        ("retire", {}, "state", "retired"),
        ("add_alias", {"text": "老电影院"}, "(SELECT text FROM onemap.address_alias)", "老电影院"),
    ],
)
def test_a_published_correction_is_done(
    conn: psycopg.Connection, plate: str, action: str, fields: dict[str, Any], column: str, wanted: str
) -> None:
    take(conn, ask(conn, action, code=plate, **fields), "accept", "publish")

    assert rows(conn, f"SELECT {column} FROM onemap.address") == [(wanted,)]


def test_what_was_published_shows_who_did_it_and_why_it_was_proposed(
    conn: psycopg.Connection, plate: str
) -> None:
    conn.execute("UPDATE onemap.address SET valid_from = '2020-01-01'")
    take(conn, ask(conn, "rename", code=plate, name="2号"), "accept", "publish")

    found = entry(conn, plate)
    assert found.makers[found.head.valid_from][1:] == ("li", "现场核实")


def test_every_step_is_kept_with_who_and_why(conn: psycopg.Connection, plate: str) -> None:
    found = take(conn, ask(conn, "retire", code=plate), "accept", "reject")

    assert [(one.step, one.actor, one.reason) for one in found.steps] == [
        ("propose", "wang", "现场核实"),
        ("accept", "li", "与现场一致"),
        ("reject", "li", "与现场一致"),
    ]


@pytest.mark.parametrize(
    "steps",
    [
        ("publish",),
        ("reject", "accept"),
        ("reject", "publish"),
        ("withdraw", "accept"),
        ("withdraw", "withdraw"),
        ("accept", "publish", "publish"),
        ("accept", "publish", "reject"),
    ],
)
def test_a_step_out_of_turn_is_refused(conn: psycopg.Connection, plate: str, steps: tuple[str, ...]) -> None:
    with pytest.raises(Conflict, match="the correction is"):
        take(conn, ask(conn, "retire", code=plate), *steps)


def test_a_rejection_needs_a_reason(conn: psycopg.Connection, plate: str) -> None:
    with pytest.raises(Invalid, match="no reason"):
        take_step(conn, ask(conn, "retire", code=plate).id, "reject", actor="li")


@pytest.mark.parametrize("change", ["rename", "place", "alias"])
def test_a_correction_of_an_address_that_has_changed_since_is_not_published(
    conn: psycopg.Connection, plate: str, change: str
) -> None:
    found = take(conn, ask(conn, "retire", code=plate), "accept")
    if change == "rename":
        rename(conn, plate, "3号")
    elif change == "place":
        place(conn, plate, Point(114, 30))
    else:
        add_alias(conn, plate, "老电影院", source="test")

    with pytest.raises(Conflict, match="has changed since"):
        take(conn, found, "publish")


def test_one_that_is_accepted_anew_is_published(conn: psycopg.Connection, plate: str) -> None:
    found = take(conn, ask(conn, "retire", code=plate), "accept")
    rename(conn, plate, "3号")

    assert take(conn, found, "accept", "publish").state == "published"


def test_what_can_no_longer_be_done_is_not_accepted(
    conn: psycopg.Connection, add: Builder, plate: str
) -> None:
    found = ask(conn, "rename", code=plate, name="2号")
    add("address", local_text="红旗路2号")

    with pytest.raises(Conflict, match="in the library already"):
        take(conn, found, "accept")


def test_a_refused_publication_leaves_all_as_it_was(
    conn: psycopg.Connection, add: Builder, plate: str
) -> None:
    found = take(conn, ask(conn, "rename", code=plate, name="2号"), "accept")
    add("address", local_text="红旗路2号")
    before = rows(conn), rows(conn, LOGGED)
    with pytest.raises(Conflict):
        take(conn, found, "publish")

    assert (rows(conn), rows(conn, LOGGED), correction(conn, found.id)) == (*before, found)


def test_an_addition_has_no_code_until_it_is_published(conn: psycopg.Connection, plate: str) -> None:
    found = ask(conn, "add", parent_code=plate, level="building", name="3栋")

    assert [one["code"] for one in found.planned] == [plate, None]


def test_a_published_addition_names_its_code(conn: psycopg.Connection, plate: str) -> None:
    found = take(conn, ask(conn, "add", parent_code=plate, level="building", name="3栋"), "accept", "publish")

    assert entry(conn, str(found.result_code)).head.full_text == "红旗社区红旗路1号3栋"


def test_a_root_may_be_added_to_an_area(conn: psycopg.Connection, plate: str) -> None:
    assert ask(conn, "add", area_code=COMMUNITY, level="road", name="人民路").label == "红旗社区人民路"


def test_a_merger_leads_to_the_address_that_stays(conn: psycopg.Connection, add: Builder, plate: str) -> None:
    other = str(add("address")["code"])
    found = take(conn, ask(conn, "merge", code=plate, into_code=other), "accept", "publish")

    assert found.result_code == other


def test_corrections_of_an_address_are_found_by_its_code(
    conn: psycopg.Connection, add: Builder, plate: str
) -> None:
    ask(conn, "retire", code=add("address")["code"])
    mine = ask(conn, "retire", code=plate)

    assert corrections(conn, code=plate).items == [mine]


def test_a_correction_that_is_not_there_is_not_found(conn: psycopg.Connection) -> None:
    with pytest.raises(NotFound):
        take_step(conn, 99, "accept", actor="li")


def test_nobody_publishes_while_another_writes_addresses(scratch: str) -> None:
    with psycopg.connect(scratch) as one:
        code = str(Builder(one)("address")["code"])
    with psycopg.connect(scratch) as one, psycopg.connect(scratch) as other:
        other.execute("UPDATE onemap.address SET accuracy = 'plate'")
        with pytest.raises(Unavailable, match="being written"):
            rename(one, code, "2号")


def test_what_is_published_is_seen_whole_by_others(scratch: str) -> None:
    with psycopg.connect(scratch) as one, psycopg.connect(scratch) as other:
        code = str(Builder(one)("address", name="1号", local_text="红旗路1号")["code"])
        one.commit()
        take(one, ask(one, "rename", code=code, name="2号"), "accept", "publish")
        during = rows(other, "SELECT local_text FROM onemap.address")
        one.commit()

        assert during == [("红旗路1号",)]
