"""A hypothesis: one way to understand what was read of a text so far.

It is a set of nodes that fit all that was understood, what it cost to believe so, and the faults found.
"""

from typing import Final, NamedTuple

from address.answer import Fault
from address.index.names import Sense
from address.match.tokens import Name, Number

__all__ = ["COSTS", "GUESS", "Hypothesis"]

GUESS: Final = 0.5
"""What is only right where no area that was said speaks against it."""

COSTS: Final = {
    "short": 0.03,
    "former": 0.02,
    "poi": 0.02,
    "passed": 0.01,
    "unknown": 0.02,
    "unknown_before": 0.05,
    "known_elsewhere": 0.11,
    "elsewhere": 0.06,
    "begun_anew": 0.06,
    "begun_anew_number": 0.12,
    "loose_number": 0.08,
    "no_road": 0.03,
    "no_village": 0.13,
    "other_section": 0.2,
    "said_backwards": 0.02,
    "other_reading": 0.03,
    "other_floor": 0.12,
    "phase": 0.12,
    "lane": 0.30, "plate": 0.35, "building": 0.28, "unit": 0.22, "floor": 0.15, "room": 0.15,
}  # fmt: skip
"""What it costs to believe something; the last line: that a number isn't in the library."""


class Hypothesis(NamedTuple):
    """One way to understand what was read so far."""

    nodes: tuple[int, ...] = ()
    """Positions; nothing is understood yet when there are none."""
    cost: float = 0.0
    faults: tuple[Fault, ...] = ()
    areas: tuple[Name, ...] = ()
    """Names of areas that were said."""
    stopped: bool = False
    """A number was not found: what follows it says nothing more."""
    numbers: int = 0
    """How many numbers were found since the last name that it began with."""
    how: frozenset[Sense] = frozenset()
    """Senses of the names that were taken."""
    said: tuple[str, ...] = ()
    """Names and numbers that were found since it began."""
    guessed: float = 0.0
    """What the names cost that were taken for misspelt ones."""
    pending: tuple[Number, ...] = ()
    """Numbers before any name: 3栋2单元, 阳光花园."""
    upper: tuple[int, ...] = ()
    """Nodes above the present ones that are being said after them: 阳光花园3栋 (中山路488号)."""

    def with_fault(self, fault: Fault, cost: float) -> "Hypothesis":
        """The same with one more fault."""
        return self._replace(faults=(*self.faults, fault), cost=self.cost + cost)
