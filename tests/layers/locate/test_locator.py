"""The locator of a city says what PostGIS says on the same rows, and goes on saying it when they change."""

import numpy as np
import psycopg
import pytest
import shapely

from layers.crs import CGCS2000, parse, transform
from layers.indexing.log import Foreign
from layers.indexing.store import Store
from layers.locate import LEVELS, Locator, Problem, locate, locate_columns
from layers.locate.arrow import answers
from layers.locate.build import KIND, build
from layers.locate.follow import MOST, Following
from layers.locate.source import read
from tests.builder import Builder
from tests.coverage import coverage

BOX = (114.0, 30.0, 114.02, 30.02)
TABLES = ("unit_grid", "duty_grid", "composite_grid")


@pytest.fixture
def city(add) -> Builder:
    """A district with grids of three kinds that don't nest, two communities that overlap, and a road."""
    square = shapely.box(*BOX)
    add("area", code="420117", name="新洲区", geom=square.wkt)
    for number, west in enumerate((114.0, 114.008), 1):
        shape = shapely.box(west, 30.0, west + 0.012, 30.015)
        add("area", code=f"42011700100{number}", name=f"第{number}社区", geom=shape.wkt)
    for seed, table in enumerate(TABLES):
        codes, shapes = coverage(20, BOX, seed)
        for code, shape in zip(codes.tolist(), shapes, strict=True):
            add(table, code=f"420117001001{code[-3:]}" if table == "unit_grid" else code, geom=shape.wkt)
    add("road", code="R1", name="红旗路", geom="LINESTRING(114.0 30.01, 114.02 30.0101)")
    return add


def some_points(count: int = 400):
    rng = np.random.default_rng(3)
    return rng.uniform(113.995, 114.025, count), rng.uniform(29.995, 30.025, count)


def test_many_points_are_answered_as_postgis_answers(conn, city):
    x, y = some_points()
    table, wanted = Locator.build(conn).table(x, y), locate_columns(conn, x.tolist(), y.tolist())
    assert all(table[name].to_pylist() == getattr(wanted, name) for name in (*LEVELS, "inside"))


@pytest.mark.parametrize("tolerance", [0.0, 400.0])
def test_one_point_is_answered_as_postgis_answers(conn, city, tolerance):
    x, y = (each.tolist() for each in some_points(80))
    locator = Locator.build(conn)
    wanted = locate(conn, x, y, tolerance=tolerance, reach=500)
    found = [locator.locate(*point, tolerance=tolerance, reach=500) for point in zip(x, y, strict=True)]
    assert [words(one) for one in found] == [words(one) for one in wanted]
    assert metres(found) == pytest.approx(metres(wanted), abs=0.02)


def places(found):
    return [place for name in (*LEVELS, "road") if (place := getattr(found, name))]


def words(found):
    return found.inside, found.problem, [(place.code, place.name) for place in places(found)]


def metres(found):
    return [place.metres for one in found for place in places(one)]


def test_near_points_of_a_batch_get_the_grid_that_one_point_gets(conn, city):
    x, y = some_points(60)
    locator = Locator.build(conn)
    found = locator.table(x, y, tolerance=300)["unit_grid"].to_pylist()
    one = [
        locator.locate(*point, tolerance=300).unit_grid for point in zip(x.tolist(), y.tolist(), strict=True)
    ]
    assert found == [place.code if place else None for place in one]


def test_what_is_wrong_with_a_point_is_said(conn, city):
    x = np.array([114.01, np.nan, np.inf, 200.0, 30.01, 10.0])
    y = np.array([30.01, 30.0, 30.0, 10.0, 114.01, 10.0])
    found = Locator.build(conn).table(x, y)["problem"].to_pylist()
    assert found == [None, "no_point", "no_point", "off_map", "swapped", "outside"]


def test_postgis_says_the_same_is_wrong_with_a_point(conn, city):
    x, y = (
        [None, 114.01, np.nan, np.inf, 200.0, 30.01, 10.0, 30.01],
        [30.0, 30.01, 30.0, 30.0, 10.0, 114.01, 10.0, 88],
    )
    given = [(np.nan if one is None else one) for one in x]
    index = Locator.build(conn).table(np.array(given), np.array(y, float))["problem"].to_pylist()
    assert [one.problem for one in locate(conn, x, y)] == index


def test_numbers_of_a_projected_system_may_be_exchanged_too(conn, city):
    east_north = transform(np.array([[114.01, 30.01]]), CGCS2000, parse("EPSG:4547"))[0].tolist()
    north, east = [east_north[1]], [east_north[0]]
    (found,) = locate(conn, north, east, crs=parse("EPSG:4547"))
    columns = answers(np.array(north), np.array(east), Locator.build(conn), crs=parse("EPSG:4547"))
    assert (found.problem, columns["problem"].to_pylist()) == (Problem.SWAPPED, ["swapped"])


def test_points_that_several_cover_are_told_on_request(conn, city):
    edges = np.array([[114.0, 30.015], [114.012, 30.0], [114.02, 30.02]])
    x, y = (np.concatenate(each) for each in zip(some_points(200), edges.T, strict=True))
    found = Locator.build(conn).table(x, y, several=True)["several"].to_pylist()
    places = [
        [getattr(one, name) for name in LEVELS] for one in locate(conn, x.tolist(), y.tolist(), reach=0)
    ]
    assert found == [any(place.also for place in one if place) for one in places]
    assert (any(found), all(found)) == (True, False)


def test_no_points_get_empty_columns(conn, city):
    assert Locator.build(conn).table(np.empty(0), np.empty(0)).num_rows == 0


def test_an_index_at_rest_answers_as_one_in_memory(conn, city, tmp_path):
    Store(tmp_path, KIND).save(build(read(conn)))
    x, y = some_points()
    assert Locator.open(tmp_path).table(x, y).equals(Locator.build(conn).table(x, y))


def test_an_empty_city_covers_nothing(conn):
    found = Locator.build(conn).locate(114.0, 30.0, tolerance=100)
    assert (found.inside, found.problem, found.unit_grid, found.road) == (False, Problem.OUTSIDE, None, None)


@pytest.fixture
def followed(scratch):
    """A database with grids, and what follows it from an index of its first state."""
    with psycopg.connect(scratch) as writer, psycopg.connect(scratch, autocommit=True) as reader:
        add = Builder(writer)
        add("area", code="420117", name="新洲区", geom=shapely.box(*BOX).wkt)
        codes, shapes = coverage(20, BOX, 1)
        for code, shape in zip(codes.tolist(), shapes, strict=True):
            add("duty_grid", code=code, geom=shape.wkt)
        writer.commit()
        yield writer, reader, Following(build(read(reader)))


CHANGES = {
    "a grid moved": """
        UPDATE onemap.duty_grid SET geom = ST_Translate(geom, 0.001, 0) WHERE right(code, 1) = '3'
    """,
    "a grid deleted": "DELETE FROM onemap.duty_grid WHERE right(code, 1) = '4'",
    "a grid renamed": "UPDATE onemap.duty_grid SET code = '1' || code WHERE right(code, 1) = '5'",
    "a grid added": """
        INSERT INTO onemap.duty_grid (code, name, geom, source)
        SELECT '0', 'new', ST_Multi(ST_MakeEnvelope(114.005, 30.005, 114.01, 30.01, 4490)), 'test'
    """,
    "the district cut": """
        UPDATE onemap.area SET geom = ST_Multi(ST_MakeEnvelope(114, 30, 114.01, 30.02, 4490))
    """,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_followed(followed, change):
    writer, reader, following = followed
    following.catch_up(reader)
    writer.execute(change)
    writer.commit()
    x, y = some_points()
    assert following.catch_up(reader)
    table, wanted = following.present.table(x, y), locate_columns(reader, x.tolist(), y.tolist())
    assert all(table[name].to_pylist() == getattr(wanted, name) for name in (*LEVELS, "inside"))


def test_a_new_name_of_the_responsible_body_is_followed(followed):
    writer, reader, following = followed
    writer.execute("INSERT INTO onemap.department (code, name, source) VALUES ('D1', '旧', 'test')")
    writer.execute("UPDATE onemap.duty_grid SET body_code = 'D1'")
    writer.commit()
    following.catch_up(reader)
    writer.execute("UPDATE onemap.department SET name = '新'")
    writer.commit()
    following.catch_up(reader)
    assert following.present.locate(114.01, 30.01).duty_grid.body.name == "新"


def test_nothing_new_makes_no_new_locator(followed):
    _, reader, following = followed
    assert [following.catch_up(reader) for _ in range(2)] == [True, False]


def test_too_much_at_once_is_left_to_postgis(followed):
    writer, reader, following = followed
    following.catch_up(reader)
    writer.execute(f"""
        INSERT INTO onemap.duty_grid (code, name, geom, source)
        SELECT 'X' || n, 'x', ST_Multi(ST_MakeEnvelope(114, 30, 114.01, 30.01, 4490)), 'test'
        FROM generate_series(1, {MOST + 1}) AS n
    """)
    writer.commit()
    following.catch_up(reader)
    assert (following.present, following.stale) == (None, True)


def test_an_index_of_another_database_is_refused(followed, scratch):
    _, reader, following = followed
    following.mark = following.mark._replace(at=1)
    with pytest.raises(Foreign):
        following.catch_up(reader)
