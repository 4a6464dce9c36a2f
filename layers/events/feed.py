"""What happens to events, for those who watch: a message a change in the log, with the event as now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import class_row

from layers.changes import last_sequence
from layers.events.read import Event, by_ids, for_public

__all__ = ["Facets", "Feed", "Message", "Wanted", "read"]

KINDS: Final = {"insert": "reported", "update": "changed", "delete": "deleted"}


class Facets(NamedTuple):
    """What listeners choose events by, as it is or as it was."""

    areas: frozenset[str]
    """Codes of district, street and community."""
    department: str | None
    class_code: str
    open: bool


class Message(NamedTuple):
    """A change of one event."""

    seq: int
    kind: str
    """reported, changed or deleted."""
    id: int
    code: str
    facets: tuple[Facets, ...]
    """As it is now, and as it was before this change."""
    public: Event | None
    """The event as it is now, as the public may see it; None when it was deleted."""
    internal: Event | None


class Feed(NamedTuple):
    """What happened after a sequence."""

    seq: int
    """The last one; ask with it the next time."""
    messages: list[Message] | None
    """In the order of the commits; None when there are too many, or the log ends before the one asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a listener wants to hear of; None is all."""

    areas: frozenset[str] | None = None
    """Codes of districts, streets and communities; it lies in one of them."""
    department: str | None = None
    class_code: str | None = None
    """A class, or the beginning of several."""
    open: bool | None = None

    def takes(self, message: Message) -> bool:
        """Whether the event is one of these, or was until this change: so one hears what left one's list."""
        return any(map(self._is, message.facets))

    def _is(self, facets: Facets) -> bool:
        return (
            (self.areas is None or not self.areas.isdisjoint(facets.areas))
            and (self.department is None or self.department == facets.department)
            and (self.class_code is None or facets.class_code.startswith(self.class_code))
            and (self.open is None or self.open == facets.open)
        )


class Line(NamedTuple):
    """An event in a line of the change log."""

    seq: int
    op: str
    at: datetime
    id: int


class Version(NamedTuple):
    """An event as it was until a moment."""

    id: int
    until: datetime
    code: str
    areas: list[str | None]
    department: str | None
    class_code: str
    open: bool


LINES = """
SELECT c.seq, c.op, c.at, thing.id
FROM onemap.change_log c CROSS JOIN LATERAL unnest(c.ids) WITH ORDINALITY AS thing (id, place)
WHERE c.layer = 'event' AND c.seq > %(since)s
ORDER BY c.seq, thing.place LIMIT %(most)s + 1
"""
# A version ends when the transaction began that changed it; the log calls that the time of the change.
ENDED = """
SELECT h.id, h.valid_to AS until, h.code,
       ARRAY[h.district_code, h.street_code, h.community_code] AS areas,
       h.department_code AS department, h.class_code, h.closed_at IS NULL AS open
FROM unnest(%(ids)s::bigint[], %(at)s::timestamptz[]) AS changed (id, at)
JOIN onemap_history.event h ON (h.id, h.valid_to) = (changed.id, changed.at)
"""


def read(conn: psycopg.Connection, since: int, *, most: int) -> Feed:
    """What happened to events after a sequence.

    Args:
        conn: an open connection.
        since: the last sequence known.
        most: messages at most; when there are more, the answer has none of them.
    """
    newest = last_sequence(conn)
    lines = _lines(conn, since, most)
    seq = max(newest, lines[-1].seq) if lines else newest
    if since > newest or len(lines) > most:
        return Feed(last_sequence(conn), None)
    return Feed(seq, _messages(conn, lines) if lines else [])


def _lines(conn: psycopg.Connection, since: int, most: int) -> list[Line]:
    with conn.cursor(row_factory=class_row(Line)) as cur:
        return cur.execute(LINES, {"since": since, "most": most}).fetchall()


def _messages(conn: psycopg.Connection, lines: Sequence[Line]) -> list[Message]:
    ids = sorted({line.id for line in lines})
    internal = {one.id: one for one in by_ids(conn, ids, internal=True)}
    ended = _ended(conn, [line for line in lines if line.op != "insert"])
    found = []
    for line in lines:
        now, before = internal.get(line.id), ended.get((line.id, line.at))
        known = before if line.op == "delete" else now
        if known is not None:  # else it is gone by now, and a line after this one says so
            facets = tuple(_facets(now, before))
            shown = (None, None) if line.op == "delete" or now is None else (for_public(now), now)
            found.append(Message(line.seq, KINDS[line.op], line.id, known.code, facets, *shown))
    return found


def _ended(conn: psycopg.Connection, lines: Sequence[Line]) -> dict[tuple[int, datetime], Version]:
    if not lines:
        return {}
    asked = {"ids": [line.id for line in lines], "at": [line.at for line in lines]}
    with conn.cursor(row_factory=class_row(Version)) as cur:
        return {(one.id, one.until): one for one in cur.execute(ENDED, asked)}


def _facets(now: Event | None, before: Version | None) -> Iterable[Facets]:
    if now is not None:
        areas = (now.district, now.street, now.community)
        yield Facets(_codes(areas), now.department_code, now.class_code, now.closed_at is None)
    if before is not None:
        yield Facets(_codes(before.areas), before.department, before.class_code, before.open)


def _codes(areas: Iterable[str | None]) -> frozenset[str]:
    return frozenset(area for area in areas if area)
