"""An address text in its standard form, taken apart into named elements (标准化)."""

from dataclasses import dataclass

from address.geocoder import Geocoder
from address.index.names import Sense
from address.index.segment import Area, Segment
from address.match.known_names import KnownNames
from address.match.tokens import Name, Token, scan
from address.text.parse import parse
from address.text.rules import LONGEST, compare_key, standard_text

__all__ = ["LONGEST", "Standard", "standard_text", "standardize"]


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
    area: Area | None
    """The lowest area that the text names without doubt."""


def standardize(geocoder: Geocoder, text: str) -> Standard:
    """Take a text apart by rules and the names that the library knows; no address is looked for.

    Args:
        geocoder: whose areas and names count.
        text: as people write it; areas may be absent, doubled or without the words for their kind.

    Raises:
        Invalid: the text is too long to be an address.
    """
    standard = standard_text(text)
    segment = geocoder.base
    key = compare_key(standard)
    areas, start = _areas(segment, scan(segment, key), len(key))
    area = segment.areas[areas[0]] if len(areas) == 1 else None
    local = _tail(standard, key[start:])
    above = [segment.areas[number] for number in area.above] if area else []
    elements = {one.level: one.name for one in above} | parse(local, KnownNames(segment)).by_level()
    whole = area.full_name + local if area else standard
    return Standard(text, whole, local, elements, area)


def _areas(segment: Segment, tokens: list[Token], end: int) -> tuple[list[int], int]:
    """Numbers of the areas that a text may begin with, the lowest said, and where the rest begins."""
    known: list[int] | None = None
    for token in tokens:
        senses = token.senses if isinstance(token, Name) else ()
        named = [one.ref for one in senses if one.sense >= Sense.AREA]
        meant = _deepest(segment, named, known)
        if not meant:
            return known or [], token.start
        known = meant
    return known or [], end


def _deepest(segment: Segment, named: list[int], known: list[int] | None) -> list[int]:
    """The lower one of each area said now and one said before that lie in one line."""
    if known is None:
        return named
    lower = set()
    for one in named:
        for other in known:
            if other in segment.areas[one].above:
                lower.add(one)
            elif one in segment.areas[other].above:
                lower.add(other)
    return sorted(lower)


def _tail(standard: str, rest: str) -> str:
    """The end of the standard text whose comparison form is `rest`."""
    for start in range(len(standard) + 1):
        if compare_key(standard[start:]) == rest:
            return standard[start:]
    return rest
