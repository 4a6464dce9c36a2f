"""Whole collections as files, read again by those who read such files."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient

from gis_api.ogc import files
from tests.builder import Builder

ITEMS = "/ogc/collections/poi/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture
def shops(add: Builder) -> list[str]:
    return [add("poi", name=f"小店{n}", geom=f"POINT(114.8{n} 30.84)")["code"] for n in range(3)]


@pytest.mark.parametrize("name", ["gpkg", "fgb"])
def test_gdal_reads_the_file(client: TestClient, shops: list[str], tmp_path: Path, name: str) -> None:
    path = tmp_path / f"x.{name}"
    path.write_bytes(client.get(f"{ITEMS}?f={name}&crs={EPSG}4547").content)

    meta, _, shapes, columns = pyogrio.raw.read(path)

    codes = columns[list(meta["fields"]).index("code")]
    assert (meta["crs"], sorted(codes)) == ("EPSG:4547", sorted(shops))
    assert {round(shapely.from_wkb(shape).y) for shape in shapes} == {3413509, 3413516, 3413523}


def test_geoparquet_says_where_its_places_are(client: TestClient, shops: list[str]) -> None:
    table = pq.read_table(io.BytesIO(client.get(f"{ITEMS}?f=parquet").content))

    assert table["code"].to_pylist() == shops
    assert b'"primary_column": "geometry"' in table.schema.metadata[b"geo"]
    assert shapely.from_wkb(table["geometry"][0].as_py()).wkt == "POINT (114.8 30.84)"


def test_csv_is_what_spreadsheets_read(client: TestClient, shops: list[str]) -> None:
    text = client.get(f"{ITEMS}?f=csv&crs={EPSG}4490").content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["小店0", "小店1", "小店2"]
    assert rows[0]["geometry"] == "POINT(30.84 114.8)"


def test_a_file_has_all_features_that_a_query_finds(client: TestClient, shops: list[str]) -> None:
    answer = client.get(f"{ITEMS}?f=csv&filter=name <> '小店1'")

    assert answer.headers["ogc-numberreturned"] == "2"
    assert "x-truncated" not in answer.headers


def test_a_file_that_is_cut_says_so(
    client: TestClient, shops: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST", 2)

    answer = client.get(f"{ITEMS}?f=parquet")

    assert (answer.headers["ogc-numberreturned"], "x-truncated" in answer.headers) == ("2", True)


def test_a_layer_without_places_is_a_table(client: TestClient, add: Builder) -> None:
    add("department", name="局")

    assert client.get("/ogc/collections/department/items?f=fgb").status_code == 400
    assert "局" in client.get("/ogc/collections/department/items?f=csv").text
    assert client.get("/ogc/collections/department/items?f=gpkg").status_code == 200


def test_hidden_fields_are_in_no_file(client: TestClient, add: Builder) -> None:
    add("event", description="secret")

    assert "secret" not in client.get("/ogc/collections/event/items?f=csv").text


def test_an_empty_layer_is_a_file_all_the_same(client: TestClient) -> None:
    table = pq.read_table(io.BytesIO(client.get(f"{ITEMS}?f=parquet").content))

    assert (table.num_rows, "code" in table.column_names) == (0, True)


def test_nothing_stays_on_the_disk(client: TestClient, shops: list[str]) -> None:
    client.get(f"{ITEMS}?f=gpkg")
    client.get("/ogc/collections/department/items?f=fgb")

    state = client.app.state  # type: ignore[attr-defined]
    assert list(state.streams.folder.iterdir()) == []


def test_a_file_has_no_pages(client: TestClient) -> None:
    assert client.get(f"{ITEMS}?f=csv&cursor=MTA").status_code == 400


def test_who_comes_while_others_write_files_is_told_to_come_again(client: TestClient) -> None:
    writing = client.app.state.streams.files  # type: ignore[attr-defined]
    while writing.acquire(blocking=False):
        pass

    answer = client.get(f"{ITEMS}?f=csv")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
