"""Links, always below the configured base, never to what the request says its host is."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from gis_api.ogc.media import JSON, Formats

__all__ = ["ROOT", "Json", "address", "link", "selves"]

Json = dict[str, Any]
ROOT = "/ogc"


def link(base: str, path: str, rel: str, kind: str = JSON, title: str = "") -> Json:
    """A link to a path below `/ogc`."""
    made = {"href": f"{base}{ROOT}{path}", "rel": rel, "type": kind}
    return made | ({"title": title} if title else {})


def selves(request: Request, base: str, formats: Formats, name: str) -> Iterator[Json]:
    """The link to this very answer, and those to the same in other formats."""
    given = dict(request.query_params)
    path = request.url.path
    yield {
        "href": address(base, path, given),
        "rel": "self",
        "type": formats[name].media_type,
        "title": "this document",
    }
    for other, one in formats.items():
        if other != name:
            yield {
                "href": address(base, path, {**given, "f": other}),
                "rel": "alternate",
                "type": one.media_type,
                "title": f"as {one.title}",
            }


def address(base: str, path: str, given: Mapping[str, str]) -> str:
    """A path with its query, below the base."""
    query = f"?{urlencode(given)}" if given else ""
    return f"{base}{quote(path)}{query}"
