"""Where the work on rasters is done: in threads, by so many at a time, with files that stay open."""

import os
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Final, TypeVar

from anyio import to_thread
from fastapi import Depends, Request

from gis_api.auth import Anyone
from gis_api.db import DbLater
from gis_api.gate import Gate
from layers.errors import NotFound, Unavailable
from layers.rasters import Open, Raster, Shelf, find_raster
from layers.rasters.environment import pinned
from tiles.matrix import MatrixSet, load

__all__ = ["Found", "Rasters", "Room"]

WAITING: Final = 64
"""Requests that may wait for the work of one worker; more are answered 503 at once."""
SECONDS: Final = 10.0
"""How long each of them waits."""

Answer = TypeVar("Answer")


class Rasters:
    """What one worker keeps for rasters."""

    def __init__(self, home: Path) -> None:
        """Make it within the event loop that it is used in.

        Args:
            home: the home folder.
        """
        self.matrices: Mapping[str, MatrixSet] = load()
        self._home = home
        self._shelf = Shelf()
        self._gate = Gate(max(2, os.cpu_count() or 2), WAITING, SECONDS)
        with pinned():  # drivers are registered once, by what comes first
            pass

    async def work(self, raster: Raster, task: Callable[[Open], Answer]) -> Answer:
        """What a task makes of the file of a raster.

        Raises:
            Unavailable: there is too much to do, or the file can't be read.
        """
        async with self._gate.passed():
            return await to_thread.run_sync(self._done, raster, task)

    def close(self) -> None:
        """Close all files."""
        self._shelf.close()

    def _done(self, raster: Raster, task: Callable[[Open], Answer]) -> Answer:
        path = self._home / raster.path
        if ".." in Path(raster.path).parts or not path.is_file():
            if raster.version != raster.newest:
                raise NotFound(f"the file of version {raster.version} is no longer there")
            raise Unavailable(f"the file of raster {raster.code!r} is not there")
        with self._shelf.borrowed(path) as one:
            return task(one)


async def rasters(request: Request) -> Rasters:
    """What the worker keeps for rasters."""
    found: Rasters = request.app.state.rasters
    return found


Room = Annotated[Rasters, Depends(rasters)]

Find = Callable[[str, int | None], Awaitable[Raster]]


async def finder(connect: DbLater, caller: Anyone) -> Find:
    """What finds a raster for a caller, and holds no connection while it is drawn."""

    async def find(code: str, version: int | None) -> Raster:
        async with connect() as conn:
            look_up = partial(find_raster, conn, code, version, internal=caller.internal)
            return await to_thread.run_sync(look_up)

    return find


Found = Annotated[Find, Depends(finder)]
