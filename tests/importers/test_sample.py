"""The sample district in the database, at a small scale."""

from datetime import date

import ifcopenshell
import psycopg
import pytest
import rasterio
from psycopg import sql
from psycopg.rows import scalar_row

from importers.sample import day_of, load
from importers.sample.setting import PREFIX
from layers.errors import Conflict
from layers.identifiers import is_citizen_id, is_credit_code
from layers.schema import LAYER_TABLES
from tests.importers.conftest import SCALE, LoadedSample

DIGEST = """
SELECT md5(coalesce(string_agg((to_jsonb(t) - 'id' - 'valid_from')::text, '|' ORDER BY {order}), ''))
FROM onemap.{table} t
"""
OTHER_TABLES = {
    "observation": "sensor_code, at",
    "event_step": "event_code, version",
    "composite_grid_part": "composite_grid_code, kind, grid_code",
}


@pytest.fixture(scope="module")
def again(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> LoadedSample:
    return LoadedSample(server, template, tmp_path_factory.mktemp("again"))


def digests(dsn: str) -> dict[str, str]:
    orders = dict.fromkeys(LAYER_TABLES, "code") | OTHER_TABLES
    with psycopg.connect(dsn) as conn, conn.cursor(row_factory=scalar_row) as cur:
        return {
            table: cur.execute(sql.SQL(DIGEST.format(table=table, order=order))).fetchone()
            for table, order in orders.items()
        }


def test_the_same_seed_gives_the_same_rows(loaded, again):
    assert digests(again.dsn) == digests(loaded.dsn)


def test_the_same_seed_gives_the_same_files(loaded, again):
    files = [path.relative_to(again.home) for path in again.home.rglob("*.*")]

    assert len(files) == 2
    assert all((again.home / p).read_bytes() == (loaded.home / p).read_bytes() for p in files)


def test_another_load_changes_nothing(loaded, db, tmp_path):
    report = load(db.connection, home=tmp_path, scale=SCALE)

    assert report.changed == 0


def test_another_load_writes_no_line_in_the_change_log(loaded, db, tmp_path):
    before = db.execute("SELECT count(*) FROM onemap.change_log").fetchone()
    load(db.connection, home=tmp_path, scale=SCALE)

    assert db.execute("SELECT count(*) FROM onemap.change_log").fetchone() == before


def test_another_seed_beside_it_is_refused(loaded, db, tmp_path):
    with pytest.raises(Conflict, match="another sample"):
        load(db.connection, home=tmp_path, scale=SCALE, seed=8)


def test_another_scale_beside_it_is_refused(loaded, db, tmp_path):
    with pytest.raises(Conflict, match="scale"):
        load(db.connection, home=tmp_path, scale=1)


def test_another_day_beside_it_is_refused(loaded, db, tmp_path):
    with pytest.raises(Conflict, match="2026-10-01"):
        load(db.connection, home=tmp_path, scale=SCALE, day=date(2026, 12, 1))


def test_the_day_of_a_sample_is_known(loaded, db):
    assert day_of(db.connection) == date(2026, 10, 1)


def test_a_load_that_fails_half_way_leaves_nothing(conn, tmp_path):
    def fail(what: str, done: int, of: int) -> None:
        if done > 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(conn, home=tmp_path, scale=SCALE, progress=fail)

    assert conn.execute("SELECT count(*) FROM onemap.address").fetchone() == (0,)


def test_a_real_area_is_not_replaced(conn, add, tmp_path):
    add("area", code="420117", source="wuhan:fences")
    load(conn, home=tmp_path, scale=SCALE)

    assert conn.execute("SELECT source FROM onemap.area WHERE code = '420117'").fetchone() == (
        "wuhan:fences",
    )


def test_every_layer_of_the_schema_has_rows(db):
    """But for the findings of checks, which nobody has run."""
    made = LAYER_TABLES.keys() - {"grid_finding"}
    empty = [t for t in made if not db.execute(f"SELECT count(*) FROM onemap.{t}").fetchone()]

    assert empty == []


def test_every_row_says_that_it_is_synthetic(db):
    others = [
        t
        for t in LAYER_TABLES
        if db.execute(f"SELECT count(*) FROM onemap.{t} WHERE source <> 'sample:7'").fetchone()
    ]

    assert others == []


@pytest.mark.parametrize("table", ["raster", "source_model"])
def test_every_title_says_that_it_is_synthetic(db, table):
    titles = db.execute(f"SELECT title FROM onemap.{table}").fetchall()

    assert ["合成样例" in title for title in titles] == [True]


def test_all_fifteen_streets_have_a_community(db):
    query = "SELECT count(DISTINCT parent_code) FROM onemap.area WHERE level = 'community'"

    assert db.execute(query).fetchone() == 15


PARTS = {
    "unit grids to communities": ("unit_grid", "community_code"),
    "duty grids to communities": ("duty_grid", "community_code"),
    "communities to streets, streets to the district": ("area", "parent_code"),
}


@pytest.mark.parametrize(("table", "owner"), PARTS.values(), ids=PARTS)
def test_parts_add_up_exactly(db, table, owner):
    query = f"""
        SELECT count(*) FROM onemap.area a JOIN (
          SELECT {owner} AS code, sum(ST_Area(geom)) AS size, ST_Union(geom) AS whole
          FROM onemap.{table} WHERE geom IS NOT NULL GROUP BY 1
        ) part USING (code)
        WHERE a.geom IS NOT NULL AND (abs(ST_Area(a.geom) - size) > 1e-13 OR NOT ST_Equals(a.geom, whole))
    """

    assert db.execute(query).fetchone() == 0


def test_unit_grids_make_up_their_duty_grid(db):
    query = """
        SELECT count(*) FROM onemap.duty_grid d WHERE NOT ST_Equals(geom, (
          SELECT ST_Union(geom) FROM onemap.unit_grid u WHERE u.duty_grid_code = d.code))
    """

    assert db.execute(query).fetchone() == 0


def test_every_duty_grid_has_a_body_and_a_worker(db):
    query = """
        SELECT count(*) FROM onemap.duty_grid d WHERE body_code IS NULL
        OR NOT EXISTS (SELECT FROM onemap.grid_duty g WHERE g.grid_kind = 'duty' AND g.grid_code = d.code)
    """

    assert db.execute(query).fetchone() == 0


@pytest.mark.parametrize("table", ["component", "event"])
def test_things_lie_in_the_unit_grid_that_they_name(db, table):
    query = f"""
        SELECT count(*) FROM onemap.{table} t LEFT JOIN onemap.unit_grid u
        ON u.code = t.unit_grid_code AND ST_Covers(u.geom, t.geom) AND u.community_code = t.community_code
        WHERE u.code IS NULL
    """

    assert db.execute(query).fetchone() == 0


def test_an_address_goes_down_to_the_room(db):
    levels = db.execute("""
        WITH RECURSIVE up AS (
          (SELECT code, level, parent_code FROM onemap.address
           WHERE level = 'room' AND local_text LIKE '%单元%' LIMIT 1)
          UNION ALL SELECT a.code, a.level, a.parent_code
          FROM onemap.address a JOIN up ON a.code = up.parent_code)
        SELECT level FROM up
    """).fetchall()

    assert levels == ["room", "floor", "unit", "building", "compound", "plate", "road"]


def test_a_child_begins_with_the_text_of_its_parent(db):
    query = """
        SELECT count(*) FROM onemap.address c JOIN onemap.address p ON p.code = c.parent_code
        WHERE NOT starts_with(c.local_text, p.local_text) OR c.local_text <> p.local_text || c.name
    """

    assert db.execute(query).fetchone() == 0


def test_a_building_has_the_storeys_that_it_says(db):
    query = """
        SELECT count(*) FROM onemap.building b WHERE storeys_above <> (
          SELECT count(*) FROM onemap.storey s WHERE s.building_code = b.code) OR height <> 3 * storeys_above
    """

    assert db.execute(query).fetchone() == 0


def test_a_room_with_a_plan_lies_in_its_building(db):
    query = """
        SELECT count(*) FROM onemap.room r JOIN onemap.storey s ON s.code = r.storey_code
        JOIN onemap.building b ON b.code = s.building_code
        WHERE NOT ST_CoveredBy(ST_Buffer(r.geom, -1e-8), b.geom)
    """

    assert db.execute(query).fetchone() == 0


def test_identity_numbers_are_well_formed(db):
    numbers = db.execute("SELECT id_number FROM onemap.person").fetchall()

    assert all(map(is_citizen_id, numbers))


def test_identity_numbers_say_sex_and_birth(db):
    query = """
        SELECT count(*) FROM onemap.person WHERE substr(id_number, 7, 8) <> to_char(birth_date, 'YYYYMMDD')
        OR substr(id_number, 17, 1)::int % 2 <> sex::int % 2
    """

    assert db.execute(query).fetchone() == 0


def test_credit_codes_are_well_formed(db):
    codes = db.execute("SELECT credit_code FROM onemap.organisation").fetchall()

    assert all(map(is_credit_code, codes))


def test_nobody_real_can_have_the_numbers(db):
    query = "SELECT count(*) FROM onemap.person WHERE NOT starts_with(id_number, %s)"

    assert db.execute(query, (PREFIX,)).fetchone() == 0


def test_the_grids_of_each_trade_cover_the_district(db):
    query = """
        SELECT bool_and(ST_Equals(whole, (SELECT geom FROM onemap.area WHERE level = 'district')))
        FROM (SELECT ST_Union(geom) AS whole FROM onemap.trade_grid GROUP BY kind) trade
    """

    assert db.execute(query).fetchone() is True


def test_a_composite_grid_is_made_of_whole_duty_grids(db):
    query = """
        SELECT max(n) FROM (SELECT count(DISTINCT composite_grid_code) AS n
        FROM onemap.unit_grid GROUP BY duty_grid_code) duty
    """

    assert db.execute(query).fetchone() == 1


def test_some_trade_grids_do_not_nest_and_those_of_civil_order_do(db):
    kinds = db.execute("""
        SELECT DISTINCT kind FROM onemap.composite_grid_part GROUP BY kind, grid_code HAVING count(*) > 1
    """).fetchall()

    assert ("police" in kinds, "civil_order" in kinds) == (True, False)


def test_every_sensor_has_an_observation_an_hour_for_a_week(db):
    query = "SELECT DISTINCT count(*) FROM onemap.observation GROUP BY sensor_code"

    assert db.execute(query).fetchall() == [7 * 24]


def test_the_elevation_is_a_cloud_optimised_file(loaded, db):
    path = db.execute("SELECT path FROM onemap.raster").fetchone()
    with rasterio.open(loaded.home / str(path)) as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_the_model_has_the_storeys_of_its_building(loaded, db):
    name = db.execute("SELECT file_name FROM onemap.source_model").fetchone()
    model = ifcopenshell.open(loaded.home / str(name))

    storeys = db.execute("SELECT storeys_above FROM onemap.building WHERE model_code IS NOT NULL").fetchone()
    assert len(model.by_type("IfcBuildingStorey")) == storeys


@pytest.mark.slow
def test_scale_1_is_as_large_as_promised(scratch, tmp_path):
    with psycopg.connect(scratch) as conn:
        counts = load(conn, home=tmp_path).tables

    least = {"address": 50_000, "component": 20_000, "event": 5_000}
    assert {name: counts[name].inserted >= count for name, count in least.items()} == dict.fromkeys(
        least, True
    )
