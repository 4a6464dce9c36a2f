"""A building with its storeys, units and rooms."""

import pytest

from cim.buildings import building, rooms
from layers.errors import NotFound
from tests.builder import Builder


@pytest.fixture
def house(add: Builder) -> Builder:
    """One building, a cellar and two storeys, two units, three rooms."""
    address = add("address", full_text="新洲区红旗路12号3栋")
    add("building", code="B1", name="3栋", address_code=address["code"], height=6.5)
    for number in (2, 1, -1):
        add("storey", code=f"S{number}", building_code="B1", number=number, label=f"{number}F")
    for name in ("10单元", "2单元"):
        add("building_unit", code=f"U{name}", building_code="B1", name=name)
    for number, storey, unit in [("102", "S1", "U2单元"), ("101", "S1", "U10单元"), ("201", "S2", "U2单元")]:
        add("room", code=number, number=number, storey_code=storey, unit_code=unit)
    return add


def test_a_building_has_its_address_and_place(conn, house):
    found = building(conn, "B1")
    assert (found.address, found.height, round(found.lon, 4)) == ("新洲区红旗路12号3栋", 6.5, 114.8005)


def test_storeys_go_from_the_cellar_up_with_their_units_and_rooms(conn, house):
    found = building(conn, "B1")
    assert [(one.number, one.units, one.rooms) for one in found.storeys] == [(-1, 0, 0), (1, 2, 2), (2, 1, 1)]


def test_units_come_in_the_order_of_their_numbers(conn, house):
    found = building(conn, "B1")
    assert [(one.name, one.rooms) for one in found.units] == [("2单元", 2), ("10单元", 1)]


def test_a_building_without_storeys_has_none(conn, add):
    add("building", code="B2")
    found = building(conn, "B2")
    assert (found.storeys, found.units, found.rooms) == ([], [], 0)


def test_rooms_of_a_storey_come_by_number(conn, house):
    assert [(one.number, one.unit) for one in rooms(conn, "B1", 1)] == [("101", "10单元"), ("102", "2单元")]


def test_a_storey_without_rooms_has_none(conn, house):
    assert rooms(conn, "B1", -1) == []


@pytest.mark.parametrize(("code", "number"), [("B1", 9), ("B1", 0), ("no", 1)])
def test_an_unknown_storey_is_not_found(conn, house, code, number):
    with pytest.raises(NotFound):
        rooms(conn, code, number)


def test_an_unknown_building_is_not_found(conn):
    with pytest.raises(NotFound):
        building(conn, "no such")
