"""Tiles in groups, along Hilbert's curve."""

import random

import pytest
from pmtiles.tile import zxy_to_tileid

from tiles.blocks import blocks, count, first_id
from tiles.grid import TileAddress
from tiles.matrix import Span

FIVE = Span(1, 1, 2, 3)


def flat(spans, z, most=7):
    return [at for block in blocks(spans, z, most) for at in block]


def some_spans(seed):
    """Overlapping rectangles of zoom 5."""
    rng = random.Random(seed)
    corners = [sorted((rng.randrange(32), rng.randrange(32))) for _ in range(12)]
    return [Span(x[0], y[0], x[1], y[1]) for x, y in zip(corners[::2], corners[1::2], strict=True)]


@pytest.mark.parametrize("seed", range(5))
def test_each_tile_of_the_spans_comes_once_in_the_order_of_the_archive(seed):
    spans = some_spans(seed)
    wanted = {TileAddress(5, x, y) for x in range(32) for y in range(32) if any(s.has(x, y) for s in spans)}
    assert flat(spans, 5) == sorted(wanted, key=lambda at: zxy_to_tileid(*at))


def test_groups_are_full_but_the_last():
    assert [len(block) for block in blocks([FIVE], 3, 4)] == [4, 2]


def test_they_are_counted_without_being_made():
    assert count([Span(0, 0, 2**20 - 1, 2**20 - 1)], 20) == 4**20


def test_overlapping_spans_are_counted_once():
    assert count([FIVE, FIVE, Span(2, 3, 3, 3)], 3) == 7


def test_a_matrix_set_may_be_wider_than_that_of_web_mercator():
    wide = Span(9, 0, 11, 1)
    assert sorted(flat([wide], 1)) == sorted(wide.tiles(1))


def test_there_may_be_none():
    assert (flat([], 9), count([], 9)) == ([], 0)


def test_the_first_number_of_a_zoom_is_that_of_its_first_tile():
    assert [first_id(z) for z in range(9)] == [zxy_to_tileid(z, 0, 0) for z in range(9)]
