"""The benchmark of tiles at a small scale, for its answers: every tile is given, and none is stale."""

import shutil

import pytest

from benchmarks.conftest import SEED
from benchmarks.tiles.cities import City, city_of, drawn
from benchmarks.tiles.client import replay
from benchmarks.tiles.edits import changed
from benchmarks.tiles.servers import ours
from benchmarks.tiles.trace import sessions
from gis_api.home import make_admin_key

pytestmark = pytest.mark.skipif(not shutil.which("wrk"), reason="wrk is not here")


@pytest.fixture(scope="module")
def place(city: str, tmp_path_factory: pytest.TempPathFactory) -> City:
    """The sample with its indexes, and a key."""
    found = city_of("sample", city, tmp_path_factory.mktemp("tiles"))
    make_admin_key(found.home)
    return found


def test_the_same_seed_gives_the_same_trace(place: City) -> None:
    assert sessions(place.places, 2, 100, SEED) == sessions(place.places, 2, 100, SEED)


def test_every_tile_of_a_session_is_given(place: City) -> None:
    (trace,) = sessions(place.places, 1, 200, SEED)

    with ours(place.dsn, place.home) as server:
        paths = [server.paths(layers, at)[0] for at in trace if (layers := drawn(place.layers, at.z))]
        found = replay(server.port, [list(enumerate(paths))])

    assert (sorted(found.which), found.refused) == (list(range(len(paths))), 0)


def test_no_tile_is_stale_after_edits(place: City) -> None:
    with ours(place.dsn, place.home) as server:
        made, compared, loads = changed(server, place, 100, SEED)

    assert (len(made), sum(one.refused for one in loads)) == (100, 0)
    assert compared
