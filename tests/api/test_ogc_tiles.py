"""OGC API Tiles and Styles."""

import json
from typing import Any

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient

from tests.builder import Builder

HERE = "/ogc/collections/poi/tiles"
SETS = ["CGCS2000GK114", "CGCS2000GK38", "CGCS2000Quad", "WebMercatorQuad", "WorldCRS84Quad"]


def item(document: dict[str, Any], z: int, row: int, column: int) -> str:
    (template,) = [link["href"] for link in document["links"] if link.get("templated")]
    return str(template.format(tileMatrix=z, tileRow=row, tileCol=column))


@pytest.fixture
def shop(swept: None, add: Builder) -> dict[str, Any]:
    """The only one."""
    return add("poi", code="a", name="小店", kind="shop", geom="POINT(114.8 30.84)")


def test_tilesets_lead_to_their_matrix_sets(client: TestClient) -> None:
    tilesets = client.get(HERE).json()["tilesets"]

    assert [one["tileMatrixSetId"] for one in tilesets] == SETS
    assert all(client.get(link["href"]).status_code == 200 for one in tilesets for link in one["links"])


@pytest.mark.parametrize("name", SETS)
def test_the_template_of_a_tileset_leads_to_tiles(
    client: TestClient, shop: dict[str, Any], name: str
) -> None:
    document = client.get(f"{HERE}/{name}").json()
    limit = document["tileMatrixSetLimits"][0]
    address = item(document, int(limit["tileMatrix"]), limit["minTileRow"], limit["minTileCol"])

    tile = client.get(address)

    (feature,) = mapbox_vector_tile.decode(tile.content)["poi"]["features"]
    assert feature["properties"]["name"] == "小店"


def test_beyond_the_limits_of_a_tileset_there_is_no_tile(client: TestClient, shop: dict[str, Any]) -> None:
    document = client.get(f"{HERE}/WebMercatorQuad").json()
    limit = document["tileMatrixSetLimits"][0]
    z, row, column = int(limit["tileMatrix"]), limit["maxTileRow"], limit["minTileCol"]

    assert client.get(item(document, z, row + 1, column)).status_code == 404


def test_a_tileset_of_all_can_be_of_some(client: TestClient, shop: dict[str, Any]) -> None:
    layers = client.get("/ogc/tiles/WebMercatorQuad?collections=poi,road").json()["layers"]

    assert [one["id"] for one in layers] == ["poi", "road"]


def test_tiles_of_all_hold_all_layers(client: TestClient, shop: dict[str, Any]) -> None:
    limit = client.get(f"{HERE}/WebMercatorQuad").json()["tileMatrixSetLimits"][0]
    path = f"{limit['tileMatrix']}/{limit['minTileRow']}/{limit['minTileCol']}"

    tile = client.get(f"/ogc/tiles/WebMercatorQuad/{path}")

    assert "poi" in mapbox_vector_tile.decode(tile.content)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{HERE}/Nothing", 404),
        (f"{HERE}/Nothing/1/1/1", 404),
        (f"{HERE}/WebMercatorQuad/99/1/1", 404),
        (f"{HERE}/WebMercatorQuad/14/99999999/1", 404),
        (f"{HERE}/WebMercatorQuad/x/1/1", 400),
        (f"{HERE}?colour=red", 400),
        ("/ogc/collections/department/tiles", 404),
        ("/ogc/tiles/WebMercatorQuad?collections=camera", 404),
        ("/ogc/tileMatrixSets/Nothing", 404),
        ("/ogc/styles/nothing", 404),
        ("/ogc/styles/nothing/metadata", 404),
    ],
)
def test_what_is_not_there_is_said_so(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("name", "axes", "origin"),
    [
        ("WebMercatorQuad", ["E", "N"], [-20037508.342789244, 20037508.342789244]),
        ("WorldCRS84Quad", ["Lon", "Lat"], [-180, 90]),
        ("CGCS2000Quad", ["Lat", "Lon"], [90, -180]),
        ("CGCS2000GK114", ["N", "E"], [10_000_000, 0]),
    ],
)
def test_matrix_sets_have_the_axes_of_their_systems(
    client: TestClient, name: str, axes: list[str], origin: list[float]
) -> None:
    document = client.get(f"/ogc/tileMatrixSets/{name}").json()

    assert (document["orderedAxes"], document["tileMatrices"][0]["pointOfOrigin"]) == (axes, origin)


def test_the_scale_of_web_mercator_is_the_one_of_the_standard(client: TestClient) -> None:
    first = client.get("/ogc/tileMatrixSets/WebMercatorQuad").json()["tileMatrices"][0]

    assert first["scaleDenominator"] == pytest.approx(559082264.028717)


def test_a_style_is_what_the_map_itself_is_drawn_with(client: TestClient) -> None:
    answer = client.get("/ogc/styles/light")

    assert answer.headers["content-type"] == "application/vnd.mapbox.style+json"
    assert json.loads(answer.content) == client.get("/styles/light.json").json()


def test_styles_lead_to_themselves_and_what_is_said_of_them(client: TestClient) -> None:
    styles = client.get("/ogc/styles").json()["styles"]

    assert all(client.get(link["href"]).status_code == 200 for one in styles for link in one["links"])


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("filter=kind='shop'", [{"name": "小店"}]),
        ("filter=kind='school'", []),
        ("datetime=2020-01-01T00:00:00Z", []),
        ("datetime=../..", [{"name": "小店"}]),
    ],
)
def test_a_tile_holds_what_is_asked_for(
    client: TestClient, shop: dict[str, Any], question: str, names: list[dict[str, str]]
) -> None:
    limit = client.get(f"{HERE}/WebMercatorQuad").json()["tileMatrixSetLimits"][0]
    path = f"{limit['tileMatrix']}/{limit['minTileRow']}/{limit['minTileCol']}"

    answer = client.get(f"{HERE}/WebMercatorQuad/{path}?properties=name&{question}")

    found = mapbox_vector_tile.decode(answer.content).get("poi", {"features": []})["features"]
    assert [one["properties"] for one in found] == names


def test_a_tile_of_what_nobody_knows_is_400(client: TestClient) -> None:
    for wrong in ("filter=(", "properties=geom_3857", "datetime=x", "filter=description='x'", "x=1"):
        assert client.get(f"{HERE}/WebMercatorQuad/14/6705/13416?{wrong}").status_code == 400
