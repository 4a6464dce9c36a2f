"""The life of events: when each step was taken, and in which state the day of the sample finds them."""

from dataclasses import dataclass

import numpy as np
import psycopg
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from importers.sample.arrays import Texts
from importers.sample.setting import AS_OF
from layers.copying import copy_in
from layers.rows import Merged

__all__ = ["STEPS", "Lives", "append_steps", "live", "step_table"]

STEPS = (
    ("report", "reported", "上报人"),
    ("file", "filed", "受理员"),
    ("dispatch", "dispatched", "派遣员"),
    ("handle", "handled", "处置部门"),
    ("check", "checked", "核查员"),
    ("close", "closed", "值班长"),
)
"""Name of each step, the state it leads to, and the post that takes it."""
REJECTED = ("reject", "rejected", "受理员")
NEVER = np.datetime64("NaT", "s")
Times = NDArray[np.datetime64]


@dataclass(frozen=True)
class Lives:
    """Steps and states of events."""

    steps: Times
    """Shape (n, 6): when each of STEPS was taken, NaT where it was not by the day of the sample."""
    rejected: NDArray[np.bool_]
    """Whether the second step was not to file the event."""
    state: Texts
    deadline: Times
    """NaT until it is dispatched."""
    closed_at: Times


def live(rng: Generator, reported_at: Times, limit: NDArray[np.float64]) -> Lives:
    """Let events live up to the day of the sample; `limit` is hours from dispatch to the deadline.

    Most are handled in time, some late, and a few are stuck for weeks.
    """
    count = len(reported_at)
    share = np.where(rng.random(count) < 0.87, rng.uniform(0.1, 0.98, count), rng.uniform(1.0, 2.6, count))
    share[rng.random(count) < 0.02] = 40
    waits = np.column_stack(
        (np.zeros(count), rng.uniform(0.1, 0.9, count), rng.uniform(0.2, 1.5, count), share * limit,
         rng.uniform(0.8, 9, count), rng.uniform(0.1, 3, count))
    )  # fmt: skip
    passed = (np.cumsum(waits, axis=1) * 3600).astype("timedelta64[s]")
    steps = reported_at[:, None].astype("datetime64[s]") + passed
    rejected = rng.random(count) < 0.04
    steps[rejected, 2:] = NEVER
    deadline = steps[:, 2] + (limit * 3600).astype("timedelta64[s]")
    steps[steps >= np.datetime64(AS_OF.replace(tzinfo=None), "s")] = NEVER
    deadline[np.isnat(steps[:, 2])] = NEVER
    last = (~np.isnat(steps)).sum(axis=1) - 1
    state = np.array([state for _, state, _ in STEPS], dtype=object)[last]
    rejected &= last >= 1
    state[rejected] = "rejected"
    closed = np.where(rejected, steps[:, 1], steps[:, 5])
    return Lives(steps, rejected, state, deadline, closed)


def step_table(codes: Texts, lives: Lives) -> pa.Table:
    """Rows of `event_step`, event by event."""
    event, step = np.nonzero(~np.isnat(lives.steps))
    said = np.where(lives.rejected[event] & (step == 1), len(STEPS), step)
    names: list[Texts] = [np.array(column, dtype=object) for column in zip(*STEPS, REJECTED, strict=True)]
    return pa.table(
        {
            "event_code": pa.array(codes[event], pa.string()),
            "step": pa.array(names[0][said], pa.string()),
            "state": pa.array(names[1][said], pa.string()),
            "actor": pa.array(names[2][said], pa.string()),
            "at": pa.array(lives.steps[event, step]).cast(pa.timestamp("s", "UTC")),
        }
    )


STAGE = """
CREATE TEMP TABLE staged_step ON COMMIT DROP AS
SELECT event_code, step, state, actor, at FROM onemap.event_step WITH NO DATA
"""

# Steps are only ever appended: an event that has some already keeps them.
APPEND = """
INSERT INTO onemap.event_step (event_code, step, state, actor, at, version)
SELECT event_code, step, state, actor, at, row_number() OVER (PARTITION BY event_code ORDER BY at)
FROM staged_step s
WHERE NOT EXISTS (SELECT FROM onemap.event_step e WHERE e.event_code = s.event_code)
ORDER BY at, event_code
"""


def append_steps(conn: psycopg.Connection, rows: pa.Table) -> Merged:
    """Write the steps of events that have none."""
    with conn.cursor() as cur:
        cur.execute(STAGE)
        copy_in(cur, "staged_step", rows)
        cur.execute(APPEND)
        inserted = cur.rowcount
        cur.execute("DROP TABLE staged_step")
    return Merged(inserted, 0, rows.num_rows - inserted)
