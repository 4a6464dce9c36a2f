"""The layer catalogue: every layer that is served is one file of `data/layers/`.

A file names a table, its key, its geometry, the zooms at which it is drawn and, column by column, what may
be served. What it does not name does not leave the database.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from layers.errors import Invalid, NotFound
from layers.steps import Step, read_steps, step_at

__all__ = ["Catalogue", "Field", "Kind", "Layer", "Sensitivity", "load"]


class Sensitivity(StrEnum):
    """Who may read a field."""

    OPEN = "open"
    INTERNAL = "internal"
    PERSONAL = "personal"


class Kind(StrEnum):
    """How a layer is drawn."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    NONE = "none"
    """A layer without a place of its own."""


@dataclass(frozen=True)
class Field:
    """One column that may be served."""

    name: str
    meaning: str
    unit: str | None = None
    sensitivity: Sensitivity = Sensitivity.OPEN
    tile: bool = False
    """Whether it stands in vector tiles."""


@dataclass(frozen=True)
class Layer:
    """One layer, as its file describes it."""

    name: str
    title: str
    title_en: str
    group: str
    table: str
    key: str
    geometry: Kind
    zoom: tuple[int, int]
    fields: Mapping[str, Field]
    sensitivity: Sensitivity = Sensitivity.OPEN
    """Of the layer as a whole: an internal layer is not listed to the public at all."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Column = value: the rows of the table that belong to this layer; empty for all."""
    colour: str = "#888888"
    order: int = 0
    """Drawing order, lower first."""
    label: str | None = None
    """The field that is written on the map."""
    writable: bool = False
    """Whether features may be changed one by one; else they have a life cycle of their own or are derived."""
    steps: tuple[Step, ...] = ()
    """What is in tiles, for the zooms that its file names."""

    def step(self, z: int) -> Step:
        """What is in tiles of a zoom, as WebMercatorQuad counts them."""
        return step_at(self.steps, z, areas=self.geometry is Kind.POLYGON)

    @property
    def tiled(self) -> bool:
        """Whether vector tiles of it exist."""
        return self.geometry is not Kind.NONE and self.zoom[1] > 0

    def visible(self, *, internal: bool = False) -> list[Field]:
        """The fields that a caller may read; personal ones never."""
        allowed = {Sensitivity.OPEN, Sensitivity.INTERNAL} if internal else {Sensitivity.OPEN}
        return [one for one in self.fields.values() if one.sensitivity in allowed]


class Catalogue:
    """All layers by name, in drawing order."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        """Keep the layers sorted by drawing order, then name."""
        self._layers = dict(sorted(layers.items(), key=lambda item: (item[1].order, item[0])))

    def __iter__(self) -> Iterator[Layer]:
        """All layers in drawing order."""
        return iter(self._layers.values())

    def get(self, name: str, *, internal: bool = False) -> Layer:
        """The layer of that name; what the caller may not see is not found, just like what is not there."""
        layer = self._layers.get(name)
        if layer is None or not _may_see(layer, internal=internal):
            known = [one.name for one in self.seen(internal=internal)]
            raise NotFound(f"no layer {name!r}", known=known)
        return layer

    def seen(self, *, internal: bool = False) -> list[Layer]:
        """The layers that a caller may see."""
        return [layer for layer in self if _may_see(layer, internal=internal)]


def _may_see(layer: Layer, *, internal: bool) -> bool:
    return layer.sensitivity is Sensitivity.OPEN or (internal and layer.sensitivity is Sensitivity.INTERNAL)


def load(folder: Path) -> Catalogue:
    """Read every layer file of a folder.

    Raises:
        Invalid: a file is no TOML, lacks an entry, or names one that is not known.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise Invalid(f"no layer files in {folder}", hint="run from the checkout, or set ONEMAP_LAYERS")
    return Catalogue({path.stem: _read(path) for path in files})


def _read(path: Path) -> Layer:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        return _layer(path.stem, raw)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Invalid(f"layer file {path.name}: {error}", hint="compare it with docs/data.md") from error


def _layer(name: str, raw: dict[str, Any]) -> Layer:
    columns = raw.pop("fields")
    fields = {column: _field(column, entry) for column, entry in columns.items()}
    low, high = raw.pop("zoom", (0, 0))
    geometry = Kind(raw.pop("geometry", "none"))
    seen = {one.name for one in fields.values() if one.sensitivity is Sensitivity.OPEN}
    return Layer(
        name=name,
        geometry=geometry,
        sensitivity=Sensitivity(raw.pop("sensitivity", "open")),
        zoom=(int(low), int(high)),
        fields=fields,
        steps=read_steps(raw.pop("tiles", []), seen, points=geometry is Kind.POINT),
        **raw,
    )


def _field(name: str, entry: str | dict[str, Any]) -> Field:
    """A field is its meaning, or a table of meaning, unit, sensitivity and whether tiles carry it."""
    if isinstance(entry, str):
        return Field(name, entry)
    sensitivity = Sensitivity(entry.pop("sensitivity", "open"))
    return Field(name, sensitivity=sensitivity, **entry)
