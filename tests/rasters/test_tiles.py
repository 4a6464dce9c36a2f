"""Tiles of rasters compared with plain NumPy, and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from fastapi.testclient import TestClient
from httpx2 import Response
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio import Affine

from layers.crs import parse
from layers.rasters import Open, Shelf
from tests.builder import Builder
from tests.rasters.conftest import CORNER, Bring, Write
from tiles.grid import TileAddress
from tiles.matrix import Box, load
from tiles.raster.shade import hillshade
from tiles.raster.warp import read_tile

ROWS, COLUMNS = np.mgrid[0:600, 0:800]
PLANE = (3.0 * COLUMNS + 2.0 * ROWS).astype(np.float32)
AT = TileAddress(14, 13418, 6716)
TILE = "/rasters/r/14/13418/6716.png"


@pytest.fixture
def one(write: Write, bring: Bring, path: Path) -> Iterator[Open]:
    bring(write(PLANE))
    with Shelf().borrowed(path) as one:
        yield one


def cells(box: Box, crs: str, size: int) -> tuple[Any, Any]:
    """Columns and rows of the raster at the centres of a tile's pixels, each converted by itself."""
    pixel = (box.east - box.west) / size
    x, y = np.meshgrid(
        box.west + pixel * (np.arange(size) + 0.5), box.north - pixel * (np.arange(size) + 0.5)
    )
    east, north = Transformer.from_crs(crs, 4547, always_xy=True).transform(x, y)
    return (east - CORNER[0]) / 10, (CORNER[1] - north) / 10


@pytest.mark.parametrize("matrix", ["WebMercatorQuad", "WorldCRS84Quad", "CGCS2000Quad", "CGCS2000GK114"])
def test_pixels_have_the_values_of_the_places_they_show(one: Open, matrix: str) -> None:
    """On every matrix set, to a hundredth of a cell; a slope shows any shift."""
    chosen = load()[matrix]
    near = Box(114.84, 30.80, 114.841, 30.801)
    zoom = next(z for z in chosen.zooms if chosen.scale(z) == 14)
    span = chosen.span(near, zoom, 0)
    assert span is not None
    box = chosen.bounds(next(span.tiles(zoom)))
    found = read_tile(one, box, chosen.crs, 256, (1,), smooth=True)

    assert found is not None
    column, row = cells(box, f"EPSG:{chosen.crs.epsg}", 256)
    inside = (column > 1) & (row > 1) & (column < 799) & (row < 599)
    wanted = 3 * (column - 0.5) + 2 * (row - 0.5)
    assert inside.sum() > 10_000
    assert np.abs(found[0] - wanted)[inside].max() < 0.05


def test_nearest_gives_values_that_are_there(one: Open) -> None:
    box = load()["WebMercatorQuad"].bounds(AT)
    found = read_tile(one, box, parse("3857"), 256, (1,), smooth=False)

    assert found is not None
    column, row = cells(box, "EPSG:3857", 256)
    inside = (column >= 0) & (row >= 0) & (column < 800) & (row < 600)
    assert (np.ma.getmaskarray(found[0]) == ~inside).mean() > 0.999
    same = found[0][inside] == PLANE[row[inside].astype(int), column[inside].astype(int)]
    assert same.mean() > 0.999  # the rest lies within rounding of a border


def test_a_distant_look_reads_the_smaller_copies(one: Open) -> None:
    matrix = load()["WebMercatorQuad"]
    found = read_tile(one, matrix.bounds(TileAddress(9, 419, 209)), matrix.crs, 256, (1,), smooth=True)

    assert found is not None
    assert found.mean() == pytest.approx(PLANE.mean(), rel=0.02)


def test_the_whole_world_shows_it_as_a_dot(one: Open) -> None:
    matrix = load()["WebMercatorQuad"]
    found = read_tile(one, matrix.bounds(TileAddress(0, 0, 0)), matrix.crs, 256, (1,), smooth=False)

    assert found is None or found.count() <= 1


def test_level_ground_has_the_light_of_the_sun_s_height() -> None:
    light = hillshade(np.ma.zeros((5, 5)), (10, 10))

    assert set(light.ravel().tolist()) == {round(255 * np.sin(np.pi / 4))}


def test_a_slope_toward_the_sun_is_lighter_than_one_away() -> None:
    rows, columns = np.mgrid[0:6, 0:6]
    toward, away = (hillshade(np.ma.array(sign * (columns + rows) * 5.0), (10, 10)) for sign in (1, -1))

    assert toward.min() > 180 > away.max()


def pixels(answer: Response) -> NDArray[np.uint8]:
    assert answer.status_code == 200, answer.text
    with rasterio.MemoryFile(answer.content) as memory, memory.open() as file:
        found: NDArray[np.uint8] = file.read()
    return found


@pytest.fixture
def served(client: TestClient, write: Write, bring: Bring) -> TestClient:
    bring(write(PLANE))
    return client


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
class TestHttp:
    """What clients get."""

    def test_elevation_is_coloured(self, served: TestClient) -> None:
        found = pixels(served.get(TILE))

        assert found.shape[1:] == (256, 256)
        assert len(np.unique(found[:3].reshape(3, -1), axis=1).T) > 50

    @pytest.mark.parametrize(
        "query", ["hillshade=1", "hillshade=1&colormap=viridis", "size=512", "rescale=0,9"]
    )
    def test_looks_can_be_chosen(self, served: TestClient, query: str) -> None:
        assert pixels(served.get(f"{TILE}?{query}")).shape[1] == (512 if "512" in query else 256)

    def test_rescale_is_linear(self, served: TestClient) -> None:
        grey = pixels(served.get(f"{TILE}?rescale=0,5000&colormap=gray&resampling=nearest"))
        box = load()["WebMercatorQuad"].bounds(AT)
        column, row = cells(box, "EPSG:3857", 256)
        inside = (column > 0) & (row > 0) & (column < 800) & (row < 600)

        wanted = PLANE[np.clip(row, 0, 599).astype(int), np.clip(column, 0, 799).astype(int)] / 5000 * 255
        assert np.percentile(np.abs(grey[0] - wanted)[inside], 99) < 2

    def test_webp_comes_as_webp(self, served: TestClient) -> None:
        answer = served.get(TILE.replace("png", "webp"))

        assert (answer.headers["content-type"], answer.content[8:12]) == ("image/webp", b"WEBP")

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/rasters/r/14/1/1.png", 404),
            ("/rasters/r/14/99999/1.png", 404),
            ("/rasters/r/99/1/1.png", 404),
            ("/rasters/x/14/13418/6716.png", 404),
            (f"{TILE}?v=2", 404),
            (f"{TILE}?matrix=nope", 404),
            (f"{TILE}?colormap=nope", 422),
            (f"{TILE}?rescale=5,1", 422),
            (f"{TILE}?rescale=nan,1", 422),
            (f"{TILE}?bands=9", 422),
            (f"{TILE}?bands=1,1", 422),
            (f"{TILE}?size=4096", 422),
            ("/rasters/r/14/13418/6716.gif", 422),
            ("/rasters/..%2f..%2fetc/14/13418/6716.png", 404),
        ],
    )
    def test_odd_requests_get_a_plain_answer(self, served: TestClient, path: str, status: int) -> None:
        assert served.get(path).status_code == status

    def test_a_tile_without_values_is_204(self, client: TestClient, write: Write, bring: Bring) -> None:
        bring(write(np.where(COLUMNS < 790, np.float32(np.nan), PLANE)))

        assert client.get(TILE).status_code == 204

    def test_what_the_client_has_is_304(self, served: TestClient) -> None:
        tag = served.get(TILE).headers["etag"]
        again = served.get(TILE, headers={"If-None-Match": tag})
        other = served.get(f"{TILE}?hillshade=true", headers={"If-None-Match": tag})

        assert (again.status_code, again.content, other.status_code) == (304, b"", 200)

    def test_a_version_may_be_kept(self, served: TestClient, write: Write, bring: Bring) -> None:
        first = served.get(f"{TILE}?v=1")
        bring(write(-PLANE), replace=True)

        assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert served.get(TILE).headers["etag"] != first.headers["etag"]
        assert "no-cache" in served.get(TILE).headers["cache-control"]

    def test_three_bands_are_a_picture(self, client: TestClient, write: Write, bring: Bring) -> None:
        colours = np.array([10, 120, 250], np.uint8)[:, None, None] * np.ones((1, 600, 800), np.uint8)
        bring(write(colours), "imagery")

        found = pixels(client.get("/rasters/r/15/26836/13434.png"))
        assert found[:3].reshape(3, -1).max(axis=1).tolist() == [10, 120, 250]

    def test_classes_keep_the_colours_of_their_file(
        self, client: TestClient, write: Write, bring: Bring
    ) -> None:
        values = np.where(COLUMNS < 400, 1, 2).astype(np.uint8)
        table = {1: (255, 0, 0, 255), 2: (0, 0, 255, 255)}
        bring(write(values, colours=table), "classes")

        found = pixels(client.get(TILE))
        alpha = found[3] if len(found) == 4 else np.full((256, 256), 255)
        seen = np.unique(found[:3, alpha == 255], axis=1).T.tolist()
        assert seen == [[0, 0, 255], [255, 0, 0]]

    def test_the_list_and_the_description(self, served: TestClient) -> None:
        (item,) = served.get("/rasters").json()["items"]
        told = served.get("/rasters/r").json()
        west, south, east, north = item["bbox"]

        assert (item["code"], item["version"], told["statistics"][0]["cells"]) == ("r", 1, 480_000)
        assert west < 114.85 < east
        assert south < 30.82 < north
        assert told["minzoom"] < 14 <= told["maxzoom"] + 1

    def test_tilejson_leads_to_tiles_of_this_version_and_look(self, served: TestClient) -> None:
        told = served.get("/rasters/r.json", params={"hillshade": "true", "evil": "<"}).json()

        assert told["tiles"] == ["/rasters/r/{z}/{x}/{y}.png?hillshade=true&v=1"]

    def test_an_internal_raster_needs_the_key(
        self, key: dict[str, str], client: TestClient, write: Write, bring: Bring
    ) -> None:
        bring(write(PLANE), sensitivity="internal")

        assert [client.get(path).status_code for path in ("/rasters/r", "/rasters/r.json", TILE)] == [404] * 3
        assert client.get("/rasters").json()["items"] == []
        answer = client.get(f"{TILE}?v=1", headers=key)
        assert answer.headers["cache-control"].startswith("private")

    def test_value_profile_and_contours(self, served: TestClient) -> None:
        place = {"lon": CORNER[0] + 105, "lat": CORNER[1] - 55, "crs": "EPSG:4547"}
        line = "114.80,30.80;114.84,30.82"

        assert served.get("/rasters/r/value", params=place).json()["values"] == [PLANE[5, 10]]
        assert (
            len(served.get("/rasters/r/profile", params={"line": line, "samples": 9}).json()["points"]) == 9
        )
        told = served.get("/rasters/r/contours", params={"interval": 100, "bbox": "114.81,30.8,114.82,30.81"})
        assert told.json()["features"][0]["geometry"]["type"] == "MultiLineString"

    def test_zones_of_a_layer_and_of_a_polygon_agree(self, served: TestClient, add: Builder) -> None:
        ring = [[114.81, 30.80], [114.83, 30.80], [114.83, 30.82], [114.81, 30.82], [114.81, 30.80]]
        text = ", ".join(f"{x} {y}" for x, y in ring)
        add("area", code="420117001001", geom=f"MULTIPOLYGON((({text})))")
        by_code = served.get("/rasters/r/zones", params={"codes": "420117001001"}).json()["items"][0]
        sent = served.post("/rasters/r/zones", json={"type": "Polygon", "coordinates": [ring]}).json()[
            "items"
        ][0]

        assert by_code["mean"] == sent["mean"]
        assert (by_code["code"], sent["code"]) == ("420117001001", "0")

    @pytest.mark.parametrize(
        "body",
        [{}, {"type": "Point", "coordinates": [1, 2]}, {"type": "FeatureCollection", "features": []},
         {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
         {"type": "Polygon", "coordinates": "x"}, {"type": "FeatureCollection", "features": [{}] * 51}],
    )  # fmt: skip
    def test_what_is_no_polygon_is_refused(self, served: TestClient, body: dict[str, Any]) -> None:
        assert served.post("/rasters/r/zones", json=body).status_code == 422

    def test_a_file_that_is_gone_is_said(self, served: TestClient, path: Path) -> None:
        path.unlink()

        assert served.get(TILE).status_code == 503

    def test_a_raster_across_the_whole_map_is_served(
        self, client: TestClient, write: Write, bring: Bring
    ) -> None:
        world = np.arange(180 * 360, dtype=np.float32).reshape(180, 360)[5:175]
        bring(write(world, crs="EPSG:4326", transform=Affine(1, 0, -180, 0, -1, 85)))

        assert pixels(client.get("/rasters/r/0/0/0.png")).shape[1:] == (256, 256)
