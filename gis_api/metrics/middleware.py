"""Counts each request that goes through the framework."""

import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis_api.metrics.counts import Counts
from gis_api.middleware import PASSED_ON

__all__ = ["Counted"]

NO_ROUTE = "none"
FAILED = 500


class Counted:
    """Tells the counts of the application which route answered with which status, and how soon."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request."""
        counts: Counts | None = getattr(scope["app"].state, "counts", None)  # none before it is started
        if scope["type"] != "http" or counts is None:
            await self.app(scope, receive, send)
            return
        began, begun = time.perf_counter(), False

        async def heard(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                counts.request(_route(scope), message["status"], time.perf_counter() - began)
            await send(message)

        try:
            await self.app(scope, receive, heard)
        finally:
            if not begun:
                counts.request(_route(scope), FAILED, time.perf_counter() - began)


def _route(scope: Scope) -> str:
    """The pattern of the route that was found, whole."""
    passed_on = scope.get(PASSED_ON, scope)
    route: Any = passed_on.get("fastapi", {}).get("effective_route_context") or passed_on.get("route")
    return str(getattr(route, "path", NO_ROUTE))
