"""What a life cycle is made of: stages, posts, states and steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["Clock", "Need", "Post", "Stage", "State", "Step"]


class Clock(StrEnum):
    """What a step does to the time that the department has."""

    START = "start"
    """From now, the whole limit."""

    STOP = "stop"
    """No deadline any more."""

    PAUSE = "pause"
    """It stands still from now on."""

    RESUME = "resume"
    """What was left when it was paused, or when the event was handled, is left from now."""


class Need(StrEnum):
    """What must be said with a step, or changed by it."""

    NOTE = "note"
    DEPARTMENT = "department"
    DEADLINE = "deadline"
    CHANGE = "change"
    """Another class, condition or component."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a taken step, at least one of which meets the need."""
        return NEED_FIELDS[self]


NEED_FIELDS: Final[Mapping[Need, tuple[str, ...]]] = {
    Need.NOTE: ("note",),
    Need.DEPARTMENT: ("department_code",),
    Need.DEADLINE: ("deadline",),
    Need.CHANGE: ("class_code", "edition", "condition", "component_code"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the life, as the page shows it."""

    code: str
    name: str
    name_en: str
    cjj106: str
    """Its name in CJJ/T 106."""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who takes steps (岗位)."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class State:
    """Where an event stands."""

    code: str
    name: str
    name_en: str
    stage: str
    final: bool = False
    """Nothing follows."""
    stamp: str | None = None
    """The column of the event that says since when."""
    cjj106: str | None = None
    """Where CJJ/T 106 calls it otherwise than its stage."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody may do with an event."""

    code: str
    name: str
    name_en: str
    posts: tuple[str, ...]
    sources: tuple[str, ...] = ()
    """The states from which it may be taken; none for the step with which a life begins."""
    to: str | None = None
    """The state after it; None where the state stays, or is the one before the pause."""
    back: bool = False
    """Whether it leads to the state before the pause."""
    needs: tuple[Need, ...] = ()
    takes: tuple[str, ...] = ()
    """Fields that may be given though nothing needs them."""
    guards: tuple[str, ...] = ()
    counts: str | None = None
    """The counter of the event that it raises."""
    flags: str | None = None
    """The flag of the event that it sets."""
    clears: tuple[str, ...] = ()
    """Columns of the event that it empties."""
    clock: Clock | None = None
    key: str | None = None
    """On the keyboard."""

    @property
    def fields(self) -> frozenset[str]:
        """What may be given with it."""
        needed = (name for need in self.needs for name in need.fields)
        return frozenset({"note", *self.takes, *needed})
