"""Events (事件): taken in, led from step to step, read."""

from layers.events.read import Event, Page, Step, event, events, steps
from layers.events.report import Report, report

__all__ = ["Event", "Page", "Report", "Step", "event", "events", "report", "steps"]
