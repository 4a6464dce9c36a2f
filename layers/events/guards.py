"""Guards of steps: needs that an event may have or not, by the names that the life cycle gives them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from layers.events.states import Need

__all__ = ["GUARDS", "Guard", "Judged"]

FROM_THE_PUBLIC: Final = frozenset({"hotline", "public"})
"""Sources whose reports nobody of the city has seen."""


class Judged(NamedTuple):
    """What guards look at."""

    reported_by: str
    """One of `EVENT_SOURCES`."""
    verified: bool
    """Whether somebody was there and saw it."""
    department_code: str | None


@dataclass(frozen=True, slots=True)
class Guard:
    """A need of a step that only some events have."""

    need: Need
    holds: Callable[[Judged], bool]
    """Whether the event is as it should be, so that nothing more is needed."""
    why: str
    """What is said to somebody who doesn't meet the need."""


GUARDS: Final[Mapping[str, Guard]] = {
    "verified_if_from_public": Guard(
        Need.NOTE,
        lambda event: event.verified or event.reported_by not in FROM_THE_PUBLIC,
        "a report from the public is verified before it is filed, or the note says why not",
    ),
    "has_department": Guard(
        Need.DEPARTMENT,
        lambda event: event.department_code is not None,
        "the event has no department yet",
    ),
}
