"""Events (事件): taken in, led from step to step, read."""

from layers.events.desk import Filter, Order, Page, events
from layers.events.detail import Detail, detail
from layers.events.read import Event, Step, event, steps

__all__ = ["Detail", "Event", "Filter", "Order", "Page", "Step", "detail", "event", "events", "steps"]
