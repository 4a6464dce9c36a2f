"""Which steps may be taken from where an event stands, by whom, and what each needs."""

from typing import NamedTuple

from layers.events.guards import GUARDS, Guard, Judged
from layers.events.life_cycle import LifeCycle
from layers.events.states import Need, Step

__all__ = ["NextStep", "next_steps", "unmet_guards"]


class NextStep(NamedTuple):
    """A step that may be taken now."""

    step: str
    to: str | None
    """The state that it leads to; None where it stays."""
    posts: tuple[str, ...]
    """Who may take it."""
    needs: tuple[Need, ...]
    """What must be said with it, or changed by it."""


def next_steps(life: LifeCycle, state: str, resume_state: str | None, judged: Judged) -> list[NextStep]:
    """The steps that may be taken now, in the order of the life cycle; none after a final state.

    Args:
        life: the steps that there are.
        state: of the event.
        resume_state: the one before it was paused; None where it is not.
        judged: what the guards look at.
    """
    return [
        NextStep(step.code, resume_state if step.back else step.to, step.posts, _needs(step, judged))
        for step in life.steps.values()
        if state in step.sources
    ]


def unmet_guards(step: Step, judged: Judged) -> list[Guard]:
    """The guards that ask for something, in the order of the life cycle."""
    return [guard for name in step.guards if not (guard := GUARDS[name]).holds(judged)]


def _needs(step: Step, judged: Judged) -> tuple[Need, ...]:
    guarded = (guard.need for guard in unmet_guards(step, judged))
    return tuple(dict.fromkeys([*step.needs, *guarded]))
