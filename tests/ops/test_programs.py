"""Which PostgreSQL is used."""

import pytest

from gis_api.cluster import programs as found
from layers.errors import Failed


@pytest.fixture
def installed(tmp_path):
    """Pretend that these versions are installed, those with a plus sign with PostGIS."""

    def install(*names):
        for name in names:
            version = tmp_path / "lib" / name.rstrip("+")
            (version / "bin").mkdir(parents=True)
            (version / "bin" / "initdb").touch()
            if name.endswith("+"):
                extension = tmp_path / "share" / name.rstrip("+") / "extension"
                extension.mkdir(parents=True)
                (extension / "postgis.control").touch()
        return tmp_path / "lib", tmp_path / "share"

    return install


@pytest.mark.parametrize(
    ("names", "usable"),
    [
        (["15+", "17+"], [15, 17]),
        (["16+", "17+"], [17, 16]),
        (["14+"], []),
        (["15"], []),
    ],
)
def test_a_version_counts_from_15_with_postgis_and_15_is_preferred(installed, names, usable):
    assert found.versions(*installed(*names)) == usable


def test_files_of_a_version_that_is_gone_say_what_to_install(installed):
    with pytest.raises(Failed, match="of PostgreSQL 16; installed with PostGIS: 15") as caught:
        found.programs(16, *installed("15+"))

    assert "postgresql-16-postgis-3" in str(caught.value.facts["hint"])


def test_no_postgresql_at_all_says_what_to_install(installed):
    with pytest.raises(Failed, match="no PostgreSQL 15 or newer with PostGIS") as caught:
        found.programs(None, *installed("13+"))

    assert "postgresql-15-postgis-3" in str(caught.value.facts["hint"])
