"""The report of a division."""

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from shapely import LineString, box

from layers.grids.divide_plan import Wishes, plan_grids
from layers.grids.report import summary, write_report
from layers.grids.report_picture import histogram
from tests.layers.grids.town import degrees

COMMUNITY = "420117001001"
FILES = {"summary.json", "grids.geojson", "map.svg", "report.html"}


@pytest.fixture
def plan(conn, add):
    """A community of 9 hectares with a road, and one without an outline."""
    add("area", code=COMMUNITY, name="东社区", geom=degrees([box(0, 0, 300, 300)])[0].wkt)
    add("area", code="420117001002", name="西社区")
    add("road", geom=degrees([LineString([(0, 150), (300, 150)])])[0].wkt)
    return plan_grids(conn, "420117001", Wishes())


def test_the_summary_says_whether_grids_are_seamless_and_cut_no_building(plan):
    units = summary(plan)["unit_grids"]

    assert (units["count"], units["seamless"], units["buildings_cut"]) == (8, True, 0)


def test_communities_without_an_outline_are_named(plan):
    assert summary(plan)["communities_without_outline"] == ["420117001002"]


def test_a_folder_is_made_with_all_files(plan, tmp_path):
    write_report(plan, tmp_path / "new" / "report")

    assert {path.name for path in (tmp_path / "new" / "report").iterdir()} == FILES


def test_the_picture_is_well_formed(plan, tmp_path):
    write_report(plan, tmp_path)

    assert ET.parse(tmp_path / "map.svg").getroot().tag.endswith("svg")


def test_every_grid_is_in_the_map_data(plan, tmp_path):
    write_report(plan, tmp_path)
    features = json.loads((tmp_path / "grids.geojson").read_text("utf-8"))["features"]

    assert {feature["properties"]["code"] for feature in features} == set(plan.codes)


def test_names_cannot_put_markup_into_the_page(conn, add, tmp_path):
    add("area", code=COMMUNITY, name="<b>社区", geom=degrees([box(0, 0, 90, 90)])[0].wkt)
    write_report(plan_grids(conn, COMMUNITY, Wishes()), tmp_path)

    assert "<b>社区" not in (tmp_path / "report.html").read_text("utf-8")


def test_the_last_bar_holds_all_that_is_larger():
    assert "10 – 20: 2" in histogram(np.array([5.0, 15.0, 900.0]), 20.0, bins=2)
