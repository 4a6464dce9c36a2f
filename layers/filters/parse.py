"""A filter: read from CQL2 text or JSON, and told from others by what it means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from layers.errors import Invalid
from layers.filters import json_form, text
from layers.filters.canonical import canonical
from layers.filters.caps import check_text
from layers.filters.reference import CRS84, reference
from layers.filters.shapes import Shapes
from layers.filters.tree import Builder, Node

__all__ = ["Filter", "Lang", "parse"]


class Lang(StrEnum):
    """An encoding of CQL2, by its name in `filter-lang`."""

    TEXT = "cql2-text"
    JSON = "cql2-json"


READERS: dict[str, Callable[[str, Builder, Shapes], Node]] = {Lang.TEXT: text.read, Lang.JSON: json_form.read}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are wanted, before it is known of which layer.

    Two that differ only in how they are written are equal, and have one `text`.
    """

    text: str = field(repr=False)
    """CQL2 JSON in canonical form; geometries in CRS84."""
    fields: frozenset[str] = field(compare=False)
    """The names in it, `geom` among them when a place is asked for."""
    tree: Node = field(compare=False, repr=False)


def parse(text: str, lang: str = Lang.TEXT, crs: str = CRS84) -> Filter:
    """Read a filter.

    Args:
        text: the filter.
        lang: its encoding, one of `Lang`.
        crs: the system of its geometries, as `filter-crs` names it: see `layers.filters.reference`.

    Raises:
        Invalid: it is not what the encoding says, larger than `layers.filters.caps` allows, or has a value
            that can't be: the message names the place. Or `lang` or `crs` is not known.
    """
    reader = READERS.get(lang)
    if reader is None:
        raise Invalid("filter-lang is not known", allowed=[*READERS])
    check_text(text)
    builder = Builder()
    tree = reader(text, builder, Shapes(builder, reference(crs)))
    return Filter(canonical(tree), frozenset(builder.names), tree)
