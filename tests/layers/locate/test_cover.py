"""The cover answers as PostGIS does, wherever the point and however dirty the polygons."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from layers.locate.cover import Cover
from tests.coverage import coverage

FIRST = """
SELECT coalesce(found.n - 1, -1) FROM unnest(%(x)s::float8[], %(y)s::float8[]) WITH ORDINALITY AS p (x, y, k)
CROSS JOIN LATERAL (
  SELECT min(n) AS n FROM unnest(%(shapes)s::bytea[]) WITH ORDINALITY AS s (wkb, n)
  WHERE ST_Covers(ST_GeomFromWKB(wkb), ST_MakePoint(x, y))
) AS found ORDER BY k
"""
SQUARE = box(114, 30, 114.001, 30.001)
HOLED = SQUARE.difference(box(114.0003, 30.0003, 114.0006, 30.0006))
PARTS = MultiPolygon([box(114, 30, 114.0002, 30.0002), box(114.0005, 30.0005, 114.001, 30.001)])
BESIDE = box(114.001, 30, 114.002, 30.001)
OVER = box(114.0005, 30.0005, 114.0015, 30.0015)
STAR = Polygon([(114, 30), (114.0005, 30.0002), (114.001, 30), (114.0007, 30.0005), (114.0005, 30.001)])
TOWNS = {
    "one square": [SQUARE],
    "a hole": [HOLED],
    "two parts": [PARTS],
    "neighbours": [BESIDE, SQUARE],
    "an overlap": [SQUARE, OVER],
    "twice the same": [SQUARE, SQUARE],
    "an island in a hole": [HOLED, box(114.0003, 30.0003, 114.0006, 30.0006)],
    "a dent": [STAR],
    "a far dwarf": [box(114, 30, 115, 31), box(114.5, 30.5, 114.500001, 30.500001)],
    "a grid in a district": [box(113, 29, 115, 31), SQUARE, BESIDE],
    "nothing and something": [None, Polygon(), SQUARE],
}


def wanted(conn, shapes, x, y):
    """What PostGIS says."""
    given = [None if shape is None else shapely.to_wkb(shape) for shape in shapes]
    facts = {"x": x.tolist(), "y": y.tolist(), "shapes": given}
    return [row[0] for row in conn.execute(FIRST, facts).fetchall()]


def tricky(shapes, rng, count=150):
    """Points in and around polygons: anywhere, on vertices, on edges, and next to these by one bit."""
    there = np.array([shape for shape in shapes if shape is not None and not shape.is_empty])
    west, south, east, north = shapely.total_bounds(there)
    margin = (east - west) / 10
    lon = rng.uniform(west - margin, east + margin, count)
    lat = rng.uniform(south - margin, north + margin, count)
    anywhere = np.column_stack((lon, lat))
    ends = shapely.get_coordinates(there)
    at = rng.integers(0, len(ends) - 1, count)
    along = ends[at] + (ends[at + 1] - ends[at]) * rng.random((count, 1))
    exact = np.concatenate((ends[at], along))
    next_to = np.nextafter(exact, exact + rng.choice([-1.0, 0.0, 1.0], exact.shape))
    return np.concatenate((anywhere, exact, next_to)).T


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
def test_the_lowest_polygon_that_covers_a_point_is_that_of_postgis(conn, town):
    x, y = tricky(town, np.random.default_rng(7))
    assert Cover.build(np.array(town)).first(x, y).tolist() == wanted(conn, town, x, y)


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
def test_one_point_is_answered_as_many_are(town):
    cover = Cover.build(np.array(town))
    x, y = tricky(town, np.random.default_rng(8))
    one = [(cover.all(*point) or [-1])[0] for point in zip(x.tolist(), y.tolist(), strict=True)]
    assert one == cover.first(x, y).tolist()


@pytest.mark.parametrize("seed", range(6))
def test_coverages_are_answered_as_postgis_answers(conn, seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 60))
    _, town = coverage(count, (114.0, 30.0, 114.02, 30.02), seed, vertices=int(rng.integers(0, 9)))
    x, y = tricky(town, rng)
    assert Cover.build(np.asarray(town)).first(x, y).tolist() == wanted(conn, town, x, y)


@pytest.mark.parametrize("seed", range(6))
def test_dirty_polygons_are_answered_as_postgis_answers(conn, seed):
    """Discs and stars of all sizes over each other, some far off, some with holes."""
    rng = np.random.default_rng(seed)
    places = shapely.points(rng.uniform(114, 114.1, (40, 2)))
    rings = shapely.buffer(places, rng.lognormal(-7, 1.5, 40), quad_segs=int(rng.integers(1, 9)))
    town = shapely.difference(rings, shapely.buffer(places, rng.choice([0.0, 0.0001, 0.001], 40)))
    x, y = tricky(town, rng)
    assert Cover.build(town).first(x, y).tolist() == wanted(conn, town, x, y)


def test_all_polygons_over_a_point_are_listed():
    cover = Cover.build(np.array([SQUARE, OVER, BESIDE]))
    assert cover.all(114.001, 30.0007) == [0, 1, 2]


def test_a_polygon_that_is_gone_covers_nothing():
    cover = Cover.build(np.array([SQUARE, OVER]))
    x, y = np.array([114.0002, 114.0007]), np.array([30.0002, 30.0007])
    assert cover.first(x, y, np.array([True, False])).tolist() == [-1, 1]


@pytest.mark.parametrize("place", [(np.nan, 30), (114, np.nan), (np.inf, 30), (-200, 30), (114, 95)])
def test_what_is_no_place_lies_nowhere(place):
    cover = Cover.build(np.array([SQUARE]))
    x, y = np.array([place[0]], float), np.array([place[1]], float)
    assert (cover.first(x, y).tolist(), cover.all(*place)) == ([-1], [])


@pytest.mark.parametrize("shapes", [[], [None], [Polygon()]], ids=["none", "missing", "empty"])
def test_no_polygons_cover_nothing(shapes):
    cover = Cover.build(np.array(shapes, object))
    assert cover.first(np.array([114.0]), np.array([30.0])).tolist() == [-1]
