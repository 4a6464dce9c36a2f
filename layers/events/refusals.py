"""Which reports can't be events, and why."""

from collections.abc import Sequence

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Json

from layers.errors import Invalid
from layers.events.given import Report
from layers.events.limits import Limit, refuse_unknown
from layers.schema.events import EVENT_SOURCES

__all__ = ["refusals"]

CHECK = """
SELECT EXISTS (SELECT FROM onemap.class_code
               WHERE (kind, edition, code) = ('event', given.edition, given.class_code)),
       given.component_code IS NULL
         OR EXISTS (SELECT FROM onemap.component WHERE code = given.component_code),
       given.collector_code IS NULL
         OR EXISTS (SELECT FROM onemap.grid_worker WHERE code = given.collector_code)
FROM json_to_recordset(%s) AS given (
  place int, edition text, class_code text, component_code text, collector_code text
)
ORDER BY place
"""


def refusals(
    conn: psycopg.Connection, given: Sequence[Report], limits: Sequence[Limit | None]
) -> list[Invalid | None]:
    """Why each of some reports can't be an event; None where it can.

    Args:
        conn: an open connection.
        given: what is reported.
        limits: the time limit that holds for each.
    """
    names = ("edition", "class_code", "component_code", "collector_code")
    asked = [
        {"place": place, **{name: getattr(one, name) for name in names}} for place, one in enumerate(given)
    ]
    with conn.cursor(row_factory=tuple_row) as cur:
        known = cur.execute(CHECK, (Json(asked),)).fetchall()
    return [_refusal(one, limit, *there) for one, limit, there in zip(given, limits, known, strict=True)]


def _refusal(
    given: Report, limit: Limit | None, known: bool, component: bool, collector: bool
) -> Invalid | None:
    try:
        _check(given, known, component, collector)
        refuse_unknown(given.condition, limit)
    except Invalid as refusal:
        return refusal
    return None


def _check(given: Report, known: bool, component: bool, collector: bool) -> None:
    if given.source not in EVENT_SOURCES:
        raise Invalid(f"no source of events {given.source[:40]!r}", known=list(EVENT_SOURCES))
    if not known:
        of = f"{given.class_code[:10]!r} of events in edition {given.edition[:10]!r}"
        raise Invalid(f"no class {of}", hint="see /api/catalogues?kind=event")
    if not component:
        raise Invalid("there is no such component", component_code=given.component_code)
    if not collector:
        raise Invalid("there is no such collector", collector_code=given.collector_code)
    if given.number_area is None:
        raise Invalid("the point is in no district of this city", lon=given.where.lon, lat=given.where.lat)
