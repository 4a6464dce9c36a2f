"""The application as it is run: with its own pool, so a failed statement spoils no other request."""

from collections.abc import Iterator

import psycopg
import pytest
from fastapi.testclient import TestClient

from address.geocoder import Geocoder
from gis_api.geocoding.dependency import later
from gis_api.home import admin_key_file, make_admin_key
from gis_api.settings import Settings
from tests.conftest import Start


@pytest.fixture(scope="session")
def nothing(dsn: str) -> Geocoder:
    """The geocoder of an empty library."""
    with psycopg.connect(dsn) as conn:
        return Geocoder.build(conn)


@pytest.fixture
def pooled(start: Start, settings: Settings, nothing: Geocoder) -> Iterator[TestClient]:
    """A client that gets errors as users do; it reads an empty database and must not write."""
    overrides = {later: lambda: lambda: nothing}
    with start(settings, overrides, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def key(settings: Settings) -> dict[str, str]:
    """The header of the holder of the admin key; ask for it before `client`."""
    settings.home.mkdir()
    make_admin_key(settings.home)
    return {"Authorization": f"Bearer {admin_key_file(settings.home).read_text().strip()}"}
