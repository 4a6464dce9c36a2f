"""The query string of `/ogc/collections/{id}/items`.

OGC API asks that whatever the service does not know is refused, not ignored; so parameters are read here,
one by one, and not by the framework. Every error is `Invalid`, which is 400 below `/ogc`.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from starlette.datastructures import QueryParams

from gis_api.ogc.boxes import area
from layers.catalogue import Layer
from layers.columns import parse
from layers.errors import Invalid
from layers.filters import Filter, Interval, parse_interval
from layers.filters import parse as parse_filter
from layers.items.crs import CRS84, ItemCrs, by_uri
from layers.items.query import MOST, Query

__all__ = ["PARAMETERS", "TileQuery", "after", "before", "crs_of", "items", "only", "tiles", "when"]

PLAIN = ("f",)
"""What every document of the service takes."""

FILTERS = ("filter", "filter-lang", "filter-crs")
TILE_PARAMETERS = (*FILTERS, "datetime", "properties")
"""What tiles take."""
PARAMETERS = ("bbox", "bbox-crs", "crs", "datetime", "limit", "cursor", *FILTERS)
"""What the items take beside the fields of their layer, whose namesakes can't be filtered by."""


class TileQuery(NamedTuple):
    """What of its collections is in a tile; None: all."""

    filter: Filter | None
    during: Interval | None
    properties: list[str] | None


CURSOR = re.compile(r"b?[0-9]{1,19}")
LARGEST_ID = 2**63 - 1


def only(params: QueryParams, *known: str) -> dict[str, str]:
    """The parameters, each of which is known and given once.

    Raises:
        Invalid: one is not.
    """
    allowed = sorted({*known, *PLAIN})
    for name in params:
        if name not in allowed:
            raise Invalid(f"no parameter {name[:50]!r}", allowed=allowed)
        if len(params.getlist(name)) > 1:
            raise Invalid(f"parameter {name!r} is given more than once")
    return dict(params)


def items(params: QueryParams, layer: Layer, *, internal: bool) -> Query:
    """Which features are asked for; a field of the layer is a parameter, too.

    Raises:
        Invalid: a parameter is not known or has a value that it can't have.
    """
    fields = {one.name for one in layer.visible(internal=internal)} - {*PARAMETERS, *PLAIN}
    given = only(params, *PARAMETERS, *fields)
    start, end = when(given.get("datetime"))
    boxes, outline = area(given["bbox"], _crs(given, "bbox-crs")) if "bbox" in given else ((), None)
    query = Query(
        limit=_limit(given.get("limit", "10")),
        boxes=boxes,
        outline=outline,
        equal={name: parse(layer, name, text) for name, text in given.items() if name in fields},
        filter=_filter(given),
        start=start,
        end=end,
        timed="datetime" in given,
        crs=crs_of(given),
    )
    return _placed(query, given["cursor"]) if "cursor" in given else query


def crs_of(given: Mapping[str, str]) -> ItemCrs:
    """The system of the parameter `crs`.

    Raises:
        Invalid: features are not served in it.
    """
    return _crs(given, "crs")


def _crs(given: Mapping[str, str], name: str) -> ItemCrs:
    return by_uri(given[name]) if name in given else CRS84


def _filter(given: Mapping[str, str]) -> Filter | None:
    if "filter" not in given:
        if beside := sorted({"filter-lang", "filter-crs"} & given.keys()):
            raise Invalid(f"parameter {beside[0]!r} belongs to a parameter 'filter'")
        return None
    lang = given.get("filter-lang", "cql2-text")
    return parse_filter(given["filter"], lang, _crs(given, "filter-crs").uri)


def after(known: int) -> str:
    """The parameter `cursor` with which the page after this `id` is asked for."""
    return base64.urlsafe_b64encode(str(known).encode()).decode().rstrip("=")


def before(known: int) -> str:
    """The parameter `cursor` with which the page before this `id` is asked for."""
    return base64.urlsafe_b64encode(f"b{known}".encode()).decode().rstrip("=")


def _placed(query: Query, text: str) -> Query:
    """The query of a page that is not the first."""
    wrong = Invalid("parameter 'cursor' is not one that this service gave")
    try:
        known = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except ValueError:
        raise wrong from None
    number = int(known.removeprefix("b")) if CURSOR.fullmatch(known) else -1
    if not 0 <= number <= LARGEST_ID:
        raise wrong
    return replace(query, before=number) if known.startswith("b") else replace(query, after=number)


def _limit(text: str) -> int:
    """At least 1; more than the most is the most, as OGC API has it."""
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise Invalid("parameter 'limit' is a number from 1 up", minimum=1, maximum=MOST)
    return MOST if len(text.lstrip("0")) > len(str(MOST)) else min(int(text), MOST)


def when(text: str | None) -> Interval:
    """Begin and end of an interval, both the same for a moment; None where it is open.

    Raises:
        Invalid: it is neither a time nor an interval of times, or runs backwards.
    """
    return Interval(None, None) if text is None else parse_interval(text)


def tiles(params: QueryParams, *more: str) -> TileQuery:
    """What of its collections is in a tile.

    Args:
        params: the parameters.
        more: others that are known.

    Raises:
        Invalid: a parameter is not known or has a value that it can't have.
    """
    given = only(params, *TILE_PARAMETERS, *more)
    names = given.get("properties")
    return TileQuery(
        _filter(given),
        parse_interval(given["datetime"]) if "datetime" in given else None,
        None if names is None else names.split(","),
    )
