"""Events of the schema before the event desk keep their lives."""

import psycopg
import pytest

from layers.schema import migrate

CODE = "4201172026070100001"
EVENT = """
INSERT INTO onemap.class_code (kind, edition, code, name) VALUES ('event', '2026', '06010', '暴露垃圾');
INSERT INTO onemap.event (code, edition, class_code, reported_by, state, closed_at, source)
VALUES ('4201172026070100001', '2026', '06010', 'public', 'closed', '2026-07-01 13:00+08', 'test'),
       ('4201172026070100002', '2026', '06010', 'public', 'reported', NULL, 'test');
INSERT INTO onemap.event_step (event_code, step, state, actor, at, note)
SELECT '4201172026070100001', step, state, 'who',
       '2026-07-01 08:00+08'::timestamptz + hours * interval '1 hour', 'note of ' || step
FROM (VALUES ('report', 'reported', 0), ('file', 'filed', 1), ('dispatch', 'dispatched', 2),
             ('handle', 'handled', 3), ('check', 'checked', 4), ('close', 'closed', 5)
) AS told (step, state, hours);
"""
STEPS = (
    "SELECT version, step, from_state, state, note FROM onemap.event_step WHERE event_code = %s ORDER BY id"
)
TIMES = """
SELECT version, state, ARRAY(
  SELECT to_char(at AT TIME ZONE 'Asia/Shanghai', 'HH24')
  FROM unnest(ARRAY[filed_at, dispatched_at, clock_from, handled_at, checked_at, closed_at]) AS at
) FROM onemap.event WHERE code = %s
"""


@pytest.fixture
def migrated(empty: str) -> str:
    """A database that had two events, one with a whole life, before it was migrated."""
    migrate.upgrade(empty, "0002")
    with psycopg.connect(empty) as conn:
        conn.execute(EVENT.encode())
    migrate.upgrade(empty)
    return empty


def test_steps_that_were_taken_are_numbered_and_joined(migrated: str) -> None:
    with psycopg.connect(migrated) as conn:
        steps = conn.execute(STEPS, (CODE,)).fetchall()

    assert steps == [
        (1, "report", None, "reported", "note of report"),
        (2, "file", "reported", "filed", "note of file"),
        (3, "dispatch", "filed", "dispatched", "note of dispatch"),
        (4, "handle", "dispatched", "handled", "note of handle"),
        (5, "check", "handled", "checked", "note of check"),
        (6, "close", "checked", "closed", "note of close"),
    ]


def test_an_event_has_the_version_and_times_of_its_steps(migrated: str) -> None:
    with psycopg.connect(migrated) as conn:
        told = conn.execute(TIMES, (CODE,)).fetchone()

    assert told == (6, "closed", ["09", "10", "10", "11", "12", "13"])


def test_an_event_without_steps_is_at_its_first_version(migrated: str) -> None:
    with psycopg.connect(migrated) as conn:
        told = conn.execute(TIMES, (CODE[:-1] + "2",)).fetchone()

    assert told == (1, "reported", [None] * 6)


def test_going_back_keeps_events_and_steps(migrated: str) -> None:
    migrate.downgrade(migrated, "0002")
    with psycopg.connect(migrated) as conn:
        left = conn.execute("SELECT count(*) FROM onemap.event_step JOIN onemap.event ON event_code = code")

        assert left.fetchone() == (6,)
