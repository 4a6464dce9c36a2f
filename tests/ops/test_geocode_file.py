"""`onemap geocode FILE`: whole or not at all, in order, by any number of processes."""

import csv
import io
import json
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from typer.testing import CliRunner

from gis_api.cli.geocode import app
from gis_api.service import environment
from gis_api.settings import Settings
from tests.builder import Builder

COMMAND = (sys.executable, "-P", "-m", "gis_api", "geocode")


@pytest.fixture
def library(scratch, tmp_path, monkeypatch):
    """Settings of a library with a hundred door plates: 红旗路1号 to 红旗路100号."""
    with psycopg.connect(scratch) as conn:
        add = Builder(conn)
        for n in range(1, 101):
            add("address", local_text=f"红旗路{n}号", geom=f"POINT({114.8 + n / 10_000} 30.84)")
    monkeypatch.setenv("ONEMAP_DSN", scratch)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return Settings()


@pytest.fixture
def run():
    """Run the command; what it raises goes through, as `onemap` shows it."""
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=True)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("id,address\n" + "".join(f"{n},红旗路{n}号\n" for n in range(1, 121)))
    return path


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_a_file_is_written_again_with_an_answer_in_each_row(library, run, table):
    done = run(table)
    found = rows(table.with_suffix(".geocoded.csv"))
    assert (done.exit_code, len(found), found[6]["result_label"]) == (0, 120, "区域420117001001红旗路7号")
    assert "rows             120" in done.output


def test_a_file_that_is_there_is_kept_unless_told_otherwise(library, run, table, tmp_path):
    target = tmp_path / "there.csv"
    target.write_text("precious")
    refused = run(table, "-o", target)
    assert (refused.exit_code, str(refused.exception), target.read_text()) == (
        1,
        f"{target} exists",
        "precious",
    )
    assert run(table, "-o", target, "--force").exit_code == 0


@pytest.mark.parametrize("ending", ["csv", "json", "ndjson", "xlsx", "parquet"])
def test_the_ending_says_the_form_there_and_back(library, run, table, tmp_path, ending):
    there, back = tmp_path / f"there.{ending}", tmp_path / "back.csv"
    run(table, "-o", there)
    run(there, "-o", back, "--prefix", "new_")
    assert [row["new_label"] for row in rows(back)] == [row["result_label"] for row in rows(back)]


def test_several_processes_keep_the_order(library, run, tmp_path):
    table, target = tmp_path / "long.csv", tmp_path / "out.csv"
    table.write_text(
        "id,address,filler\n" + "".join(f"{n},红旗路{n % 100 + 1}号,{'x' * 4000}\n" for n in range(2500))
    )
    assert run(table, "-o", target, "--workers", 2).exit_code == 0
    found = rows(target)
    assert [row["id"] for row in found] == [str(n) for n in range(2500)]
    assert {row["result_label"].endswith(row["address"]) for row in found} == {True}


def test_a_table_that_breaks_off_leaves_no_file(library, run, tmp_path):
    table = tmp_path / "broken.json"
    table.write_text("[" + '{"address": "x"},' * 500)
    assert run(table).exit_code == 1
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["broken.json"]


@pytest.mark.parametrize("arguments", [("--column", "nothing"), ("--crs", "mars"), ("--within", "999")])
def test_what_does_not_fit_is_said(library, run, table, arguments):
    assert run(table, *arguments).exit_code == 1


def test_a_file_that_is_not_there_is_no_address(library, run):
    done = run("nothing.csv")
    assert str(done.exception) == "there is no file nothing.csv"


def test_a_killed_run_leaves_nothing_half_done(library, tmp_path):
    table = tmp_path / "long.csv"
    table.write_text("address\n" + "红旗路7号附近的某个地方\n" * 300_000)
    command = [*COMMAND, str(table), "--progress", str(tmp_path / "progress.json")]
    with subprocess.Popen(command, env=environment(library), stderr=subprocess.PIPE) as process:
        while not list(tmp_path.glob(".long.geocoded.*.part.csv")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate()
    left = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert (process.returncode, left) == (143, {"long.csv", "progress.json"})


def test_programs_can_watch(library, run, table, tmp_path):
    run(table, "--progress", tmp_path / "progress.json")
    said = json.loads((tmp_path / "progress.json").read_text())
    assert (said["rows"], said["done"], said["accepted"], said["matched"] >= 100) == (120, 120, 100, True)
