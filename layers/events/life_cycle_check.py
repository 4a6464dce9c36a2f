"""What makes a life cycle whole: no dead end, nothing out of reach, no name for two things."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from layers.events.guards import GUARDS
from layers.events.states import Clock, Post, Stage, State, Step

__all__ = ["check"]

STAMPS = {"filed_at", "dispatched_at", "handled_at", "checked_at", "closed_at"}
COUNTERS = {"returns", "reworks"}
FLAGS = {"urgent", "supervised", "forced"}
FIELDS = {"department_code", "deadline", "class_code", "condition", "component_code", "duplicate_of"}
CLEARED = FIELDS | {"assigned_by"}


def check(
    stages: Mapping[str, Stage],
    posts: Mapping[str, Post],
    states: Mapping[str, State],
    steps: Mapping[str, Step],
) -> None:
    """Refuse a life cycle in which an event could get lost.

    Raises:
        ValueError: says which state or step doesn't fit, and why.
    """
    for state in states.values():
        _known(f"state {state.code!r}", "stage", [state.stage], stages)
        _known(f"state {state.code!r}", "stamp", [state.stamp] if state.stamp else [], STAMPS)
    for step in steps.values():
        _check_step(step, posts, states)
    for kind, things in (("stage", stages), ("post", posts), ("state", states), ("step", steps)):
        _unique(kind, [one.name for one in things.values()])
    _check_keys(states, steps.values())
    _check_ways(states, steps.values())


def _check_step(step: Step, posts: Mapping[str, Post], states: Mapping[str, State]) -> None:
    where = f"step {step.code!r}"
    _known(where, "state", [*step.sources, *([step.to] if step.to else [])], states)
    _known(where, "post", step.posts, posts)
    _known(where, "guard", step.guards, GUARDS)
    _known(where, "field", step.takes, FIELDS)
    _known(where, "counter", [step.counts] if step.counts else [], COUNTERS)
    _known(where, "flag", [step.flags] if step.flags else [], FLAGS)
    _known(where, "column to clear", step.clears, CLEARED)
    if not step.posts:
        raise ValueError(f"{where}: nobody may take it")
    if ended := [code for code in step.sources if states[code].final]:
        raise ValueError(f"{where}: nothing follows the final state {ended[0]!r}")


def _known(where: str, kind: str, given: Iterable[str], known: Collection[str]) -> None:
    for one in given:
        if one not in known:
            raise ValueError(f"{where}: no {kind} {one!r}; known are {sorted(known)}")


def _unique(kind: str, names: Iterable[str]) -> None:
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise ValueError(f"two {kind}s are called {twice[0]!r}")


def _check_keys(states: Iterable[str], steps: Collection[Step]) -> None:
    for state in states:
        keys = Counter(step.key for step in steps if step.key and state in step.sources)
        if twice := [key for key, count in keys.items() if count > 1]:
            raise ValueError(f"state {state!r}: the key {twice[0]!r} stands for two steps")


def _check_ways(states: Mapping[str, State], steps: Collection[Step]) -> None:
    """Every state is reached, and from each a final one, without the steps that all open states have."""
    begin = {step.to for step in steps if not step.sources and step.to}
    if len(begin) != 1:
        raise ValueError("one step begins a life: it has no from, and a to")
    still_open = {state.code for state in states.values() if not state.final}
    ways = {way for step in steps if set(step.sources) != still_open for way in _ways(step, steps)}
    if lost := states.keys() - _reached(begin, ways):
        raise ValueError(f"state {min(lost)!r} can't be reached")
    if stuck := states.keys() - _reached(states.keys() - still_open, {(to, at) for at, to in ways}):
        raise ValueError(f"state {min(stuck)!r} leads to no final state")


def _ways(step: Step, steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    """From which state to which a step leads; back to wherever the pause may have begun."""
    paused = {
        at for one in steps if one.clock is Clock.PAUSE and one.to in step.sources for at in one.sources
    }
    if step.back and not paused:
        raise ValueError(
            f"step {step.code!r}: no step pauses into {step.sources}, so there is no state before"
        )
    for at in step.sources:
        for to in paused if step.back else {step.to or at}:
            yield at, to


def _reached(begin: Collection[str], ways: Collection[tuple[str, str]]) -> set[str]:
    found = set(begin)
    while more := {to for at, to in ways if at in found} - found:
        found |= more
    return found
