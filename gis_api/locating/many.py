"""Many points at once: by the index of the grids, by PostGIS where there is none."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Annotated, Final

import psycopg
import pyarrow as pa
from anyio import from_thread
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from gis_api.db import Connect, DbLater
from gis_api.indexes.keeper import Keeper
from layers.locate import LEVELS, Located, Locator, locate
from layers.locate.arrow import ANSWER, SEVERAL, Floats

__all__ = ["FindMany", "Many", "many"]

AT_ONCE: Final = 1_000
"""Points of one query."""

_SAID: Final = ANSWER.append(SEVERAL)

Turn = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Many:
    """Says of many points where they are; to be called in a worker thread."""

    keeper: Keeper[Locator]
    locator: Locator | None
    """The index at the moment of the request, so that all of it is answered alike."""
    connect: Connect
    turn: Turn = nullcontext
    """As long as it computes."""

    def table(self, lons: Floats, lats: Floats, *, tolerance: float = 0.0, several: bool = False) -> pa.Table:
        """See `layers.locate.arrow.Locates`."""
        if locator := self.locator or self.keeper.present:
            with self.turn():
                return locator.table(lons, lats, tolerance=tolerance, several=several)
        parts = [slice(start, start + AT_ONCE) for start in range(0, len(lons), AT_ONCE)]
        found = [from_thread.run(self._asked, lons[part], lats[part], tolerance) for part in parts]
        table = pa.concat_tables([_SAID.empty_table(), *found])
        return table if several else table.drop_columns(SEVERAL.name)

    def in_turn(self, turn: Turn) -> "Many":
        """The same, for somebody who shares the processor with others."""
        return replace(self, turn=turn)

    async def _asked(self, lons: Floats, lats: Floats, tolerance: float) -> pa.Table:
        async with self.connect() as conn:
            return await run_in_threadpool(_by_query, conn, lons, lats, tolerance)


def _by_query(conn: psycopg.Connection, lons: Floats, lats: Floats, tolerance: float) -> pa.Table:
    found = locate(conn, lons.tolist(), lats.tolist(), tolerance=tolerance)
    return pa.Table.from_pylist(list(map(_codes, found)), _SAID)


def _codes(found: Located) -> dict[str, object]:
    places = {level: getattr(found, level) for level in LEVELS}
    codes = {level: place.code if place else None for level, place in places.items()}
    several = any(place.also for place in places.values() if place)
    return {**codes, "inside": found.inside, "problem": found.problem, SEVERAL.name: several}


async def many(request: Request, connect: DbLater) -> Many:
    """What is there at this moment."""
    keeper: Keeper[Locator] = request.app.state.grids
    return Many(keeper, keeper.present, connect)


FindMany = Annotated[Many, Depends(many)]
