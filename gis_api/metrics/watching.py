"""Numbers of now that are told with the counts."""

import time
from typing import Any

from fastapi import FastAPI
from psycopg_pool import ConnectionPool

from gis_api.gate import Gate
from gis_api.indexes.keeper import Keeper
from gis_api.metrics.counts import Counts

__all__ = ["watch_index", "watch_pool", "watched"]


def watched(app: FastAPI) -> Counts:
    """Counts of a running application, with what it keeps in its state."""
    state, counts = app.state, Counts()
    counts.watch("workers", lambda: 1)
    watch_pool(counts, "service", state.pool, state.gate)
    watch_index(counts, "addresses", state.keeper)
    watch_index(counts, "grids", state.grids)
    counts.watch("listeners", lambda: state.hub.listeners)
    return counts


def watch_pool(counts: Counts, name: str, pool: ConnectionPool, gate: Gate) -> None:
    """Watch connections, and the gate before them."""

    def told(number: str) -> int:
        return pool.get_stats().get(number, 0)

    counts.watch("connections", lambda: told("pool_available"), name, "idle")
    counts.watch("connections", lambda: told("pool_size") - told("pool_available"), name, "in use")
    counts.watch("pool_waiting", lambda: told("requests_waiting"), name)
    counts.watch("gate_inside", lambda: gate.inside, name)
    counts.watch("gate_waiting", lambda: gate.waiting, name)


def watch_index(counts: Counts, name: str, keeper: Keeper[Any]) -> None:
    """Watch an index: how old it is and what changed since."""

    def age() -> float | None:
        made = keeper.made_at
        return None if made is None else max(0.0, time.time() - made)

    def changed() -> float | None:
        following = keeper.following
        return following.changed if following else None

    def sequence() -> float | None:
        following = keeper.following
        return following.mark.seq if following else None

    counts.watch("index_age", age, name)
    counts.watch("index_changed", changed, name)
    counts.watch("index_sequence", sequence, name)
