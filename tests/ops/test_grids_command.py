"""`onemap grids check`, `repair`, `split`, `merge`, `move`, `nesting`."""

import json

import psycopg
import pytest
from typer.testing import CliRunner, Result

from gis_api.cli import build
from layers.errors import Invalid
from tests.builder import Builder
from tests.layers.grids_care.town import COMPOSITE, DX, DY, LAT, LON, WEST, Town, cells

MIDDLE = f"{WEST}005"


@pytest.fixture
def run(scratch, monkeypatch):
    """Runs a command on a database with a small town in which two unit grids overlap."""
    with psycopg.connect(scratch) as conn:
        town = Town(Builder(conn))
        town.draw(MIDDLE, cells(1, 1, 2.1, 2))
        town.add("trade_grid", code="P1", kind="police", name="警务", geom=cells(2, 0, 6, 3).wkt)
    monkeypatch.setenv("ONEMAP_DSN", scratch)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(build("grids"), ["grids", *arguments])

    return run


def test_findings_are_counted_and_errors_are_the_status(run):
    found = run("check")
    assert ("       1 error   overlap  重叠" in found.stdout.splitlines(), found.exit_code) == (True, 1)


def test_a_run_tells_what_is_new(run):
    assert run("check").stdout.splitlines()[-1] == "1 new, 0 changed, 0 gone"


def test_counts_are_told_to_machines(run):
    assert json.loads(run("check", "--json", "--check", "overlap").stdout) == {"overlap": 1}


def test_findings_are_written_as_geojson(run, tmp_path):
    run("check", "--area", WEST, "--geojson", str(tmp_path / "found.geojson"))
    found = json.loads((tmp_path / "found.geojson").read_text("utf-8"))
    assert [one["properties"]["grid_codes"] for one in found["features"]] == [[MIDDLE, f"{WEST}006"]]


@pytest.fixture
def finding(run, tmp_path):
    """The code of the one finding."""
    run("check", "--geojson", str(tmp_path / "found.geojson"))
    found = json.loads((tmp_path / "found.geojson").read_text("utf-8"))
    return found["features"][0]["properties"]["code"]


def test_a_repair_is_made_and_told(run, finding):
    repaired = run("repair", finding, "--reason", "测绘").stdout.splitlines()
    assert (repaired[1:], run("check").exit_code) == (
        [f"  unit grid {MIDDLE} changes its shape", f"now: {MIDDLE}"],
        0,
    )


def test_a_dry_run_repairs_nothing(run, finding):
    run("repair", finding, "--dry-run")
    assert run("check").exit_code == 1


def test_a_grid_is_split_merged_and_moved(run):
    x = LON + 1.3 * DX
    split = run("split", MIDDLE, f"{x},{LAT - 0.9 * DY}", f"{x},{LAT - 2.1 * DY}").stdout.splitlines()
    merged = run("merge", f"{WEST}010", f"{WEST}011").stdout.splitlines()
    moved = run("move", f"{WEST}012", "--composite", COMPOSITE[WEST])
    assert (split[1], merged[1], str(moved.exception)) == (
        f"now: {WEST}010 {WEST}011",
        f"now: {WEST}012",
        "the unit grid belongs there already",
    )


@pytest.mark.parametrize("line", [["1"], ["1,x", "2,2"], ["1,1"]])
def test_a_line_that_is_none_is_refused(run, line):
    assert isinstance(run("split", MIDDLE, *line).exception, Invalid)


def test_a_grid_that_does_not_nest_is_told(run):
    found = run("nesting")
    assert (found.stdout.splitlines()[0], found.exit_code) == (
        f"police P1 警务: {WEST[:-1]}2D1 75.0%, {COMPOSITE[WEST]} 25.0%",
        1,
    )


def test_binding_tells_what_it_did(run):
    assert run("nesting", "--bind").stderr == "1 bound, 0 loosed, 0 nowhere\n"


def test_nesting_is_told_to_machines(run):
    assert len(json.loads(run("nesting", "--json").stdout)["pieces"]["features"]) == 1
