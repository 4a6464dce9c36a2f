"""`onemap tiles why`: why a tile is slow or large."""

import json
import math
import re
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated, Any, Final

import psycopg
import typer

from gis_api.settings import Settings
from gis_api.tiling import open_store
from gis_api.tiling.codings import BY_PREFERENCE, IDENTITY
from gis_api.tiling.entries import source_of
from layers import catalogue
from layers.catalogue import Catalogue
from layers.errors import Failed, Invalid
from tiles.cache import Spot
from tiles.grid import TileAddress
from tiles.subject import Subject
from tiles.vector import Tile, VectorTiles
from tiles.why import Branch, LayerWeight, explain, weigh

app = typer.Typer()

SET_UP: Final = """
SELECT set_config('statement_timeout', %s, false), set_config('default_transaction_read_only', 'on', false),
       set_config('jit', 'off', false)
"""
COLUMNS: Final = ("read", "kept", "in tile", "of", "blocks", "bytes")
HEAD: Final = f"{'layer':24}{'ms':>9}" + "".join(f"{name:>10}" for name in COLUMNS)

Found = dict[str, Any]


@app.command()
def why(
    address: Annotated[str, typer.Argument(metavar="Z/X/Y", help="as in addresses of tiles")],
    layers: Annotated[str, typer.Argument(metavar="LAYERS", help="names, separated by commas")],
    matrix: Annotated[str, typer.Option(help="tile matrix set")] = "WebMercatorQuad",
    internal: Annotated[bool, typer.Option("--internal", help="as holders of the key get it")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="for machines")] = False,
) -> None:
    """Make a tile and tell why it is slow or large: its query by layer, and its bytes by column."""
    settings, at = Settings(), _address(address)
    known = catalogue.load(settings.layers)
    tiles = VectorTiles(known)
    subject = tiles.subject(layers, matrix=matrix, internal=internal)
    found = _made(settings, tiles, subject, at) | {"stored": _stored(settings, tiles, known, subject, at)}
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _address(text: str) -> TileAddress:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,9})/(\d{1,9})", text)
    if not found:
        raise Invalid(f"{text[:30]!r} is no tile", hint="write Z/X/Y, such as 14/13416/6705")
    return TileAddress(*map(int, found.groups()))


def _made(settings: Settings, tiles: VectorTiles, subject: Subject, at: TileAddress) -> Found:
    """The tile as it is made now, with the service's time limit."""
    name = "onemap tiles why"
    with psycopg.connect(settings.database, autocommit=True, application_name=name) as conn:
        conn.execute(SET_UP, [str(math.ceil(settings.query_seconds * 1000))])
        try:
            began = time.perf_counter()
            tile = tiles.tile(conn, subject, at)
            seconds = time.perf_counter() - began
            plans, milliseconds = explain(conn, tiles, subject, at, ranked=bool(tile.cut))
        except psycopg.errors.QueryCanceled:
            hint = "ask for fewer layers, or allow more: ONEMAP_QUERY_SECONDS=60 ./onemap tiles why ..."
            raise Failed(f"it takes longer than {settings.query_seconds:g} s", hint=hint) from None
    weights = {one.name: one for one in weigh(tile.data)}
    return {
        "tile": "/".join(map(str, at)),
        "matrix": subject.matrix,
        "bytes": len(tile.data),
        "first_milliseconds": round(1000 * seconds, 1),
        "milliseconds": round(milliseconds, 1),
        "sequence": tile.made_at,
        "layers": [_row(plan, weights.get(plan.layer), tile) for plan in plans],
    }


def _row(plan: Branch, weight: LayerWeight | None, tile: Tile) -> Found:
    there = weight.features if weight else 0
    return plan._asdict() | {
        "features": there,
        "of": tile.cut.get(plan.layer, (there, there))[1],
        "bytes": weight.size if weight else 0,
        "columns": weight.columns if weight else {},
    }


def _stored(
    settings: Settings, tiles: VectorTiles, known: Catalogue, subject: Subject, at: TileAddress
) -> list[Found]:
    """What the shared store has of it, by coding."""
    if not settings.redis and not (settings.home / "tiles").is_dir():
        return []
    source = source_of(subject, known)
    with closing(open_store(tiles, settings)) as store:
        entries = [
            (coding, store.get(source, Spot(source.subject, *at), coding))
            for coding in (IDENTITY, *BY_PREFERENCE)
        ]
    return [
        {"coding": coding, "bytes": len(entry.bodies[coding]), "since": entry.made_at}
        for coding, entry in entries if entry and coding in entry.bodies
    ]  # fmt: skip


def _lines(found: Found) -> Iterator[str]:
    """All of it for people."""
    yield (
        f"{found['tile']} in {found['matrix']}: {found['bytes']:,} bytes; {found['milliseconds']} ms in the "
        f"database, {found['first_milliseconds']} ms with planning it; change {found['sequence']}"
    )
    kept = [f"{one['coding']} {one['bytes']:,} bytes since change {one['since']}" for one in found["stored"]]
    yield f"shared store: {'; '.join(kept) or 'not there'}"
    yield ""
    yield HEAD
    for row in found["layers"]:
        yield _line(row)
        yield f"  by {row['indexes'] or 'reading the whole table'}, {row['from_disk']:,} blocks from disk"
        for name, size in row["columns"].items():
            yield f"  {name:22}{size:>69,} {size / row['bytes']:>5.0%}"


def _line(row: Found) -> str:
    names = ("read", "kept", "features", "of", "blocks", "bytes")
    return f"{row['layer']:24}{row['milliseconds']:>9.1f}" + "".join(f"{row[name]:>10,}" for name in names)
