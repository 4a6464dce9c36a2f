"""The life of events (生命周期) as data: states, steps, who may take them; `data/events/life_cycle.toml`.

A life cycle checks itself when it is made, so one that exists has no dead end, no state that can't be reached
and no name that stands for two things. Taking a step is `layers.events.advance`.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg

from layers.errors import Invalid, NotFound
from layers.events.life_cycle_check import check
from layers.events.states import Clock, Need, Post, Stage, State, Step

__all__ = ["FOLDER", "LifeCycle", "load", "store"]

FOLDER: Final = Path(__file__).parents[2] / "data" / "events"
"""Where the project's own life cycle, calendar and time limits lie."""

OPEN: Final = "open"
BEFORE: Final = "before"
LISTS: Final = ("posts", "takes", "guards", "clears")


@dataclass(frozen=True)
class LifeCycle:
    """All of it; everything by its code, in the order of the file."""

    stages: Mapping[str, Stage]
    posts: Mapping[str, Post]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    _order: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a life cycle in which an event could get lost.

        Raises:
            ValueError: says which state or step doesn't fit, and why.
        """
        check(self.stages, self.posts, self.states, self.steps)
        object.__setattr__(self, "_order", {code: place for place, code in enumerate(self.states, 1)})

    def state(self, code: str) -> State:
        """The state of that code.

        Raises:
            NotFound: events of an older life cycle may be in states that this one doesn't have.
        """
        if code not in self.states:
            raise NotFound(f"no state {code[:40]!r} in the life cycle", known=list(self.states))
        return self.states[code]

    def place(self, code: str) -> int:
        """Its place in a life that goes well, from 1."""
        return self._order[code]

    def stamps_after(self, code: str) -> frozenset[str]:
        """The stamps that an event in this state can't have: those of later states."""
        own, later = self.states[code].stamp, list(self.states.values())[self.place(code) :]
        return frozenset(one.stamp for one in later if one.stamp and one.stamp != own)

    def cjj106(self, code: str) -> str:
        """What CJJ/T 106 calls a state."""
        state = self.states[code]
        return state.cjj106 or self.stages[state.stage].cjj106


def load(folder: Path = FOLDER) -> LifeCycle:
    """Read `life_cycle.toml` of a folder.

    Raises:
        Invalid: it is not there or no TOML, or the life that it tells has a fault; the message says where.
    """
    path = folder / "life_cycle.toml"
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        return _life_cycle(raw)
    except FileNotFoundError:
        raise Invalid(f"there is no {path}", hint="set ONEMAP_EVENTS to the folder that has it") from None
    except (KeyError, TypeError, ValueError) as error:
        hint = "data/events/README.md says what stands in it"
        raise Invalid(f"{path.name}: {error}", file=path.name, hint=hint) from error


def _life_cycle(raw: dict[str, Any]) -> LifeCycle:
    if stray := raw.keys() - {"stage", "post", "state", "step"}:
        raise ValueError(f"unknown entries {sorted(stray)}")
    states = _each("state", raw["state"], _state)
    still_open = tuple(state.code for state in states if not state.final)
    return LifeCycle(
        stages=_by_code("stage", _each("stage", raw["stage"], lambda one: Stage(**one))),
        posts=_by_code("post", _each("post", raw["post"], lambda one: Post(**one))),
        states=_by_code("state", states),
        steps=_by_code("step", _each("step", raw["step"], lambda one: _step(one, still_open))),
    )


Made = TypeVar("Made", Stage, Post, State, Step)


def _each(kind: str, entries: list[dict[str, Any]], make: Callable[[dict[str, Any]], Made]) -> list[Made]:
    made = []
    for number, entry in enumerate(entries, 1):
        try:
            made.append(make(dict(entry)))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{kind} {entry.get('code', number)!r}: {error}") from error
    return made


def _by_code(kind: str, made: Iterable[Made]) -> dict[str, Made]:
    found: dict[str, Made] = {}
    for one in made:
        if one.code in found:
            raise ValueError(f"{kind} {one.code!r} stands there twice")
        found[one.code] = one
    return found


def _state(entry: dict[str, Any]) -> State:
    state = State(**entry)
    return State(**(entry | {"stamp": "closed_at"})) if state.final else state


def _step(entry: dict[str, Any], still_open: tuple[str, ...]) -> Step:
    sources, to, clock = entry.pop("from", ()), entry.pop("to", None), entry.pop("clock", None)
    lists: dict[str, Any] = {name: tuple(entry.pop(name, ())) for name in LISTS}
    return Step(
        sources=still_open if sources == OPEN else tuple(sources),
        to=None if to == BEFORE else to,
        back=to == BEFORE,
        needs=tuple(map(Need, entry.pop("needs", ()))),
        clock=Clock(clock) if clock else None,
        **lists | entry,
    )


UPSERT = """
INSERT INTO onemap.event_state AS old (code, name, name_en, stage, final, place)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name, name_en = excluded.name_en, stage = excluded.stage, final = excluded.final,
    place = excluded.place
WHERE (old.name, old.name_en, old.stage, old.final, old.place)
    IS DISTINCT FROM (excluded.name, excluded.name_en, excluded.stage, excluded.final, excluded.place)
"""


def store(conn: psycopg.Connection, life_cycle: LifeCycle) -> int:
    """Bring `onemap.event_state` up to the life cycle; gives the number of rows added or changed.

    Doing it twice changes nothing; a state that is no longer in the file stays, since events may be in it.
    """
    rows = [
        (one.code, one.name, one.name_en, one.stage, one.final, life_cycle.place(one.code))
        for one in life_cycle.states.values()
    ]
    with conn.cursor() as cur:
        cur.executemany(UPSERT, rows)
        return cur.rowcount
