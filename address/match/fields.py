"""An address in fields, put together to the text that means the same."""

from collections.abc import Mapping
from typing import Final

from layers.errors import Invalid
from layers.schema.addresses import ADDRESS_LEVELS
from layers.schema.areas import AREA_LEVELS

__all__ = ["LEVELS", "as_text"]

LEVELS: Final = (*AREA_LEVELS, *ADDRESS_LEVELS)
"""In the order in which they stand in a text."""

_WORDS: Final = {"lane": "巷", "plate": "号", "building": "栋", "unit": "单元", "floor": "层", "room": "室"}
"""What is said of a number that stands alone in its field."""


def as_text(fields: Mapping[str, str]) -> str:
    """The text of an address in fields; empty when they all are.

    >>> as_text({"road": "红旗路", "plate": "12", "room": "502"})
    '红旗路12号502室'

    Raises:
        Invalid: a field is no level of an address or an area.
    """
    if unknown := set(fields) - set(LEVELS):
        raise Invalid(f"no level {min(unknown)[:20]!r}", known=list(LEVELS))
    said = {level: text.strip() for level, text in fields.items() if text and text.strip()}
    return "".join(said[level] + _word(level, said[level]) for level in LEVELS if level in said)


def _word(level: str, text: str) -> str:
    bare = text[-1].isascii() and text[-1].isalnum()
    return _WORDS.get(level, "") if bare else ""
