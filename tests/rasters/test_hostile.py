"""Files that are not what they say, or that send their reader elsewhere."""

from pathlib import Path

import numpy as np
import psycopg
import pytest
import rasterio
from rasterio import Affine

from layers.errors import GisError, Invalid, NotFound
from tests.rasters.conftest import CORNER, GK, Bring, Write

ONES = np.ones((300, 300), np.float32)
FINE = Affine(0.1, 0, CORNER[0], 0, -0.1, CORNER[1])
VRT = """<VRTDataset rasterXSize="1" rasterYSize="1"><SRS>EPSG:4547</SRS>
<GeoTransform>576000,10,0,3413000,0,-10</GeoTransform><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
<SourceFilename relativeToVRT="0">/etc/hostname</SourceFilename></SimpleSource>
</VRTRasterBand></VRTDataset>"""


def nothing(conn: psycopg.Connection, path: Path) -> bool:
    rows = conn.execute("SELECT count(*) FROM onemap.raster").fetchone()
    return rows == (0,) and not path.exists() and not list(path.parent.glob(".import-*"))


def test_a_vrt_with_another_name_is_not_a_geotiff(tmp_path: Path, bring: Bring) -> None:
    (tmp_path / "a.tif").write_text(VRT)

    with pytest.raises(Invalid, match="not a GeoTIFF"):
        bring(tmp_path / "a.tif")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/a.tif", "/vsicurl/http://127.0.0.1:9/a.tif", "/vsizip/a.zip/a.tif", "/no/such.tif"],
)
def test_addresses_are_not_read(bring: Bring, address: str) -> None:
    with pytest.raises(NotFound, match="no file"):
        bring(Path(address))


@pytest.mark.parametrize("share", [0.001, 0.02, 0.5, 0.9])
def test_a_file_that_breaks_off_changes_nothing(
    conn: psycopg.Connection, write: Write, bring: Bring, path: Path, share: float
) -> None:
    file = write(np.random.default_rng(1).random((300, 300)))
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(Invalid, match=r"breaks off|can't be read|doesn't say where"):
        bring(file)
    assert nothing(conn, path)


def test_a_file_that_says_it_is_huge_is_refused(tmp_path: Path, bring: Bring) -> None:
    """Some hundred kilobytes on disk, four terabytes of values."""
    bomb = tmp_path / "bomb.tif"
    with rasterio.open(
        bomb, "w", driver="GTiff", width=200_000, height=200_000, count=1, dtype="uint8", crs=GK, tiled=True,
        blockxsize=4096, blockysize=4096, sparse_ok=True, transform=FINE,
    ):  # fmt: skip
        pass

    with pytest.raises(Invalid, match="can't be in it"):
        bring(bomb)


def test_a_file_of_one_large_block_is_refused(tmp_path: Path, bring: Bring) -> None:
    strip = tmp_path / "strip.tif"
    with rasterio.open(
        strip, "w", driver="GTiff", width=30_000, height=30_000, count=1, dtype="uint8", crs=GK,
        sparse_ok=True, tiled=True, blockxsize=24_576, blockysize=24_576, transform=FINE,
    ):  # fmt: skip
        pass

    with pytest.raises(Invalid, match="one block"):
        bring(strip)


def test_what_lies_beside_a_file_is_not_read(write: Write, bring: Bring, path: Path) -> None:
    file = write(ONES)
    other = write(ONES * 7, name="other.tif")
    for ending in (".ovr", ".msk"):
        file.with_name(file.name + ending).write_bytes(other.read_bytes())
    file.with_name(file.name + ".aux.xml").write_text(
        "<PAMDataset><SRS>EPSG:4326</SRS><PAMRasterBand band='1'><NoDataValue>1</NoDataValue>"
        "<Offset>5</Offset></PAMRasterBand></PAMDataset>"
    )
    file.with_suffix(".tfw").write_text("1\n0\n0\n-1\n0\n0\n")
    bring(file)

    with rasterio.open(path) as found:
        assert (found.read(1, masked=True) == 1).all()
        assert found.transform.c == CORNER[0]


@pytest.mark.parametrize(
    ("space", "tags"),
    [
        ("OVERVIEWS", {"OVERVIEW_FILE": "/etc/hostname"}),
        ("GEOLOCATION", {"X_DATASET": "/etc/hostname", "X_BAND": "1"}),
    ],
)
def test_a_file_that_names_others_is_refused(
    write: Write, bring: Bring, space: str, tags: dict[str, str]
) -> None:
    file = write(ONES)
    with rasterio.open(file, "r+") as out:
        out.update_tags(ns=space, **tags)

    with pytest.raises(Invalid, match="names other files"):
        bring(file)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"crs": None}, "what its coordinates are in"),
        ({"transform": Affine.identity()}, "where it lies"),
        ({"crs": "EPSG:2415"}, "no parameters"),
        ({"transform": Affine(10, 0, 5e8, 0, -10, 5e8)}, "off the map|can't be expressed"),
    ],
)
def test_a_raster_that_lies_nowhere_is_refused(
    write: Write, bring: Bring, profile: dict[str, object], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        bring(write(ONES, **profile))


@pytest.mark.parametrize("kind", ["complex64", "int64"])
def test_values_that_are_no_plain_numbers_are_refused(write: Write, bring: Bring, kind: str) -> None:
    with pytest.raises(Invalid, match="values of type"):
        bring(write(np.ones((3, 3), kind)))


@pytest.mark.parametrize("code", ["../x", "", "A", "a/b", "a.b", "x" * 65, "á"])
def test_a_code_is_a_plain_word(write: Write, bring: Bring, code: str) -> None:
    with pytest.raises(GisError, match="no code"):
        bring(write(ONES), code=code)
