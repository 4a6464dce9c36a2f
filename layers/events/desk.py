"""The list of events as the desk asks for it (事件台): by many filters, newest or most pressing first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

from layers.area_filter import area_rule
from layers.errors import Invalid
from layers.events.read import OVERDUE, Event, read, select
from layers.identifiers import is_event_number, is_unit_grid_code
from layers.paging import Box, cursor_of, read_cursor

__all__ = ["Filter", "Order", "Page", "events"]


class Order(StrEnum):
    """What a list begins with."""

    REPORTED = "reported"
    """The last reported."""

    DEADLINE = "deadline"
    """The earliest deadline; events without one come last."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are meant; None is all of them."""

    states: Sequence[str] = ()
    open: bool | None = None
    """Whether it has not come to its end."""
    class_code: str | None = None
    """A class, or the first digits of several."""
    edition: str | None = None
    source: str | None = None
    department: str | None = None
    area: str | None = None
    """Code of an area of any level."""
    community: str | None = None
    grid: str | None = None
    """Code of a unit grid or of a duty grid."""
    urgent: bool | None = None
    supervised: bool | None = None
    overdue: bool | None = None
    since: datetime | None = None
    """Reported then or later; before `until`."""
    until: datetime | None = None
    box: Box | None = None
    text: str | None = None
    """A number, or words of the description or the address."""


class Page(NamedTuple):
    """A page of events."""

    items: Sequence[Event]
    next: str | None
    """Cursor of the page after; None on the last."""


PAGE: LiteralString = "(SELECT * FROM onemap.event e WHERE {rules} ORDER BY {order} LIMIT %(limit)s + 1)"

# One column that is never NULL, so that pages can go on after any row, and an index gives them in order.
DUE: Final = "coalesce(e.deadline, 'infinity')"
ORDERS: Final[dict[Order, LiteralString]] = {
    Order.REPORTED: "e.reported_at DESC, e.id DESC",
    Order.DEADLINE: f"{DUE}, e.id",
}
AFTER: Final[dict[Order, LiteralString]] = {
    Order.REPORTED: "(e.reported_at, e.id) < (%(at)s::timestamptz, %(after)s::bigint)",
    Order.DEADLINE: f"({DUE}, e.id) > (%(at)s::timestamptz, %(after)s::bigint)",
}

RULES: Final[dict[str, LiteralString]] = {
    "edition": "e.edition = %(edition)s",
    "source": "e.reported_by = %(source)s",
    "department": "e.department_code = %(department)s",
    "community": "e.community_code = %(community)s",
    "urgent": "e.urgent = %(urgent)s",
    "supervised": "e.supervised = %(supervised)s",
    "since": "e.reported_at >= %(since)s",
    "until": "e.reported_at < %(until)s",
}
"""What a filter that is one value compares with."""

OPEN: Final[dict[bool, LiteralString]] = {True: "e.closed_at IS NULL", False: "e.closed_at IS NOT NULL"}
# The second condition says nothing new, but an index knows it.
LATE: Final[dict[bool, LiteralString]] = {
    True: f"({OVERDUE} AND {DUE} < now())",
    False: f"NOT {OVERDUE}",
}
IN_BOX: LiteralString = "e.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490)"
CLASSES: LiteralString = "starts_with(e.class_code, %(class_code)s)"
NUMBERED: LiteralString = "e.code = %(text)s"
WORDS: LiteralString = """(strpos(lower(e.description), lower(%(text)s)) > 0
  OR strpos(lower(e.address_text), lower(%(text)s)) > 0)"""


def events(
    conn: psycopg.Connection,
    wanted: Filter | None = None,
    *,
    order: Order = Order.REPORTED,
    limit: int = 50,
    cursor: str | None = None,
    internal: bool = False,
) -> Page:
    """Events that fit a filter.

    Args:
        conn: an open connection.
        wanted: which; None for all, also those without a place.
        order: what comes first.
        limit: how many at most.
        cursor: where the page before ended.
        internal: whether the caller may read what was said, where in words, and who acts.

    Raises:
        NotFound: there is no such area.
        Invalid: the cursor is not one of these pages.
    """
    rules, facts = _conditions(conn, wanted or Filter())
    facts["limit"] = limit
    if cursor:
        rules.append(AFTER[order])
        facts["at"], facts["after"] = _place(order, cursor)
    page = PAGE.format(rules=" AND ".join(rules) or "true", order=ORDERS[order])
    found = read(conn, select(f"ORDER BY {ORDERS[order]}", source=page, internal=internal), facts)
    more = len(found) > limit
    return Page(found[:limit], _cursor(order, found[limit - 1]) if more else None)


def _conditions(conn: psycopg.Connection, wanted: Filter) -> tuple[list[LiteralString], dict[str, Any]]:
    """The filter as SQL and its values."""
    facts: dict[str, Any] = {name: value for name in RULES if (value := getattr(wanted, name)) is not None}
    rules = [RULES[name] for name in facts]
    if wanted.area:
        area = area_rule(conn, wanted.area)
        rules.append(area.rule)
        facts |= area.facts
    for rule, values in _special(wanted):
        rules.append(rule)
        facts |= values
    return rules, facts


Condition = tuple[LiteralString, dict[str, Any]]


def _special(wanted: Filter) -> list[Condition]:
    """Conditions that aren't one value of one column."""
    found = _standing(wanted)
    if wanted.class_code:
        found.append((CLASSES, {"class_code": wanted.class_code}))
    if wanted.grid:
        column = "unit_grid_code" if is_unit_grid_code(wanted.grid) else "duty_grid_code"
        found.append((f"e.{column} = %(grid)s", {"grid": wanted.grid}))
    if wanted.box:
        found.append((IN_BOX, wanted.box._asdict()))
    if wanted.text:
        found.append((NUMBERED if is_event_number(wanted.text) else WORDS, {"text": wanted.text}))
    return found


def _standing(wanted: Filter) -> list[Condition]:
    """How an event stands."""
    found: list[Condition] = []
    if len(wanted.states) == 1:  # only of one state does an index give them in order
        found.append(("e.state = %(state)s", {"state": wanted.states[0]}))
    elif wanted.states:
        found.append(("e.state = ANY (%(states)s)", {"states": list(wanted.states)}))
    if wanted.open is not None:
        found.append((OPEN[wanted.open], {}))
    if wanted.overdue is not None:
        found.append((LATE[wanted.overdue], {}))
    return found


def _cursor(order: Order, last: Event) -> str:
    at = last.reported_at if order is Order.REPORTED else last.deadline
    return cursor_of(order, at.isoformat() if at else "infinity", last.id)


def _place(order: Order, cursor: str) -> tuple[str, int | str]:
    """The moment and number of the last row of the page before."""
    given, at, number = read_cursor(cursor, str, str, int)
    try:
        if given != order or not (at == "infinity" or datetime.fromisoformat(str(at)).tzinfo):
            raise ValueError
    except ValueError:
        raise Invalid("the cursor is not one that this service gave") from None
    return str(at), number
