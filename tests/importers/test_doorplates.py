"""Door plates into the address tree."""

from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from importers.report import Part
from tests.importers.conftest import City

LAYER = """
[[layer]]
file = "plates.parquet"
table = "address"
how = "doorplates"
crs = "wgs84"
point = ["X", "Y"]
[layer.columns]
area_code = { use = "digits", of = "VILLAGE" }
road = { use = "join", of = ["ROAD", "SECTION"] }
lane = "LANE"
alley = "ALLEY"
number = "NUMBER"
"""
PLATE = {
    "VILLAGE": "6300100-001",
    "ROAD": "敦化北路",
    "SECTION": None,
    "LANE": None,
    "ALLEY": None,
    "NUMBER": "2號",
}
HERE = {"X": 114.1, "Y": 31.05}


@pytest.fixture
def plates(city: City) -> City:
    city.manifest += LAYER
    return city


def bring_in(city: City, *rows: dict[str, Any]) -> Part:
    text = pa.schema([(name, pa.string()) for name in PLATE])
    schema = text.append(pa.field("X", pa.float64())).append(pa.field("Y", pa.float64()))
    table = pa.Table.from_pylist([{**PLATE, **HERE, **row} for row in rows], schema=schema)
    parquet.write_table(table, city.folder / "tiny" / "plates.parquet")
    part = city.bring_in().parts[-1]
    assert part.accounted
    return part


def test_a_plate_makes_the_road_it_lies_on(plates: City) -> None:
    bring_in(plates, {})

    assert plates.ask(
        "SELECT level, name, local_text, full_text FROM onemap.address ORDER BY local_text"
    ) == [
        ("road", "敦化北路", "敦化北路", "小城东区甲里敦化北路"),
        ("plate", "2號", "敦化北路2號", "小城东区甲里敦化北路2號"),
    ]


def test_lane_and_alley_are_a_chain(plates: City) -> None:
    bring_in(plates, {"ROAD": "士東路", "SECTION": "一段", "LANE": "266巷", "ALLEY": "3弄"})
    parents = "FROM onemap.address a JOIN onemap.address p ON p.code = a.parent_code ORDER BY a.local_text"

    assert plates.ask(f"SELECT a.level, a.name, p.local_text {parents}") == [
        ("lane", "266巷", "士東路一段"),
        ("lane", "3弄", "士東路一段266巷"),
        ("plate", "2號", "士東路一段266巷3弄"),
    ]


def test_a_room_makes_its_floor_and_its_plate(plates: City) -> None:
    part = bring_in(plates, {"NUMBER": "71號五樓之32"})

    assert part.derived == 3
    assert plates.ask("SELECT level, name FROM onemap.address ORDER BY local_text") == [
        ("road", "敦化北路"),
        ("plate", "71號"),
        ("floor", "五樓"),
        ("room", "五樓之32"),
    ]


def test_the_same_road_in_two_communities_is_two_nodes(plates: City) -> None:
    bring_in(plates, {}, {"VILLAGE": "6300100-002"})

    assert plates.ask("SELECT area_code FROM onemap.address WHERE level = 'road' ORDER BY 1") == [
        ("6300100001",),
        ("6300100002",),
    ]


def test_a_road_lies_in_the_middle_of_its_plates(plates: City) -> None:
    bring_in(plates, {"X": 114.1}, {"NUMBER": "4號", "X": 114.3})

    assert plates.ask(
        "SELECT round(ST_X(geom)::numeric, 6)::text, accuracy FROM onemap.address WHERE level = 'road'"
    ) == [("114.200000", "centroid")]


def test_a_plate_that_no_row_states_lies_where_its_floor_does(plates: City) -> None:
    bring_in(plates, {"NUMBER": "2號三樓", "X": 114.3})

    assert plates.ask("SELECT ST_X(geom), accuracy FROM onemap.address WHERE level = 'plate'") == [
        (114.3, "plate")
    ]


def test_a_plate_keeps_its_own_place_whatever_its_floors_say(plates: City) -> None:
    bring_in(plates, {"NUMBER": "2號三樓", "X": 114.3}, {"X": 114.1})

    assert plates.ask("SELECT ST_X(geom) FROM onemap.address WHERE level = 'plate'") == [(114.1,)]


def test_plates_that_differ_only_by_remark_are_one(plates: City) -> None:
    part = bring_in(plates, {}, {"NUMBER": "2號(設籍應查實)"})

    assert (part.inserted - part.derived, part.repeated, part.repaired.total()) == (1, 1, 1)


def test_a_plate_outside_the_city_is_kept_without_its_position(plates: City) -> None:
    part = bring_in(plates, {"X": 0.0})

    assert part.repaired == {"kept without its position outside 114,30,116,32": 1}
    assert plates.ask("SELECT geom FROM onemap.address WHERE level = 'plate'") == [(None,)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"NUMBER": None}, "no number"),
        ({"NUMBER": "9."}, "the number has no known shape"),
        ({"NUMBER": "9號(門牌廢止)"}, "withdrawn or destroyed, says its own remark"),
        ({"ROAD": None}, "no road"),
        ({"ROAD": "戶政事務所（羅斯福路"}, "the road is no road"),
        ({"VILLAGE": "6300100-009"}, "area 6300100009 is not known"),
    ],
)
def test_what_has_no_place_in_the_tree_is_refused_with_its_reason(
    plates: City, row: dict[str, Any], reason: str
) -> None:
    assert bring_in(plates, {}, row).refused == {reason: 1}


def test_the_same_plates_again_change_nothing(plates: City) -> None:
    bring_in(plates, {}, {"NUMBER": "71號五樓之32"})

    assert bring_in(plates, {}, {"NUMBER": "71號五樓之32"}).unchanged == 5
