"""`onemap import city` as its users call it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gis_api.cli import build
from layers.errors import NotFound
from tests.importers.conftest import TREES, City


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, scratch: str, tmp_path: Path) -> None:
    monkeypatch.setenv("ONEMAP_DSN", scratch)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path / "home"))


def call(city: City) -> str:
    city.plan()
    arguments = ["import", "city", str(city.folder / "tiny.toml"), "--source", str(city.folder)]
    return CliRunner().invoke(build(), arguments, catch_exceptions=False).output


def test_the_report_is_printed(city: City) -> None:
    assert "areas.geojson -> area: read 3, inserted 4" in call(city)


def test_the_file_of_refused_rows_lies_in_the_home_folder(city: City, tmp_path: Path) -> None:
    city.manifest += TREES
    city.write("trees.csv", "id,x,y\nA,0,0\n")
    call(city)

    assert len(list((tmp_path / "home" / "imports").glob("*-tiny-refused.csv"))) == 1


def test_an_unknown_city_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no city manifest 'atlantis'"):
        CliRunner().invoke(
            build(), ["import", "city", "atlantis", "--source", str(tmp_path)], catch_exceptions=False
        )
