"""What people do with events, by `data/sample/lives.csv`: which step, how likely, how soon, in what words."""

import csv
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from numpy.random import Generator

from importers.sample.setting import DATA
from layers.events.guards import FROM_THE_PUBLIC
from layers.events.situation import Situation

__all__ = ["Habit", "Habits", "load"]

LATE = timedelta(hours=6)
"""What shares of a limit are taken of when it has passed."""


class Habit(NamedTuple):
    """A step that somebody may take in a state."""

    step: str
    post: str
    least: float
    most: float
    of_limit: bool
    """Whether it takes a share of what is left of the limit, or else hours."""
    notes: tuple[str, ...]

    def moment(self, rng: Generator, here: Situation, now: datetime) -> datetime:
        """When the step is taken, whole seconds."""
        share = rng.uniform(self.least, self.most)
        unit = timedelta(hours=1)
        if self.of_limit:
            unit = here.deadline - now if here.deadline and here.deadline > now else LATE
        return now + timedelta(seconds=max(60, round(share * unit.total_seconds())))

    def note(self, rng: Generator) -> str | None:
        """What is said with it."""
        return self.notes[int(rng.integers(len(self.notes)))] if self.notes else None


class Choice(NamedTuple):
    """The steps that may be taken in a state."""

    habits: list[Habit]
    shares: list[float]
    """Rising to the sum of all."""


class Habits:
    """All of the file."""

    def __init__(self, choices: Mapping[tuple[str, str], Choice]) -> None:
        """Keep the steps by state and case."""
        self._choices = choices

    def choose(self, rng: Generator, here: Situation, repeated: str | None) -> Habit:
        """What is done next; `repeated` is the number of the event that this one is again."""
        case = ""
        if here.state == "reported":
            unseen = here.reported_by in FROM_THE_PUBLIC and not here.verified
            case = "repeated" if repeated else "public" if unseen else "seen"
        habits, shares = self._choices[here.state, case]
        return habits[bisect(shares, rng.random() * shares[-1])]


def load() -> Habits:
    """Read the file."""
    found: dict[tuple[str, str], list[tuple[float, Habit]]] = defaultdict(list)
    with (DATA / "lives.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["state"], row["if"]].append((float(row["share"]), _habit(row)))
    return Habits({key: _choice(habits) for key, habits in found.items()})


def _habit(row: Mapping[str, str]) -> Habit:
    notes = tuple(filter(None, row["note"].split("|")))
    least, most = float(row["least"]), float(row["most"])
    return Habit(row["step"], row["post"], least, most, row["measure"] == "limit", notes)


def _choice(found: Sequence[tuple[float, Habit]]) -> Choice:
    return Choice([habit for _, habit in found], list(accumulate(share for share, _ in found)))
