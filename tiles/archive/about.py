"""What an archive says of itself."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

import psycopg

from layers.errors import Conflict
from layers.indexing.log import Mark
from tiles.order import Order
from tiles.tilejson import tilejson
from tiles.vector import VectorTiles

__all__ = ["OWN", "check_same", "mark_of", "metadata"]

OWN: Final = "onemap"
"""The entry of the metadata that is for this program."""

COMPUTED: Final = "_"
"""Names of what features carry beside their fields begin so."""

Json = dict[str, Any]


def metadata(conn: psycopg.Connection, tiles: VectorTiles, wanted: Order, mark: Mark) -> Json:
    """The metadata of an archive: what it has, as TileJSON says it, what was ordered, and as of when."""
    names = {layer.name for layers in wanted.drawn.values() for layer in layers}
    said = tilejson(conn, tiles.select(",".join(wanted.subject.layers)))
    kept = {name: said[name] for name in ("name", "attribution") if name in said}
    vector_layers = [_narrowed(one, wanted) for one in said["vector_layers"] if one["id"] in names]
    own = _ordered(wanted) | {"seq": mark.seq, "at": mark.at, "recipe": _recipe(tiles, wanted)}
    more = {"version": str(mark.seq), "generator": "onemap", "type": "overlay"}
    return kept | more | {"vector_layers": vector_layers, OWN: own}


def check_same(name: str, said: Mapping[str, Any], tiles: VectorTiles, wanted: Order) -> None:
    """See to it that an archive is of what is ordered, and its tiles are what would be made today.

    Raises:
        Conflict: it is of something else.
    """
    own, hint = said.get(OWN), "export it anew, without --refresh"
    if not isinstance(own, dict):
        raise Conflict(f"{name} was not written by onemap tiles export", hint=hint)
    for what, value in _ordered(wanted).items():
        if own.get(what) != value:
            raise Conflict(f"{name} has other {what}: {own.get(what)}, not {value}", hint=hint)
    if own.get("recipe") != _recipe(tiles, wanted):
        raise Conflict(f"{name} is older than the layer files or the program", hint=hint)


def mark_of(said: Mapping[str, Any]) -> Mark | None:
    """The last line of the change log that an archive knows of; None for one that is not of ours."""
    own = said.get(OWN)
    if not isinstance(own, dict) or not {"seq", "at"} <= own.keys():
        return None
    return Mark(int(own["seq"]), int(own["at"]))


def _ordered(wanted: Order) -> Json:
    subject = wanted.subject
    return {
        "layers": list(subject.layers),
        "zooms": list(wanted.ends),
        "bbox": wanted.box and list(wanted.box),
        "properties": subject.properties and list(subject.properties),
        "filter": subject.filter and subject.filter.text,
    }


def _recipe(tiles: VectorTiles, wanted: Order) -> str:
    recipes = "".join(tiles.recipe(wanted.subject, z) for z in wanted.drawn)
    return blake2b(recipes.encode(), digest_size=16).hexdigest()


def _narrowed(layer: Json, wanted: Order) -> Json:
    """Only the zooms and fields that are in the archive."""
    chosen, (first, last) = wanted.subject.properties, wanted.ends
    fields = {
        name: meaning
        for name, meaning in layer["fields"].items()
        if chosen is None or name in chosen or name.startswith(COMPUTED)
    }
    zooms = {"minzoom": max(layer["minzoom"], first), "maxzoom": min(layer["maxzoom"], last)}
    return layer | zooms | {"fields": fields}
