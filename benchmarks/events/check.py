"""Whether what the service answered is true, by plain queries that use no index of ours."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any, Final

import psycopg
from psycopg.rows import scalar_row, tuple_row

__all__ = ["Wrong", "check_list", "check_nearest", "check_reports", "get"]


class Wrong(AssertionError):
    """The service answered what is not so."""


REPORTS: Final = """
SELECT count(*), count(DISTINCT e.code), count(s.id), count(*) FILTER (WHERE unit_grid_code IS NULL)
FROM onemap.event e LEFT JOIN onemap.event_step s ON s.event_code = e.code AND s.step = 'report'
WHERE e.source = 'report' AND e.id > %s
"""
# What covers a place is asked of every shape in turn, without the index that the service's answer came from.
MISPLACED: Final = """
SELECT count(*) FROM onemap.event e
LEFT JOIN LATERAL (
  SELECT min(code COLLATE "C") AS code FROM onemap.unit_grid g WHERE ST_Covers(g.geom, e.geom)
) AS grid ON true
LEFT JOIN LATERAL (
  SELECT min(code COLLATE "C") AS code FROM onemap.area a
  WHERE level = 'community' AND ST_Covers(a.geom, e.geom)
) AS area ON true
WHERE e.source = 'report' AND e.id > %s
  AND (e.unit_grid_code, e.community_code) IS DISTINCT FROM (grid.code, area.code)
"""
NEAREST: Final = """
SELECT c.code FROM onemap.component c, onemap.event e
WHERE e.code = %s AND c.class_code = e.class_code AND c.edition = e.edition AND c.state <> 'removed'
ORDER BY ST_Distance(c.geom::geography, e.geom::geography), c.code COLLATE "C" LIMIT 1
"""
SOME: Final = """
SELECT code FROM onemap.event
WHERE source = 'report' AND id > %s AND class_code < '06' ORDER BY md5(code) LIMIT %s
"""
LISTED: Final = """
SELECT code FROM onemap.event WHERE closed_at IS NULL ORDER BY deadline NULLS LAST, id
"""


def check_reports(dsn: str, after: int, sent: int, connections: int) -> None:
    """Every report that was answered is there once, with its first step, in the grid that covers it.

    Args:
        dsn: of the database.
        after: the highest id before.
        sent: how many were answered; of those still under way at the end some may be there, too.
        connections: how many were under way at most.

    Raises:
        Wrong: says what is not so.
    """
    with psycopg.connect(dsn, row_factory=tuple_row) as conn:
        ((there, codes, steps, nowhere),) = conn.execute(REPORTS, (after,)).fetchall()
        ((misplaced,),) = conn.execute(MISPLACED, (after,)).fetchall()
    if not sent <= there <= sent + connections:
        raise Wrong(f"{sent} reports were answered and {there} are there")
    if not there == codes == steps:
        raise Wrong(f"{there} reports have {codes} numbers and {steps} first steps")
    if misplaced:
        raise Wrong(f"{misplaced} reports are in another grid or community than covers them")
    if nowhere == there:
        raise Wrong("no report is in a grid")


def check_nearest(dsn: str, port: int, key: str, after: int, count: int = 100) -> int:
    """The first component near an event is the nearest of its class in the city; gives how many have one.

    Raises:
        Wrong: it is another one.
    """
    found = 0
    with psycopg.connect(dsn, row_factory=scalar_row) as conn:
        for code in conn.execute(SOME, (after, count)).fetchall():
            near = get(port, key, f"/api/events/{code}")["nearby"]["components"]
            nearest = conn.execute(NEAREST, (code,)).fetchone()
            if near and near[0]["code"] != nearest:
                raise Wrong(f"{near[0]['code']} is not the component nearest to {code}, {nearest} is")
            found += bool(near)
    return found


def check_list(dsn: str, port: int, key: str) -> int:
    """All pages of the open events by deadline, in order and complete; gives how many events they have.

    Raises:
        Wrong: they are not what a plain query gives.
    """
    listed = [one["code"] for page in _pages(port, key) for one in page]
    with psycopg.connect(dsn, row_factory=scalar_row) as conn:
        if listed != conn.execute(LISTED).fetchall():
            raise Wrong("the pages of the desk are not the open events by deadline")
    return len(listed)


def get(port: int, key: str, path: str) -> Any:
    """The answer to a question."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def _pages(port: int, key: str) -> Iterator[list[dict[str, Any]]]:
    path = "/api/events?open=true&order=deadline&limit=1000"
    page = get(port, key, path)
    yield page["items"]
    while page["next"]:
        page = get(port, key, f"{path}&cursor={page['next']}")
        yield page["items"]
