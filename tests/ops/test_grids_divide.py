"""`onemap grids divide` on a database."""

import psycopg
import pytest
from shapely import box
from typer.testing import CliRunner, Result

from gis_api.cli import build
from layers.errors import Conflict, Invalid
from tests.builder import Builder
from tests.layers.grids.town import degrees

AREA = "420117001001"


@pytest.fixture
def run(scratch, monkeypatch):
    """Runs `grids divide` on a database with one community of 4 hectares."""
    with psycopg.connect(scratch) as conn:
        Builder(conn)("area", code=AREA, name="海棠社区", geom=degrees([box(0, 0, 200, 200)])[0].wkt)
    monkeypatch.setenv("ONEMAP_DSN", scratch)

    def run(*arguments: str) -> Result:
        given = ["grids", "divide", "--area", AREA, *arguments]
        return CliRunner().invoke(build("grids"), given, catch_exceptions=True)

    return run


def grids(dsn):
    """How many unit grids there are."""
    with psycopg.connect(dsn) as conn:
        return conn.execute("SELECT count(*) FROM onemap.unit_grid").fetchone()[0]


def test_nothing_is_written_unless_asked(run, scratch):
    assert "4 unit grids" in run().stdout
    assert grids(scratch) == 0


def test_grids_are_written_when_asked(run, scratch):
    assert "written: 4 unit grids, 1 duty grids" in run("--write").stdout
    assert grids(scratch) == 4


def test_grids_are_replaced_only_when_asked(run, scratch):
    run("--write")

    assert isinstance(run("--write").exception, Conflict)
    assert "4 replaced" in run("--write", "--replace").stdout


def test_a_target_makes_larger_grids(run):
    assert "1 unit grids" in run("--target", "40000").stdout


def test_a_report_is_written(run, tmp_path):
    run("--report", str(tmp_path))

    assert "海棠社区网格划分报告" in (tmp_path / "report.html").read_text("utf-8")


def test_a_weight_that_is_no_number_is_refused(run):
    assert isinstance(run("--weight", "events=much").exception, Invalid)


def test_a_kind_of_compound_that_is_nowhere_is_refused(run):
    assert "of the kind 'prak'" in str(run("--compound", "prak").exception)
