"""The store that the workers of a machine share."""

import stat

import pytest

from layers.indexing.log import Mark
from tests.tiles.cache.world import ABROAD, ROADS, TOWN, tile
from tiles.cache import Recent, Spot, Touch
from tiles.cache.disk import Disk
from tiles.cache.shared import Kept
from tiles.matrix.span import Box

HERE = Box(-90, 90, -90, 90)


@pytest.fixture
def disk(tmp_path, grids):
    made = Disk(tmp_path, 10_000_000, grids)
    made.clear(Mark(10, 0))
    yield made
    made.close()


@pytest.fixture
def recent(grids):
    made = Recent(grids)
    made.begin(10)
    return made


def kept(*given, coding="identity", **named):
    return [Kept(tile(*given, **{"made_at": 10} | named), coding)]


def found(disk, source=ROADS, z=1, x=0, y=0, coding="identity"):
    entry = disk.get(source, Spot(source.subject, z, x, y), coding)
    return entry and entry.bodies[coding]


def test_a_tile_is_found_in_the_coding_that_it_was_kept_in(disk, recent):
    disk.put(kept(br=b"small", coding="br"), recent)
    assert found(disk, coding="br") == b"small"
    assert found(disk) is None


def test_another_worker_finds_it_too(disk, recent, tmp_path, grids):
    disk.put(kept(), recent)
    other = Disk(tmp_path, 10_000_000, grids)
    assert found(other) == b"body"
    assert other.applied() == Mark(10, 0)
    other.close()


def test_nobody_else_may_read_the_file(disk, tmp_path):
    assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in tmp_path.glob("*.sqlite")} == {0}


def test_a_change_takes_the_tiles_that_it_touches_and_no_others(disk, recent):
    for x in (0, 1):
        disk.put([*kept(x=x), *kept(TOWN, x=x), *kept(ABROAD, x=x)], recent)
    disk.drop([Touch(11, "building", [HERE])], Mark(11, 5))
    assert [found(disk, source) for source in (ROADS, TOWN, ABROAD)] == [b"body", None, b"body"]
    disk.drop([Touch(12, "road", [HERE])], Mark(12, 5))
    assert [found(disk, source) for source in (ROADS, TOWN, ABROAD)] == [None] * 3
    assert [found(disk, source, x=1) for source in (ROADS, TOWN, ABROAD)] == [b"body"] * 3
    assert disk.applied() == Mark(12, 5)


def test_a_change_anywhere_takes_all_of_its_table(disk, recent):
    disk.put([*kept(ROADS, x=1), *kept(TOWN, x=1)], recent)
    disk.drop([Touch(11, "building", None)], Mark(11, 0))
    assert [found(disk, source, x=1) for source in (ROADS, TOWN)] == [b"body", None]


def test_what_was_applied_never_goes_back(disk):
    disk.drop([], Mark(12, 0))
    disk.drop([], Mark(11, 0))
    assert disk.applied().seq == 12


def test_a_tile_that_a_known_change_touches_is_not_kept(disk, recent):
    recent.add([Touch(11, "road", [HERE])], 11)
    disk.put(kept(), recent)
    assert found(disk) is None


def test_a_tile_older_than_what_another_worker_applied_is_not_kept(disk, recent):
    disk.drop([Touch(11, "road", [HERE])], Mark(11, 0))
    disk.put(kept(), recent)
    assert found(disk) is None


def test_it_is_kept_when_this_worker_knows_as_much_and_nothing_touched_it(disk, recent):
    disk.drop([Touch(11, "building", [HERE])], Mark(11, 0))
    recent.add([Touch(11, "building", [HERE])], 11)
    disk.put(kept(), recent)
    assert found(disk) == b"body"


def test_the_oldest_make_room(tmp_path, grids, recent):
    disk = Disk(tmp_path / "small", 300_000, grids)
    for x in range(100):
        disk.put(kept(z=8, x=x, identity=b"x" * 10_000), recent)
    assert found(disk, z=8, x=0) is None
    assert found(disk, z=8, x=99)
    assert sum(line.megabytes for line in disk.stat()) < 0.3
    disk.close()


def test_all_or_what_depends_on_a_table_is_cleared(disk, recent):
    disk.put([*kept(ROADS), *kept(TOWN)], recent)
    disk.clear(Mark(10, 0), "building")
    assert [found(disk, source) for source in (ROADS, TOWN)] == [b"body", None]
    disk.clear(Mark(3, 7))
    assert (found(disk), disk.applied()) == (None, Mark(3, 7))


def test_it_is_counted_by_matrix_set_and_zoom(disk, recent):
    disk.put([*kept(x=0), *kept(x=1), *kept(ABROAD, z=2)], recent)
    assert [(line.matrix, line.z, line.tiles) for line in disk.stat()] == [("other", 2, 1), ("plain", 1, 2)]
