"""What is near an event: components of its class, cameras, and events that may be the same."""

from datetime import UTC, datetime, timedelta

import pytest

from layers.events import classes
from layers.events.classes import ClassKey, Near, Nearness
from layers.events.near import Spot, nearby

CLASSES = classes.load()
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
LAMP = CLASSES.near("2026", "01037")
RUBBISH = CLASSES.near("2026", "06010")


def look(conn, near: Near = RUBBISH, code: str = "", **more):
    (found,) = nearby(conn, [Spot(114.8, 30.84, near, AT, code)], **more)
    return found


def lamp(add, east: float, north: float = 0, **more) -> str:
    """A lamp so many degrees from the event."""
    place = f"POINT({114.8 + east} {30.84 + north})"
    return add("component", **({"class_code": "01037", "geom": place} | more))["code"]


def event(add, east: float = 0, hours: float = 0, **more) -> str:
    """An event so many degrees and hours from the one that is looked at."""
    place, at = f"POINT({114.8 + east} 30.84)", AT + timedelta(hours=hours)
    return add("event", **({"class_code": "06010", "geom": place, "reported_at": at} | more))["code"]


def test_the_nearest_lamp_is_nearest_in_metres_not_in_degrees(conn, add):
    """0.00030 degrees of longitude are 28.7 m here; 0.00028 degrees of latitude are 31.0 m."""
    codes = [lamp(add, 0.00030), lamp(add, 0, 0.00028)]
    assert [one.code for one in look(conn, LAMP).components] == codes


def test_metres_are_those_of_the_ellipsoid(conn, add):
    lamp(add, 0.0005)
    (found,) = look(conn, LAMP).components
    assert found.metres == 47.83


@pytest.mark.parametrize(("east", "count"), [(0.000627, 1), (0.000628, 0)])
def test_what_is_out_of_reach_is_not_near(conn, add, east, count):
    """A lamp is looked for within 60 m: 0.0006272 degrees."""
    lamp(add, east)
    assert len(look(conn, LAMP).components) == count


def test_things_of_other_classes_are_not_it(conn, add):
    lamp(add, 0, class_code="01030")
    assert look(conn, LAMP).components == []


def test_a_thing_counted_in_the_older_edition_is_found(conn, add):
    code = lamp(add, 0, class_code="0137", edition="2013")
    assert [one.code for one in look(conn, LAMP).components] == [code]


def test_what_was_removed_is_not_there_and_what_is_lost_is(conn, add):
    lamp(add, 0, state="removed")
    lost = lamp(add, 0, state="lost")
    assert [one.code for one in look(conn, LAMP).components] == [lost]


def test_a_line_is_as_near_as_its_nearest_point(conn, add):
    add("component", class_code="01037", geom="LINESTRING(114.799 30.84, 114.801 30.84)")
    assert look(conn, LAMP).components[0].metres == 0


def test_cameras_are_near_for_those_who_may_know_of_them(conn, add):
    add("camera", code="C1", geom="POINT(114.8005 30.84)")
    found = [look(conn, internal=may).cameras for may in (True, False)]
    assert ([one.code for one in found[0]], found[1]) == (["C1"], None)


def test_the_same_class_near_in_place_and_time_is_likely_a_duplicate(conn, add):
    code = event(add, 0.0005, -23)
    assert [(one.code, one.likely_duplicate) for one in look(conn).similar] == [(code, True)]


@pytest.mark.parametrize(("east", "hours"), [(0.00053, 0), (0, 25), (0, -25)])
def test_what_is_farther_or_longer_ago_is_only_similar(conn, add, east, hours):
    event(add, east, hours)
    assert [one.likely_duplicate for one in look(conn).similar] == [False]


@pytest.mark.parametrize(
    "more", [{"class_code": "06011"}, {"state": "rejected"}, {"east": 0.003}, {"hours": 170}, {"geom": None}]
)
def test_what_is_something_else_is_not_similar(conn, add, more):
    event(add, **more)
    assert look(conn).similar == []


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_a_case_that_came_to_its_end_may_be_the_same(conn, add, state):
    event(add, state=state, closed_at=AT)
    assert [one.likely_duplicate for one in look(conn).similar] == [True]


def test_the_class_of_the_older_edition_is_the_same_class(conn, add):
    code = event(add, class_code="0110", edition="2013")
    assert [one.code for one in look(conn).similar] == [code]


def test_an_event_is_not_similar_to_itself(conn, add):
    code = event(add)
    assert look(conn, code=code).similar == []


def test_likely_duplicates_come_before_nearer_ones_of_long_ago(conn, add):
    old, same = event(add, 0, -100), event(add, 0.0003)
    assert [one.code for one in look(conn).similar] == [same, old]


def test_figures_are_those_of_the_class(conn, add):
    event(add, 0.0001)
    reach = Nearness(1, 1, 5, 1, 8, 1)
    assert look(conn, Near(reach, (), (ClassKey("2026", "06010"),))).similar == []
