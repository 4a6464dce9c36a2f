"""What becomes of the time that a department has: started, stopped, paused, resumed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from layers.events.calendar import Calendar
from layers.events.situation import Situation
from layers.events.states import Clock

__all__ = ["CLOCKS"]

Columns = dict[str, Any]


def _start(calendar: Calendar, event: Situation, now: datetime) -> Columns:
    """The whole limit from now; where no limit holds there is no deadline."""
    if event.limit_amount is None or event.limit_unit is None:
        return {"clock_from": now, "deadline": None}
    return {"clock_from": now, "deadline": calendar.deadline(now, event.limit_amount, event.limit_unit)}


def _stop(_calendar: Calendar, _event: Situation, _now: datetime) -> Columns:
    return {"clock_from": None, "deadline": None}


def _pause(_calendar: Calendar, event: Situation, now: datetime) -> Columns:
    return {"suspended_at": now, "resume_state": event.state}


def _resume(calendar: Calendar, event: Situation, now: datetime) -> Columns:
    """What was left when the clock stood still is left from now; nothing, when the deadline had passed."""
    since = event.suspended_at or event.handled_at
    if event.deadline is None or since is None or since >= event.deadline:
        return {}
    unit = event.limit_unit or "urgent_hour"
    return {"deadline": calendar.deadline(now, calendar.elapsed(since, event.deadline, unit), unit)}


CLOCKS: Final[Mapping[Clock, Callable[[Calendar, Situation, datetime], Columns]]] = {
    Clock.START: _start,
    Clock.STOP: _stop,
    Clock.PAUSE: _pause,
    Clock.RESUME: _resume,
}
"""From an event as it was, but with its limit, to the columns that change."""
