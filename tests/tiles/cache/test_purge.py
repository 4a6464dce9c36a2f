"""Purging a store: what goes, what stays, and how workers hear of it."""

import subprocess
import threading
import time
from contextlib import suppress

import pytest
from redis import Redis, RedisError

from layers.indexing.log import Mark
from tests.tiles.cache.world import ABROAD, GRIDS, ROADS, TOWN, tile
from tiles.cache import Recent, Spot
from tiles.cache.disk import Disk
from tiles.cache.remote import Remote
from tiles.cache.shared import Kept, Part
from tiles.cache.writer import Writer
from tiles.matrix.span import Box

WEST = Box(-170, 80, -100, 90)
"""In the tile 1/0/0."""


@pytest.fixture
def disk(tmp_path):
    made = Disk(tmp_path, 10_000_000, GRIDS)
    yield made
    made.close()


@pytest.fixture
def remote(tmp_path):
    socket = tmp_path / "socket"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path)
    while not _answers(socket):
        assert child.poll() is None, "Redis ended as it started"
        time.sleep(0.02)
    made = Remote(f"unix://{socket}", GRIDS)
    yield made
    made.close()
    child.terminate()
    child.wait()


def _answers(socket):
    with suppress(RedisError), Redis(unix_socket_path=str(socket)) as redis:
        return redis.ping()


@pytest.fixture(params=["disk", "remote"])
def store(request):
    """A store with tiles of roads, of a town, and of roads in another matrix set."""
    made = request.getfixturevalue(request.param)
    made.clear(Mark(10, 0))
    recent = Recent(GRIDS)
    recent.begin(10)
    places = [(ROADS, 1, 0, 0), (ROADS, 1, 1, 0), (ROADS, 2, 3, 3), (ABROAD, 1, 0, 0)]
    made.put([Kept(tile(*place, made_at=10), "identity") for place in places], recent)
    return made


def left(store):
    places = [(ROADS, 1, 0, 0), (ROADS, 1, 1, 0), (ROADS, 2, 3, 3), (ABROAD, 1, 0, 0)]
    return [bool(store.get(source, Spot(source.subject, *place), "identity")) for source, *place in places]


@pytest.mark.parametrize(
    ("part", "stays"),
    [
        (Part(), [False, False, False, False]),
        (Part("road"), [False, False, False, False]),
        (Part(zooms=range(2, 9)), [True, True, False, True]),
        (Part(box=WEST), [False, True, True, False]),
        (Part(zooms=range(2, 9), box=WEST), [True, True, True, True]),
    ],
    ids=["all", "table", "zooms", "box", "zooms and box"],
)
def test_the_part_that_is_named_goes(store, part, stays):
    store.purge(part)
    assert left(store) == stays


def test_what_is_of_other_tables_stays_on_disk(disk):
    disk.clear(Mark(10, 0))
    recent = Recent(GRIDS)
    recent.begin(10)
    disk.put([Kept(tile(source, made_at=10), "identity") for source in (ROADS, TOWN)], recent)
    disk.purge(Part("building"))
    assert [bool(disk.get(source, tile(source).spot, "identity")) for source in (ROADS, TOWN)] == [
        True,
        False,
    ]


def test_how_far_the_log_was_applied_stays(store):
    store.purge(Part())
    assert store.applied() == Mark(10, 0)


def test_each_purge_is_counted_and_nothing_else(store):
    before = store.purges()
    store.purge(Part("nothing"))
    store.clear(Mark(11, 0))
    assert store.purges() == before + 1


def test_a_small_tile_is_found_whatever_coding_is_wanted(store):
    entry = store.get(ROADS, Spot(ROADS.subject, 1, 0, 0), "zstd")
    assert entry.bodies == {"identity": b"body"}


def test_the_coding_that_is_wanted_comes_first(store):
    recent = Recent(GRIDS)
    recent.begin(10)
    store.put([Kept(tile(made_at=10, br=b"small"), "br")], recent)
    assert store.get(ROADS, tile().spot, "br").bodies == {"br": b"small"}


def test_a_worker_hears_of_a_purge_by_another(store):
    heard = threading.Event()
    writer = Writer(store, Recent(GRIDS), heard.set)
    time.sleep(0.1)
    quiet = not heard.is_set()
    store.purge(Part("nothing"))
    assert quiet
    assert heard.wait(5)
    writer.stop()


def test_redis_keys_of_others_are_left_alone(remote):
    Redis(unix_socket_path=remote._redis.connection_pool.connection_kwargs["path"]).set("other", "1")
    remote.purge(Part())
    assert remote._redis.get("other") == b"1"
