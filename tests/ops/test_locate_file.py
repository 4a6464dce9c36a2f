"""`onemap locate FILE`: what it writes, what it says, and what is left when it is killed."""

import csv
import io
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from gis_api.cli.locate import app
from gis_api.cli.located_file import shown
from gis_api.service import environment
from gis_api.settings import Settings
from importers.points.locating import Tally
from tests.builder import Builder

COMMAND = (sys.executable, "-P", "-m", "gis_api", "locate")
SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"


@pytest.fixture
def city(scratch, tmp_path, monkeypatch):
    """Settings of a city of one district."""
    with psycopg.connect(scratch) as conn:
        Builder(conn)("area", code="420117", name="新洲区", geom=SQUARE)
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
    path = tmp_path / "点.csv"
    path.write_text("id,lon,lat\na,114.8,30.84\nb,30.84,114.8\nc,1,2\nd,114.8101,30.84\n")
    return path


def districts(path):
    with path.open(newline="") as file:
        return [row["located_district"] for row in csv.DictReader(file)]


def files(folder):
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_a_file_is_written_again_with_codes(city, run, table, tmp_path):
    done = run(table)
    assert (done.exit_code, done.stdout) == (0, "")
    assert districts(tmp_path / "点.located.csv") == ["420117", "", "", ""]


def test_a_summary_says_how_many_are_where(city, run, table, tmp_path):
    said = run(table, "-o", tmp_path / "out.csv", "--tolerance", 20).stderr
    counts = {line.split()[0]: line.split()[1] for line in said.splitlines() if not line.startswith("making")}
    numbers = {"rows": "4", "inside": "1", "gap": "1", "near": "1", "swapped": "1", "outside": "1"}
    assert counts == numbers | {"written:": str(tmp_path / "out.csv")}


def test_columns_crs_and_delimiter_may_be_said(city, run, tmp_path):
    (tmp_path / "in.txt").write_text("e#n\n114.8055#30.8375\n")
    done = run(
        *(tmp_path / "in.txt", "-o", tmp_path / "out.csv", "--lon", "e", "--lat", "n"),
        *("--delimiter", "#", "--crs", "gcj02", "--prefix", ""),
    )
    assert (done.exit_code, (tmp_path / "out.csv").read_text().split("#")[2]) == (0, "district")


def test_the_ending_says_the_form(city, run, table, tmp_path):
    run(table, "-o", tmp_path / "out.parquet")
    assert parquet.read_table(tmp_path / "out.parquet")["located_district"].to_pylist()[0] == "420117"


def test_a_file_that_is_there_is_kept_unless_told_otherwise(city, run, table, tmp_path):
    (tmp_path / "out.csv").write_text("precious")
    refused = run(table, "-o", tmp_path / "out.csv")
    assert (str(refused.exception), (tmp_path / "out.csv").read_text()) == (
        f"{tmp_path / 'out.csv'} exists",
        "precious",
    )
    assert run(table, "-o", tmp_path / "out.csv", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["114.8"], "one point is LON LAT"),
        (["114.8,30.84"], "one point is LON LAT"),
        (["114.8", "30.84", "5"], "one point is LON LAT"),
        (["a.csv", "b.csv"], "one point is LON LAT"),
        (["114.8", "north"], "one point is LON LAT"),
        (["114.8", "30.84", "-o", "x.csv"], "that is for files"),
        (["114.8", "30.84", "--tolerence", "5"], "there is no option --tolerence"),
        (["a.csv", "--tolerence", "5"], "there is no option --tolerence"),
        (["a.csv", "--delimiter", "ab"], "stand between fields"),
        (["114.8", "30.84", "--reach", "-5"], "greater than or equal to 0"),
    ],
)
def test_wrong_usage_says_what_is_right(run, arguments, said):
    done = run(*arguments)
    assert (done.exit_code, said in done.stderr.replace("\n", " ")) == (2, True)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("none.csv", None, "there is no file"),
        ("in.csv", "a,b\n1,2\n", "no two columns are called like coordinates"),
        ("in.csv", "", "the table is empty"),
        ("in.parquet", "PAR1", "no sound Parquet file"),
        ("in.docx", "x", "points are not kept in files of this kind"),
    ],
)
def test_what_cannot_be_located_says_why_and_leaves_nothing(city, run, tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text)
    before = files(tmp_path)
    assert said in str(run(tmp_path / name).exception)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("target", "said"),
    [("none/out.csv", "there is no folder"), ("folder.csv", "is a folder"), ("out.csv.gz", "of this kind")],
)
def test_a_file_that_cannot_be_written_says_why(city, run, table, tmp_path, target, said):
    (tmp_path / "folder.csv").mkdir()
    assert said in str(run(table, "-o", tmp_path / target, "--force").exception)


@pytest.mark.parametrize("ending", ["csv", "parquet", "gpkg"])
def test_a_killed_run_leaves_nothing_half_done(city, tmp_path, ending):
    table = tmp_path / "long.csv"
    table.write_text("lon,lat,filler\n" + f"114.8,30.84,{'x' * 30}\n" * 1_000_000)
    command = [*COMMAND, str(table), "-o", str(tmp_path / f"out.{ending}")]
    with subprocess.Popen(command, env=environment(city), stderr=subprocess.PIPE) as process:
        while not list(tmp_path.glob(f".out.*.part.{ending}")):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        process.communicate()
    assert (process.returncode, files(tmp_path)) == (143, {"long.csv"})


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_is_shown_on_a_terminal_only(monkeypatch, terminal):
    stderr = io.StringIO()
    monkeypatch.setattr(stderr, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stderr", stderr)
    with shown() as progress:
        progress(Tally(rows=500), 1000)
    assert ("rows" in stderr.getvalue()) == terminal
