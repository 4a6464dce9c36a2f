"""City manifests, `data/cities/*.toml`: which file is which layer, and how its columns map.

The entries are explained in docs/importing.md.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importers.expressions import Expression, Tables, columns_of, expression
from layers import crs
from layers.errors import Invalid, NotFound
from layers.schema import LAYER_TABLES

__all__ = ["FOLDER", "LayerFile", "Manifest", "StatedArea", "find", "load"]

FOLDER = Path(__file__).parents[1] / "data" / "cities"
"""Where the project's own manifests lie."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class StatedArea:
    """An area that no file states."""

    code: str
    level: str
    name: str
    full_name: str | None = None
    """What the full names of the areas below begin with, where that is not the name."""
    parent_code: str | None = None
    outline: bool = False
    """Its geometry is the union of the areas right below it."""


@dataclass(frozen=True)
class LayerFile:
    """One file that is brought into one table."""

    file: str
    table: str
    columns: Mapping[str, Expression]
    """Column of the table -> what stands there."""
    how: str = "rows"
    """`rows`, or `doorplates`: address parts that are split and make a tree."""
    crs: str | None = None
    """Of the positions in the file; needed where the format declares none that can be believed."""
    point: tuple[str, str] | None = None
    """Columns of the x and y of a file without geometry."""
    encoding: str | None = None
    note: str | None = None

    @property
    def reads(self) -> set[str]:
        """The columns of the file that are needed."""
        return {c for one in self.columns.values() for c in columns_of(one)} | set(self.point or ())


@dataclass(frozen=True)
class Manifest:
    """One city."""

    city: str
    """Short name: the first part of every `source`."""
    title: str
    folder: str
    """Of the city's files, below the folder that is given to the import."""
    prefix: str
    """First six digits of the codes of addresses and components."""
    bounds: Bounds
    """Nothing of the city lies outside."""
    licence: str
    credits: tuple[str, ...]
    layers: tuple[LayerFile, ...]
    areas: tuple[StatedArea, ...] = ()
    tables: Tables = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    scheme: str = "cn"
    digits: Mapping[str, int] = field(default_factory=dict)
    """Level -> digits of the codes of a scheme of the city's own."""


def find(name: str) -> Path:
    """The manifest of that name among the project's own, or else the file of that path.

    Raises:
        NotFound: there is neither.
    """
    own = FOLDER / f"{name}.toml"
    if own.is_file():
        return own
    if (path := Path(name)).is_file():
        return path
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    raise NotFound(
        f"no city manifest {name!r}", known=known, hint=f"known are {', '.join(known)}, or give a path"
    )


def load(path: Path) -> Manifest:
    """Read a manifest and check it as far as that goes without the data.

    Raises:
        Invalid: no TOML, an entry is missing or unknown, or an expression is none; the message names it.
    """
    try:
        return _manifest(tomllib.loads(path.read_text("utf-8")))
    except KeyError as error:
        raise Invalid(
            f"manifest {path.name} has no entry {error}", hint="compare it with docs/importing.md"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError) as error:
        raise Invalid(f"manifest {path.name}: {error}", hint="compare it with docs/importing.md") from error
    except Invalid as error:
        raise Invalid(f"manifest {path.name}: {error.message}", **error.facts) from error


def _manifest(raw: dict[str, Any]) -> Manifest:
    scheme = raw.pop("scheme", {"name": "cn"})
    tables = raw.pop("tables", {})
    west, south, east, north = raw.pop("bounds")
    manifest = Manifest(
        layers=tuple(_layer(entry) for entry in raw.pop("layer")),
        areas=tuple(StatedArea(**entry) for entry in raw.pop("area", [])),
        scheme=scheme.pop("name"),
        digits=scheme,
        tables=tables,
        bounds=(west, south, east, north),
        credits=tuple(raw.pop("credits")),
        notes=tuple(raw.pop("notes", ())),
        **raw,
    )
    if not (manifest.prefix.isascii() and manifest.prefix.isdigit() and len(manifest.prefix) == 6):
        raise Invalid(f"prefix {manifest.prefix!r} is not 6 digits")
    _check_lookups(manifest)
    return manifest


def _layer(raw: dict[str, Any]) -> LayerFile:
    columns = {name: expression(one) for name, one in raw.pop("columns").items()}
    point = raw.pop("point", None)
    layer = LayerFile(columns=columns, point=tuple(point) if point else None, **raw)
    if layer.table not in LAYER_TABLES:
        raise Invalid(f"{layer.file}: there is no table {layer.table!r}")
    if layer.how not in ("rows", "doorplates"):
        raise Invalid(f"{layer.file}: how = {layer.how!r} is neither rows nor doorplates")
    if layer.crs is not None:
        crs.parse(layer.crs)
    there = LAYER_TABLES[layer.table].columns
    if layer.how == "rows" and (stray := set(columns) - set(there.keys())):
        raise Invalid(f"{layer.file}: {layer.table} has no columns {sorted(stray)}")
    return layer


def _check_lookups(manifest: Manifest) -> None:
    for layer in manifest.layers:
        for one in layer.columns.values():
            name = one.options.get("table")
            if one.use == "lookup" and name not in manifest.tables:
                raise Invalid(f"{layer.file}: there is no lookup table {name!r}")
