"""Files as they are: formats, encodings, row numbers."""

import gzip
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pytest
from pyarrow import parquet
from shapely import Point

from importers.readers import Batch, opened
from layers.errors import Invalid

TEXT = "name,age\n甲,1\n乙,2\n"


def only(path: Path, **options: str) -> Batch:
    with opened(path, encoding=options.get("encoding")) as file:
        (batch,) = file.batches
    return batch


def names(batch: Batch) -> list[str]:
    found: list[str] = batch.rows["name"].to_pylist()
    return found


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["甲", "乙"]}, geometry=[Point(114, 30), Point(115, 31)], crs="EPSG:4326"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_in_several_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding)

    assert names(only(path, **({"encoding": "gbk"} if encoding == "gbk" else {}))) == ["甲", "乙"]


def test_packed_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))

    assert names(only(path)) == ["甲", "乙"]


def test_lines_are_those_of_the_file_even_behind_a_line_break_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('name,age\n"甲\n甲",1\n乙,2\n', "utf-8")

    assert only(path).lines.tolist() == [3, 4]


def test_a_row_with_too_many_fields_is_a_misfit_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,age\n甲,1\n乙,2,3\n", "utf-8")

    assert [(m.line, m.reason) for m in only(path).misfits] == [(3, "3 fields where the header has 2")]


def test_text_in_another_encoding_names_the_line_and_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, "gbk")

    with pytest.raises(Invalid, match="is not utf-8") as error:
        only(path)
    assert "gbk" in str(error.value.facts["hint"])


def test_parquet_gives_only_the_columns_asked_for(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"name": ["甲"], "age": [1]}), tmp_path / "a.parquet")

    with opened(tmp_path / "a.parquet", columns=["name"]) as file:
        assert next(file.batches).rows.schema.names == ["name"]


@pytest.mark.parametrize("file", ["a.geojson", "a.gpkg", "a.shp"])
def test_vector_files_have_texts_and_geometry(tmp_path: Path, places: gpd.GeoDataFrame, file: str) -> None:
    places.to_file(tmp_path / file, encoding="utf-8")
    batch = only(tmp_path / file)

    assert batch.geometry is not None
    assert (names(batch), batch.geometry[1], batch.lines.tolist()) == (["甲", "乙"], Point(115, 31), [1, 2])


def test_a_shapefile_in_gbk_says_so_in_its_cpg(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    places.to_file(tmp_path / "a.shp", encoding="gbk")

    assert names(only(tmp_path / "a.shp")) == ["甲", "乙"]


def test_a_shapefile_in_gbk_without_cpg_is_read_as_told(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    places.to_file(tmp_path / "a.shp", encoding="gbk")
    (tmp_path / "a.cpg").unlink()

    assert names(only(tmp_path / "a.shp", encoding="gbk")) == ["甲", "乙"]


def test_geojson_is_not_asked_for_its_crs(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    places.to_file(tmp_path / "a.geojson")

    with opened(tmp_path / "a.geojson") as file:
        assert file.crs is None


def test_a_geopackage_tells_its_crs(tmp_path: Path, places: gpd.GeoDataFrame) -> None:
    places.to_crs(4547).to_file(tmp_path / "a.gpkg")

    with opened(tmp_path / "a.gpkg") as file:
        assert file.crs == "EPSG:4547"


@pytest.mark.parametrize("file", ["a.geojson", "a.parquet", "a.csv.gz", "a.gpkg"])
def test_rubbish_is_refused_in_words(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_bytes(b"rubbish")

    with pytest.raises(Invalid, match=file):
        only(tmp_path / file)


def test_an_unknown_ending_names_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as error:
        opened(tmp_path / "a.xls")
    assert ".gpkg" in str(error.value.facts["known"])
