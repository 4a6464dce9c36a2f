"""The body of a request on disk, read by a thread while it still arrives.

A client may send all of its table before it reads a byte of the answer, so the body is taken in as it comes,
wherever the reading is. The memory that takes is the same for any length.
"""

import asyncio
import io
import os
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import anyio
from anyio import from_thread, to_thread
from starlette.types import Message, Receive

from layers.errors import GisError, Invalid, Unavailable

__all__ = ["Spool"]

SECONDS: Final = 60.0
"""How long a client may send nothing in the middle of its body."""

MOST_UNREAD: Final = 4 * 1024**3
"""Bytes on disk that nobody has read yet; a client that has sent more must wait until some are read."""


class Spool(io.RawIOBase):
    """A file without a name that a coroutine fills and one thread reads.

    What has been read makes room again, unless the whole is `kept` to be sought in.
    """

    def __init__(self, folder: Path) -> None:
        """Open it on the disk of a folder.

        Raises:
            Unavailable: there is no room.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        except OSError:
            raise Unavailable("there is no room for a table") from None
        self.kept = False
        """Whether the reader may go back; set it before reading."""
        self.gone = False
        """Whether the client has left."""
        self._lock = threading.Lock()
        self._size = self._at = 0
        self._whole = False
        self._failed: GisError | None = None
        self._news = anyio.Event()

    @asynccontextmanager
    async def filled(self, receive: Receive) -> AsyncIterator[None]:
        """Take in the body as long as the block lasts, and notice when the client leaves."""
        filling = asyncio.create_task(self._fill(receive))
        try:
            yield
        finally:
            filling.cancel()
            with suppress(asyncio.CancelledError):
                await filling
            self.close()

    async def ready(self, enough: int) -> None:
        """Wait until so many bytes can be read, or all that will ever come."""
        while self._size - self._at < enough and not self._whole and not self._failed:
            await self._news.wait()

    async def whole(self, most: int) -> int:
        """Wait for all of the body; gives its size in bytes.

        Raises:
            Invalid: it is larger than `most`, or breaks off.
            Unavailable: there is no room for it.
        """
        await self.ready(most + 1)
        if self._failed:
            raise self._failed
        if self._size > most:
            raise Invalid(f"the body has more than {most // 1024**2} MiB", hint="send the table as CSV")
        return self._size

    def head(self, count: int) -> bytes:
        """The first bytes, before any is read."""
        return os.pread(self._file.fileno(), count, 0)

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """Whether it is kept."""
        return self.kept

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in a spool that is kept and whole."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("there is nothing before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """The place in a spool that is kept."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what is there, waiting for more if there is none; call it in a worker thread.

        Raises:
            Invalid: the body breaks off.
            Unavailable: there is no room for it.
        """
        while True:
            with self._lock:
                if there := min(len(buffer), max(self._size - self._at, 0)):
                    read = os.preadv(self._file.fileno(), [memoryview(buffer)[:there]], self._at)
                    self._at += read
                    return read
            if self._failed:
                raise self._failed
            if self._whole:
                return 0
            from_thread.run(self.ready, 1)

    def close(self) -> None:
        """Let go of the disk."""
        self._file.close()
        super().close()

    async def _fill(self, receive: Receive) -> None:
        try:
            while not self._whole:
                await self._take(await self._next(receive))
        except GisError as error:
            self._failed = error
        self._tell()
        while not self.gone:
            self.gone = (await receive())["type"] == "http.disconnect"

    async def _next(self, receive: Receive) -> Message:
        try:
            with anyio.fail_after(SECONDS):
                message = await receive()
        except TimeoutError:
            raise Invalid(f"nothing came for {SECONDS:.0f} s") from None
        if message["type"] == "http.disconnect":
            self.gone = True
            raise Invalid("the body breaks off")
        return message

    async def _take(self, message: Message) -> None:
        if body := message.get("body", b""):
            try:
                await to_thread.run_sync(self._append, body)
            except OSError:
                raise Unavailable("there is no room for the table") from None
        self._whole = not message.get("more_body", False)
        self._tell()
        while self._size - self._at > MOST_UNREAD:
            await anyio.sleep(0.1)

    def _append(self, body: bytes) -> None:
        with self._lock:
            if self._at == self._size and not self.kept and self._at:
                self._file.truncate(0)
                self._size = self._at = 0
            left = memoryview(body)
            while left:
                written = os.pwrite(self._file.fileno(), left, self._size)
                self._size += written
                left = left[written:]

    def _tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()
