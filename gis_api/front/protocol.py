"""HTTP as uvicorn speaks it, with what is at hand answered first."""

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from gis_api.front.ready import Ready

__all__ = ["Front"]


class Front(HttpToolsProtocol):
    """A connection. It looks at what comes in between two requests; from then on it is uvicorn's."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Take over what the application says it has ready, in the state of its lifespan."""
        super().__init__(config, server_state, app_state, _loop)
        self._ready: Ready = app_state.get("ready") or Ready({})
        self._within = False

    def data_received(self, data: bytes) -> None:
        """Answer, or pass on what came in."""
        sent = self._ready.message(data, self.server_state.default_headers) if self._is_idle() else None
        if sent is None:
            super().data_received(data)
        else:
            self.transport.write(sent)
            self.on_response_complete()  # counts, and waits for the next request

    def _is_idle(self) -> bool:
        """Whether whatever came before is read and answered, so that this begins a request."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self._within and not self.flow.write_paused

    def on_message_begin(self) -> None:
        """A request has begun in the parser."""
        self._within = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """It has ended."""
        self._within = False
        super().on_message_complete()
