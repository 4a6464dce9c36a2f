"""GeoTIFF into the catalogue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import rasterio
from psycopg.rows import dict_row
from rasterio import Affine
from rio_cogeo.cogeo import cog_validate

from gis_api.settings import Settings
from importers.rasters import Wanted, bring_in
from layers.errors import Conflict, NotFound
from layers.rasters import Kind, every_raster, find_raster
from tests.rasters.conftest import CORNER, GK, Bring, Write

SLOPE = np.add.outer(np.arange(60.0), 2 * np.arange(80.0)).astype(np.float32)


def row(conn: psycopg.Connection) -> dict[str, Any]:
    with conn.cursor(row_factory=dict_row) as cur:
        return cur.execute("SELECT *, ST_Area(geom::geography) AS area FROM onemap.raster").fetchone() or {}


def test_what_is_written_is_cloud_optimised_and_has_the_same_values(
    write: Write, bring: Bring, path: Path
) -> None:
    bring(write(SLOPE))

    with rasterio.open(path) as file:
        assert (file.read(1) == SLOPE).all()
    assert cog_validate(path, quiet=True)[0]


def test_the_row_has_place_bands_and_figures(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(SLOPE))

    found = row(conn)
    (band,) = found["statistics"]
    assert (found["kind"], found["bands"], found["unit"], found["version"]) == ("elevation", 1, "m", 1)
    assert found["resolution_m"] == pytest.approx(10, rel=1e-3)
    assert found["area"] == pytest.approx(600 * 800, rel=1e-3)
    assert (band["cells"], band["min"], band["max"]) == (4800, 0, 217)
    assert (band["mean"], band["std"]) == pytest.approx((SLOPE.mean(), SLOPE.std()))


def test_cells_without_a_value_are_in_no_figure(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(np.where(SLOPE < 100, np.float32(-9999), SLOPE), nodata=-9999))

    (band,) = row(conn)["statistics"]
    assert (band["min"], band["cells"]) == (100, int((SLOPE >= 100).sum()))


def test_numbers_that_are_none_have_no_value(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(np.where(SLOPE < 100, np.nan, SLOPE)))

    assert row(conn)["statistics"][0]["min"] == 100


def test_classes_are_counted(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(np.array([[1, 1, 7], [7, 7, 1]], np.uint8)), "classes")

    assert row(conn)["statistics"][0]["values"] == [[1, 3], [7, 3]]


def test_sixteen_bits_stay_sixteen_bits(write: Write, bring: Bring, path: Path) -> None:
    values = np.arange(3 * 40 * 50, dtype=np.uint16).reshape(3, 40, 50) * 10
    bring(write(values), "imagery")

    with rasterio.open(path) as file:
        assert (file.read() == values).all()


def test_scaled_values_become_what_they_stand_for(write: Write, bring: Bring, path: Path) -> None:
    file = write(np.array([[10, 20]], np.int16))
    with rasterio.open(file, "r+") as out:
        out.scales, out.offsets = (0.5,), (100.0,)
    bring(file)

    with rasterio.open(path) as found:
        assert found.read(1).tolist() == [[105, 110]]


def test_a_raster_in_degrees_is_taken(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(SLOPE, crs="EPSG:4490", transform=Affine(0.001, 0, 114.8, 0, -0.001, 30.9)))

    assert find_raster(conn, "r").extent == pytest.approx([114.8, 30.84, 114.88, 30.9])


@pytest.mark.parametrize(
    "by",
    [
        Affine(0, 10, 0, -10, 0, 0),
        Affine(0, -10, 0, 10, 0, 0),
        Affine(10, 0, 0, 0, 10, 0),
        Affine(-10, 0, 0, 0, -10, 0),
    ],
)
def test_a_quarter_turn_keeps_every_value(write: Write, bring: Bring, path: Path, by: Affine) -> None:
    brought = bring(write(SLOPE, transform=Affine.translation(*CORNER) @ by))

    with rasterio.open(path) as file:
        assert sorted(file.read(1).ravel()) == sorted(SLOPE.ravel())
        assert (file.transform.a, file.transform.e) == (10, -10)
    assert "turned" in brought.notes[0]


def test_a_turned_raster_has_its_values_where_they_were(write: Write, bring: Bring, path: Path) -> None:
    by = Affine.translation(*CORNER) @ Affine.rotation(30) @ Affine.scale(10, -10)
    bring(write(SLOPE, transform=by))

    with rasterio.open(path) as file:
        (found,) = file.sample([by @ (40.5, 30.5)])
    assert abs(found[0] - SLOPE[30, 40]) <= 3  # a neighbour at most


def test_a_turned_picture_has_nothing_in_its_corners(write: Write, bring: Bring, path: Path) -> None:
    by = Affine.translation(*CORNER) @ Affine.rotation(30) @ Affine.scale(10, -10)
    bring(write(np.full((3, 60, 80), 200, np.uint8), transform=by), "imagery")

    with rasterio.open(path) as file:
        mask = file.dataset_mask()
        assert (mask[0, 0], mask[mask.shape[0] // 2, mask.shape[1] // 2]) == (0, 255)


def test_one_cell_is_a_raster(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(np.array([[42]], np.uint8)), "classes")

    assert row(conn)["statistics"][0]["mean"] == 42


def test_the_same_file_again_is_no_new_version(conn: psycopg.Connection, write: Write, bring: Bring) -> None:
    bring(write(SLOPE))
    again = bring(write(SLOPE), unit="cm")

    assert (again.fresh, again.version, row(conn)["unit"]) == (False, 1, "cm")


def test_another_file_needs_to_be_told_to_replace(write: Write, bring: Bring) -> None:
    bring(write(SLOPE))

    with pytest.raises(Conflict, match="already"):
        bring(write(SLOPE + 1))


@pytest.fixture
def committed(scratch: str) -> Iterator[psycopg.Connection]:
    """A database where each step is committed, so that there are versions of before."""
    with psycopg.connect(scratch, autocommit=True) as conn:
        yield conn


def test_a_replaced_version_is_still_there(
    committed: psycopg.Connection, write: Write, settings: Settings
) -> None:
    for n, replace in enumerate((False, True)):
        wanted = Wanted("r", "r", Kind.ELEVATION, replace=replace)
        bring_in(committed, write(SLOPE + n), wanted, home=settings.home)

    newest = find_raster(committed, "r")
    assert (newest.version, newest.path) == (2, "rasters/r.2.tif")
    assert find_raster(committed, "r", 1).path == "rasters/r.1.tif"
    with pytest.raises(NotFound, match="version 3"):
        find_raster(committed, "r", 3)


def test_a_number_is_never_given_twice(
    committed: psycopg.Connection, write: Write, settings: Settings
) -> None:
    wanted = Wanted("r", "r", Kind.ELEVATION)
    bring_in(committed, write(SLOPE), wanted, home=settings.home)
    committed.execute("DELETE FROM onemap.raster")

    assert bring_in(committed, write(SLOPE), wanted, home=settings.home).version == 2


def test_an_internal_raster_is_not_there_for_the_public(
    conn: psycopg.Connection, write: Write, bring: Bring
) -> None:
    bring(write(SLOPE), sensitivity="internal")

    assert (every_raster(conn), len(every_raster(conn, internal=True))) == ([], 1)
    with pytest.raises(NotFound):
        find_raster(conn, "r")


def test_what_a_killed_import_left_is_removed(write: Write, bring: Bring, path: Path) -> None:
    left = path.parent / ".import-abc"
    left.mkdir(parents=True)
    bring(write(SLOPE))

    assert [one.name for one in path.parent.iterdir() if one.name != ".lock"] == ["r.1.tif"]


def test_a_system_that_is_said_goes_before_that_of_the_file(write: Write, bring: Bring, path: Path) -> None:
    brought = bring(write(SLOPE, crs="EPSG:2437"), crs=GK)

    with rasterio.open(path) as file:
        assert file.crs.to_epsg() == 4547
    assert brought.notes == ["the file says EPSG:2437; taken as EPSG:4547, as told"]


def test_real_files_are_brought_in(shared_data: Path, bring: Bring, path: Path) -> None:
    given = shared_data / "raster" / "ywzdem30m.tif"
    bring(given, crs="EPSG:4527")

    with rasterio.open(given) as before, rasterio.open(path) as after:
        assert (before.read(1, masked=True) == after.read(1, masked=True)).all()
