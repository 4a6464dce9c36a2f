"""`onemap events` brings in tables of rules."""

import psycopg
import pytest
from typer.testing import CliRunner, Result

from gis_api.cli import build
from tests.builder import Builder


@pytest.fixture
def run(scratch, monkeypatch):
    """Runs a command on a database with one department."""
    with psycopg.connect(scratch) as conn:
        Builder(conn)("department", code="D1")
    monkeypatch.setenv("ONEMAP_DSN", scratch)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(build("events"), ["events", *arguments])

    return run


def test_limits_take_the_place_of_those_before_and_refused_rows_are_told(run, tmp_path):
    path = tmp_path / "limits.csv"
    path.write_text(
        "kind,code_2013,limits_by_condition\n事件,0110,4工作时; 1工作日\n事件,0111,soon\n", "gb18030"
    )
    said = run("limits", str(path))
    assert (said.exit_code, said.stdout) == (0, "2 inserted, 0 updated, 0 unchanged, 0 removed\n")
    assert "line 3: 'soon' is no limit" in said.stderr


def test_responsibilities_take_the_place_of_those_before(run, tmp_path):
    path = tmp_path / "who.csv"
    path.write_text("class_code,department_code\n06,D1\n07,D9\n", "utf-8")
    said = run("responsibilities", str(path))
    assert (said.stdout, "line 3: department_code 'D9'" in said.stderr) == (
        "1 inserted, 0 updated, 0 unchanged, 0 removed\n",
        True,
    )


def test_who_changed_the_rules_stands_in_the_change_log(run, scratch, tmp_path):
    path = tmp_path / "limits.csv"
    path.write_text("class_code,amount,unit\n06,4,工作时\n", "utf-8")
    run("limits", str(path))
    with psycopg.connect(scratch) as conn:
        found = conn.execute("SELECT DISTINCT actor FROM onemap.change_log WHERE layer = 'time_limit'")
        assert found.fetchall() == [("onemap events",)]
