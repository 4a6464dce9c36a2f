"""A home folder for a private cluster, which leaves no server behind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis_api.cluster import Cluster, place


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that the database's user can enter; where it can't, files go to a `system` folder beside it."""
    top = Path(tempfile.mkdtemp(prefix="onemap-ops-"))
    top.chmod(0o755)
    monkeypatch.setattr(place, "SYSTEM", top / "system")
    home = top / "home"
    home.mkdir()
    yield home
    home.chmod(0o755)
    if cluster := Cluster.of(home):
        cluster.stop()
    shutil.rmtree(top)


@pytest.fixture
def as_root() -> None:
    """Only where the tests run as root."""
    if os.geteuid() != 0:
        pytest.skip("needs to be root")
