"""Tiles in the memory of a worker."""

import pytest

from tests.tiles.cache.world import ABROAD, ROADS, TOWN, tile
from tiles.cache import Memory, Spot, Touch
from tiles.matrix.span import Box

NORTH_WEST = Box(-90, 90, -89, 91)
MIDDLE = Box(-1, -1, 1, 1)


@pytest.fixture
def memory(grids):
    return Memory(100_000, grids)


def test_a_tile_is_found_again(memory):
    memory.put(tile())
    assert memory.get(Spot(b"roads", 1, 0, 0)).bodies == {"identity": b"body"}
    assert memory.get(Spot(b"roads", 1, 1, 0)) is None


def test_a_tile_takes_the_place_of_the_one_before(memory):
    memory.put(tile(made_at=1))
    memory.put(tile(made_at=2))
    assert (len(memory), memory.get(tile().spot).made_at) == (1, 2)


def test_those_not_asked_for_longest_make_room(memory):
    for x in range(200):
        memory.put(tile(z=8, x=x, identity=b"x" * 1000))
        memory.get(Spot(b"roads", 8, 0, 0))
    assert memory.size <= 100_000
    assert memory.get(Spot(b"roads", 8, 0, 0))
    assert memory.get(Spot(b"roads", 8, 1, 0)) is None
    assert memory.get(Spot(b"roads", 8, 199, 0))


def test_another_coding_counts(memory):
    entry = tile()
    memory.put(entry)
    before = memory.size
    memory.add(entry, "br", b"12345")
    assert memory.size == before + 5
    memory.put(tile(made_at=9))
    assert memory.size == before


def test_a_change_takes_the_tiles_that_it_touches_and_no_others(memory):
    for x in (0, 1):
        for y in (0, 1):
            memory.put(tile(x=x, y=y))
    assert memory.drop(Touch(1, "road", [NORTH_WEST])) == 1
    assert memory.get(Spot(b"roads", 1, 0, 0)) is None
    assert len(memory) == 3


def test_the_margin_of_a_tile_belongs_to_it(memory):
    memory.put(tile(x=1, y=0))
    assert memory.drop(Touch(1, "road", [Box(-2.8, 50, -2.7, 50)])) == 1
    memory.put(tile(x=1, y=0))
    assert memory.drop(Touch(1, "road", [Box(-3.0, 50, -2.9, 50)])) == 0


def test_old_and_new_place_are_both_touched(memory):
    for x in (0, 1):
        memory.put(tile(x=x, y=1))
    assert memory.drop(Touch(1, "road", [Box(-90, -90, -90, -90), Box(90, -90, 90, -90)])) == 2


def test_all_zooms_and_matrix_sets_are_touched(memory):
    for z, at in ((0, 0), (1, 1), (5, 16)):
        memory.put(tile(z=z, x=at, y=at))
        memory.put(tile(ABROAD, z=z, x=at, y=at))
    assert memory.drop(Touch(1, "road", [MIDDLE])) == 6


def test_tiles_of_other_tables_stay(memory):
    memory.put(tile(ROADS))
    memory.put(tile(TOWN))
    assert memory.drop(Touch(1, "building", [NORTH_WEST])) == 1
    assert memory.get(tile(ROADS).spot)


def test_a_change_anywhere_takes_all_of_its_table(memory):
    memory.put(tile(ROADS))
    memory.put(tile(TOWN, z=3, x=7, y=7))
    assert memory.drop(Touch(1, "building", None)) == 1
    assert memory.drop(Touch(1, "road", None)) == 1


def test_a_request_is_answered_as_long_as_the_tile_is_here(memory):
    entry = tile()
    memory.put(entry)
    memory.name(entry, b"/a")
    assert memory.get_by_target(b"/a") is entry
    memory.drop(Touch(1, "road", None))
    assert memory.get_by_target(b"/a") is None


def test_a_request_of_a_tile_that_is_gone_is_not_remembered(memory):
    memory.name(tile(), b"/a")
    assert memory.get_by_target(b"/a") is None


def test_few_ways_to_ask_are_remembered(memory):
    entry = tile()
    memory.put(entry)
    for number in range(10):
        memory.name(entry, b"/%d" % number)
    assert [bool(memory.get_by_target(b"/%d" % number)) for number in (0, 3, 4)] == [True, True, False]
