"""GDAL as a client: the drivers that QGIS uses, against the real service."""

from pathlib import Path

import httpx2 as httpx
import pyogrio
import pytest
import shapely

POI = "poi"


@pytest.fixture(scope="module")
def source(live: str) -> str:
    """The service as GDAL names it."""
    return f"OAPIF:{live}/ogc"


def test_gdal_lists_all_collections(live: str, source: str) -> None:
    known = httpx.get(f"{live}/ogc/collections").json()["collections"]

    assert {name for name, _ in pyogrio.list_layers(source)} == {one["id"] for one in known}


def test_gdal_reads_all_features_page_by_page(live: str, source: str) -> None:
    expected = httpx.get(f"{live}/ogc/collections/{POI}/items?limit=10000").json()["features"]

    _, _, shapes, columns = pyogrio.raw.read(source, layer=POI, PAGE_SIZE="7", columns=["code"])

    assert list(columns[0]) == [one["id"] for one in expected]
    assert shapely.from_wkb(shapes[0]).coords[0] == tuple(expected[0]["geometry"]["coordinates"])


def test_gdal_asks_for_a_box_and_a_filter(live: str, source: str) -> None:
    one = httpx.get(f"{live}/ogc/collections/{POI}/items?limit=1").json()["features"][0]
    lon, lat = one["geometry"]["coordinates"]

    _, _, _, columns = pyogrio.raw.read(
        source,
        layer=POI,
        columns=["code"],
        bbox=(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4),
        where=f"name = '{one['properties']['name']}'",
    )

    assert one["id"] in columns[0]


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:3857", "EPSG:4490"])
def test_gdal_takes_the_axes_as_the_system_has_them(source: str, crs: str) -> None:
    meta, _, shapes, _ = pyogrio.raw.read(source, layer=POI, max_features=1, CRS=crs)
    _, _, plain, _ = pyogrio.raw.read(source, layer=POI, max_features=1)

    here = shapely.from_wkb(shapes[0])
    assert meta["crs"] == crs
    assert here.equals_exact(shapely.from_wkb(plain[0]), 1e-9) is (crs == "EPSG:4490")
    assert here.x > (0 if crs == "EPSG:4490" else 1e5)


def test_gdal_reads_tiles(live: str, tmp_path: Path) -> None:
    tileset = httpx.get(f"{live}/ogc/collections/{POI}/tiles/WebMercatorQuad").json()
    limit = tileset["tileMatrixSetLimits"][0]
    z, row, column = limit["tileMatrix"], limit["minTileRow"], limit["minTileCol"]
    address = f"{live}/ogc/collections/{POI}/tiles/WebMercatorQuad/{z}/{row}/{column}"
    path = tmp_path / "tile.mvt"
    path.write_bytes(httpx.get(address).content)

    _, _, shapes, _ = pyogrio.raw.read(f"MVT:{path}", X=str(column), Y=str(row), Z=z)

    assert len(shapes) > 0
