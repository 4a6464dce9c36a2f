"""`onemap address check`: what it prints, the files that it writes, its status."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from gis_api.cli import build
from tests.builder import Builder

Run = Callable[..., Result]


@pytest.fixture
def run(scratch: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on a database with two lanes without a road and a plate that nothing is wrong with."""
    with psycopg.connect(scratch) as conn:
        add = Builder(conn)
        for name in ("1巷", "2巷"):
            add("address", level="lane", local_text=name, geom="POINT(114.8 30.84)")
    monkeypatch.setenv("ONEMAP_DSN", scratch)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(build("address"), ["address", "check", *arguments])

    return run


def test_findings_are_printed_with_their_repair_and_counted(run: Run) -> None:
    lines = run("--check", "no_parent").stdout.splitlines()
    assert (lines[0][:15], lines[0][-14:], lines[-1]) == (
        "error no_parent",
        "建议: 到现场核实编号和位置",
        "       2 error   no_parent  缺少上级",
    )


def test_a_limit_shows_fewer_but_counts_all(run: Run) -> None:
    lines = run("--check", "no_parent", "--limit", "1").stdout.splitlines()
    assert (len(lines), lines[-1].split()[0]) == (2, "2")


@pytest.mark.parametrize(("check", "status"), [("no_parent", 1), ("number_order", 0)])
def test_the_status_says_whether_there_are_errors(run: Run, check: str, status: int) -> None:
    assert run("--check", check).exit_code == status


def test_findings_are_written_as_csv(run: Run, tmp_path: Path) -> None:
    run("--check", "no_parent", "-o", str(tmp_path / "found.csv"))
    with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["text"][-2:] for row in csv.DictReader(file)] == ["1巷", "2巷"]


def test_findings_are_written_as_json(run: Run, tmp_path: Path) -> None:
    run("--check", "no_parent", "-o", str(tmp_path / "found.json"))
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert [one["rows"][0]["lon"] for one in found] == [114.8, 114.8]


def test_findings_are_written_as_geojson(run: Run, tmp_path: Path) -> None:
    run("--check", "no_parent", "-o", str(tmp_path / "found.geojson"))
    found = json.loads((tmp_path / "found.geojson").read_text("utf-8"))
    assert [one["geometry"]["coordinates"] for one in found["features"]] == [[114.8, 30.84]] * 2


def test_another_kind_of_file_is_refused(run: Run, tmp_path: Path) -> None:
    assert "no form of findings" in str(run("-o", str(tmp_path / "found.doc")).exception)
