"""Lists page by page: each begins after the last row of the one before, whatever is added meanwhile."""

import base64
import binascii
import json
from typing import Final, NamedTuple

from layers.errors import Invalid

__all__ = ["MOST", "Box", "cursor_of", "read_cursor"]

MOST: Final = 1000
"""Rows of one page."""


class Box(NamedTuple):
    """A rectangle in degrees of CGCS2000; a thing on its edge is inside."""

    west: float
    south: float
    east: float
    north: float


def cursor_of(*last: str | int) -> str:
    """An opaque text for the place of the last row of a page."""
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: type[str] | type[int]) -> tuple[str | int, ...]:
    """What `cursor_of` was given.

    Args:
        text: from a caller.
        kinds: the type of each value.

    Raises:
        Invalid: this service never gave such a cursor.
    """
    try:
        given = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        given = None
    if not isinstance(given, list) or [type(value) for value in given] != list(kinds):
        raise Invalid("the cursor is not one that this service gave")
    if any(isinstance(value, int) and not 0 <= value < 2**63 for value in given):
        raise Invalid("the cursor is not one that this service gave")
    return tuple(given)
