"""The store that the workers of several machines share, in a Redis of its own."""

import subprocess
import time

import pytest
from redis import Redis, RedisError

from layers.indexing.log import Mark
from tests.tiles.cache.world import ABROAD, GRIDS, ROADS, TOWN, tile
from tiles.cache import Recent, Spot, Touch
from tiles.cache.remote import Remote
from tiles.cache.shared import Kept
from tiles.matrix.span import Box

HERE = Box(-90, 90, -90, 90)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Of a Redis that listens on a socket in a folder of ours."""
    socket = tmp_path_factory.mktemp("redis") / "socket"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=socket.parent)
    address = f"unix://{socket}"
    while not _answers(address):
        assert child.poll() is None, "Redis ended as it started"
        time.sleep(0.02)
    yield address
    child.terminate()
    child.wait()


def _answers(address):
    try:
        return Redis.from_url(address).ping()
    except RedisError:
        return False


@pytest.fixture
def remote(address):
    Redis.from_url(address).flushall()
    made = Remote(address, GRIDS)
    made.clear(Mark(10, 3))
    yield made
    made.close()


@pytest.fixture
def recent():
    made = Recent(GRIDS)
    made.begin(10)
    return made


def kept(*given, coding="identity", **named):
    return [Kept(tile(*given, **{"made_at": 10} | named), coding)]


def found(remote, source=ROADS, z=1, x=0, y=0, coding="identity"):
    entry = remote.get(source, Spot(source.subject, z, x, y), coding)
    return entry and entry.bodies[coding]


def test_a_tile_is_found_in_the_coding_that_it_was_kept_in(remote, recent):
    remote.put(kept(br=b"a\nb", coding="br"), recent)
    assert found(remote, coding="br") == b"a\nb"
    assert found(remote) is None


def test_nothing_was_applied_where_nothing_was_kept(address):
    Redis.from_url(address).flushall()
    assert Remote(address, GRIDS).applied() is None


def test_a_change_takes_the_places_that_it_touches_and_no_others(remote, recent):
    for x in (0, 1):
        remote.put([*kept(x=x), *kept(TOWN, x=x), *kept(ABROAD, x=x)], recent)
    remote.drop([Touch(11, "road", [HERE])], Mark(11, 5))
    assert [found(remote, source) for source in (ROADS, TOWN, ABROAD)] == [None] * 3
    assert [found(remote, source, x=1) for source in (ROADS, TOWN, ABROAD)] == [b"body"] * 3
    assert remote.applied() == Mark(11, 5)


def test_a_large_change_takes_deep_tiles_too(remote, recent):
    remote.put([*kept(z=12, x=2000, y=2000), *kept(z=12, x=9, y=9)], recent)
    remote.drop([Touch(11, "road", [Box(-90, -90, 90, 90)])], Mark(11, 5))
    assert (found(remote, z=12, x=2000, y=2000), found(remote, z=12, x=9, y=9)) == (None, b"body")


def test_what_was_applied_never_goes_back(remote):
    remote.drop([], Mark(12, 0))
    remote.drop([], Mark(11, 0))
    assert remote.applied() == Mark(12, 0)


def test_a_tile_older_than_what_another_worker_applied_is_not_kept(remote, recent):
    remote.drop([Touch(11, "road", [HERE])], Mark(11, 0))
    remote.put(kept(), recent)
    assert found(remote) is None


def test_a_tile_that_a_known_change_touches_is_not_kept(remote, recent):
    recent.add([Touch(11, "road", [HERE])], 11)
    remote.put(kept(), recent)
    assert found(remote) is None


def test_it_is_counted_by_matrix_set_and_zoom(remote, recent):
    remote.put([*kept(x=0), *kept(x=1), *kept(ABROAD, z=2)], recent)
    assert [line[:3] for line in remote.stat()] == [("other", 2, 1), ("plain", 1, 2)]


def test_all_is_cleared(remote, recent):
    remote.put(kept(), recent)
    remote.clear(Mark(3, 7))
    assert (found(remote), remote.applied()) == (None, Mark(3, 7))


def test_a_redis_that_is_away_is_an_error_of_its_own():
    with pytest.raises(RedisError):
        Remote("redis://127.0.0.1:1", GRIDS).get(ROADS, tile().spot, "identity")
