"""The index of a locator, as named arrays."""

from typing import Final

from layers.indexing.parts import Parts
from layers.indexing.store import Kind
from layers.locate.cover import Cover
from layers.locate.lines import Lines
from layers.locate.source import Source, Things

__all__ = ["KIND", "build"]

KIND: Final = Kind(
    title="index of grids",
    made_by=("layers/locate", "layers/indexing"),
    remedy="./onemap index build grids",
)


def build(source: Source) -> Parts:
    """Make the index of some rows."""
    parts = Parts(facts={"mark": source.mark})
    for name, things in source.covers.items():
        _keep(parts, name, things)
        for array, values in Cover.build(things.shapes).arrays.items():
            parts.arrays[f"{name}.cover.{array}"] = values
    _keep(parts, "road", source.roads)
    for array, values in Lines.build(source.roads.shapes).arrays.items():
        parts.arrays[f"road.lines.{array}"] = values
    return parts


def _keep(parts: Parts, name: str, things: Things) -> None:
    parts.arrays[f"{name}.id"] = things.id
    parts.add_texts(f"{name}.code", things.code)
    parts.add_texts(f"{name}.name", things.name)
    parts.add_texts(f"{name}.body", things.body)
