"""`onemap import raster` as its users call it, and a service that has too much to do."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from gis_api.cli import build
from gis_api.gate import Gate
from gis_api.rasters import Rasters
from layers.errors import NotFound, Unavailable
from layers.rasters import Raster
from tests.rasters.conftest import Write


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, scratch: str, tmp_path: Path) -> None:
    monkeypatch.setenv("ONEMAP_DSN", scratch)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path / "home"))


def call(file: Path, *more: str) -> Result:
    arguments = ["import", "raster", str(file), "--code", "dem", "--kind", "elevation", *more]
    return CliRunner().invoke(build(), arguments, catch_exceptions=False)


def test_it_says_what_it_did(write: Write) -> None:
    file = write(np.ones((9, 9), np.float32))

    assert call(file).output == "dem, version 1: brought in\n"
    assert call(file, "--title", "高程").output == "dem, version 1: there already\n"


def test_a_file_that_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        call(tmp_path / "no.tif")


def test_who_finds_too_much_to_do_is_turned_away(tmp_path: Path) -> None:
    async def crowded() -> None:
        rasters = Rasters(tmp_path)
        rasters._gate = Gate(1, 0, 1.0)
        await rasters.work(Raster(**dict.fromkeys(Raster.__annotations__)), lambda _: None)

    with pytest.raises(Unavailable, match="too many"):
        asyncio.run(crowded())
