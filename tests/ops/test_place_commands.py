"""`onemap locate` and `onemap geocode` on a database."""

import json

import psycopg
import pytest
from typer.testing import CliRunner, Result

from gis_api.cli import build
from tests.builder import Builder

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"


@pytest.fixture
def run(scratch, monkeypatch):
    """Runs a command on a database with one district, one duty grid and one door plate."""
    with psycopg.connect(scratch) as conn:
        add = Builder(conn)
        add("area", code="420117", name="新洲区", geom=SQUARE)
        add("department", code="D1", name="城管中队")
        add("duty_grid", code="Z1", name="第一责任网格", body_code="D1", geom=SQUARE)
        add("address", local_text="红旗路12号", full_text="新洲区红旗路12号", geom="POINT(114.8 30.84)")
    monkeypatch.setenv("ONEMAP_DSN", scratch)

    def run(command: str, *arguments: str) -> Result:
        return CliRunner().invoke(build(command), [command, *arguments])

    return run


def test_a_point_is_located_with_who_is_responsible(run):
    lines = run("locate", "114.8", "30.84").stdout.splitlines()
    assert ("duty_grid      Z1  第一责任网格  (城管中队)" in lines, "street         -" in lines) == (
        True,
        True,
    )


def test_a_location_can_be_read_by_machines(run):
    assert json.loads(run("locate", "114.8", "30.84", "--json").stdout)["district"]["name"] == "新洲区"


def test_west_and_south_are_no_options(run):
    assert run("locate", "-10", "-30.5").exit_code == 0


def test_an_address_is_found(run):
    said = run("geocode", "红旗路１２號").stdout
    assert ("114.800000,30.840000" in said, said.endswith("红旗路12号\n")) == (True, True)


def test_what_is_not_found_is_told_by_the_status(run):
    found = run("geocode", "没有路")
    assert (found.exit_code, found.stdout) == (1, "")


def test_answers_can_be_read_by_machines(run):
    found = json.loads(run("geocode", "红旗路12号", "--json").stdout)
    assert found["features"][0]["geometry"]["coordinates"] == [114.8, 30.84]
