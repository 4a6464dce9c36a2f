"""Of points that nothing covers, the nearest polygon: as looking at every edge says."""

import numpy as np
import pytest
import shapely
from shapely import box

from layers.locate import nearest as module
from layers.locate.cover import Cover
from layers.locate.metres import segment_distances
from layers.locate.rings import edges_of

WEST, EAST = box(114, 30, 114.001, 30.001), box(114.002, 30, 114.003, 30.001)


def by_every_edge(shapes, x, y, reach, gone):
    """Number and metres of the nearest polygon of each point."""
    edges = edges_of(shapes)
    found = []
    for point in zip(x, y, strict=True):
        here = (np.full(len(edges.x1), one) for one in point)
        metres = segment_distances(*here, *edges[1:])
        metres[gone[edges.polygon]] = np.inf
        least = metres.min()
        found.append((int(edges.polygon[metres == least].min()), least) if least <= reach else (-1, np.inf))
    return found


@pytest.mark.parametrize("reach", [3.0, 60.0, 900.0])
@pytest.mark.parametrize("seed", range(3))
def test_many_points_get_the_nearest_polygon(monkeypatch, seed, reach):
    monkeypatch.setattr(module, "AT_ONCE", 500)
    rng = np.random.default_rng(seed)
    shapes = shapely.buffer(shapely.points(rng.uniform(114, 114.03, (30, 2))), rng.lognormal(-7, 1, 30))
    x, y = rng.uniform(113.99, 114.04, 150), rng.uniform(113.99, 114.04, 150) - 84
    gone = rng.random(30) < 0.2
    found = Cover.build(shapes).nearest(x, y, reach, gone)
    wanted = by_every_edge(shapes, x, y, reach, gone)
    assert list(zip(found.number.tolist(), found.metres.tolist(), strict=True)) == wanted


def test_of_equally_near_polygons_the_lowest_is_taken():
    found = Cover.build(np.array([EAST, EAST, WEST])).nearest(np.array([114.0035]), np.array([30.0005]), 100)
    assert found.number.tolist() == [0]


@pytest.mark.parametrize("point", [(np.nan, 30), (114, np.inf), (200, 95), (1e300, -1e300), (114, 90)])
def test_what_is_no_place_is_near_nothing(point):
    x, y = np.array([point[0]], float), np.array([point[1]], float)
    assert Cover.build(np.array([WEST])).nearest(x, y, 1000).number.tolist() == [-1]


def test_nothing_is_near_nothing():
    cover = Cover.build(np.array([], object))
    assert cover.nearest(np.array([114.0]), np.array([30.0]), 1000).number.tolist() == [-1]
    assert Cover.build(np.array([WEST])).nearest(np.empty(0), np.empty(0), 1000).number.tolist() == []
