"""What is in tiles, zoom by zoom, is what layer files say; none is too heavy, no point counted twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest

from gis_api.settings import CHECKOUT, Settings
from layers.catalogue import Catalogue, Layer, load
from layers.errors import Invalid
from layers.filters import parse
from layers.schema.basemap import ROAD_CLASSES
from layers.steps import Drawn, Step
from tests.builder import Builder
from tests.tiles.test_vector import HERE, place, square
from tiles.blocks import blocks
from tiles.clusters import COUNT
from tiles.grid import TileAddress
from tiles.matrix import Box
from tiles.occupied import occupied
from tiles.order import order
from tiles.proposal import as_toml, propose
from tiles.vector import VectorTiles
from tiles.weights import weigh

LAYERS = CHECKOUT / "data" / "layers"
CATALOGUE = load(LAYERS)
TILES = VectorTiles(CATALOGUE)
LOW = TileAddress(12, HERE.x >> 4, HERE.y >> 4)
AROUND = Box(114.6, 30.7, 115.0, 31.0)
"""Degrees, around that tile."""
HEAVIEST = 500_000
"""Bytes."""


def planned(name: str, **given: Any) -> VectorTiles:
    """Tiles of a layer under one step for all zooms."""
    layer = CATALOGUE.get(name)
    return VectorTiles(Catalogue({name: replace(layer, zoom=(0, 22), steps=(Step((0, 22), **given),))}))


def features(
    conn: psycopg.Connection, tiles: VectorTiles, name: str, at: TileAddress = LOW, **asked: Any
) -> list[dict[str, Any]]:
    return decoded(tiles.tile(conn, tiles.subject(name, **asked), at).data, name)


def decoded(data: bytes, name: str) -> list[dict[str, Any]]:
    layers = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return list(layers[name]["features"]) if layers else []


def counts(found: list[dict[str, Any]]) -> list[int]:
    return sorted(one["properties"].get(COUNT, 1) for one in found)


@pytest.mark.parametrize("matrix", ["WebMercatorQuad", "CGCS2000Quad", "CGCS2000GK114"])
@pytest.mark.parametrize("z", [9, 12, 14])
def test_each_point_is_counted_in_one_cell_of_one_tile(
    conn: psycopg.Connection, add: Builder, matrix: str, z: int
) -> None:
    random = Random(f"{matrix} {z}")
    for _ in range(40):
        add("event", geom=place(conn, 2 * random.random() - 0.5, 2 * random.random() - 0.5, LOW))
    for right, down in ((0, 0), (1, 1), (0.5, 0.5), (0, 0.5)):
        add("event", geom=place(conn, right, down, LOW))
    tiles = planned("event", kind=Drawn.CLUSTERS)
    wanted = order(tiles, tiles.subject("event", matrix=matrix), range(z, z + 1))

    groups = blocks(wanted.spans({"event": [AROUND]}, z), z, 64)
    made = chain.from_iterable(tiles.tiles(conn, wanted.subject, some) for some in groups)
    found = chain.from_iterable(decoded(tile.data, "event") for tile in made)

    there = conn.execute("SELECT count(*) FROM onemap.event").fetchone()
    assert (sum(counts(list(found))),) == there


def test_a_point_that_is_alone_stands_for_itself_and_others_for_their_number(
    conn: psycopg.Connection, add: Builder
) -> None:
    alone = add("event", geom=place(conn, 0.3, 0.3, LOW), urgent=True)
    first = add("event", geom=place(conn, 0.7, 0.7, LOW))
    add("event", geom=place(conn, 0.701, 0.701, LOW))

    one, many = sorted(features(conn, TILES, "event"), key=lambda each: each["id"])

    assert (one["id"], one["properties"]["code"], COUNT in one["properties"]) == (
        alone["id"],
        alone["code"],
        False,
    )
    assert (many["id"], many["properties"]) == (first["id"], {COUNT: 2})


def test_a_cluster_lies_in_the_middle_of_its_points(conn: psycopg.Connection, add: Builder) -> None:
    add("event", geom=place(conn, 0.51, 0.51, LOW))
    add("event", geom=place(conn, 0.53, 0.55, LOW))

    (found,) = features(conn, TILES, "event")

    assert found["geometry"]["coordinates"] == pytest.approx([0.52 * 4096, 0.53 * 4096], abs=1)


def test_a_point_near_the_far_edges_is_not_rounded_out_of_its_tile(
    conn: psycopg.Connection, add: Builder
) -> None:
    add("event", geom=place(conn, 0.99999, 0.99999, LOW))

    (found,) = features(conn, TILES, "event")

    assert found["geometry"]["coordinates"] == [4095, 4095]


def test_clusters_stay_the_same_when_something_comes_elsewhere(
    conn: psycopg.Connection, add: Builder
) -> None:
    for right in (0.51, 0.52):
        add("event", geom=place(conn, right, 0.51, LOW))
    before = features(conn, TILES, "event")

    add("event", geom=place(conn, 0.9, 0.9, LOW))

    assert before[0] in features(conn, TILES, "event")


def test_clusters_count_what_a_filter_leaves(conn: psycopg.Connection, add: Builder) -> None:
    for urgent in (True, True, False):
        add("event", geom=place(conn, 0.51, 0.51, LOW), urgent=urgent)

    assert counts(features(conn, TILES, "event", filter=parse("urgent = true"))) == [2]


def test_clusters_of_the_past_count_what_was_there(conn: psycopg.Connection, add: Builder) -> None:
    since = datetime.now(UTC) - timedelta(days=30)
    add("event", geom=place(conn, 0.51, 0.51, LOW), valid_from=since)
    add("event", geom=place(conn, 0.51, 0.51, LOW), valid_from=since + timedelta(days=20))

    assert counts(features(conn, TILES, "event", as_of=since + timedelta(days=10))) == [1]
    assert counts(features(conn, TILES, "event")) == [2]


def test_features_carry_the_fields_of_the_zoom(conn: psycopg.Connection, add: Builder) -> None:
    add("building", geom=square(conn, 0.1, 0.1, 0.2), use="住宅", height=9.0, name="一号楼")

    (far,) = features(conn, TILES, "building", TileAddress(14, HERE.x >> 2, HERE.y >> 2))
    (near,) = features(conn, TILES, "building", HERE)

    assert far["properties"] == {"use": "住宅", "height": 9.0}
    assert {"code", "name"} < set(near["properties"])


def test_what_was_asked_for_comes_whatever_the_zoom_has(conn: psycopg.Connection, add: Builder) -> None:
    add("building", geom=square(conn, 0.1, 0.1, 0.2), name="一号楼")
    far = TileAddress(14, HERE.x >> 2, HERE.y >> 2)

    (found,) = features(conn, TILES, "building", far, properties=["name"])

    assert found["properties"] == {"name": "一号楼"}


def test_a_layer_says_how_small_is_too_small(conn: psycopg.Connection, add: Builder) -> None:
    large = add("building", geom=square(conn, 0.1, 0.1, 11 / 512))
    add("building", geom=square(conn, 0.5, 0.5, 9 / 512))

    found = features(conn, planned("building", least=10.0), "building", HERE)

    assert [one["id"] for one in found] == [large["id"]]


def test_lines_lose_the_bends_that_are_smaller_than_wanted(conn: psycopg.Connection, add: Builder) -> None:
    bends = [(0.1, 0.5), (0.3, 0.503), (0.5, 0.5), (0.7, 0.6), (0.9, 0.5)]
    points = ", ".join(place(conn, right, down)[6:-1] for right, down in bends)
    add("road", geom=f"LINESTRING({points})", **{"class": "primary"})

    (plain,) = features(conn, planned("road"), "road", HERE)
    (less,) = features(conn, planned("road", simplify=3.0), "road", HERE)

    assert [len(one["geometry"]["coordinates"]) for one in (plain, less)] == [5, 4]


def test_the_most_important_are_kept_by_the_column_that_says_so(
    conn: psycopg.Connection, add: Builder
) -> None:
    heights = {add("building", geom=square(conn, 0.1, 0.1, 0.1), height=h)["id"]: h for h in (3.0, 9.0, 6.0)}
    low = add("building", geom=square(conn, 0.1, 0.1, 0.5))

    found = features(conn, planned("building", cap=2, order="height"), "building", HERE)

    assert sorted(heights[one["id"]] for one in found) == [6.0, 9.0]
    assert low["id"] not in heights


@pytest.mark.parametrize(
    "lines",
    [
        "kind = 'hexagons'\nzooms = [14, 14]",
        "zooms = [14, 15]\n[[tiles]]\nzooms = [15, 16]",
        "zooms = [15, 14]",
        "zooms = [14, 14]\ncap = 0",
        "zooms = [14, 14]\ncell = 48",
        "zooms = [14, 14]\norder = 'valid_from; --'",
        "zooms = [14, 14]\nfields = ['nothing']",
        "zooms = [14, 14]\nunknown = 1",
        "cap = 5",
    ],
)
def test_a_plan_that_is_none_is_refused_with_its_file(tmp_path: Path, lines: str) -> None:
    own = (LAYERS / "poi.toml").read_text("utf-8").split("[[tiles]]")[0]
    (tmp_path / "poi.toml").write_text(
        f'{own}\n[[tiles]]\n{lines}\n[fields]\ncode = "code"\nvalid_from = "since"\n', "utf-8"
    )

    with pytest.raises(Invalid, match=r"poi\.toml"):
        load(tmp_path)


def test_internal_columns_order_nothing(tmp_path: Path) -> None:
    text = (LAYERS / "event.toml").read_text("utf-8").replace('"reported_at"', '"description"')
    (tmp_path / "event.toml").write_text(text, "utf-8")

    with pytest.raises(Invalid, match="description"):
        load(tmp_path)


def test_areas_do_not_cluster(tmp_path: Path) -> None:
    text = (LAYERS / "building.toml").read_text("utf-8").replace("[[tiles]]", '[[tiles]]\nkind = "clusters"')
    (tmp_path / "building.toml").write_text(text, "utf-8")

    with pytest.raises(Invalid, match="clusters are of points"):
        load(tmp_path)


def test_every_class_of_roads_that_a_zoom_has_is_known() -> None:
    named = {value for step in CATALOGUE.get("road").steps for value in step.only["class"]}

    assert named < set(ROAD_CLASSES)


def changed(name: str, **given: Any) -> VectorTiles:
    return VectorTiles(
        Catalogue({one.name: replace(one, **given) if one.name == name else one for one in CATALOGUE})
    )


def test_another_plan_is_another_subject_so_that_no_kept_tile_is_taken_for_it() -> None:
    other = changed("poi", steps=(Step((14, 14)),))

    assert other.subject("poi,road").key != TILES.subject("poi,road").key
    assert other.subject("road").key == TILES.subject("road").key
    assert changed("road").subject("road").key == TILES.subject("road").key


def tiled() -> list[Layer]:
    return [layer for layer in CATALOGUE.seen(internal=True) if layer.tiled]


def largest(conn: psycopg.Connection, names: str, zooms: range) -> Iterator[tuple[int, int]]:
    """By zoom, the bytes of the heaviest tile that the database has."""
    wanted = order(TILES, TILES.subject(names, internal=True), zooms)
    boxes = occupied(conn, wanted.tables)
    for z in wanted.drawn:
        made = [TILES.tiles(conn, wanted.subject, some) for some in blocks(wanted.spans(boxes, z), z, 64)]
        yield z, max((len(tile.data) for tile in chain.from_iterable(made)), default=0)


def test_no_tile_of_all_layers_of_the_sample_is_too_heavy(live_settings: Settings) -> None:
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        found = dict(largest(conn, ",".join(layer.name for layer in tiled()), range(17)))

    assert max(found) == 16
    assert {z: size for z, size in found.items() if size > HEAVIEST} == {}


@pytest.mark.parametrize("name", ["event", "component", "poi"])
def test_points_of_low_zooms_are_few_enough_to_be_read(live_settings: Settings, name: str) -> None:
    zooms = [step.zooms for step in CATALOGUE.get(name).steps if step.kind is Drawn.CLUSTERS]
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        found = dict(largest(conn, name, range(zooms[0][0], zooms[0][1] + 1)))

    assert 0 < max(found.values()) < HEAVIEST / 50


def test_a_lighter_plan_is_proposed_where_tiles_are_too_heavy(live_settings: Settings) -> None:
    layer = replace(CATALOGUE.get("building"), steps=())
    tiles = VectorTiles(Catalogue({"building": layer}))
    wanted = order(tiles, tiles.subject("building"), range(14, 17))
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        weights = list(weigh(conn, tiles, wanted))
        limit = weights[0].largest - 1
        steps = propose(conn, layer, wanted, weights, limit)
        lighter = VectorTiles(Catalogue({"building": replace(layer, steps=steps)}))
        after = list(weigh(conn, lighter, wanted))

    assert max(one.largest for one in after) <= limit
    assert "[[tiles]]\nzooms = [14, 14]\nfields = []\n" in as_toml(steps)


def test_points_that_are_too_heavy_are_proposed_to_cluster(live_settings: Settings) -> None:
    layer = replace(CATALOGUE.get("event"), steps=())
    tiles = VectorTiles(Catalogue({"event": layer}))
    wanted = order(tiles, tiles.subject("event"), range(10, 12))
    with psycopg.connect(live_settings.database, autocommit=True) as conn:
        steps = propose(conn, layer, wanted, list(weigh(conn, tiles, wanted)), 1000)

    assert as_toml(steps) == '[[tiles]]\nzooms = [10, 11]\nkind = "clusters"\n'
