"""A whole city: one transaction, repeatable, every row accounted for."""

import csv
from pathlib import Path
from typing import Any

import pytest

from importers.report import Part
from layers.errors import Invalid, NotFound
from tests.importers.conftest import AREAS, TREES, City, collection, square

TREE_ROWS = "id,x,y\nA,114.1,31.05\nB,114.9,31.05\n"
EVENTS = """
[[layer]]
file = "cases.geojson"
table = "event"
crs = "wgs84"
[layer.columns]
code = { use = "join", of = ["number"], before = "630000" }
edition = { value = "tiny" }
class_code = "kind"
reported_by = { value = "hotline" }
reported_at = { use = "moment", of = "at", zone = "Asia/Taipei" }
"""


def part(city: City, table: str) -> Part:
    report = city.bring_in()
    assert all(one.accounted for one in report.parts)
    return next(one for one in report.parts if one.table == table)


def state(city: City) -> list[tuple[Any, ...]]:
    return city.ask("SELECT count(*), max(seq) FROM onemap.change_log")


@pytest.fixture
def trees(city: City) -> City:
    city.manifest += TREES
    city.write("trees.csv", TREE_ROWS)
    return city


def test_areas_have_full_names_built_from_those_above(city: City) -> None:
    city.bring_in()

    assert city.ask("SELECT full_name FROM onemap.area ORDER BY code") == [
        ("小城",),
        ("小城东区",),
        ("小城东区甲里",),
        ("小城东区乙里",),
    ]


def test_the_outline_of_the_city_is_that_of_its_streets(city: City) -> None:
    city.bring_in()
    same = "SELECT ST_Equals(a.geom, b.geom) FROM onemap.area a, onemap.area b"

    assert city.ask(f"{same} WHERE a.code = '63000' AND b.code = '6300100'") == [(True,)]


def test_an_area_without_its_parent_is_refused(city: City) -> None:
    lost = {"code": "6300200001", "level": "community", "name": "丙里", "parent": "6300200"}
    city.write("areas.geojson", collection((lost, square(114, 115))))

    assert part(city, "area").refused == {"its parent 6300200 is not known": 1}


def test_an_area_that_another_source_has_drawn_is_left_alone(city: City) -> None:
    city.bring_in()
    city.manifest = city.manifest.replace('city = "tiny"', 'city = "other"')

    assert part(city, "area").refused == {"it, or the area above it, belongs to tiny in this database": 4}


def test_a_later_file_wins_and_the_report_says_where(city: City) -> None:
    city.manifest += AREAS.replace("areas.geojson", "newer.geojson")
    newer = {"code": "6300100", "level": "street", "name": "新东区", "parent": "63000"}
    city.write("newer.geojson", collection((newer, None)))

    assert part(city, "area").notes == [
        "newer.geojson names 1 areas otherwise, taken: 6300100 东区 -> 新东区"
    ]


def test_components_are_located_in_street_and_community(trees: City) -> None:
    trees.bring_in()

    assert trees.ask("SELECT street_code, community_code FROM onemap.component ORDER BY code") == [
        ("6300100", "6300100001"),
        ("6300100", "6300100002"),
    ]


def test_components_get_codes_of_their_class(trees: City) -> None:
    trees.bring_in()

    assert trees.ask("SELECT code FROM onemap.component ORDER BY code") == [
        ("63000004002000001",),
        ("63000004002000002",),
    ]


def test_components_keep_their_codes_when_the_file_comes_in_another_order(trees: City) -> None:
    trees.bring_in()
    trees.write("trees.csv", "id,x,y\nC,114.2,31.05\nB,114.9,31.05\nA,114.1,31.05\n")
    trees.bring_in()

    assert trees.ask("SELECT source_key FROM onemap.component ORDER BY code") == [("A",), ("B",), ("C",)]


def test_cases_are_located_and_their_kinds_put_into_the_catalogue(city: City) -> None:
    city.manifest += EVENTS
    case = {"number": "2023060100021", "kind": "路燈故障", "at": "2023-06-01T15:34:43"}
    city.write("cases.geojson", collection((case, {"type": "Point", "coordinates": [114.1, 31.05]})))
    city.bring_in()

    assert city.ask(
        "SELECT e.code, community_code, c.name, reported_at = '2023-06-01T07:34:43Z' FROM onemap.event e"
        " JOIN onemap.class_code c ON (c.kind, c.edition, c.code) = ('event', e.edition, e.class_code)"
    ) == [("6300002023060100021", "6300100001", "路燈故障", True)]


def test_the_same_files_again_change_nothing(trees: City) -> None:
    trees.bring_in()
    before = state(trees)

    assert part(trees, "component").unchanged == 2
    assert state(trees) == before


def test_a_failed_import_leaves_nothing(trees: City) -> None:
    trees.manifest += TREES.replace("trees.csv", "more.csv")
    trees.write("more.csv", "id,x\nA,114.1\n")

    with pytest.raises(Invalid, match=r"more\.csv has no column y"):
        trees.bring_in()
    assert trees.ask("SELECT FROM onemap.area UNION ALL SELECT FROM onemap.import_run") == []


def test_an_import_that_is_broken_off_leaves_nothing(trees: City) -> None:
    def stop(file: str, _read: int, _total: int | None) -> None:
        if file == "trees.csv":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trees.bring_in(progress=stop)
    assert trees.ask("SELECT FROM onemap.area UNION ALL SELECT FROM onemap.import_run") == []
    assert not list(trees.refused.glob("*"))


def test_refused_rows_stand_in_a_file_with_line_reason_and_row(trees: City) -> None:
    trees.write("trees.csv", TREE_ROWS + "C,0,0\n")
    path = trees.bring_in().refused_file

    assert path is not None
    (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    assert row == {
        "file": "trees.csv",
        "line": "4",
        "reason": "position outside 114,30,116,32",
        "row": '{"id": "C", "x": "0", "y": "0"}',
    }


def test_a_row_that_comes_twice_is_counted_and_one_that_contradicts_is_refused(trees: City) -> None:
    trees.write("trees.csv", TREE_ROWS + "A,114.1,31.05\nB,114.8,31.05\n")
    found = part(trees, "component")

    assert (found.inserted, found.repeated, found.refused.total()) == (2, 1, 1)


def test_a_run_is_recorded_with_its_report(trees: City) -> None:
    trees.bring_in(actor="tester")
    query = "SELECT dataset, actor, report -> 'parts' -> 1 ->> 'inserted' FROM onemap.import_run"

    assert trees.ask(query) == [("city:tiny", "tester", "2")]


def test_rows_name_the_run_that_wrote_them(trees: City) -> None:
    trees.bring_in()

    assert trees.ask("SELECT DISTINCT c.import_id = r.id FROM onemap.component c, onemap.import_run r") == [
        (True,)
    ]


def test_a_missing_file_is_said_with_the_way_out(city: City) -> None:
    city.manifest += TREES

    with pytest.raises(NotFound, match=r"there is no file trees\.csv") as error:
        city.bring_in()
    assert "--source" in str(error.value.facts["hint"])


def test_a_file_outside_the_folder_is_refused(city: City, tmp_path: Path) -> None:
    (tmp_path / "trees.csv").write_text(TREE_ROWS, "utf-8")
    city.manifest += TREES.replace("trees.csv", "../trees.csv")

    with pytest.raises(Invalid, match="outside the folder"):
        city.bring_in()


def test_positions_without_a_crs_are_refused(city: City) -> None:
    city.manifest = city.manifest.replace('crs = "wgs84"\ncolumns', "columns")

    with pytest.raises(Invalid, match="does not say what its positions are in"):
        city.bring_in()


def test_a_file_without_rows_is_fine(trees: City) -> None:
    trees.write("trees.csv", "id,x,y\n")

    assert part(trees, "component").read == 0
