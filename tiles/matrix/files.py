"""Reading the tile matrix sets, one file of `data/tile_matrix_sets/` each."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from layers.crs import parse
from layers.errors import Invalid
from tiles.matrix.matrix_set import MatrixSet
from tiles.matrix.span import Box

__all__ = ["FOLDER", "load"]

FOLDER: Final = Path(__file__).parents[2] / "data" / "tile_matrix_sets"
"""The files of this project."""
READ: Final = frozenset({"epsg", "crs", "extent", "area", "cells", "zooms"})
"""Entries that are more than text."""


def load(folder: Path = FOLDER) -> dict[str, MatrixSet]:
    """Every tile matrix set of a folder by id.

    Raises:
        Invalid: a file is no TOML, lacks an entry, or names one that is not known.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> MatrixSet:
    try:
        return _matrix_set(path.stem, tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, Invalid) as error:
        hint = "compare it with docs/tiles.md"
        raise Invalid(f"tile matrix set {path.name}: {error}", hint=hint) from error


def _matrix_set(name: str, raw: Mapping[str, Any]) -> MatrixSet:
    crs = parse(str(raw["epsg"]))
    first, last = raw["zooms"]
    return MatrixSet(
        id=name,
        crs=crs,
        crs_uri=raw.get("crs", f"http://www.opengis.net/def/crs/EPSG/0/{crs.epsg}"),
        extent=Box(*map(float, raw["extent"])),
        area=Box(*map(float, raw["area"])),
        cells=_cells([float(cell) for cell in raw["cells"]], last - first + 1),
        first=first,
        **{key: value for key, value in raw.items() if key not in READ},
    )


def _cells(given: list[float], count: int) -> tuple[float, ...]:
    """As many as there are zooms: after those given each is half of the one before."""
    if not 0 < len(given) <= count or min(given) <= 0:
        raise ValueError("cells are sizes of pixels, at most one a zoom")
    return (*given, *(given[-1] / 2**n for n in range(1, count - len(given) + 1)))
