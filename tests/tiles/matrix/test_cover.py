"""Exactly the tiles whose margins a shape touches are found: compared with all tiles around it."""

from functools import partial
from itertools import product

import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from layers.crs import CGCS2000, transform_geometry
from tiles.grid import TileAddress
from tiles.matrix import MARGIN, REACH, Box, MatrixSet, load, tiles_touching

SETS = load()
matrix_sets = st.sampled_from(sorted(SETS)).map(SETS.__getitem__)
zooms = st.integers(8, 16)
near = st.tuples(st.floats(-0.03, 0.03), st.floats(-0.03, 0.03)).map(
    lambda at: (114.8 + at[0], 30.84 + at[1])
)
shapes = st.one_of(
    near.map(shapely.Point),
    st.lists(near, min_size=2, max_size=6).map(shapely.LineString),
    st.lists(near, min_size=3, max_size=8).map(lambda points: shapely.MultiPoint(points).convex_hull),
    st.tuples(near, st.floats(0.001, 0.02)).map(lambda ring: shapely.Point(ring[0]).buffer(ring[1]).boundary),
)

POSTGIS = """
SELECT n FROM unnest(%(w)s::float8[], %(s)s::float8[], %(e)s::float8[], %(n)s::float8[]) WITH ORDINALITY
  AS tile (w, s, e, north, n)
WHERE ST_Intersects(ST_Transform(ST_GeomFromText(%(shape)s, 4490), %(srid)s),
                    ST_MakeEnvelope(w, s, e, north, %(srid)s))
"""


def around(matrix: MatrixSet, shape: BaseGeometry, z: int) -> list[TileAddress]:
    """All tiles around a shape, some more than it can touch."""
    span = matrix.span(Box(*shape.buffer(0.001).bounds), z, 2.0)
    return list(span.tiles(z)) if span else []


def by_brute_force(matrix: MatrixSet, shape: BaseGeometry, z: int, margin: float) -> set[TileAddress]:
    drawn = transform_geometry(shape, CGCS2000, matrix.crs)
    return {
        at
        for at in around(matrix, shape, z)
        if shapely.intersects(drawn, shapely.box(*matrix.bounds(at, margin)))
    }


@settings(max_examples=120, deadline=None)
@given(matrix=matrix_sets, shape=shapes, z=zooms, margin=st.sampled_from([0.0, MARGIN, REACH]))
def test_the_tiles_of_a_shape_are_those_that_it_touches(
    matrix: MatrixSet, shape: BaseGeometry, z: int, margin: float
) -> None:
    found = list(tiles_touching(matrix, shape, z, margin))

    assert len(found) == len(set(found))
    assert set(found) == by_brute_force(matrix, shape, z, margin)


@settings(max_examples=60, deadline=None)
@given(matrix=matrix_sets, corners=st.tuples(near, near), z=zooms)
def test_the_tiles_of_a_box_are_those_that_it_touches(
    matrix: MatrixSet, corners: tuple[tuple[float, float], tuple[float, float]], z: int
) -> None:
    box = Box(*shapely.MultiPoint(corners).bounds)
    plane = matrix.plane(box)
    assert plane

    span = matrix.span(box, z)

    touched = {at for at in around(matrix, shapely.box(*box), z) if plane.meeting(matrix.bounds(at, REACH))}
    assert set(span.tiles(z) if span else ()) == touched


@settings(max_examples=60, deadline=None)
@given(matrix=matrix_sets, shape=shapes, z=zooms)
def test_no_tile_of_a_shape_is_outside_those_of_its_box(
    matrix: MatrixSet, shape: BaseGeometry, z: int
) -> None:
    span = matrix.span(Box(*shape.bounds), z)

    assert span
    assert all(span.has(at.x, at.y) for at in tiles_touching(matrix, shape, z))


@settings(max_examples=40, deadline=None)
@given(matrix=matrix_sets, shape=shapes, z=zooms)
def test_every_tile_that_shows_a_point_of_a_shape_looks_for_it_there(
    matrix: MatrixSet, shape: BaseGeometry, z: int
) -> None:
    box = Box(*transform_geometry(shape, CGCS2000, matrix.search_crs).bounds)

    for at in tiles_touching(matrix, shape, z, MARGIN):
        search = matrix.search(at)
        assert search
        assert search.meeting(box)


@pytest.mark.parametrize("matrix", SETS.values(), ids=SETS)
@pytest.mark.parametrize("z", [11, 14])
def test_postgis_finds_the_same_tiles(conn: psycopg.Connection, matrix: MatrixSet, z: int) -> None:
    shape = shapely.Polygon([(114.75, 30.8), (114.82, 30.86), (114.79, 30.81), (114.85, 30.79)])
    tiles = around(matrix, shape, z)
    boxes = dict(
        zip("wsen", map(list, zip(*(matrix.bounds(at, REACH) for at in tiles), strict=True)), strict=True)
    )

    found = conn.execute(POSTGIS, {**boxes, "shape": shape.wkt, "srid": matrix.crs.epsg}).fetchall()

    assert {tiles[n - 1] for (n,) in found} == set(tiles_touching(matrix, shape, z))


def test_a_hole_has_no_tiles_inside() -> None:
    ring = shapely.Point(114.8, 30.84).buffer(0.1).difference(shapely.Point(114.8, 30.84).buffer(0.09))
    (middle,) = tiles_touching(SETS["WebMercatorQuad"], shapely.Point(114.8, 30.8401), 15, 0.0)

    assert middle not in set(tiles_touching(SETS["WebMercatorQuad"], ring, 15))


@pytest.mark.parametrize("empty", [shapely.Point(), shapely.Polygon(), shapely.GeometryCollection()])
def test_an_empty_shape_touches_nothing(empty: BaseGeometry) -> None:
    assert list(tiles_touching(SETS["WebMercatorQuad"], empty, 10)) == []


@pytest.mark.parametrize("matrix", SETS.values(), ids=SETS)
def test_a_shape_that_is_larger_than_the_world_of_a_set_touches_what_it_has(matrix: MatrixSet) -> None:
    world = shapely.box(-180, -90, 180, 90)

    assert all(matrix.exists(at) for at in tiles_touching(matrix, world, 6))


def test_height_does_not_matter() -> None:
    flat, high = shapely.Point(114.8, 30.84), shapely.Point(114.8, 30.84, 50)
    touching = partial(tiles_touching, SETS["CGCS2000GK114"], z=14)

    assert list(touching(flat)) == list(touching(high))


def test_the_margin_of_a_tile_counts() -> None:
    matrix = SETS["WebMercatorQuad"]
    west, _, _, north = matrix.bounds(TileAddress(14, 13415, 6715))
    unit = matrix.cell(14) * 256 / 4096
    point = shapely.Point(west - 63 * unit, north - 2048 * unit)
    corner = transform_geometry(point, matrix.crs, CGCS2000)

    assert {at.x for at in tiles_touching(matrix, corner, 14)} == {13414, 13415}


def test_edges_belong_to_both_sides() -> None:
    matrix = SETS["WorldCRS84Quad"]
    edge = matrix.bounds(TileAddress(10, 1677, 336))

    found = tiles_touching(matrix, shapely.Point(edge.west, edge.north), 10, 0.0)

    assert set(found) == {TileAddress(10, x, y) for x, y in product((1676, 1677), (335, 336))}
    assert np.isclose(edge.west, 114.78515625)
