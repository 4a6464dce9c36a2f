"""Errors as RFC 9457 problem details: one table says which error is which HTTP status.

A problem tells what the caller can act on. What a database or a library said never leaves the service: an
unknown error is logged under the request's id, and that id is all the caller gets.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests
from starlette.exceptions import HTTPException

from gis_api.middleware import HEADERS, request_id
from layers.errors import Changed, Conflict, Failed, Forbidden, GisError, Invalid, NotFound, Unavailable

__all__ = ["PROBLEM", "NeedsTag", "Unauthorized", "install", "problem"]

PROBLEM = "application/problem+json"
LOG = logging.getLogger(__name__)


class Unauthorized(GisError):
    """The key that came with the request is not the right one, or none came where one is needed."""


class NeedsTag(GisError):
    """The request must say which version of a thing it means."""


class Kind(NamedTuple):
    """What a class of errors is to an HTTP client."""

    status: int
    slug: str
    title: str
    headers: Mapping[str, str] = {}


LATER = {"Retry-After": "1"}
ALTERED = Kind(503, "altered", "The tables are not those that the service was made for", LATER)
UNKNOWN = Kind(500, "internal", "Something went wrong inside the service")

KINDS: dict[type[Exception], Kind] = {
    NotFound: Kind(404, "not-found", "Not found"),
    Invalid: Kind(422, "invalid", "The request can't be understood"),
    Conflict: Kind(409, "conflict", "The change collides with what is there"),
    Changed: Kind(412, "changed", "It has changed since it was read"),
    NeedsTag: Kind(428, "needs-tag", "Say which version is meant: If-Match"),
    Forbidden: Kind(403, "forbidden", "Not allowed"),
    Unauthorized: Kind(401, "unauthorized", "A valid key is needed", {"WWW-Authenticate": "Bearer"}),
    Unavailable: Kind(503, "unavailable", "Not available now", LATER),
    Failed: UNKNOWN,
    psycopg.errors.QueryCanceled: Kind(504, "timeout", "The query took too long"),
    UnicodeEncodeError: Kind(422, "invalid", "A text of the request is none"),  # half a surrogate pair
    psycopg.DataError: Kind(422, "invalid", "A value of the request can't be used"),
    psycopg.errors.UndefinedTable: ALTERED,
    psycopg.errors.UndefinedColumn: ALTERED,
    psycopg.OperationalError: Kind(503, "unavailable", "The database can't be reached", LATER),
    PoolTimeout: Kind(503, "busy", "Too many requests at once", LATER),
    TooManyRequests: Kind(503, "busy", "Too many requests at once", LATER),
    PoolClosed: Kind(503, "unavailable", "The service is stopping", LATER),
}
"""The nearest class in the order of inheritance decides."""

HTTP = {
    400: ("malformed", "The request can't be read"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "This path doesn't do that"),
    413: ("too-large", "The request is too large"),
    415: ("media-type", "The body is of another media type than is wanted"),
    416: ("range", "There is nothing in that range"),
}


def problem(
    request: Request,
    kind: Kind,
    detail: str | None = None,
    *,
    facts: Mapping[str, object] | None = None,
    errors: Sequence[Mapping[str, object]] | None = None,
) -> Response:
    """One error as an answer.

    Args:
        request: whose id stands in the answer.
        kind: decides status, type and title.
        detail: this one case, for people.
        facts: this one case, for machines.
        errors: one entry a wrong field.
    """
    body: dict[str, Any] = {
        "type": f"urn:onemap:problem:{kind.slug}",
        "title": kind.title,
        "status": kind.status,
    }
    more = {"detail": detail, "facts": facts, "errors": errors, "request_id": request_id(request)}
    body |= {name: value for name, value in more.items() if value}
    headers = {**HEADERS, **kind.headers, "Cache-Control": "no-store", "X-Request-ID": request_id(request)}
    text = json.dumps(jsonable_encoder(body), ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, kind.status, headers, media_type=PROBLEM)


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_validation)
    app.add_exception_handler(GisError, _known)
    for kind in KINDS:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(Exception, _unknown)


async def _known(request: Request, error: Exception) -> Response:
    kind = next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), UNKNOWN)
    if kind is UNKNOWN or not isinstance(error, GisError):
        reason = error if kind.status >= 500 else None  # what a caller sent may be personal: not into the log
        LOG.warning("request %s: %s", request_id(request), type(error).__name__, exc_info=reason)
        return problem(request, _for_path(request, kind))
    return problem(request, _for_path(request, kind), error.message, facts=error.facts)


async def _http(request: Request, error: HTTPException) -> Response:
    slug, title = HTTP.get(error.status_code, ("http", "The request was refused"))
    kind = Kind(error.status_code, slug, title, error.headers or {})
    return problem(request, kind, error.detail)


async def _validation(request: Request, error: RequestValidationError) -> Response:
    errors = [
        {
            "field": ".".join(str(part) for part in entry["loc"][1:]) or str(entry["loc"][0]),
            "in": entry["loc"][0],
            "message": entry["msg"].removeprefix("Value error, "),
            **({"allowed": allowed} if (allowed := _allowed(entry)) else {}),
        }
        for entry in error.errors()[:20]
    ]
    detail = "; ".join(f"{entry['field']}: {entry['message']}" for entry in errors[:3])
    return problem(request, _for_path(request, KINDS[Invalid]), detail, errors=errors)


def _allowed(entry: Mapping[str, Any]) -> dict[str, object]:
    """The limits or values that a field may have, as far as they are plain."""
    return {
        name: value for name, value in entry.get("ctx", {}).items() if isinstance(value, (int, float, str))
    }


def _for_path(request: Request, kind: Kind) -> Kind:
    """OGC API asks for 400 where the rest of the API says 422."""
    ogc = kind.status == 422 and request.url.path.startswith("/ogc")
    return kind._replace(status=400) if ogc else kind


async def _unknown(request: Request, error: Exception) -> Response:
    LOG.error("request %s failed", request_id(request), exc_info=error)
    return problem(request, UNKNOWN, f"the log has the reason, under request {request_id(request)}")
