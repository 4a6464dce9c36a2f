"""An address text in its standard form, taken apart into named elements (标准化)."""

from dataclasses import dataclass
from typing import Final

import psycopg

from address.prefixes import AreaName, Reading, areas_named_in, readings
from address.text.parse import parse
from address.text.rules import LONGEST, standard_text
from layers.schema.search_key import search_key

__all__ = ["LONGEST", "Standard", "comparison_form", "standard_text", "standardize"]

_TORN: Final = ("路", "街", "道", "大道", "大街", "段", "巷")


@dataclass(frozen=True, slots=True)
class Standard:
    """A text, its standard form and what the form is made of."""

    given: str
    standard: str
    """The whole text in standard form, names of areas as the area table writes them."""
    local: str
    """What stands below the areas; empty when the text only names areas."""
    elements: dict[str, str]
    """Level = text, from the largest to the smallest; `relation` for words of place such as 附近."""
    area: AreaName | None
    """The lowest area that the text names without doubt."""


def comparison_form(text: str) -> str:
    """The form in which a text is compared with the library: the key of its standard form."""
    return search_key(standard_text(text))


def standardize(conn: psycopg.Connection, text: str) -> Standard:
    """Take a text apart by rules and the names of the areas; the address library is not asked.

    Args:
        conn: an open connection.
        text: as people write it; areas may be absent, doubled or without the words for their kind.

    Raises:
        Invalid: the text is too long to be an address.
    """
    standard = standard_text(text)
    key = search_key(standard)
    reading = _likeliest(readings(key, areas_named_in(conn, key)))
    local = _tail(standard, reading.rest)
    area = reading.areas[0] if len(reading.areas) == 1 else None
    named = dict(zip(area.levels, area.names, strict=True)) if area else {}
    whole = area.full_name + local if area else standard
    return Standard(text, whole, local, named | parse(local).by_level(), area)


def _likeliest(found: list[Reading]) -> Reading:
    """The reading that takes most without tearing a road's name: 新洲大道 is not a road 大道 in 新洲."""
    whole = [one for one in found if not one.rest.startswith(_TORN)]
    return (whole or found[-1:])[0]


def _tail(standard: str, rest: str) -> str:
    """The end of the standard text whose comparison form is `rest`: the two are folded alike, end to end."""
    for start in range(len(standard) + 1):
        if search_key(standard[start:]) == rest:
            return standard[start:]
    return rest
