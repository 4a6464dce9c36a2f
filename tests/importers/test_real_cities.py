"""The real files of Suzhou and Wuhan, where the folder of the data is there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import psycopg
import pytest

from importers import manifest
from importers.city import bring_in
from importers.report import Report


@pytest.fixture(scope="module")
def database(server: str, template: str) -> str:
    from tests.conftest import copy

    return copy(server, template)


@pytest.fixture(scope="module")
def reports(database: str, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    refused = tmp_path_factory.mktemp("refused")
    with psycopg.connect(database) as conn:
        plans = [manifest.load(manifest.find(name)) for name in ("suzhou", "wuhan")]
        return {plan.city: bring_in(conn, plan, shared_data, refused=refused) for plan in plans}


@pytest.fixture(scope="module")
def cities(database: str, reports: dict[str, Report]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database) as conn:
        yield conn


def one(conn: psycopg.Connection, query: str) -> Any:
    (value,) = conn.execute(query.encode()).fetchone() or (None,)
    return value


@pytest.mark.parametrize("city", ["suzhou", "wuhan"])
def test_every_row_is_accounted_for_and_none_refused(reports: dict[str, Report], city: str) -> None:
    assert all(part.accounted and not part.refused for part in reports[city].parts)


@pytest.mark.parametrize(
    ("table", "rows"),
    [("road", 5_795), ("poi", 5_371), ("water", 1_471), ("building", 2_488)],
)
def test_all_of_suzhou_is_there(cities: psycopg.Connection, table: str, rows: int) -> None:
    assert one(cities, f"SELECT count(*) FROM onemap.{table}") == rows


@pytest.mark.parametrize(
    ("level", "rows"), [("province", 2), ("city", 2), ("district", 22), ("street", 318), ("community", 5_436)]
)
def test_areas_of_both_cities_by_level(cities: psycopg.Connection, level: str, rows: int) -> None:
    assert one(cities, f"SELECT count(*) FROM onemap.area WHERE level = '{level}'") == rows


def test_full_names_begin_with_the_province(cities: psycopg.Connection) -> None:
    query = "SELECT full_name FROM onemap.area WHERE code = '420117001'"

    assert one(cities, query) == "湖北省武汉市新洲区邾城街道"


def test_names_of_2023_replace_those_of_2016_and_the_report_says_so(reports: dict[str, Report]) -> None:
    (note,) = reports["wuhan"].parts[0].notes

    assert note.startswith("xinzhou_streets.csv names 12 areas otherwise")


INSIDE = "SELECT count(*) FROM onemap.building b, {} a WHERE ST_Covers(a.geom, b.geom)"


def test_buildings_lie_in_their_district_better_than_with_the_fence_as_the_file_has_it(
    cities: psycopg.Connection, shared_data: Path
) -> None:
    """GCJ-02 is half a kilometre off, so the file's own fence leaves buildings of the district out."""
    fences = geopandas.read_file(shared_data / "suzhou" / "suzhou_district_fences_gcj02.geojson")
    raw = fences.set_index("adcode").geometry["320508"].wkt

    ours = one(cities, INSIDE.format("(SELECT geom FROM onemap.area WHERE code = '320508')"))
    theirs = one(cities, INSIDE.format(f"(SELECT ST_GeomFromText('{raw}', 4490) AS geom)"))

    assert ours > theirs + 20
