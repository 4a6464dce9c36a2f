"""Provinces, cities and districts that a text says and the library doesn't have: the place is elsewhere."""

from collections.abc import Sequence
from typing import Final

from address.answer import Fault, FaultKind
from address.index.names import Sense
from address.index.segment import Segment
from address.match.tokens import Name, Token, senses_of
from address.text.divisions import named_divisions
from address.text.rules import compare_key, simplified

__all__ = ["elsewhere"]

_CITY: Final = 1.0
"""In another city nothing is right."""
_DOUBTFUL: Final = 0.35
"""Another city, but also an area of this one."""
_DISTRICT: Final = 0.2
"""The library may lack an old or a new district."""
_OURS: Final = frozenset({"city", "district", "street"})


def elsewhere(segment: Segment, standard: str, tokens: Sequence[Token]) -> tuple[float, tuple[Fault, ...]]:
    """What speaks against any answer of this library, and what it costs.

    Args:
        segment: whose areas count.
        standard: a text in standard form.
        tokens: of the text.
    """
    text = simplified(standard)
    strange = [
        one for one in named_divisions(text) if not _is_known(segment, compare_key(text[one.start : one.end]))
    ]
    if not strange:
        return 0.0, ()
    faults = tuple(
        Fault(one.level, FaultKind.CONTRADICTING, text[one.start : one.end], None) for one in strange
    )
    upper = any(one.level != "district" for one in strange)
    if not upper or not (len(strange) > 1 or strange[0].full):
        return _DISTRICT, faults
    return (_DOUBTFUL if _says_ours(segment, tokens) else _CITY), faults


def _says_ours(segment: Segment, tokens: Sequence[Token]) -> bool:
    return any(
        meant.sense == Sense.AREA and segment.areas[meant.ref].level in _OURS
        for token in tokens
        if isinstance(token, Name)
        for meant in token.senses
    )


def _is_known(segment: Segment, name: str) -> bool:
    return any(meant.sense >= Sense.AREA for meant in senses_of(segment, name))
