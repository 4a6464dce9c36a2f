"""The one place that a caller's words mean, or why there is none."""

from typing import Any, Final

import psycopg

from address.found import Found
from address.geocode import geocode
from address.standardize import standardize
from layers.errors import Invalid

__all__ = ["resolve"]

# What is narrow enough to send somebody to: not an area, not a whole road or lane.
PRECISE: Final = frozenset({"estate", "plate", "compound", "building", "unit", "floor", "room", "poi"})
SURE: Final = 0.8
"""Share of the form of an address that must have been said, when it was not said whole."""


def resolve(conn: psycopg.Connection, text: str) -> Found:
    """The address that a text means, with its position.

    It must be said wholly, or begin just one address, or lack but the end of one that is shorter than others.

    Raises:
        Invalid: it means none, with what was understood in the facts; or several, with the candidates.
    """
    found = [one for one in geocode(conn, text, limit=10) if one.level in PRECISE and one.lon is not None]
    exact = [one for one in found if one.match == "exact"]
    meant = exact or found
    if not meant:
        understood = standardize(conn, text)
        facts = {"standard": understood.standard, "elements": understood.elements}
        hint = "give the address down to the door plate, or the point as lon and lat"
        raise Invalid("the address is not in the library", understood=facts, hint=hint)
    if len(meant) == 1 or (not exact and _stands_out(meant)):
        return meant[0]
    hint = "say which one, or give the point as lon and lat"
    raise Invalid("several addresses may be meant", candidates=[_candidate(one) for one in meant], hint=hint)


def _stands_out(meant: list[Found]) -> bool:
    return meant[0].score >= SURE and meant[0].score > meant[1].score


def _candidate(one: Found) -> dict[str, Any]:
    return {"label": one.label, "address_code": one.address_code, "lon": one.lon, "lat": one.lat}
