"""The query string of `/ogc/collections/{id}/items`.

OGC API asks that whatever the service does not know is refused, not ignored; so parameters are read here,
one by one, and not by the framework. Every error is `Invalid`, which is 400 below `/ogc`.
"""

import base64
import binascii
from datetime import datetime

from starlette.datastructures import QueryParams

from layers.catalogue import Layer
from layers.columns import moment, number, parse
from layers.errors import Invalid
from layers.features import MOST, Box, Query

__all__ = ["cursor", "items", "only", "when"]

PLAIN = ("f",)
"""What every document of the service takes."""

PARAMETERS = ("bbox", "datetime", "limit", "cursor")
"""What the items take beside the fields of their layer, whose namesakes can't be filtered by."""

LARGEST_ID = 2**63 - 1


def only(params: QueryParams, *known: str) -> dict[str, str]:
    """The parameters, each of which is known and given once.

    Raises:
        Invalid: one is not, or another format than JSON is asked for.
    """
    allowed = sorted({*known, *PLAIN})
    for name in params:
        if name not in allowed:
            raise Invalid(f"no parameter {name[:50]!r}", allowed=allowed)
        if len(params.getlist(name)) > 1:
            raise Invalid(f"parameter {name!r} is given more than once")
    if params.get("f", "json") not in {"json", "geojson"}:
        raise Invalid("parameter 'f': only json is there", allowed=["json"])
    return dict(params)


def items(params: QueryParams, layer: Layer, *, internal: bool) -> Query:
    """Which features are asked for; a field of the layer is a parameter, too.

    Raises:
        Invalid: a parameter is not known or has a value that it can't have.
    """
    fields = {one.name for one in layer.visible(internal=internal)} - {*PARAMETERS, *PLAIN}
    given = only(params, *PARAMETERS, *fields)
    start, end = when(given.get("datetime"))
    return Query(
        limit=_limit(given.get("limit", "10")),
        after=_after(given["cursor"]) if "cursor" in given else 0,
        boxes=_boxes(given["bbox"]) if "bbox" in given else (),
        equal={name: parse(layer, name, text) for name, text in given.items() if name in fields},
        start=start,
        end=end,
        timed="datetime" in given,
    )


def cursor(after: int) -> str:
    """The parameter with which the page after this `id` is asked for."""
    return base64.urlsafe_b64encode(str(after).encode()).decode().rstrip("=")


def _after(text: str) -> int:
    try:
        after = int(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise Invalid("parameter 'cursor' is not one that this service gave") from None
    if not 0 <= after <= LARGEST_ID:
        raise Invalid("parameter 'cursor' is not one that this service gave")
    return after


def _limit(text: str) -> int:
    """At least 1; more than the most is the most, as OGC API has it."""
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise Invalid("parameter 'limit' is a number from 1 up", minimum=1, maximum=MOST)
    return MOST if len(text.lstrip("0")) > len(str(MOST)) else min(int(text), MOST)


def _boxes(text: str) -> list[Box]:
    """Two boxes where one crosses the antimeridian; heights are read and not used."""
    west, south, east, north = _corners(text)
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise Invalid("parameter 'bbox': longitudes lie between -180 and 180")
    if not -90 <= south <= north <= 90:
        raise Invalid("parameter 'bbox': latitudes lie between -90 and 90, the southern one first")
    if west <= east:
        return [Box(west, south, east, north)]
    return [Box(west, south, 180, north), Box(-180, south, east, north)]


def _corners(text: str) -> list[float]:
    hint = "give west,south,east,north in degrees"
    try:
        numbers = [number(part) for part in text.split(",", 6)]
    except ValueError:
        raise Invalid("parameter 'bbox' is not made of finite numbers", hint=hint) from None
    if len(numbers) not in {4, 6}:
        raise Invalid("parameter 'bbox' has four numbers, or six", hint=hint)
    return numbers if len(numbers) == 4 else [*numbers[:2], *numbers[3:5]]


def when(text: str | None) -> tuple[datetime | None, datetime | None]:
    """Begin and end of an interval, both the same for a moment; None where it is open.

    Raises:
        Invalid: it is neither a time nor an interval of times, or runs backwards.
    """
    if text is None:
        return None, None
    parts = text.split("/")
    if len(parts) == 1 and parts[0] not in {"", ".."}:
        parts = [text, text]
    try:
        start, end = (None if part in {"", ".."} else moment(part) for part in parts)
    except ValueError:
        hint = "2026-07-01T08:00:00Z, 2026-07-01T00:00:00Z/2026-07-02T00:00:00Z, ../2026-07-01T00:00:00Z"
        raise Invalid("parameter 'datetime' is an RFC 3339 time or an interval of two", hint=hint) from None
    if start and end and start > end:
        raise Invalid("parameter 'datetime' runs backwards")
    return start, end
