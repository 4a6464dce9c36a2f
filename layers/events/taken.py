"""A step that somebody wants to take, and whether it may be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from layers.errors import Forbidden, Invalid
from layers.events.life_cycle import LifeCycle
from layers.events.next_steps import next_steps, unmet_guards
from layers.events.situation import Situation
from layers.events.states import Need, Step

__all__ = ["Taken", "permitted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step, and what is said with it; None is not said."""

    step: str
    version: int
    """Of the event as whoever takes the step knows it."""
    post: str
    """For which it is taken."""
    note: str | None = None
    department_code: str | None = None
    condition: str | None = None
    duplicate_of: str | None = None
    """Number of the event that this one is again."""
    deadline: datetime | None = None
    component_code: str | None = None
    class_code: str | None = None
    edition: str | None = None
    """Of the class; None for that of the event."""

    @property
    def said(self) -> Mapping[str, str | datetime]:
        """The fields that came with it."""
        fields = {
            "note": (self.note or "").strip() or None,
            "department_code": self.department_code,
            "condition": self.condition,
            "duplicate_of": self.duplicate_of,
            "deadline": self.deadline,
            "component_code": self.component_code,
            "class_code": self.class_code,
            "edition": self.edition,
        }
        return {name: value for name, value in fields.items() if value is not None}


SAYS: Final[Mapping[Need, str]] = {
    Need.NOTE: "a note",
    Need.DEPARTMENT: "another department",
    Need.DEADLINE: "another deadline",
    Need.CHANGE: "another class, condition or component",
}


def permitted(life: LifeCycle, here: Situation, taken: Taken) -> Step:
    """The step of the life cycle, if it may be taken now, by this post, with what is said.

    Raises:
        Invalid: there is no such step or post, it leads from other states, or something lacks or is too much.
        Forbidden: it is not for this post.
    """
    step = life.steps.get(taken.step)
    if step is None:
        raise Invalid(f"no step {taken.step[:40]!r}", known=list(life.steps))
    if here.state not in step.sources:
        possible = [one.step for one in next_steps(life, here.state, here.resume_state, here.judged)]
        raise Invalid(f"step {step.code!r} can't be taken in state {here.state!r}", possible=possible)
    if taken.post not in life.posts:
        raise Invalid(f"no post {taken.post[:40]!r}", known=list(life.posts))
    if taken.post not in step.posts:
        raise Forbidden(f"step {step.code!r} is not for {taken.post!r}", posts=list(step.posts))
    _refuse_lacking(step, here, taken)
    return step


def _refuse_lacking(step: Step, here: Situation, taken: Taken) -> None:
    """Every need is met, and nothing is said that the step has no place for."""
    guards = unmet_guards(step, here.judged)
    fields = step.fields.union(*(guard.need.fields for guard in guards))
    if stray := taken.said.keys() - fields:
        raise Invalid(f"step {step.code!r} doesn't take {sorted(stray)}", takes=sorted(fields))
    for need in step.needs:
        if not _meets(need, here, taken):
            raise Invalid(f"step {step.code!r} needs {SAYS[need]}", needs=[need.value])
    for guard in guards:
        if not _meets(guard.need, here, taken):
            raise Invalid(guard.why, needs=[guard.need.value])


def _meets(need: Need, here: Situation, taken: Taken) -> bool:
    """Something is said, and it is not what is so already."""
    return any(name in taken.said and taken.said[name] != getattr(here, name, None) for name in need.fields)
