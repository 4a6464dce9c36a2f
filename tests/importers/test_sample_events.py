"""Events of the sample district: where, when, and how they lived."""

from datetime import date

import pytest

from importers.sample import load
from importers.sample.events import Events, make_events
from importers.sample.setting import Setting
from importers.sample.town import make_town
from importers.sample.world import make_world
from layers.events import calendar
from tests.importers.conftest import SCALE


@pytest.fixture(scope="module")
def december() -> Events:
    """Those of a sample of 1 December."""
    world = make_world(Setting(scale=SCALE, day=date(2026, 12, 1)))
    return make_events(world, make_town(world))


def test_a_sample_of_another_day_has_the_events_of_its_quarter(december):
    days = {code[6:14] for code in december.code}

    assert (min(days) >= "20260831", max(days)) == (True, "20261130")


def test_who_gives_a_point_only_says_no_address(db):
    query = """
        SELECT count(*) FROM onemap.event
        WHERE (placed_from = 'point') <> (address_text IS NULL AND address_code IS NULL)
    """

    assert db.execute(query).fetchone() == 0


def test_events_are_of_the_quarter_before_the_day_of_the_sample(db):
    query = """
        SELECT count(*) FROM onemap.event
        WHERE reported_at < %(day)s - interval '92 days' OR reported_at >= %(day)s
    """

    assert db.execute(query, {"day": Setting().as_of}).fetchone() == 0


def test_the_last_step_of_an_event_is_its_state(db):
    query = """
        SELECT count(*) FROM onemap.event e WHERE state <> (
          SELECT state FROM onemap.event_step s WHERE s.event_code = e.code ORDER BY version DESC LIMIT 1)
    """

    assert db.execute(query).fetchone() == 0


def test_every_step_of_an_event_begins_where_the_one_before_ended(db):
    query = """
        SELECT count(*) FROM (
          SELECT version, at, from_state, row_number() OVER life AS n, lag(state) OVER life AS before,
                 lag(at) OVER life AS since
          FROM onemap.event_step WINDOW life AS (PARTITION BY event_code ORDER BY version)) step
        WHERE version <> n OR from_state IS DISTINCT FROM before OR at < since
    """

    assert db.execute(query).fetchone() == 0


def test_an_event_is_at_its_end_when_its_state_is_final(db):
    query = """
        SELECT count(*) FROM onemap.event e JOIN onemap.event_state s ON s.code = e.state
        WHERE s.final <> (closed_at IS NOT NULL)
    """

    assert db.execute(query).fetchone() == 0


def test_deadlines_are_those_of_the_calendar(db):
    city = calendar.load()
    clocks = db.connection.execute("""
        SELECT clock_from, limit_amount, limit_unit, deadline FROM onemap.event e
        WHERE deadline IS NOT NULL AND NOT EXISTS (SELECT FROM onemap.event_step s
          WHERE s.event_code = e.code AND step IN ('fail', 'resume', 'extend'))
    """).fetchall()

    assert {city.deadline(begin, amount, unit) == end for begin, amount, unit, end in clocks} == {True}


def test_lives_are_varied(db):
    taken = set(db.execute("SELECT DISTINCT step FROM onemap.event_step").fetchall())

    assert {"verify", "return", "transfer", "fail", "suspend", "reject", "withdraw", "urge"} <= taken


def test_what_collectors_report_is_theirs(db):
    query = """
        SELECT count(*) FROM onemap.event e LEFT JOIN onemap.grid_duty d
        ON d.worker_code = e.collector_code AND d.grid_code = e.duty_grid_code
        WHERE (d.code IS NOT NULL) <> (e.reported_by = 'collector')
    """

    assert db.execute(query).fetchone() == 0


def test_a_component_that_an_event_is_about_is_near_and_of_its_class(db):
    query = """
        SELECT bool_and(c.class_code = e.class_code AND ST_DWithin(c.geom::geography, e.geom::geography, 100))
        FROM onemap.event e JOIN onemap.component c ON c.code = e.component_code
    """

    assert db.execute(query).fetchone() is True


def test_an_event_that_has_lived_on_is_left_alone(loaded, db, tmp_path):
    change = "UPDATE onemap.event SET state = 'withdrawn' WHERE code = (SELECT min(code) FROM onemap.event)"
    db.execute(change)
    report = load(db.connection, home=tmp_path, scale=SCALE)

    assert report.changed == 0
