"""`onemap tiles plan`: how heavy tiles are, and what would make them lighter."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from gis_api.cli.tiles_plan import app
from gis_api.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def run(live_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ONEMAP_DSN", live_settings.database)
    return lambda *arguments: CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_each_zoom_has_a_line(run: Run) -> None:
    head, *lines, end = run("road", "--zooms", "9-12").stdout.splitlines()

    assert "largest kB" in head
    assert [line.split()[0] for line in lines] == ["9", "10", "11", "12"]
    assert end == "no tile is above 500 kB: the plan may stay as it is"


def test_what_is_too_heavy_gets_a_proposal_that_a_layer_file_takes(run: Run) -> None:
    said = run("building", "--zooms", "14-15", "--limit", "1").stdout

    assert "above 1 kB at zoom 14" in said
    assert "[[tiles]]\nzooms = [14" in said
