"""Tiles that were begun before a change and are finished after it."""

import pytest

from tests.tiles.cache.world import ROADS, tile
from tiles.cache import Recent, Touch, recent
from tiles.matrix.span import Box

HERE, THERE = Box(-90, 90, -90, 90), Box(90, -90, 90, -90)


@pytest.fixture
def known(grids):
    made = Recent(grids)
    made.begin(10)
    return made


def test_nothing_is_vouched_for_before_the_log_was_read(grids):
    assert not Recent(grids).vouches_for(tile(made_at=10**9))


def test_a_tile_of_now_is_vouched_for(known):
    assert known.vouches_for(tile(made_at=10))
    assert known.vouches_for(tile(made_at=11))


def test_a_tile_from_before_the_log_was_read_is_not(known):
    assert not known.vouches_for(tile(made_at=9))
    assert not known.contradicts(tile(made_at=9))


@pytest.mark.parametrize(
    ("touch", "good"),
    [
        (Touch(11, "road", [HERE]), False),
        (Touch(11, "road", [THERE]), True),
        (Touch(11, "road", [THERE, HERE]), False),
        (Touch(11, "road", None), False),
        (Touch(11, "building", [HERE]), True),
    ],
)
def test_a_change_after_it_speaks_against_a_tile_that_it_touches(known, touch, good):
    known.add([touch], 12)
    assert known.vouches_for(tile(ROADS, made_at=10)) is good
    assert known.contradicts(tile(ROADS, made_at=10)) is not good
    assert known.vouches_for(tile(ROADS, made_at=11))


def test_only_so_many_changes_are_remembered(known, monkeypatch, grids):
    monkeypatch.setattr(recent, "KEPT", 3)
    few = Recent(grids)
    few.begin(0)
    for seq in range(1, 6):
        few.add([Touch(seq, "road", [THERE])], seq)
    assert few.vouches_for(tile(made_at=2))
    assert not few.vouches_for(tile(made_at=1))
