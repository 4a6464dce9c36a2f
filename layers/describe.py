"""The data guide, written from the layer files: `python -m layers.describe > docs/data.md`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from layers.catalogue import Catalogue, Field, Layer, load

__all__ = ["guide"]

INTRODUCTION = """\
# Data guide

Written from the layer files in `data/layers/` by `python -m layers.describe`; a test keeps the two in step.

## What every layer has

| column | meaning |
|---|---|
| `id` | permanent number of the thing: feature id in tiles, id in the change log |
| `code` | the key that people and other layers use |
| `geom` | place in CGCS2000 (EPSG:4490), longitude first; a layer without one hangs on another's place |
| `valid_from` | since when the row is so; what it was before stands in `onemap_history` under the same name |
| `source` | who says so: the file, the sample and its seed, the person |
| `import_id` | the import that brought it, if one did |

## A layer file

A layer is one TOML file; its name is the layer's name. Columns that a file does not name are never served.

| entry | meaning |
|---|---|
| `title`, `title_en`, `group` | what people read; layers of a group stand together on the page |
| `table`, `key` | the table in schema `onemap` and its key column |
| `geometry` | `point`, `line`, `polygon` or `none` |
| `zoom` | first and last zoom of its vector tiles; without it there are none |
| `order`, `colour`, `label` | drawing order (lower first), colour, and the field written on the map |
| `sensitivity` | of layer or field: `open` (to all), `internal` (with a key), `personal` (not served) |
| `writable` | whether features may be changed one by one through OGC API; else they have ways of their own |
| `where` | column = value: which rows of the table belong to the layer |
| `fields` | column = meaning, or a table of `meaning`, `unit`, `sensitivity`, `tile` (is in tiles) |

`onemap check` finds a file that does not fit its table.
"""


def guide(catalogue: Catalogue) -> str:
    """The whole guide as Markdown, layers by group in drawing order."""
    layers = sorted(catalogue, key=lambda layer: (layer.group, layer.order, layer.name))
    parts = [INTRODUCTION]
    for group, members in groupby(layers, key=lambda layer: layer.group):
        parts.append(f"## {group}\n")
        parts += ["\n".join(_section(layer)) + "\n" for layer in members]
    return "\n".join(parts)


def _section(layer: Layer) -> Iterator[str]:
    """One layer: a line of facts and the table of its fields."""
    zoom = f"tiles at zoom {layer.zoom[0]}-{layer.zoom[1]}" if layer.tiled else "no tiles"
    where = "".join(f" where `{column} = {value}`" for column, value in layer.where.items())
    yield f"### {layer.title} · {layer.title_en} (`{layer.name}`)\n"
    yield f"`onemap.{layer.table}`{where}; {layer.geometry}; {zoom}; {layer.sensitivity}.\n"
    yield "| field | meaning | unit | who may read | in tiles |"
    yield "|---|---|---|---|---|"
    for field in layer.fields.values():
        yield _row(field)


def _row(field: Field) -> str:
    in_tiles = "yes" if field.tile else ""
    cells = (f"`{field.name}`", field.meaning, field.unit or "", field.sensitivity, in_tiles)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(guide(load(Path(__file__).parents[1] / "data" / "layers")), end="")
