"""What every request and every answer passes through."""

import re
import uuid
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layers.events.files import LARGEST as LARGEST_FILE

__all__ = [
    "HEADERS",
    "HEADLESS",
    "LARGEST_BODY",
    "PASSED_ON",
    "BodyLimit",
    "Edge",
    "is_streamed",
    "media_type",
    "request_id",
]

LONGEST_TARGET = 16_384
"""Bytes of path and query together; a longer one is answered 414."""

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes of a request's body; a larger one is answered 413."""

FILES = re.compile(r"/api/events/[^/]+/files")
"""Paths of photos and files, whose bodies may have `LARGEST_FILE` bytes."""

NOTHING: frozenset[str] = frozenset()
STREAMED = {
    "/api/address/batch": NOTHING,
    "/api/address/jobs": NOTHING,
    "/api/locate": frozenset({"", "application/json"}),
}
"""Paths whose bodies are read as they come and kept on disk, if at all: they have limits of their own. Media
types that are read as a whole all the same."""

# Everything comes from this service. MapLibre draws images it made itself (blob:, data:) and makes its
# worker from a file of ours; styles are set from scripts, which the policy counts as inline.
CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
KEY = "onemap.request_id"
HEADLESS = "onemap.headless"
"""In the scope of a request whose answer's body nobody will hear."""
PASSED_ON = "onemap.passed_on"
"""In the scope of a request: that in which the routes find it."""


def request_id(request: Request) -> str:
    """The id under which the request stands in answers and logs."""
    return str(request.scope.get(KEY, "-"))


class Edge:
    """Gives each request an id, refuses what is no text or too long, and sets the security headers.

    HEAD is answered as GET without the body, by every route alike.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        scope[KEY] = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex

        headless = scope["method"] == "HEAD"

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = scope[KEY]
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            elif headless:
                message = {**message, "body": b""}
            await send(message)

        passed_on = {**scope, "method": "GET", HEADLESS: True} if headless else scope
        scope[PASSED_ON] = passed_on
        refused = _refusal(scope)
        await (refused or self.app)(passed_on, receive, marked)


class BodyLimit:
    """Refuses a body that is too large as soon as it is, also where its length was not said."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app
        self._limited = {most: RequestBodyLimitMiddleware(app, most) for most in (LARGEST_BODY, LARGEST_FILE)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        most = _largest(scope) if scope["type"] == "http" else None
        await (self._limited[most] if most else self.app)(scope, receive, send)


def _refusal(scope: Scope) -> JSONResponse | None:
    """The answer to a request that no route should have to think about, or None."""
    length = Headers(scope=scope).get("content-length", "0")
    most = _largest(scope)
    if most and length.isdecimal() and int(length[:20]) > most:
        return _problem(scope, 413, "too-large", "The request is too large")
    target = scope.get("raw_path", b"") + b"?" + scope.get("query_string", b"")
    if len(target) > LONGEST_TARGET:
        return _problem(scope, 414, "too-long", "The address of the request is too long")
    text = unquote_to_bytes(target.replace(b"+", b" "))
    if b"\0" in text or not _is_utf8(text):
        return _problem(scope, 400, "malformed", "The address of the request is not UTF-8 text")
    return None


def media_type(scope: Scope) -> str:
    """What a request says its body is; empty where it doesn't."""
    return Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()


def is_streamed(scope: Scope) -> bool:
    """Whether a request's body is read as it comes."""
    whole = STREAMED.get(scope["path"])
    return whole is not None and media_type(scope) not in whole


def _largest(scope: Scope) -> int | None:
    """Bytes that a request's body may have; None where it is read as it comes."""
    if is_streamed(scope):
        return None
    return LARGEST_FILE if FILES.fullmatch(scope["path"]) else LARGEST_BODY


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _problem(scope: Scope, status: int, slug: str, title: str) -> JSONResponse:
    body = {"type": f"urn:onemap:problem:{slug}", "title": title, "status": status, "request_id": scope[KEY]}
    return JSONResponse(body, status, media_type="application/problem+json")
