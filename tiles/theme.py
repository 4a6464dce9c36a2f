"""Themes of the map, one file of `data/styles/` each: the colours that layer files don't give."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.errors import Invalid

__all__ = ["Theme", "load"]


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, as CSS has them."""

    name: str
    title: str
    background: str
    text: str
    halo: str
    """Around texts and points, so that they stand out."""
    road: Mapping[str, str]
    """Of a road, by class."""
    casing: Mapping[str, str]
    """Of a road's edge, by class."""
    colours: Mapping[str, str]
    """By layer, in place of the layer file's."""
    outlines: Mapping[str, str]
    """Of a filled polygon's edge, by layer; none for the fill's own colour."""


def load(folder: Path) -> dict[str, Theme]:
    """Every theme of a folder by name.

    Raises:
        Invalid: a file is no TOML, lacks an entry, or names one that is not known.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Theme:
    try:
        return Theme(name=path.stem, **tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise Invalid(f"theme {path.name}: {error}", hint="compare it with data/styles/light.toml") from error
