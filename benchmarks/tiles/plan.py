"""What is measured, with what, and how it is told."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.tiles.cities import City
from benchmarks.tiles.client import Answers
from benchmarks.tiles.servers import Server

__all__ = ["OURS", "Figure", "Plan", "Runs", "compared", "repeated", "said"]

OURS: Final = ("ours", "ours, no plan")
Start = Callable[[], AbstractContextManager[Server]]


@dataclass(frozen=True)
class Figure:
    """A row of the table."""

    what: str
    wanted: str
    measured: Mapping[str, str]
    """By the name of the server."""
    ratios: str = ""


@dataclass(frozen=True)
class Plan:
    """How much is measured of which cities, beside whom."""

    cities: Sequence[City]
    work: Path
    """A folder of our own."""
    martin: str | None
    tipg: str | None
    """The programs; None: it isn't there."""
    seed: int = 7
    repeats: int = 3
    sessions: int = 4
    """Of the trace, at a time."""
    tiles: int = 1500
    """Of each session."""
    singles: int = 400
    """Single tiles of each zoom."""
    seconds: int = 10
    """Of each run of what is kept."""
    edits: int = 10_000
    addresses: int = 1_000_000
    """Distinct tiles asked for in one process's life."""


@dataclass
class Runs:
    """What several runs gave, by the name of the server."""

    found: dict[str, list[Answers]] = field(default_factory=dict)

    def medians(self, measure: Callable[[Answers], float]) -> dict[str, float]:
        """The median of the runs of each."""
        return {name: median(map(measure, runs)) for name, runs in self.found.items()}


def repeated(starts: Sequence[Start], repeats: int, run: Callable[[Server], Answers]) -> Runs:
    """Run each server several times, each time anew, in turn and in another order each time."""
    found: dict[str, list[Answers]] = {}
    for number in range(repeats):
        for start in [*starts[number % len(starts) :], *starts[: number % len(starts)]]:
            with start() as server:
                found.setdefault(server.name, []).append(run(server))
    return Runs(found)


def compared(speeds: Mapping[str, float]) -> str:
    """How many times as fast as the others ours is."""
    told = [
        f"{mine / speed:.2f} × {name}"
        for name, speed in speeds.items()
        if name not in OURS
        for mine in [speeds[one] for one in OURS if one in speeds]
    ]
    return ", ".join(told)


def said(values: Mapping[str, float], form: str = ",.0f") -> dict[str, str]:
    """Numbers as they stand in the table."""
    return {name: format(value, form) for name, value in values.items()}
