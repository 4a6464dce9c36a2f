"""The abstract tests of OGC API Tiles on the running service, after the annex of OGC 20-057."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx2 as httpx
import mapbox_vector_tile
import pytest

TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=60, headers={"Accept": "application/json"}) as client:
        yield client


def links(document: dict[str, Any], rel: str) -> list[str]:
    return [one["href"] for one in document["links"] if one["rel"] == rel]


def tilesets(http: httpx.Client, live: str) -> Iterator[dict[str, Any]]:
    """All tilesets of two collections and of the whole."""
    collections = http.get(f"{live}/ogc/collections").json()["collections"]
    sources = [http.get(f"{live}/ogc").json(), *(one for one in collections if links(one, TILESETS))][:3]
    for source in sources:
        for entry in http.get(urljoin(live, links(source, TILESETS)[0])).json()["tilesets"]:
            yield http.get(urljoin(live, links(entry, "self")[0])).json()


def test_tilesets_say_all_that_a_client_needs(http: httpx.Client, live: str) -> None:
    for tileset in tilesets(http, live):
        assert {"dataType", "crs", "tileMatrixSetURI", "tileMatrixSetLimits", "layers"} <= tileset.keys()
        (template,) = links(tileset, "item")
        assert all(name in template for name in ("{tileMatrix}", "{tileRow}", "{tileCol}"))


def test_a_tileset_leads_to_the_definition_of_its_matrices(http: httpx.Client, live: str) -> None:
    for tileset in tilesets(http, live):
        (scheme,) = links(tileset, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme")
        definition = http.get(urljoin(live, scheme)).json()
        matrices = {one["id"] for one in definition["tileMatrices"]}
        assert {one["tileMatrix"] for one in tileset["tileMatrixSetLimits"]} <= matrices


def test_tiles_end_where_the_limits_say(http: httpx.Client, live: str) -> None:
    for tileset in tilesets(http, live):
        limit = tileset["tileMatrixSetLimits"][0]

        def status(row: int, column: int, tileset: dict[str, Any] = tileset) -> int:
            place = {"tileMatrix": tileset["tileMatrixSetLimits"][0]["tileMatrix"]}
            (template,) = links(tileset, "item")
            address = template.format(**place, tileRow=row, tileCol=column)
            return http.get(urljoin(live, address)).status_code

        assert status(limit["maxTileRow"], limit["minTileCol"]) in {200, 204}
        assert status(limit["maxTileRow"] + 1, limit["minTileCol"]) == 404
        assert status(2**31 - 1, 2**31 - 1) == 404


def test_tiles_are_vector_tiles_of_the_layers_that_are_named(http: httpx.Client, live: str) -> None:
    for tileset in tilesets(http, live):
        limit = tileset["tileMatrixSetLimits"][-1]
        (template,) = links(tileset, "item")
        row = (limit["minTileRow"] + limit["maxTileRow"]) // 2
        column = (limit["minTileCol"] + limit["maxTileCol"]) // 2
        address = template.format(tileMatrix=limit["tileMatrix"], tileRow=row, tileCol=column)
        answer = http.get(urljoin(live, address))
        found = mapbox_vector_tile.decode(answer.content) if answer.status_code == 200 else {}
        assert set(found) <= {one["id"] for one in tileset["layers"]}


def test_tile_matrix_sets_are_listed_as_items(http: httpx.Client, live: str) -> None:
    for one in http.get(f"{live}/ogc/tileMatrixSets").json()["tileMatrixSets"]:
        (address,) = links(one, "item")
        assert http.get(urljoin(live, address)).json()["id"] == one["id"]
