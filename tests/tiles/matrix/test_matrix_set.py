"""Tile matrix sets are those that others mean by the same name."""

import re
from pathlib import Path

import morecantile
import psycopg
import pytest
from morecantile.models import TileMatrixSet
from pydantic import ValidationError

from gis_api.settings import CHECKOUT
from layers.errors import Invalid
from tiles.grid import TileAddress
from tiles.matrix import MARGIN, Box, MatrixSet, limits, load, tile_matrix_set

SETS = load()
ENVELOPE = (
    "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM ST_TileEnvelope(%s, %s, %s, margin => %s) e"
)


@pytest.mark.parametrize(
    "at", [(0, 0, 0), (1, 1, 0), (13, 6708, 3357), (16, 53666, 26861), (22, 3434660, 1719107)]
)
@pytest.mark.parametrize("margin", [0.0, MARGIN])
def test_web_mercator_tiles_are_those_of_postgis_to_the_last_bit(
    conn: psycopg.Connection, at: tuple[int, int, int], margin: float
) -> None:
    found = conn.execute(ENVELOPE, (*at, margin if at[0] > 1 else 0.0)).fetchone()

    assert found == SETS["WebMercatorQuad"].bounds(TileAddress(*at), margin if at[0] > 1 else 0.0)


@pytest.mark.parametrize("name", ["WebMercatorQuad", "WorldCRS84Quad"])
def test_known_sets_are_those_of_the_registry(name: str) -> None:
    known = morecantile.tms.get(name).model_dump(mode="json", exclude_none=True)
    ours = tile_matrix_set(SETS[name])

    for mine, theirs in zip(ours["tileMatrices"], known["tileMatrices"], strict=False):
        assert mine.keys() == theirs.keys()
        assert all(value == pytest.approx(theirs[name]) for name, value in mine.items())


@pytest.mark.parametrize("matrix", SETS.values(), ids=SETS)
def test_every_document_is_one_of_the_standard(matrix: MatrixSet) -> None:
    try:
        read = TileMatrixSet.model_validate(tile_matrix_set(matrix))
    except ValidationError as error:
        pytest.fail(str(error))

    assert [int(one.id) for one in read.tileMatrices] == list(matrix.zooms)


@pytest.mark.parametrize("name", ["WebMercatorQuad", "WorldCRS84Quad", "CGCS2000Quad"])
def test_tiles_lie_where_others_put_them_after_reading_the_document(name: str) -> None:
    matrix = SETS[name]
    read = TileMatrixSet.model_validate(tile_matrix_set(matrix))
    columns, rows = matrix.size(16)

    theirs = read.xy_bounds(morecantile.Tile(columns // 3, rows // 3, 16))

    assert matrix.bounds(TileAddress(16, columns // 3, rows // 3)) == pytest.approx(tuple(theirs), rel=1e-12)


def test_the_origin_is_in_the_order_of_axes_of_the_crs() -> None:
    document = tile_matrix_set(SETS["CGCS2000GK38"])

    assert document["orderedAxes"] == ["X", "Y"]  # X is the northing of Gauss and Krueger
    assert document["tileMatrices"][0]["pointOfOrigin"] == [10_000_000, 38_000_000]


def test_tianditu_counts_two_tiles_at_level_1() -> None:
    tianditu = SETS["CGCS2000Quad"]

    assert (tianditu.zooms[0], tianditu.size(1), tianditu.cell(1)) == (1, (2, 1), 0.703125)


@pytest.mark.parametrize("z", [1, 9, 18])
def test_a_level_of_tianditu_is_the_zoom_before_of_crs_84(z: int) -> None:
    at = TileAddress(z, 1, 0)

    assert SETS["CGCS2000Quad"].bounds(at) == SETS["WorldCRS84Quad"].bounds(at._replace(z=z - 1))


@pytest.mark.parametrize("matrix", SETS.values(), ids=SETS)
@pytest.mark.parametrize("beside", [(-1, 0), (0, -1), (1, 0), (0, 1)])
def test_addresses_outside_the_set_do_not_exist(matrix: MatrixSet, beside: tuple[int, int]) -> None:
    columns, rows = matrix.size(12)
    (x, y), inside = beside, (0 if min(beside) < 0 else columns - 1, 0 if min(beside) < 0 else rows - 1)

    assert matrix.exists(TileAddress(12, *inside))
    assert not matrix.exists(TileAddress(12, inside[0] + x, inside[1] + y))


@pytest.mark.parametrize("matrix", SETS.values(), ids=SETS)
def test_zooms_that_a_set_does_not_have_have_no_tiles(matrix: MatrixSet) -> None:
    for z in (matrix.first - 1, matrix.zooms[-1] + 1, 10**9):
        assert not matrix.exists(TileAddress(z, 0, 0))
        assert matrix.span(Box(114.8, 30.8, 114.9, 30.9), z) is None


@pytest.mark.parametrize("matrix", SETS.values(), ids=SETS)
def test_zooms_of_about_one_scale_are_known(matrix: MatrixSet) -> None:
    shift = 1 if matrix.id == "WorldCRS84Quad" else 0

    assert [matrix.scale(z) for z in matrix.zooms] == [z + shift for z in matrix.zooms]


def test_the_whole_world_is_all_tiles() -> None:
    matrix = SETS["WorldCRS84Quad"]

    (found,) = limits(matrix, Box(-180, -90, 180, 90), [3])

    assert found == {
        "tileMatrix": "3",
        "minTileRow": 0,
        "maxTileRow": 7,
        "minTileCol": 0,
        "maxTileCol": 15,
    }


def test_nothing_has_no_limits() -> None:
    assert limits(SETS["WebMercatorQuad"], None, range(23)) == []


def test_what_lies_beyond_the_area_of_use_is_in_no_tile() -> None:
    assert SETS["CGCS2000GK114"].span(Box(121, 31, 121.1, 31.1), 14) is None


def test_cells_that_are_not_given_are_each_half_of_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(
        'title = "t"\nepsg = 4547\nzooms = [3, 7]\ncells = [100, 40, 10]\n'
        "extent = [400000, 3300000, 600000, 3500000]\narea = [113, 30, 115, 32]\n"
    )

    assert load(tmp_path)["city"].cells == (100, 40, 10, 5, 2.5)


def test_the_set_of_the_guide_is_one(tmp_path: Path) -> None:
    guide = (CHECKOUT / "docs" / "tiles.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n([^`]*?epsg[^`]*?)```", guide)
    (tmp_path / "city.toml").write_text(example)

    city = load(tmp_path)["city"]

    assert [city.scale(z) for z in (city.zooms[0], city.zooms[-1])] == [10, 21]


@pytest.mark.parametrize(
    "wrong",
    [
        "epsg = 4547",
        "epsg = 99999999",
        "epsg = ",
        'title = "t"\nepsg = 4490\nzooms = [0, 1]\ncells = [1, 2, 3]',
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "city.toml").write_text(wrong)

    with pytest.raises(Invalid, match=r"city\.toml"):
        load(tmp_path)
