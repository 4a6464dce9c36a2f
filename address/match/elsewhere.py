"""Provinces, cities and districts that a text says and the library doesn't have: the place is elsewhere."""

from typing import Final

from address.answer import Fault, FaultKind
from address.index.names import Sense
from address.index.segment import Segment
from address.match.tokens import senses_of
from address.text.divisions import named_divisions
from address.text.rules import compare_key, simplified

__all__ = ["elsewhere"]

_COST: Final = {"province": 0.35, "city": 0.35, "district": 0.2}


def elsewhere(segment: Segment, standard: str) -> tuple[float, tuple[Fault, ...]]:
    """What speaks against any answer of this library, and what it costs.

    Args:
        segment: whose areas count.
        standard: a text in standard form.
    """
    text = simplified(standard)
    strange = [
        (one.level, text[one.start : one.end])
        for one in named_divisions(text)
        if not _is_known(segment, compare_key(text[one.start : one.end]))
    ]
    if not strange:
        return 0.0, ()
    faults = tuple(Fault(level, FaultKind.CONTRADICTING, name, None) for level, name in strange)
    return max(_COST[level] for level, _ in strange), faults


def _is_known(segment: Segment, name: str) -> bool:
    return any(meant.sense >= Sense.AREA for meant in senses_of(segment, name))
