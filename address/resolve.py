"""The one place that a caller's words mean, or why there is none."""

from typing import Any, Final

from address.answer import Answer
from address.geocoder import Geocoder
from layers.errors import Invalid

__all__ = ["SURE", "resolve"]

# What is narrow enough to send somebody to: not an area, not a whole road or lane.
PRECISE: Final = frozenset({"estate", "plate", "compound", "building", "unit", "floor", "room", "poi"})
SURE: Final = 0.9
"""Score from which an answer may be taken for what was meant."""


def resolve(geocoder: Geocoder, text: str) -> Answer:
    """The address that a text means, with its position.

    Raises:
        Invalid: none is sure enough; the candidates are in the facts, with what is wrong with each.
    """
    found = [one for one in geocoder.geocode(text, limit=10) if one.lon is not None]
    if found and found[0].score >= SURE and _is_precise(found[0]):
        return found[0]
    candidates = [_candidate(one) for one in found if _is_precise(one)]
    if candidates:
        hint = "say which one, or give the point as lon and lat"
        raise Invalid("the address is not certain", candidates=candidates, hint=hint)
    hint = "give the address down to the door plate, or the point as lon and lat"
    raise Invalid("the address is not in the library", hint=hint)


def _is_precise(one: Answer) -> bool:
    return one.level in PRECISE or one.position_level in ("intersection", "offset")


def _candidate(one: Answer) -> dict[str, Any]:
    faults = [f"{fault.level or 'text'} {fault.kind}: {fault.given}" for fault in one.faults]
    return {
        "label": one.label, "address_code": one.address_code, "lon": one.lon, "lat": one.lat,
        "score": one.score, "faults": faults,
    }  # fmt: skip
